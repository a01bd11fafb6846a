package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
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
	target, mode := path, fs.FileMode(0o600)
	if at, err := os.Stat(path); err == nil && !at.Mode().IsRegular() {
		return intoDevice(path, fill)
	} else if err == nil {
		mode = at.Mode().Perm()
		if target, err = filepath.EvalSymlinks(path); err != nil {
			return unwritable(path, err)
		}
	}
	temp, err := os.CreateTemp(filepath.Dir(target), ".orgctl-*.tmp")
	if err != nil {
		return unwritable(path, err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already if all went well
	if err := into(temp, path, fill); err != nil {
		return err
	}
	if err := os.Chmod(temp.Name(), mode); err != nil {
		return unwritable(path, err)
	}
	if err := os.Rename(temp.Name(), target); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// intoDevice writes into what is no file, as a pipe: nothing can take its place.
func intoDevice(path string, fill func(write func([]byte) error) error) error {
	at, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(path, err)
	}
	return into(at, path, fill)
}

// into fills a file and closes it, with everything on the disk if it is on one.
func into(file *os.File, path string, fill func(write func([]byte) error) error) error {
	w := bufio.NewWriterSize(file, 64<<10)
	var failed error
	err := fill(func(b []byte) error {
		_, failed = w.Write(b)
		return failed
	})
	if err != nil && failed == nil {
		return errors.Join(err, file.Close())
	}
	if failed = errors.Join(failed, w.Flush()); failed == nil {
		if err := file.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) { // a pipe is on no disk
			failed = err
		}
	}
	if err := errors.Join(failed, file.Close()); err != nil {
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

// endsOf is how much of a file one looks at on either side to know it.
const endsOf = 4 << 10

// Earlier is what may give way unasked: a file of the same kind that an earlier run wrote, by its beginning and its end.
type Earlier struct {
	What string // "export"
	Is   func(head, tail string) bool
}

// MayReplace asks a person before a file gives way that is no earlier one of the same kind: a name may be mistyped. Doing again what
// was done yesterday is no loss, and a program has said what it wants.
func (a *App) MayReplace(ctx context.Context, path string, known Earlier) error {
	if path == "" || path == "-" || a.Flags.Yes || a.Flags.DryRun || !a.Interactive() {
		return nil
	}
	at, err := os.Stat(path)
	if err != nil || !at.Mode().IsRegular() || at.Size() == 0 {
		return nil // nothing is lost
	}
	if head, tail, err := endsOfFile(path, at.Size()); err == nil && known.Is(head, tail) {
		return nil
	}
	yes, err := a.Prompt().Confirm(ctx, prompt.Confirm{Label: fmt.Sprintf("%q is there already, and is no earlier %s. Replace it?", path, known.What)})
	if err == nil && !yes {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was written").WithHint("name another file with --out")
	}
	return err
}

func endsOfFile(path string, size int64) (head, tail string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = file.Close() }() // only read
	ends := make([]byte, min(size, endsOf))
	if _, err := file.ReadAt(ends, 0); err != nil {
		return "", "", err
	}
	head = string(ends)
	_, err = file.ReadAt(ends, size-int64(len(ends)))
	return head, string(ends), err
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
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "%q can't be written: %s", path, why).Wrap(err).
		WithHint("check who owns the folder and whether there is room, or name another file with --out")
}
