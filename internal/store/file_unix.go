//go:build unix

package store

import (
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"orgctl/internal/org"
)

// canWrite says whether both the file and its folder (for the -wal beside it) can be written.
func canWrite(path string) bool {
	return unix.Access(path, unix.W_OK) == nil && unix.Access(filepath.Dir(path), unix.W_OK) == nil
}

// refuseWorldWritable refuses a store that anybody on the machine could change or replace. A folder with the sticky
// bit lets nobody replace the files of others, so it passes.
func refuseWorldWritable(path string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o002 != 0 {
		return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "everybody on this machine can write %q", path).
			WithHint("chmod o-w %q", path)
	}
	dir := filepath.Dir(path)
	d, err := os.Stat(dir)
	if err != nil {
		return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "the folder %q can't be read", dir).Wrap(err)
	}
	return refuseOpenFolder(dir, d)
}

func refuseOpenFolder(dir string, d fs.FileInfo) error {
	if d.Mode().Perm()&0o002 != 0 && d.Mode()&fs.ModeSticky == 0 {
		return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "everybody on this machine can write the folder %q", dir).
			WithHint("chmod o-w %q", dir)
	}
	return nil
}
