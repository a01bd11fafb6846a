package term

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"ascii", `Jane "J" \ Doe~`, `Jane "J" \ Doe~`},
		{"accents and scripts", "Zoë Ünal 王小明 عمر Ольга", "Zoë Ünal 王小明 عمر Ольга"},
		{"escape sequence", "\x1b[2Jgone", `\x1b[2Jgone`},
		{"newline and tab", "a\nb\tc\rd", `a\nb\tc\rd`},
		{"nul, bell and delete", "\x00\a\x7f", `\x00\x07\x7f`},
		{"one-byte CSI", "\u009b31m", `\u009b31m`},
		{"next line", "a\u0085b", `a\u0085b`},
		{"direction override", "invoice\u202efdp.exe", `invoice\u202efdp.exe`},
		{"direction isolates and marks", "\u2066\u2069\u200e\u200f\u061c", `\u2066\u2069\u200e\u200f\u061c`},
		{"line and paragraph separators", "\u2028\u2029", `\u2028\u2029`},
		{"zero width", "a\u200bd\u200cm\u2060i\ufeffn\u00ad", `a\u200bd\u200cm\u2060i\ufeffn\u00ad`},
		{"blank letters", "\u3164\u115f\u1160\uffa0\u034f\u17b4", `\u3164\u115f\u1160\uffa0\u034f\u17b4`},
		{"tag characters", "ok\U000e0041", `ok\U000e0041`},
		{"not UTF-8", "caf\xe9\xff", `caf\xe9\xff`},
		{"cut in the middle", "\xf0\x9f\x98", `\xf0\x9f\x98`},
		{"a true replacement character", "\ufffd", "\ufffd"},
		{"joined emoji", "👩‍💻 👨‍👩‍👧 ❤️‍🔥 👩🏽‍🚒", "👩‍💻 👨‍👩‍👧 ❤️‍🔥 👩🏽‍🚒"},
		{"presentation selectors", "❤️ ℹ️ 1️⃣ #️⃣", "❤️ ℹ️ 1️⃣ #️⃣"},
		{"joiner between letters", "ad\u200dmin", `ad\u200dmin`},
		{"joiner without a second picture", "👩\u200dx 👩\u200d", `👩\u200dx 👩\u200d`},
		{"joiners in a row", "👩\u200d\u200d💻", `👩\u200d\u200d💻`},
		{"selector behind a letter", "a\ufe0f", `a\ufe0f`},
		{"selector behind a digit that is no keycap", "1\ufe0f", `1\ufe0f`},
		{"selectors in a row", "❤\ufe0f\ufe0f", "❤\ufe0f" + `\ufe0f`},
		{"Han variants", "葛\U000e0100城 a\U000e0100", "葛\U000e0100城 a" + `\U000e0100`},
		{"visible marks of the same class", "\u0600\u06dd", "\u0600\u06dd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
		})
	}
	if got, want := cleanText("a\tb\n\x1b[1m\u202e"), "a\tb\n"+`\x1b[1m\u202e`; got != want {
		t.Errorf("cleanText = %q, want %q", got, want)
	}
}

// hostile are strings that act on a terminal or break a format; the fuzzers start from them.
func hostile() []string {
	return []string{
		"", "plain", "a\tb\nc\rd\\e", "\\t", `"quoted", 'twice'`, "\x1b]0;title\a", "\u009b2J", "x\u202ey\u2069", "\u200b\ufeff",
		"👩‍💻", "❤\ufe0f\ufe0f", "1️⃣", "\xff\xfe\x80", "\x00", "no", "NO", "12:30:45", "~", "- a: b", "{}", "2027-01-31", " lead and trail ",
		"\U000e0041", "葛\U000e0100", "a\r\nb", "=1+1", "<&>", "\u2028", "\x7f", "\u0085",
	}
}

// inert reports whether nothing in s acts on a terminal, told in another way than acts does.
func inert(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < ' ' || r >= 0x7f && r < 0xa0 || strings.ContainsRune("\u061c\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u3164", r) {
			return false
		}
	}
	return true
}

// Readers of YAML 1.1 take some words for truth values, and digits with colons for numbers to the base of 60.
func TestYAMLQuotes(t *testing.T) {
	for s, want := range map[string]string{
		"jane@example.org": "jane@example.org", "drive/marketing": "drive/marketing", "legal-representative": "legal-representative",
		"NO": `"NO"`, "yes": `"yes"`, "Off": `"Off"`, "n": `"n"`, "null": `"null"`, "True": `"True"`, "12:30": `"12:30"`, "1_000": `"1_000"`,
		"~": `"~"`, "": `""`, "a: b": `"a: b"`, "a b": `"a b"`, "- a": `"- a"`, "0x1f": `"0x1f"`, "2027-01-31": `"2027-01-31"`, "é": `"é"`, "a\nb": `"a\nb"`,
	} {
		text, err := appendJSON(nil, s)
		if err != nil {
			t.Fatal(err)
		}
		out := &output{}
		if err := appendYAML(out, text); err != nil || string(out.buf) != want+"\n" {
			t.Errorf("%q as YAML: %s, %v", s, out.buf, err)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Clean(s)
		if !inert(once) {
			t.Errorf("Clean(%+q) = %+q still acts", s, once)
		}
		if twice := Clean(once); twice != once {
			t.Errorf("cleaning %+q twice: %+q, then %+q", s, once, twice)
		}
		if printableASCII(s, "") && once != s {
			t.Errorf("Clean(%q) = %q", s, once)
		}
		encodes(t, s)
	})
}

// FuzzSafe: JSON and YAML that could be shown on a terminal mean what the string was.

// encodes looks that JSON and YAML of a text read back as it, and do nothing on a terminal.
func encodes(t *testing.T, s string) {
	t.Helper()
	want := strings.ToValidUTF8(s, "\ufffd")
	text, err := appendJSON(nil, map[string]string{"k": s})
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]string
	if safe := safeJSON(text); !inert(string(safe)) || json.Unmarshal(safe, &back) != nil || len([]rune(back["k"])) != len([]rune(s)) {
		t.Errorf("JSON of %+q: %+q reads back %+q", s, safe, back["k"])
	}
	if want == s && back["k"] != s {
		t.Errorf("JSON of %+q reads back %+q", s, back["k"])
	}
	out := &output{}
	if err := appendYAML(out, text); err != nil {
		t.Fatal(err)
	}
	var again map[string]any
	if err := yaml.Unmarshal(out.buf, &again); err != nil || again["k"] != back["k"] {
		t.Errorf("YAML of %+q: %q reads back %+q, %v", s, out.buf, again["k"], err)
	}
	if !inert(strings.ReplaceAll(string(out.buf), "\n", "")) {
		t.Errorf("YAML of %+q acts: %+q", s, out.buf)
	}
}
