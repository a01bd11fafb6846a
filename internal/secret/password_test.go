package secret

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestCheckPassword(t *testing.T) {
	const email, name = "jane@example.org", "Jane Bernasconi"
	for password, want := range map[string]string{
		"correct horse":              "",
		"aaaaaaaaaa":                 "",
		"密码密码密码密码密码":                 "",
		strings.Repeat("x", 1024):    "",
		"":                           "empty",
		"ninechars":                  "has 9 characters",
		strings.Repeat("u\u0308", 9): "has 9 characters",
		strings.Repeat("x", 1025):    "longer than 1024 bytes",
		"not utf-8 \xff\xfe":         "not valid UTF-8",
		"Jane@Example.org":           "your e-mail address",
		"jane bernasconi":            "your e-mail address",
	} {
		err := CheckPassword(password, email, name)
		if want == "" {
			if err != nil {
				t.Errorf("%.20q: %v", password, err)
			}
			continue
		}
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindUsage || !strings.Contains(e.Msg, want) {
			t.Errorf("%.20q: %v, want %q", password, err, want)
		}
	}
}

func TestReadPasswordFile(t *testing.T) {
	for name, c := range map[string]struct{ content, want, fails string }{
		"plain":      {"correct horse\n", "correct horse", ""},
		"no end":     {"correct horse", "correct horse", ""},
		"windows":    {"\ufeffcorrect horse\r\n", "correct horse", ""},
		"first line": {"correct horse\nsecond\n", "correct horse", ""},
		"blanks":     {" correct horse \n", " correct horse ", ""},
		"longest":    {strings.Repeat("x", 1024) + "\r\n", strings.Repeat("x", 1024), ""},
		"too long":   {strings.Repeat("x", 1025) + "\n", "", "longer than"},
		"endless":    {strings.Repeat("x", 100000), "", "longer than"},
		"utf-16":     {"\xff\xfec\x00o\x00", "", "not valid UTF-8"},
		"empty":      {"", "", "empty"},
		"empty line": {"\ncorrect horse\n", "", "empty"},
	} {
		file := filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(file, []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := ReadPassword(file, false, nil)
		if c.fails == "" && (got != c.want || err != nil) {
			t.Errorf("%s: %.20q, %v", name, got, err)
		}
		if c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%s: %.20q, %v, want %q", name, got, err, c.fails)
		}
	}
}

// Two passwords can come on one stdin: nothing after the line is taken from the stream.
func TestReadPasswordStdin(t *testing.T) {
	in := strings.NewReader("old password\nnew password\n")
	for _, want := range []string{"old password", "new password"} {
		if got, err := ReadPassword("", true, in); got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
}

func TestReadPasswordUsage(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for name, read := range map[string]func() (string, error){
		"both":    func() (string, error) { return ReadPassword(missing, true, strings.NewReader("x")) },
		"neither": func() (string, error) { return ReadPassword("", false, strings.NewReader("x")) },
		"missing": func() (string, error) { return ReadPassword(missing, false, nil) },
		"folder":  func() (string, error) { return ReadPassword(t.TempDir(), false, nil) },
	} {
		if _, err := read(); org.KindOf(err) != org.KindUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
