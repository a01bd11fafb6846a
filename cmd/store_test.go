package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

func TestRestoreAsks(t *testing.T) {
	h := demo(t)
	h.Must(t, "product", "add", "drive/later")
	x := atTerminal(t, h, "store", "restore", "backup.db")
	x.Expect("This takes something away:", "Do it?")
	x.Type(clitest.Enter)
	x.Expect("not confirmed: nothing was changed")
	expectCode(t, x, 5)
	h.Must(t, "product", "show", "drive/later")
	x = atTerminal(t, h, "store", "restore", "backup.db")
	x.Expect("Do it?")
	x.Type("y" + clitest.Enter)
	x.Expect("restored the store from backup.db")
	expectCode(t, x, 0)
	if r := h.Run("product", "show", "drive/later"); r.Code != 7 {
		t.Errorf("exit code %d: somebody is still logged in", r.Code)
	}
}

func TestRecoverAsks(t *testing.T) {
	h := demo(t)
	for _, args := range [][]string{
		{"store", "recover", "olivia@example.org"},
		{"store", "recover", "olivia@example.org", "--yes"},
	} {
		if r := h.Run(args...); r.Code != 5 || !strings.Contains(r.Stderr, "a person at a terminal") {
			t.Errorf("%v: exit code %d, %s", args, r.Code, r.Stderr)
		}
	}
	if r := h.Run("store", "recover", "nobody@example.org"); r.Code != 3 {
		t.Errorf("exit code %d", r.Code)
	}
	x := atTerminal(t, h, "store", "recover", "olivia@example.org")
	x.Expect("Type the slug of an organization of olivia@example.org")
	x.Type("other" + clitest.Enter)
	x.Expect(`"other" is no organization of "olivia@example.org"`)
	expectCode(t, x, 5)
	h.Must(t, "whoami")

	x = atTerminal(t, h, "store", "recover", "olivia@example.org")
	x.Expect("Type the slug")
	x.Type("acme" + clitest.Enter)
	x.Expect("made a code for olivia@example.org", "or_")
	expectCode(t, x, 0)
	if r := h.Run("whoami"); r.Code != 7 {
		t.Errorf("exit code %d: the old session goes on", r.Code)
	}
	code := x.Output()[strings.Index(x.Output(), "or_"):]
	code, _, _ = strings.Cut(code, "\r")
	h.Must(t, "login", "--code", code, "--password-file", filepath.Join(h.Dir, "new-password"))
	h.Must(t, "whoami")
	if r := h.Run("login", "--code", code, "--password-file", filepath.Join(h.Dir, "new-password")); r.Code != 3 {
		t.Errorf("exit code %d: the code counts twice", r.Code)
	}
}

// replaceInStore changes bytes of the file behind everybody's back, without harm to its structure.
func replaceInStore(t *testing.T, h *clitest.Home, old, with string) {
	t.Helper()
	path := filepath.Join(h.Dir, "store", "store.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(b, []byte(old), []byte(with))
	if bytes.Equal(b, changed) || len(b) != len(changed) {
		t.Fatalf("%q is not in the file, or the file would move", old)
	}
	if err := os.WriteFile(path, changed, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCheckListsWhatIsWrong(t *testing.T) {
	h := demo(t)
	replaceInStore(t, h, "JaneDoe", "JaneRoe") // two columns of the row; in the log there are quotes between them
	r := h.Run("store", "check", "-o", "json", "--jq", ".findings[] | [.kind,.organization,.object,.message] | tostring")
	want := `["row","acme","user jane@example.org","last_name is \"Roe\", but the log says \"Doe\""]`
	if r.Code != 6 || strings.TrimSpace(r.Stdout) != want || !strings.Contains(r.Stderr, `"code":"store_damaged"`) {
		t.Errorf("exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	r = h.Run("store", "check")
	if r.Code != 6 || !strings.HasPrefix(r.Stdout, "kind\torganization\tobject\tmessage\nrow\tacme\t") ||
		!strings.Contains(r.Stderr, "not as it should be: 1 finding\nhint: ") {
		t.Errorf("exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	h.Must(t, "log", "verify")
	if r := h.Run("store", "backup", filepath.Join(h.Dir, "bad.db")); r.Code != 0 {
		t.Errorf("exit code %d: what is there can't be saved\n%s", r.Code, r.Stderr)
	}
	if r := h.Run("store", "restore", filepath.Join(h.Dir, "bad.db"), "--yes"); r.Code != 6 || !strings.Contains(r.Stderr, "is damaged: last_name is") {
		t.Errorf("exit code %d: a bad backup was restored\n%s", r.Code, r.Stderr)
	}
}

func TestVerifyFindsAForgedRow(t *testing.T) {
	h := demo(t)
	replaceInStore(t, h, "olivia@example.org", "mallory@example.or")
	r := h.Run("store", "check", "-o", "json", "--jq", "[.findings[].kind] | unique | tostring")
	if r.Code != 6 || strings.TrimSpace(r.Stdout) != `["log"]` {
		t.Errorf("exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	r = h.Run("log", "verify", "--of-store")
	if r.Code != 6 || !strings.Contains(r.Stderr, "the store's own log is not whole: row 1: it is not as it was written") {
		t.Errorf("exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}
