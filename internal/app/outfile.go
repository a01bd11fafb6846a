package app

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"orgctl/internal/org"
	"orgctl/internal/term"
)

// WriteOut streams text to the file named with --out, or to stdout for "-" and for nothing. The file gets its name, and
// takes the place of another of that name, only when it is complete: whoever reads it never sees a part.
func (a *App) WriteOut(path string, fill func(write func([]byte) error) error) error {
	if path == "" || path == "-" {
		w := bufio.NewWriterSize(stdout{a.Streams}, 64<<10)
		begun := false
		err := fill(func(b []byte) error {
			_, err := w.Write(b)
			if err == nil && !begun { // somebody may be looking
				begun, err = true, w.Flush()
			}
			return err
		})
		return errors.Join(err, w.Flush())
	}
	if err := CheckOut(path); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".orgctl-*.tmp")
	if err != nil {
		return unwritable(path, err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already if all went well
	w := bufio.NewWriterSize(temp, 64<<10)
	var failed error
	err = fill(func(b []byte) error {
		_, failed = w.Write(b)
		return failed
	})
	if err != nil && failed == nil {
		return errors.Join(err, temp.Close())
	}
	if err := errors.Join(failed, w.Flush(), temp.Sync(), temp.Close()); err != nil {
		return unwritable(path, err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// CheckOut refuses a file that can't get its name, before the log says that it was written.
func CheckOut(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if at, err := os.Stat(path); err == nil && at.IsDir() {
		return org.Invalid("--out %q is a folder", path).WithHint("name a file in it")
	}
	if dir, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) || err == nil && !dir.IsDir() {
		return org.Invalid("--out %q: there is no such folder", path).WithHint("make the folder first, or name another")
	}
	return nil
}

// stdout writes to it so that a reader who has gone is told from a failure.
type stdout struct{ s *term.Streams }

func (o stdout) Write(b []byte) (int, error) {
	if err := term.Write(o.s, b); err != nil {
		return 0, err
	}
	return len(b), nil
}

func unwritable(path string, err error) error {
	why := err.Error()
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		why = e.Err.Error()
	}
	return org.Errorf(org.KindInternal, org.CodeInternal, "%q can't be written: %s", path, why).Wrap(err).
		WithHint("check who owns the folder and whether there is room, or name another file with --out")
}
