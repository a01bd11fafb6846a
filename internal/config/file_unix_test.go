//go:build unix

package config

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"orgctl/internal/org"
)

func TestExposedFile(t *testing.T) {
	for mode, refused := range map[fs.FileMode]bool{0o600: false, 0o644: false, 0o664: true, 0o602: true} {
		w := newWorld(t)
		w.write(w.files.User, "theme: dark\n")
		must(t, os.Chmod(w.files.User, mode))
		_, err := Load(w.env, nil, w.files)
		errSet := Set(w.files.User, "theme", "light")
		if refused && (org.KindOf(err) != org.KindDenied || org.KindOf(errSet) != org.KindDenied) || !refused && (err != nil || errSet != nil) {
			t.Errorf("%v: %v, %v", mode, err, errSet)
		}
	}
}

func TestSetMakesPrivateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orgctl", "config.yaml")
	must(t, Set(path, "theme", "dark"))
	for p, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if fi, err := os.Stat(p); err != nil || fi.Mode().Perm() != want {
			t.Errorf("%s has mode %v, %v", p, fi.Mode(), err)
		}
	}
}
