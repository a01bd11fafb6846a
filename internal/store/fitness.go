package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"orgctl/internal/org"
)

// SQLiteVersion is that of the engine in this program.
func SQLiteVersion() string { return sqlite3.SQLITE_VERSION }

// Fitness says whether the store can be worked with. It changes nothing, and looks at the pages of the file for the time
// given at most.
func (f File) Fitness(ctx context.Context, within time.Duration) (out org.StoreFitness) {
	out = org.StoreFitness{Path: f.path, Current: Schema(), Disk: diskOf(existing(f.path))}
	if _, err := os.Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		out.Missing = true
		return out
	}
	s, err := openFile(f.path, f.opt)
	if err != nil {
		out.Err = err
		return out
	}
	defer func() { _ = s.Close() }() // only read
	out.ReadOnly = s.readOnly
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(f.path + suffix); err == nil {
			out.Size += info.Size()
			out.FilesAhead = max(out.FilesAhead, time.Until(info.ModTime()))
		}
	}
	if out.Schema, out.Err = s.version(ctx); out.Err != nil {
		return out
	}
	if out.Err = s.read(ctx, func(t *tx) error {
		var at int64
		err := t.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM log`).Scan(&at)
		out.LastLogged = fromMicros(at)
		return err
	}); out.Err == nil {
		out.Faults, out.Looked, out.Err = s.pagesChecked(ctx, "PRAGMA quick_check(3)", within)
	}
	return out
}

// pagesChecked lets SQLite look at every page by one of its pragmas, as long as there is time.
func (s *Store) pagesChecked(ctx context.Context, pragma string, within time.Duration) (faults []string, looked bool, err error) {
	limited, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err = s.read(limited, func(t *tx) error {
		rows, err := t.QueryContext(limited, pragma)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var text string
			err := rows.Scan(&text)
			if err == nil && text != "ok" {
				faults = append(faults, text)
			}
			return err
		})
	})
	if limited.Err() != nil && ctx.Err() == nil && len(faults) == 0 {
		return nil, false, nil
	}
	return faults, err == nil, err
}

// existing is the nearest folder above the file that is there.
func existing(path string) string {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return "."
	}
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
