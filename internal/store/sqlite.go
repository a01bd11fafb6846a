package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"orgctl/internal/org"
)

// What must differ on another engine stands in this file: how it is opened, its settings, its error codes.

// applicationID marks the file as ours ("orgc").
const applicationID = 0x6f726763

// openWriter opens the one connection that writes. busy_timeout comes first: switching to WAL takes a lock.
func openWriter(path, synchronous string) (*sql.DB, error) {
	db, err := openDB(dsn(path, "rw",
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous("+synchronous+")", "foreign_keys(ON)",
		"trusted_schema(OFF)", "cell_size_check(ON)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openBuilder opens the one connection that fills a file nobody else knows of. An unfinished one is thrown away, so that
// nothing need survive a crash.
func openBuilder(path string) (*sql.DB, error) {
	db, err := openDB(dsn(path, "rw",
		"journal_mode(MEMORY)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)", "foreign_keys(ON)", "cache_size(-131072)",
		"trusted_schema(OFF)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openReader opens connections that can't write.
func openReader(path string, readOnly bool) (*sql.DB, error) {
	d, err := readDSN(path, readOnly, "query_only(ON)")
	if err != nil {
		return nil, err
	}
	return openDB(d)
}

// readDSN opens without the means to write to the file. A store in a place that can't be written is opened as immutable:
// without a write-ahead log beside it nothing can change it while we look.
func readDSN(path string, readOnly bool, more ...string) (string, error) {
	pragmas := append([]string{"busy_timeout(5000)", "trusted_schema(OFF)", "cell_size_check(ON)", "temp_store(MEMORY)"}, more...)
	d := dsn(path, "ro", pragmas...)
	if !readOnly {
		return d, nil
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return "", org.Errorf(org.KindUnavailable, org.CodeReadOnly, "the store %q can't be written and holds unfinished writes in %q", path, path+"-wal").
			WithHint("run a command as its owner once, or copy the folder to a place you can write")
	}
	return d + "&immutable=1", nil
}

func openDB(dsn string) (*sql.DB, error) {
	sqlite.StrictPragmas(true)
	if err := knowLogFuncs(); err != nil {
		return nil, err
	}
	return sql.Open("sqlite", dsn)
}

// dsn is a file: URL. A plain path would drop the parameters, and a "?" or "%" in a path must not become one.
func dsn(path, mode string, pragmas ...string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs
	}
	q := url.Values{"mode": {mode}, "_txlock": {txlock(mode)}, "_dqs": {"0"}, "_defensive": {"1"}, "_pragma": pragmas}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: q.Encode()}
	return u.String()
}

func txlock(mode string) string {
	if mode == "ro" {
		return "deferred"
	}
	return "immediate"
}

// engineError is what SQLite says went wrong, through database/sql or below it.
type engineError interface {
	error
	Code() int // extended
}

// storeError turns what the engine says into one of our errors, by extended code, never by text.
func storeError(err error, path string) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*org.Error](err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errStopped) {
		return err
	}
	unavailable := func(code org.Code, format string, args ...any) *org.Error {
		return org.Errorf(org.KindUnavailable, code, format, args...).Wrap(err)
	}
	e, ok := errors.AsType[engineError](err)
	if !ok { // a row that does not fit its columns, or a text in it that is not what we write
		return unavailable(org.CodeDamaged, "the store %q holds something that can't be read", path).WithHint(damagedHint)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return unavailable(org.CodeLocked, "the store %q is locked by another program", path).WithHint("wait for it to end, then try again")
	case sqlite3.SQLITE_NOTADB:
		return unavailable(org.CodeDamaged, "%q is not a store of orgctl", path).WithHint("name another file with --store, or bring a backup back with 'orgctl store restore'")
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR: // our statements are right for our schema: the file has another
		return unavailable(org.CodeDamaged, "the store %q is damaged", path).WithHint(damagedHint)
	case sqlite3.SQLITE_CONSTRAINT: // what can be there already is asked for before: the file is damaged, or we are wrong
		return org.Errorf(org.KindInternal, org.CodeInternal, "the change contradicts what is in the store %q: nothing was changed", path).Wrap(err).
			WithHint("look with 'orgctl store check'; if it finds nothing, it is a mistake in orgctl: please report it")
	case sqlite3.SQLITE_FULL:
		return noRoom(path).Wrap(err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return readOnlyError(path).Wrap(err)
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return unavailable(org.CodeUnavailable, "the store %q can't be read or written", path).WithHint("check its disk, and who owns the file and its folder")
	}
	return err
}

// lookAgain is how long one looks whether a change that contradicts the store was refused because the store is damaged.
const lookAgain = 5 * time.Second

// explained says of a change that contradicts the store whether the file is damaged. If it is not, or is too large to know, the
// mistake is ours.
func (s *Store) explained(err error) error {
	if e, ok := errors.AsType[engineError](err); !ok || e.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		return err
	}
	faults, _, unreadable := s.pagesChecked(context.Background(), "PRAGMA integrity_check(1)", lookAgain)
	if len(faults) == 0 && unreadable == nil {
		return err
	}
	return org.Errorf(org.KindUnavailable, org.CodeDamaged, "the store %q is damaged", s.path).Wrap(errors.Join(err, unreadable)).WithHint(damagedHint)
}

const damagedHint = "look with 'orgctl store check', and bring a backup back with 'orgctl store restore'"

func isFull(err error) bool {
	e, ok := errors.AsType[engineError](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_FULL
}

// isUnfinished says that somebody was killed while they changed a store that was not in WAL mode yet, as a backup is not:
// whoever only reads can't put it back.
func isUnfinished(err error) bool {
	e, ok := errors.AsType[engineError](err)
	return ok && e.Code() == sqlite3.SQLITE_READONLY_ROLLBACK
}

// undoUnfinished lets SQLite put such a store back as it was before. It has locks of its own for that.
func undoUnfinished(ctx context.Context, path, synchronous string) error {
	db, err := openWriter(path, synchronous)
	if err != nil {
		return err
	}
	var n int
	return errors.Join(db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n), db.Close())
}

func readOnlyError(path string) *org.Error {
	return org.Errorf(org.KindUnavailable, org.CodeReadOnly, "the store %q can't be written", path).
		WithHint("check who owns the file and its folder; reading goes on")
}
