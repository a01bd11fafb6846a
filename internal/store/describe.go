package store

import (
	"os"
	"path/filepath"

	"orgctl/internal/org"
)

// describe says what the file system knows of the file.
func describe(path string, info *org.StoreInfo) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return storeUnreadable(path, err)
	}
	fi, err := os.Stat(abs)
	if err != nil {
		return storeUnreadable(path, err)
	}
	info.Path, info.Size, info.Mode = abs, fi.Size(), fi.Mode().Perm().String()
	if wal, err := os.Stat(abs + "-wal"); err == nil {
		info.WALSize = wal.Size()
	}
	info.Owner, info.Group = owners(fi)
	return nil
}

func storeUnreadable(path string, err error) error {
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "the store %q can't be read: %s", path, plainReason(err)).Wrap(err).
		WithHint("check who owns the file and its folder")
}
