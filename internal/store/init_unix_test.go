//go:build unix

package store

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestCreateForGroup(t *testing.T) {
	group := strconv.Itoa(os.Getgid())
	dir := filepath.Join(t.TempDir(), "shared")
	path := filepath.Join(dir, "store.db")
	h := &house{t: t, now: time.Now()}
	create := func(at Place) error {
		_, err := Create(t.Context(), at, h.options(), org.Request{}, account(t, "olivia@example.org", "acme"))
		return err
	}
	if err := create(Place{Path: path, Group: group}); err != nil {
		t.Fatal(err)
	}
	for p, want := range map[string]string{dir: "dgrwxrwx---", path: "-rw-rw----", path + ".lock": "-rw-rw----"} {
		if info, err := os.Stat(p); err != nil || info.Mode().String() != want {
			t.Errorf("%s: %v, want %s (%v)", p, info.Mode(), want, err)
		}
	}
	h.open(path)
	private := filepath.Join(t.TempDir(), "store.db")
	h.fails(org.CodeUnavailable, create(Place{Path: private, Group: group}))
	h.fails(org.CodeValidation, create(Place{Path: private, Group: "no-such-group-here"}))
}

func TestCreateRefusesOpenFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, now: time.Now()}
	_, err := Create(t.Context(), Place{Path: filepath.Join(dir, "store.db")}, h.options(), org.Request{}, account(t, "olivia@example.org", "acme"))
	h.fails(org.CodeUnavailable, err)
}
