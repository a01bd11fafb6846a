package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// Place says where a new store is made, and for whom.
type Place struct {
	Path  string
	Group string // the group of the OS whose members share the store; empty: only its owner
}

// Create makes a store with its first login, organization and session. It is built complete under another name and
// then linked to its own, so that a store is never half there and never replaces another.
func Create(ctx context.Context, at Place, opt Options, req org.Request, acc org.Account) (org.ChangeSet, error) {
	if req.DryRun {
		return rehearse(ctx, opt, req, acc, at.Path)
	}
	var set org.ChangeSet
	err := at.create(func(path string) (err error) {
		set, err = build(ctx, path, opt, req, acc)
		return err
	})
	return set, err
}

// create lets a new store be built under another name and gives it its own.
func (p Place) create(build func(path string) error) error {
	share, err := p.prepare()
	if err != nil {
		return err
	}
	lock := flock.New(p.Path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return cannotCreate(p.Path, err)
	}
	defer func() { _ = lock.Close() }() // the end of the process frees it too
	built := p.Path + ".new"
	defer discard(built)
	if err := Vacant(p.Path); err != nil {
		return err
	}
	if err := build(built); err != nil {
		return err
	}
	if err := share.files(built, p.Path+".lock"); err != nil {
		return cannotCreate(p.Path, err)
	}
	return publish(built, p.Path)
}

// rehearse makes the store where it is thrown away again.
func rehearse(ctx context.Context, opt Options, req org.Request, acc org.Account, path string) (org.ChangeSet, error) {
	if err := Vacant(path); err != nil {
		return org.ChangeSet{}, err
	}
	dir, err := os.MkdirTemp("", "orgctl-")
	if err != nil {
		return org.ChangeSet{}, cannotCreate(path, err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of our own in the system's place for such
	return build(ctx, filepath.Join(dir, "store.db"), opt, req, acc)
}

// build writes a whole store under a name nobody looks for.
func build(ctx context.Context, path string, opt Options, req org.Request, acc org.Account) (org.ChangeSet, error) {
	if err := newFile(path); err != nil {
		return org.ChangeSet{}, err
	}
	s := &Store{path: path, opt: opt.withDefaults()}
	if err := s.openForWriting(); err != nil {
		return org.ChangeSet{}, storeError(err, path)
	}
	var set org.ChangeSet
	err := s.transact(ctx, func(t *tx) error {
		if err := migrate(ctx, t); err != nil {
			return err
		}
		a := &act{tx: t, req: req, Actor: org.Actor{Email: fileOwner}}
		var err error
		set, err = a.run(ctx, operation{name: "init", object: acc.Org.Slug, input: acc.Email.Key}, func(a *act) error { return a.found(ctx, acc) })
		return err
	})
	// Closing folds the write-ahead log into the file, so that the one file is all there is to link.
	return set, errors.Join(err, s.Close())
}

// newFile makes an empty file for its owner only. What an earlier run left there when it was killed goes.
func newFile(path string) error {
	discard(path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return cannotCreate(path, err)
	}
	if err := f.Close(); err != nil {
		return cannotCreate(path, err)
	}
	return nil
}

// publish gives the finished store its name. A link never replaces a file; where a file system knows none, the lock keeps
// everybody else of ours away while it is renamed.
func publish(built, path string) error {
	err := os.Link(built, path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return exists(path)
	case err != nil:
		err = os.Rename(built, path)
	}
	if err != nil {
		return cannotCreate(path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// Vacant refuses a place where there is something already.
func Vacant(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return exists(path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return cannotCreate(path, err)
}

func exists(path string) error {
	return org.Errorf(org.KindConflict, org.CodeExists, "there is a store at %q already", path).
		WithHint("use it with 'orgctl login' or 'orgctl signup', or name another file with --store")
}

func cannotCreate(path string, err error) *org.Error {
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "no store can be made at %q: %s", path, plainReason(err)).Wrap(err).
		WithHint("check who owns the folder and whether there is room, or name another file with --store")
}

// plainReason is what the operating system said, without the call and the path.
func plainReason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// discard removes an unfinished store. What can't be removed is reported by whoever makes the next one.
func discard(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix)
	}
}
