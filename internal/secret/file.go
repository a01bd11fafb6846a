package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"orgctl/internal/org"
)

// maxFile is more than any file of ours can be. It keeps a wrong path, a device for instance, from filling the memory.
const maxFile = 1 << 20

// Who else may do what with a file that is read with ReadFile, as permission bits that must not be set.
const (
	NobodyElseWrites fs.FileMode = 0o022
	NobodyElseReads  fs.FileMode = 0o077
)

// ReadFile returns the content of a small file, unless its permissions give others what forbidden names. The error
// for a missing file is fs.ErrNotExist, so that the caller can say what that means.
func ReadFile(path string, forbidden fs.FileMode) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() { _ = f.Close() }() // only read
	if err := checkMode(f, forbidden); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	if len(b) > maxFile {
		return nil, org.Invalid("%q is larger than %d bytes", path, maxFile).WithHint("is it the right file?")
	}
	return b, nil
}

// checkMode judges the open file, not the path, which could be another file a moment later. On Windows the mode says
// nothing about other people.
func checkMode(f *os.File, forbidden fs.FileMode) error {
	fi, err := f.Stat()
	if err != nil {
		return unreadable(f.Name(), err)
	}
	exposed := fi.Mode().Perm() & forbidden
	if exposed == 0 || runtime.GOOS == "windows" {
		return nil
	}
	verb := "change"
	if exposed&NobodyElseWrites == 0 {
		verb = "read"
	}
	return org.Errorf(org.KindDenied, org.CodeDenied, "other users of this machine can %s %q", verb, f.Name()).
		WithHint("run: chmod %03o %q", fi.Mode().Perm()&^forbidden, f.Name())
}

func unreadable(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return org.Invalid("can't read %q: %s", path, reason(err)).Wrap(err)
}

// WriteFile replaces the content of a private file: whoever reads it, and whatever happens meanwhile, sees the old
// content or the new one. A new file gets mode 0600 and a new folder 0700; an existing file keeps its mode. A
// symbolic link stays one, because people keep their dot files elsewhere.
func WriteFile(path string, data []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unwritable(path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return unwritable(path, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already if all went well
	if err := errors.Join(fill(tmp, data, path), tmp.Close()); err != nil {
		return unwritable(path, err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return unwritable(path, err)
	}
	syncDir(filepath.Dir(path))
	return nil
}

// fill writes and syncs before the rename: otherwise a power cut could leave an empty file under the final name.
func fill(tmp *os.File, data []byte, like string) error {
	if fi, err := os.Stat(like); err == nil {
		if err := tmp.Chmod(fi.Mode().Perm()); err != nil {
			return err
		}
	}
	if _, err := tmp.Write(data); err != nil {
		return err
	}
	return tmp.Sync()
}

// syncDir makes the rename last. Not every system and file system can do that; the content is safe without it.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

func unwritable(path string, err error) error {
	return (&org.Error{Msg: fmt.Sprintf("can't write %q: %s", path, reason(err)), Err: err}).
		WithHint("nothing was changed; is the disk full, or the folder read-only?")
}

// reason is what the operating system said, without the name of the call and the path.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return err.Error()
}
