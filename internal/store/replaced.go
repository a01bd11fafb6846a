package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"orgctl/internal/org"
)

// replaced is the store in whose place a backup comes.
type replaced struct {
	path    string
	keep    string // where it is kept
	sync    string
	missing bool   // there is none
	store   *Store // open for reading; nil: missing, or can't be read
	heads   map[org.OrgID]head
}

// look finds out what is in the way. The caller holds the lock file, so that nothing changes any more.
func (f File) look(ctx context.Context, path string) (*replaced, error) {
	r := &replaced{path: path, keep: unused(path + ".before-restore"), sync: f.opt.Sync}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		r.missing = true
		return r, nil
	}
	s, err := openFile(path, f.opt)
	if err != nil {
		return nil, err
	}
	if _, err = s.version(ctx); err == nil {
		r.heads, err = s.heads(ctx)
	}
	if err == nil {
		r.store = s
		return r, nil
	}
	err = errors.Join(err, s.Close())
	// A store that can't be read, or only by a newer program, is what restoring is for.
	if e, ok := errors.AsType[*org.Error](err); ok && (e.Code == org.CodeDamaged || e.Code == org.CodeNewer) {
		return r, nil
	}
	return nil, err
}

func (r *replaced) close() {
	if r.store != nil {
		_ = r.store.Close() // only read
	}
}

// unused is the name, or the name with the first number behind it that is free.
func unused(name string) string {
	free := name
	for n := 2; ; n++ {
		if _, err := os.Lstat(free); err != nil {
			return free
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
}

// replayed looks whether the store that would be replaced is the result of this very request.
func (r *replaced) replayed(ctx context.Context, req org.Request, op operation) (org.ChangeSet, error) {
	a := &act{req: req, Actor: org.Actor{Email: fileOwner}}
	if r.store == nil || req.OpID == "" {
		return a.set, nil
	}
	digest, err := requestDigest(req, op)
	if err != nil {
		return a.set, err
	}
	err = r.store.read(ctx, func(t *tx) error {
		a.tx, a.by = t, opKey{}
		_, err := a.recorded(ctx, digest)
		return err
	})
	return a.set, err
}

// change is the restore as the log tells of it. Over nothing it takes nothing; over a store, what was done since the backup.
func (r *replaced) change(from, sum string, restored head) org.Change {
	c := org.Change{Action: "edit", Kind: "store", Ref: r.path, After: map[string]any{"backup": from, "sha256": sum, "head": restored.String()}}
	switch {
	case r.missing:
		c.Action = "add"
	case r.store != nil:
		c.Before = map[string]any{"head": r.heads[0].String()}
		c.Takes = fmt.Sprintf("what was done in %q since the backup is gone from it (all of it is kept in %q)", r.path, r.keep)
	default:
		c.Takes = fmt.Sprintf("%q, which can't be read, is replaced (it is kept in %q)", r.path, r.keep)
	}
	return c
}

// logChanges are the organizations whose log ends elsewhere than it did.
func (r *replaced) logChanges(restored map[org.OrgID]head) (out []org.Change) {
	for id, h := range r.heads {
		now, stays := restored[id]
		if id == 0 || h.same(now) {
			continue
		}
		c := org.Change{Action: "edit", Kind: "log", Ref: h.slug, Before: map[string]any{"head": h.String()}}
		if stays {
			c.After = map[string]any{"head": now.String()}
		} else {
			c.Action = "remove"
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b org.Change) int { return strings.Compare(a.Ref, b.Ref) })
	return out
}

// giveWay puts the finished store in the place of the old one.
//
// A write-ahead log belongs to its file by name only. If the file were exchanged under a program that has it open, that
// program, or the next one, would put pages of the one store into the other. So a store that SQLite can read is never
// exchanged: its content is replaced by SQLite itself, in one transaction, which everybody who has it open sees like any
// other. Only a file that nobody can have open is exchanged.
func (r *replaced) giveWay(ctx context.Context, next *Store) error {
	if err := next.Close(); err != nil {
		return err
	}
	if err := syncFile(next.path); err != nil {
		return cannotWrite(next.path, err)
	}
	if r.missing {
		if err := r.setAside("-wal", "-journal", "-shm"); err != nil {
			return err
		}
		return giveName(next.path, r.path)
	}
	if r.store == nil {
		return r.exchange(ctx, next.path)
	}
	_, err := r.store.copyTo(ctx, r.keep)
	if e, ok := errors.AsType[*org.Error](err); ok && e.Code == org.CodeDamaged {
		return r.exchange(ctx, next.path)
	}
	if err != nil {
		return err
	}
	return r.overwrite(context.WithoutCancel(ctx), next.path)
}

// overwrite replaces the content of a store that others may have open, in one transaction.
func (r *replaced) overwrite(ctx context.Context, from string) error {
	db, err := openWriter(r.path, r.sync)
	if err != nil {
		return storeError(err, r.path)
	}
	defer func() { _ = db.Close() }() // what is committed is on the disk
	conn, err := db.Conn(ctx)
	if err != nil {
		return storeError(err, r.path)
	}
	defer func() { _ = conn.Close() }() // goes back to db
	err = conn.Raw(func(c any) error { return copyPages(c, dsn(from, "ro")) })
	if e, ok := errors.AsType[engineError](err); ok && e.Code()&0xff == sqlite3.SQLITE_IOERR {
		return org.Errorf(org.KindUnknown, org.CodeUnknown, "the disk failed while the backup was being restored: it may or may not be there").Wrap(err).
			WithHint("look with 'orgctl store info', then run the same command again; the store from before is in %q", r.keep)
	}
	return storeError(err, r.path)
}

// copyPages is SQLite's own way to replace a database: its commit is atomic, also through a power cut.
func copyPages(conn any, from string) error {
	c, ok := conn.(interface {
		NewRestore(from string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.New("this driver can't replace a database")
	}
	b, err := c.NewRestore(from)
	if err != nil {
		return err
	}
	more, err := b.Step(-1)
	if err == nil && more {
		err = errors.New("the pages were not copied in one go")
	}
	return errors.Join(err, b.Finish())
}

// exchange puts a file in the place of one that SQLite can't use. Its write-ahead log goes with it, before the new file
// is there.
func (r *replaced) exchange(ctx context.Context, from string) error {
	r.close()
	release, err := shutOut(ctx, r.path)
	if err != nil {
		return err
	}
	defer release()
	info, err := os.Stat(r.path)
	if err != nil {
		return cannotWrite(r.path, err)
	}
	if err := os.Chmod(from, info.Mode().Perm()); err != nil {
		return cannotWrite(from, err)
	}
	if err := giveName(r.path, r.keep); err != nil {
		return err
	}
	if err := r.setAside("-wal", "-journal", "-shm"); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		release() // an open file can't be replaced there
	}
	if err := os.Rename(from, r.path); err != nil {
		return cannotWrite(r.path, err)
	}
	return syncFolder(filepath.Dir(r.path))
}

// setAside moves what lies beside a store along with it.
func (r *replaced) setAside(suffixes ...string) error {
	for _, suffix := range suffixes {
		if err := os.Rename(r.path+suffix, r.keep+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return cannotWrite(r.keep+suffix, err)
		}
	}
	return nil
}

// shutOut makes sure that nobody else has the file open, and keeps them out until release. A file that SQLite refuses to
// lock because it is no database can't be in use.
func shutOut(ctx context.Context, path string) (release func(), err error) {
	db, err := openDB(dsn(path, "rw", "busy_timeout(1000)", "locking_mode(EXCLUSIVE)"))
	if err != nil {
		return nil, storeError(err, path)
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "BEGIN EXCLUSIVE")
	if e, ok := errors.AsType[engineError](err); ok && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return nil, errors.Join(org.Errorf(org.KindUnavailable, org.CodeLocked, "the store %q is in use", path).Wrap(err).
			WithHint("end the other programs that use it, then try again"), db.Close())
	}
	return func() { _ = db.Close() }, nil // nothing was written
}
