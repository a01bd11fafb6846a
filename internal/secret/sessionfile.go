package secret

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// sessionFile is the whole file. A later version may not mean the same, so it is refused instead of being rewritten
// without what this program does not know.
type sessionFile struct {
	Version int                    `json:"version"`
	Stores  map[string]*remembered `json:"stores"`
}

const sessionVersion = 1

// at returns what is known about the store, making room for it.
func (f *sessionFile) at(key string) *remembered {
	if f.Stores[key] == nil {
		f.Stores[key] = new(remembered)
	}
	return f.Stores[key]
}

// view reads without the lock where files can be replaced under a reader. Windows can't, so there it waits its turn.
func (s *Sessions) view() (f *sessionFile, err error) {
	if runtime.GOOS != "windows" {
		return s.read()
	}
	err = s.locked(func() error {
		f, err = s.read()
		return err
	})
	return f, err
}

// read takes a missing file for an empty one.
func (s *Sessions) read() (*sessionFile, error) {
	b, err := ReadFile(s.path, NobodyElseReads)
	if errors.Is(err, fs.ErrNotExist) {
		return &sessionFile{Version: sessionVersion, Stores: map[string]*remembered{}}, nil
	}
	if err != nil {
		return nil, err
	}
	return s.parse(b)
}

func (s *Sessions) parse(b []byte) (*sessionFile, error) {
	var f sessionFile
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, s.damaged(err)
	}
	if f.Version > sessionVersion {
		return nil, org.Errorf(org.KindAuth, org.CodeNotLoggedIn, "the sessions file %q was written by a newer orgctl", s.path).
			WithHint("update orgctl, or delete the file and log in again")
	}
	if f.Version < 1 || f.Stores == nil {
		return nil, s.damaged(errors.New("no version or no stores"))
	}
	for _, r := range f.Stores {
		if r == nil || !r.sound() {
			return nil, s.damaged(errors.New("a store without content"))
		}
	}
	return &f, nil
}

func (r *remembered) sound() bool {
	for _, e := range r.Logins {
		if e == nil || e.Email == "" {
			return false
		}
	}
	return true
}

// damaged never overwrites the file: what is wrong with it may matter to somebody.
func (s *Sessions) damaged(err error) error {
	return org.Errorf(org.KindAuth, org.CodeNotLoggedIn, "the sessions file %q is damaged", s.path).
		WithHint("delete it and log in again").Wrap(err)
}

// lockWait is how long a change waits for another process. One holds the lock for milliseconds; more means that it
// was stopped in the middle.
const lockWait = 5 * time.Second

// change reads the file, lets fn change it and replaces it, while every other process waits.
func (s *Sessions) change(fn func(*sessionFile) error) error {
	return s.locked(func() error {
		f, err := s.read()
		if err != nil {
			return err
		}
		if err := fn(f); err != nil {
			return err
		}
		return s.write(f)
	})
}

// locked runs fn alone among all processes. The lock is on a file beside the sessions file, because that one is
// another file after each change.
func (s *Sessions) locked(fn func() error) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return unwritable(s.path, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	lock := flock.New(s.path + ".lock")
	if _, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return s.lockFailed(err)
	}
	defer func() { _ = lock.Unlock() }() // the end of the process frees it too
	return fn()
}

func (s *Sessions) write(f *sessionFile) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(s.path, append(b, '\n'))
}

func (s *Sessions) lockFailed(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return org.Errorf(org.KindUnavailable, org.CodeLocked, "another orgctl has been changing %q for %v", s.path, lockWait).
			WithHint("end it, then run the command again").Wrap(err)
	}
	return unwritable(s.path+".lock", err)
}
