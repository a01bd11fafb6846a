package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"orgctl/internal/org"
)

// copyVerified writes the store, as it is at one moment, to a new file that only its owner can read.
func (s *Store) copyVerified(ctx context.Context, to string) error {
	_, err := s.copyTo(ctx, to)
	return err
}

// copyTo is copyVerified, and says what was written. The copy is made under a passing name in the folder of the new file,
// opened again and compared with the store; only then, and on the disk, it gets its name. It never replaces a file.
func (s *Store) copyTo(ctx context.Context, to string) (org.BackupFile, error) {
	to, err := freeName(to)
	if err != nil {
		return org.BackupFile{}, err
	}
	temp, err := emptyFile(to)
	if err != nil {
		return org.BackupFile{}, err
	}
	defer discard(temp)
	before, err := s.heads(ctx)
	if err != nil {
		return org.BackupFile{}, err
	}
	if err := s.vacuumInto(ctx, temp); err != nil {
		return org.BackupFile{}, copyError(err, s.path, to)
	}
	b := org.BackupFile{File: to}
	if b.Schema, err = s.compare(ctx, temp, before); err != nil {
		return b, err
	}
	if b.Size, b.SHA256, err = seal(temp); err != nil {
		return b, cannotWrite(to, err)
	}
	return b, giveName(temp, to)
}

// vacuumInto needs a connection of its own: our readers refuse to write anywhere. It sees one snapshot and blocks nobody.
func (s *Store) vacuumInto(ctx context.Context, to string) error {
	d, err := readDSN(s.path, s.readOnly)
	if err != nil {
		return err
	}
	db, err := openDB(d)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?1", to)
	return errors.Join(err, db.Close())
}

// compare opens the copy and looks whether it is whole and holds what the store held before it was made. Every chain of
// the log ends in it where the store's chain has the same row, at or after its end before.
func (s *Store) compare(ctx context.Context, path string, before map[org.OrgID]head) (schema int, err error) {
	c, err := openCopy(path, s.opt)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }() // only read
	bad := func(why string) (int, error) {
		return 0, org.Errorf(org.KindUnavailable, org.CodeDamaged, "the copy of %q is not good: %s", s.path, why).
			WithHint("check the disks, and look with 'orgctl store check'")
	}
	var quick string
	if err := c.reader.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&quick); err != nil || quick != "ok" {
		return bad(cmp.Or(quick, "it can't be read"))
	}
	links, err := brokenLinks(ctx, c.reader)
	switch {
	case err != nil:
		return 0, storeError(err, s.path)
	case len(links) > 0:
		return bad(links[0])
	}
	schema, err = c.version(ctx)
	if own, err2 := s.version(ctx); err != nil || err2 != nil || own != schema {
		return bad("it is of another schema")
	}
	after, err := c.heads(ctx)
	if err != nil {
		return 0, err
	}
	for id, h := range before {
		if after[id].seq < h.seq {
			return bad(fmt.Sprintf("the log of %s is not whole", chainName(h.slug)))
		}
	}
	return schema, s.read(ctx, func(t *tx) error { return t.holds(ctx, after) })
}

// holds looks whether the store has the heads of a copy among its rows.
func (t *tx) holds(ctx context.Context, heads map[org.OrgID]head) error {
	for id, h := range heads {
		if h.seq == 0 {
			continue
		}
		var n int
		err := t.QueryRowContext(ctx, `SELECT count(*) FROM log WHERE org_id = ?1 AND seq = ?2 AND hash = ?3`, id, h.seq, h.hash).Scan(&n)
		if err != nil {
			return err
		}
		if own, err := t.headOf(ctx, id); err != nil || n == 0 && !own.same(h) {
			return errors.Join(err, org.Errorf(org.KindUnavailable, org.CodeDamaged, "the copy does not have the same log of %s as the store", chainName(h.slug)))
		}
	}
	return nil
}

// openCopy opens a file that nobody else knows of, whatever its version.
func openCopy(path string, opt Options) (*Store, error) {
	s := &Store{path: path, opt: opt.withDefaults()}
	var err error
	s.reader, err = openReader(path, false)
	return s, storeError(err, path)
}

// freeName is the absolute path of a file that is not there yet, in a folder that is.
func freeName(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path, cannotWrite(path, err)
	}
	info, err := os.Stat(filepath.Dir(abs))
	if err != nil || !info.IsDir() {
		return abs, org.Invalid("there is no folder %q", filepath.Dir(abs)).WithHint("make it first, or name another file")
	}
	switch _, err := os.Lstat(abs); {
	case err == nil:
		return abs, taken(abs)
	case !errors.Is(err, fs.ErrNotExist):
		return abs, cannotWrite(abs, err)
	}
	return abs, nil
}

func taken(path string) error {
	return org.Errorf(org.KindConflict, org.CodeExists, "%q is there already", path).WithHint("name another file: nothing is ever overwritten")
}

// emptyFile makes a file with a passing name beside the final one, for its owner only: SQLite fills an empty file and
// keeps its mode.
func emptyFile(beside string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(beside), ".orgctl-*.tmp")
	if err != nil {
		return "", cannotWrite(beside, err)
	}
	return f.Name(), f.Close()
}

// seal brings a finished file to the disk and names its content. SQLite must have closed it: closing a file drops the
// locks that this process holds on it.
func seal(path string) (size int64, sum string, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, "", err
	}
	h := sha256.New()
	size, err = io.Copy(h, f)
	return size, hex.EncodeToString(h.Sum(nil)), errors.Join(err, f.Sync(), f.Close())
}

// giveName turns a finished file into one that others see. A link never replaces a file; where a file system has none,
// a rename has to do.
func giveName(temp, to string) error {
	err := os.Link(temp, to)
	switch {
	case errors.Is(err, fs.ErrExist):
		return taken(to)
	case err != nil:
		if _, there := os.Lstat(to); there == nil {
			return taken(to)
		}
		err = os.Rename(temp, to)
	}
	if err != nil {
		return cannotWrite(to, err)
	}
	return syncFolder(filepath.Dir(to))
}

func cannotWrite(path string, err error) *org.Error {
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "%q can't be written: %s", path, plainReason(err)).Wrap(err).
		WithHint("check who owns the folder and whether there is room, or name another file")
}

// copyError tells a damaged store from a place where the copy can't be written.
func copyError(err error, from, to string) error {
	e, ok := errors.AsType[engineError](err)
	if !ok {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_BUSY:
		return storeError(err, from)
	case sqlite3.SQLITE_INTERRUPT:
		return org.Errorf(org.KindInterrupted, org.CodeInterrupted, "interrupted, nothing was written").Wrap(err)
	}
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "the store can't be copied to %q", to).Wrap(err).
		WithHint("check whether there is room, and whether both disks are well")
}

// syncFile brings a file to the disk that SQLite has closed.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
