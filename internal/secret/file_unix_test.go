//go:build unix

package secret

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestReadFileExposed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, c := range []struct {
		mode, forbidden fs.FileMode
		msg, hint       string
	}{
		{0o600, NobodyElseReads, "", ""},
		{0o400, NobodyElseReads, "", ""},
		{0o644, NobodyElseWrites, "", ""},
		{0o640, NobodyElseReads, "can read", "chmod 600"},
		{0o604, NobodyElseReads, "can read", "chmod 600"},
		{0o420, NobodyElseReads, "can change", "chmod 400"},
		{0o664, NobodyElseWrites, "can change", "chmod 644"},
		{0o666, NobodyElseWrites, "can change", "chmod 644"},
	} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadFile(path, c.forbidden)
		if c.msg == "" {
			if err != nil {
				t.Errorf("%v: %v", c.mode, err)
			}
			continue
		}
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindDenied || !strings.Contains(e.Msg, c.msg) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%v: %#v, want %q and %q", c.mode, err, c.msg, c.hint)
		}
	}
}

// An existing file keeps the mode that its owner chose, and a link to a file elsewhere stays a link.
func TestWriteFileKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "dotfiles", "config"), filepath.Join(dir, "config")
	if err := WriteFile(file, []byte("old")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(file, 0o640), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); string(b) != "new" || err != nil {
		t.Errorf("the file behind the link holds %q, %v", b, err)
	}
	if fi, err := os.Lstat(link); err != nil || fi.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link became %v", fi.Mode())
	}
	if mode(t, file) != 0o640 {
		t.Errorf("the mode became %v", mode(t, file))
	}
}

func TestSessionsFileIsPrivate(t *testing.T) {
	s := open(t, "file")
	must(t, s.Save(key, jane("os_jane")))
	if mode(t, s.path)&0o077 != 0 || mode(t, filepath.Dir(s.path))&0o077 != 0 {
		t.Errorf("file %v, folder %v", mode(t, s.path), mode(t, filepath.Dir(s.path)))
	}
	must(t, os.Chmod(s.path, 0o640))
	_, _, err := s.Current(key)
	if org.KindOf(err) != org.KindDenied || org.KindOf(s.Save(key, paul("os_paul"))) != org.KindDenied {
		t.Errorf("a file that others can read was used: %v", err)
	}
}
