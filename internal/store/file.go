package store

import (
	"context"
	"path/filepath"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// File is a store that nobody has opened: what its owner may do with the file needs no login, and is possible also
// when the file is damaged or of another version.
type File struct {
	path string
	opt  Options
}

// At names the file of a store. It touches nothing.
func At(path string, opt Options) File { return File{path: path, opt: opt.withDefaults()} }

// openFile opens a store for reading, whatever its version.
func openFile(path string, opt Options) (*Store, error) {
	s := &Store{path: path, opt: opt.withDefaults()}
	readOnly, err := inspect(path)
	if err != nil {
		return nil, err
	}
	s.readOnly = readOnly
	// The lock file lies beside the file itself, so that whoever comes by a link waits in the same line.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path, s.path = target, target
	}
	s.lock = flock.New(path+".lock", flock.SetPermissions(0o600))
	if s.reader, err = openReader(path, s.readOnly); err != nil {
		return nil, storeError(err, path)
	}
	return s, nil
}

// Info says what there is to know of the file. It changes nothing, not even a schema that is older.
func (f File) Info(ctx context.Context) (org.StoreInfo, error) {
	s, err := openFile(f.path, f.opt)
	if err != nil {
		return org.StoreInfo{}, err
	}
	defer func() { _ = s.Close() }() // only read
	info := org.StoreInfo{ReadOnly: s.readOnly}
	if info.Schema, err = s.version(ctx); err != nil {
		return info, err
	}
	if err := describe(f.path, &info); err != nil {
		return info, err
	}
	err = s.read(ctx, func(t *tx) error {
		h, err := t.headOf(ctx, 0)
		if err != nil {
			return err
		}
		info.LogHead = h.String()
		return t.QueryRowContext(ctx, `SELECT sqlite_version(), (SELECT count(*) FROM organizations WHERE removed_at = 0), (SELECT count(*) FROM users),
  (SELECT count(*) FROM products), (SELECT count(*) FROM grants), (SELECT count(*) FROM rules), (SELECT count(*) FROM log)`).
			Scan(&info.SQLite, &info.Organizations, &info.Users, &info.Products, &info.Grants, &info.Rules, &info.LogRows)
	})
	return info, err
}
