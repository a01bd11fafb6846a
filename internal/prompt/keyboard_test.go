package prompt

import (
	"bytes"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestKeyLen(t *testing.T) {
	for in, want := range map[string]int{
		"":              0,
		"a":             1,
		"é!":            2,
		"\xc3":          0, // half of é
		"\xff":          1,
		"\x1b":          0, // Esc, or the start of anything
		"\x1b\x1b":      1,
		"\x1b[":         0,
		"\x1b[A":        3,
		"\x1b[A\x1b[B":  3,
		"\x1b[1;5C":     6,
		"\x1b[3~x":      4,
		"\x1b[12;34R":   8,
		"\x1b[[A":       4,
		"\x1b[[":        0,
		"\x1b[12\rnext": 4, // broken off
		"\x1bO":         0,
		"\x1bOA":        3,
		"\x1bb":         2,
		"\x1bé":         3,
		"\x1b]":         2, // Alt and a bracket

		"\x1b]11;rgb:0/0/0":             0,
		"\x1b]11;rgb:0/0/0\x1b":         0,
		"\x1b]11;rgb:0/0/0\x1b\\next":   16,
		"\x1b]11;rgb:ffff/f/f\anext":    18,
		"\x1b]11;rgb:\rbroken":          9,
		"\x1b]11;rgb:\x1b[A broken off": 9,
	} {
		if got := keyLen([]byte(in)); got != want {
			t.Errorf("keyLen(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestFindReport(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"\x1b[12;34R":              "\x1b[12;34R",
		"typed \x1b[1;1R ahead":    "\x1b[1;1R",
		"\x1b[A\x1b[200~R\x1b[1;1": "",
		"\x1b[;R\x1b[1R\x1b[?1;2R": "",
		"\x1b\x1b[2;3R":            "\x1b[2;3R",
	} {
		from, to := findReport([]byte(in))
		if got := in[from:to]; got != want {
			t.Errorf("findReport(%q) = %q, want %q", in, got, want)
		}
	}
}

// A key is never empty, never longer than what was typed, and a report in the middle of anything is found.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{"abc", "\x1b[A", "\x1b[1;5", "é\xc3", "\x1b[[", "\x1b\x1b[3~", "\x1bO", "\x1b]11;rgb:0/0/0\a", "\x1b]11;\x1b[A", "\x1b]11;rgba:ffff/0000f/1/0\x1b\\", "\x1b]11;rgb:0/0/0\a\x1b]11;rgb:f/f/f\a"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, typed []byte) {
		for rest := typed; len(rest) > 0; {
			n := keyLen(rest)
			if n < 0 || n > len(rest) {
				t.Fatalf("keyLen(%q) = %d", rest, n)
			}
			rest = rest[max(n, 1):]
		}
		report := []byte("\x1b[24;80R")
		k := newKeyboard(nil)
		k.buf = append(bytes.Clone(typed), report...)
		if _, ok := k.cutReport(); !ok {
			t.Fatalf("no report found behind %q", typed)
		}
		k = newKeyboard(nil)
		k.buf = append(bytes.Clone(typed), report...)
		if theme := k.cutBackground(); theme != "" && (theme != org.ThemeLight && theme != org.ThemeDark || !bytes.Contains(typed, []byte("\x1b]11;rgb"))) {
			t.Fatalf("the background of %q is %q", typed, theme)
		}
		left := len(k.buf)
		if _, ok := k.cutReport(); !ok || len(k.buf) >= left { // that of the terminal, or one that was typed
			t.Fatalf("behind %q no report is left, but %q", typed, k.buf)
		}
		k = newKeyboard(bytes.NewReader(append(bytes.Clone(typed), '\n')))
		if _, err := k.line(t.Context()); err != nil && !bytes.Contains(typed, []byte{interruptKey}) {
			t.Fatalf("line of %q: %v", typed, err)
		}
	})
}

func TestLine(t *testing.T) {
	k := newKeyboard(io.MultiReader(bytes.NewReader([]byte("a\r")), bytes.NewReader([]byte("\nb\n\nc\x1b[1;1Rd\te\xff"))))
	for _, want := range []string{"a", "b", "", "cde\uFFFD"} {
		got, err := k.line(t.Context())
		if err != nil || got != want {
			t.Errorf("line = %q, %v, want %q", got, err, want)
		}
	}
	if _, err := k.line(t.Context()); err != io.EOF {
		t.Errorf("error %v at the end", err)
	}
}

func TestSettleDropsReportsAndKeepsTheRest(t *testing.T) {
	k := newKeyboard(bytes.NewReader([]byte("b\x1b[2;2Rc")))
	k.buf, k.owed = []byte("a\x1b[1;1R"), 2
	if err := k.settle(t.Context()); err != nil || string(k.buf) != "abc" || k.owed != 0 {
		t.Errorf("left %q, owed %d, error %v", k.buf, k.owed, err)
	}
}

func TestKeyDropsALateReport(t *testing.T) {
	k := newKeyboard(bytes.NewReader([]byte("\x1b[1;1R\x1b[1;2Rx")))
	k.owed = 1
	for _, want := range []string{"\x1b[1;2R", "x"} {
		if key, err := k.key(t.Context()); string(key) != want || err != nil {
			t.Errorf("key = %q, %v, want %q", key, err, want)
		}
	}
}

// oneReader fails the test when it is read twice at the same time, or before somebody waits.
type oneReader struct {
	t       *testing.T
	reading atomic.Int32
	lines   chan string
}

func (r *oneReader) Read(p []byte) (int, error) {
	if r.reading.Add(1) > 1 {
		r.t.Error("two reads at the same time")
	}
	defer r.reading.Add(-1)
	return copy(p, <-r.lines), nil
}

func TestOneReadAtATime(t *testing.T) {
	r := &oneReader{t: t, lines: make(chan string)}
	k := newKeyboard(r)
	for range 3 {
		if err := k.more(t.Context(), time.Microsecond); err != errQuiet {
			t.Fatalf("error %v", err)
		}
	}
	r.lines <- "late\n"
	if line, err := k.line(t.Context()); line != "late" || err != nil {
		t.Errorf("line = %q, %v", line, err)
	}
	if n := r.reading.Load(); n != 0 {
		t.Errorf("%d reads while nobody waits", n)
	}
}

func TestBackground(t *testing.T) {
	for in, want := range map[string]org.Theme{
		"\x1b]11;rgb:ffff/ffff/ffff\x1b\\":   org.ThemeLight,
		"\x1b]11;rgb:ff/ff/ff\a":             org.ThemeLight,
		"\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\a": org.ThemeLight,
		"\x1b]11;rgb:0000/0000/0000\a":       org.ThemeDark,
		"\x1b]11;rgb:0/2b/36\a":              org.ThemeDark,
		"\x1b]11;rgb:0/0/f\a":                org.ThemeDark, // blue, as bright as it may be
		"\x1b]11;rgb:0/f/0\a":                org.ThemeLight,
		"\x1b]11;rgb:/1/1\a":                 "",
		"\x1b]11;rgb:12345/1/1\a":            "",
		"\x1b]11;red\a":                      "",
		"\x1b]4;0;rgb:ff/ff/ff\a":            "",
		"\x1b]11;?\a":                        "",
		"11;rgb:ff/ff/ff":                    "",
	} {
		k := newKeyboard(nil)
		k.buf = []byte("typed" + in + "ahead")
		if got := k.cutBackground(); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
		if rest := string(k.buf); in[0] == escapeKey && rest != "typedahead" {
			t.Errorf("%q: what was typed became %q", in, rest)
		}
	}
}

// An answer that comes when nobody waits for it any more is no key.
func TestKeyDropsALateColour(t *testing.T) {
	k := newKeyboard(strings.NewReader("\x1b]11;rgb:0/0/0\x1b\\x"))
	if key, err := k.key(t.Context()); err != nil || string(key) != "x" {
		t.Errorf("%q, %v", key, err)
	}
}
