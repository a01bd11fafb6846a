//go:build unix

package store

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"orgctl/internal/org"
)

// shared is the group that a store is shared with; -1: nobody.
type shared int

// prepare makes the folder of a new store and looks whether the store would be safe there.
func (p Place) prepare() (shared, error) {
	dir := filepath.Dir(p.Path)
	if p.Group == "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return -1, cannotCreate(p.Path, err)
		}
		return -1, p.refuseFolder()
	}
	gid, err := groupID(p.Group)
	if err != nil {
		return -1, err
	}
	// The folders on the way must let the group through; there is nothing in them but the next folder.
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil { //nolint:gosec // the group must get through to its folder
		return -1, cannotCreate(p.Path, err)
	}
	switch err := os.Mkdir(dir, 0o700); {
	case errors.Is(err, fs.ErrExist):
		return shared(gid), p.checkFolder(dir, gid)
	case err != nil:
		return -1, cannotCreate(p.Path, err)
	}
	return shared(gid), openFolder(dir, gid, p.Path)
}

// refuseFolder refuses a folder in which anybody could replace the store.
func (p Place) refuseFolder() error {
	info, err := os.Stat(filepath.Dir(p.Path))
	if err != nil {
		return cannotCreate(p.Path, err)
	}
	return refuseOpenFolder(filepath.Dir(p.Path), info)
}

// openFolder lets the group use a folder that was just made: the setgid bit gives every file in it to the group.
func openFolder(dir string, gid int, path string) error {
	if err := os.Chown(dir, -1, gid); err != nil {
		return cannotCreate(path, err)
	}
	if err := os.Chmod(dir, 0o770|fs.ModeSetgid); err != nil {
		return cannotCreate(path, err)
	}
	return nil
}

// checkFolder refuses a folder that was there before and that the group can't use, or others could: changing it is not
// ours to do, since it may hold more than the store.
func (p Place) checkFolder(dir string, gid int) error {
	info, err := os.Stat(dir)
	if err != nil {
		return cannotCreate(p.Path, err)
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	mode := info.Mode()
	if ok && int(st.Gid) == gid && mode&fs.ModeSetgid != 0 && mode.Perm()&0o070 == 0o070 && mode.Perm()&0o002 == 0 {
		return nil
	}
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "the folder %q is not set up for the group %q", dir, p.Group).
		WithHint("chgrp %s %q && chmod 2770 %q, or name a file in a folder that does not exist yet", p.Group, dir, dir)
}

// groupID finds a group by its name or number.
func groupID(name string) (int, error) {
	if id, err := strconv.Atoi(name); err == nil && id >= 0 {
		return id, nil
	}
	g, err := user.LookupGroup(name)
	if err != nil {
		return 0, org.Invalid("there is no group %q on this machine", name).WithHint("'getent group' lists them").Wrap(err)
	}
	return strconv.Atoi(g.Gid)
}

// files lets the group write a store and its lock file. SQLite gives the files beside the store the same mode.
func (s shared) files(paths ...string) error {
	if s < 0 {
		return nil
	}
	for _, path := range paths {
		if err := os.Chown(path, -1, int(s)); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o660); err != nil { //nolint:gosec // the group was asked for, and the folder keeps everybody else out
			return err
		}
	}
	return nil
}

// syncFolder makes a new name in the folder last through a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return cannotCreate(dir, err)
	}
	defer func() { _ = d.Close() }() // nothing was written through it
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return cannotCreate(dir, err)
	}
	return nil
}
