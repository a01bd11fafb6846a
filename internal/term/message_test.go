package term

import (
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestMessages(t *testing.T) {
	s, out, errOut := pipe()
	s.Say("no users in %q", "acme")
	s.Hint("add %s", "one\nhint: run rm -rf\x1b[2K")
	s.Done("granted \u202e")
	s.Note("  - %s ", "drive\nx")
	want := "orgctl: no users in \"acme\"\nhint: add one\\nhint: run rm -rf\\x1b[2K\ngranted \\u202e\n  - drive\\nx\n"
	if errOut.String() != want || out.Len() != 0 {
		t.Errorf("stderr %q, stdout %q", errOut, out)
	}
}

func TestDone(t *testing.T) {
	for _, tt := range []struct {
		name   string
		colour bool
		lang   string
		quiet  bool
		want   string
	}{
		{"colour", true, "de_CH.UTF-8", false, "\x1b[32m✓\x1b[0m done\n"},
		{"no colour", false, "de_CH.UTF-8", false, "done\n"},
		{"latin terminal", true, "de_CH.ISO8859-1", false, "done\n"},
		{"quiet", true, "de_CH.UTF-8", true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _, errOut := pipe()
			s.ErrColor, s.Quiet, s.Env = tt.colour, tt.quiet, env("LANG", tt.lang)
			s.Done("done")
			if errOut.String() != tt.want {
				t.Errorf("%q, want %q", errOut, tt.want)
			}
		})
	}
	s, _, _ := pipe()
	s.Env = env("LC_ALL", "C", "LANG", "de_CH.UTF-8")
	if s.UTF8() {
		t.Error("LC_ALL does not win over LANG")
	}
}

func TestPrintError(t *testing.T) {
	err := org.Invalid("2 rows of %q are wrong", "users.csv").WithHint("mend them and run it again")
	err.Rows = []org.RowError{
		{Row: 1, Line: 3, Column: "role", Code: org.CodeValidation, Msg: `unknown role "boss"`, Hint: "one of owner, admin"},
		{Row: 4, Code: org.CodeExists, Msg: "exists\x1b[1A"},
	}
	for _, tt := range []struct {
		name, output, want string
		err                *org.Error
	}{
		{"text", "", `orgctl: 2 rows of "users.csv" are wrong
  line 3, column role: unknown role "boss" (one of owner, admin)
  row 4: exists\x1b[1A
hint: mend them and run it again
`, err},
		{"no hint", "table", "orgctl: no user \"jane\"\n", org.NotFound("user", "jane")},
		{"json", "json", `{"error":{"code":"object_not_found","exit":3,"message":"no user \"<b>\"","hint":""}}` + "\n", org.NotFound("user", "<b>")},
		{"unclassified", "jsonl", `{"error":{"code":"internal_error","exit":3,"message":"x\u202e","hint":""}}` + "\n", &org.Error{Msg: "x\u202e"}},
		{"json rows", "json", `{"error":{"code":"validation_failed","exit":3,"message":"2 rows of \"users.csv\" are wrong","hint":"mend them and run it again",` +
			`"rows":[{"row":1,"line":3,"column":"role","code":"validation_failed","message":"unknown role \"boss\"","hint":"one of owner, admin"},` +
			`{"row":4,"line":0,"code":"object_already_exists","message":"exists\u001b[1A"}]}}` + "\n", err},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out, errOut := pipe()
			PrintError(s, tt.output, tt.err, 3)
			if errOut.String() != tt.want || out.Len() != 0 {
				t.Errorf("stderr\n%swant\n%s", errOut, tt.want)
			}
		})
	}
}

func TestPrintErrorPreview(t *testing.T) {
	err := org.Errorf(org.KindDenied, org.CodeConfirm, "this takes access away")
	err.Preview = &org.ChangeSet{Changed: true}
	s, _, errOut := pipe()
	PrintError(s, "json", err, 5)
	if !strings.Contains(errOut.String(), `"preview":{"changed":true`) {
		t.Errorf("no preview in %s", errOut)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1234: "1,234", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q", n, got)
		}
	}
}

// The clock is the test's, so nothing here depends on how fast the machine is.
func TestProgress(t *testing.T) {
	s, _, errOut := screen("70")
	now := time.Date(2027, 1, 31, 8, 0, 0, 0, time.UTC)
	p := s.Progress(2000, "grants")
	p.now, p.next = func() time.Time { return now }, now.Add(progressDelay)

	p.Add(10)
	if errOut.Len() != 0 {
		t.Fatalf("drawn at once: %q", errOut)
	}
	now = now.Add(progressDelay)
	p.Add(490)
	const quarter = "\r[#####---------------]  25%  500 of 2,000 grants\x1b[K"
	if errOut.String() != quarter {
		t.Fatalf("%q", errOut)
	}
	p.Add(1000) // too soon to draw again
	now = now.Add(progressEvery)
	p.Add(9000) // more than there were said to be
	if got := strings.TrimPrefix(errOut.String(), quarter); got != "\r[####################] 100%  10,500 of 2,000 grants\x1b[K" {
		t.Fatalf("%q", got)
	}
	errOut.Reset()
	p.Done()
	p.Done()
	now = now.Add(time.Hour)
	p.Add(1)
	if errOut.String() != "\r\x1b[K" {
		t.Errorf("taken away: %q", errOut)
	}
}

func TestProgressNarrow(t *testing.T) {
	s, _, _ := screen("20")
	p := s.Progress(0, "rows\x1b[2J")
	p.done = 1234567
	if got := p.text(); got != `1,234,567 rows\x1b…` {
		t.Errorf("%q", got)
	}
}

func TestProgressNowhere(t *testing.T) {
	for name, edit := range map[string]func(*Streams){
		"pipe":       func(s *Streams) { s.ErrTTY = false },
		"dumb":       func(s *Streams) { s.Env = env("TERM", "dumb") },
		"quiet":      func(s *Streams) { s.Quiet = true },
		"accessible": func(s *Streams) { s.Accessible = true },
	} {
		s, _, errOut := screen("80")
		edit(s)
		p := s.Progress(10, "rows")
		p.Add(5)
		p.Done()
		if p != nil || errOut.Len() != 0 {
			t.Errorf("%s: %q", name, errOut)
		}
	}
}
