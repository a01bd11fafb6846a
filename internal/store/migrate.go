package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"orgctl/internal/org"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Schema is the version of the schema that this program writes: the number of migrations.
func Schema() int {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return len(names)
}

// version is the schema of the file. It refuses what is not ours or newer than this program.
func (s *Store) version(ctx context.Context) (int, error) {
	var app, version int
	look := func() error { // both stand in the first page: nothing else of the file is read for them
		if err := s.reader.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app); err != nil {
			return err
		}
		return s.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	}
	err := look()
	switch {
	case isUnfinished(err) && !s.readOnly:
		err = errors.Join(undoUnfinished(ctx, s.path, s.opt.Sync), look())
	case noRoomToRead(err) && s.lock != nil:
		if err = s.readWithoutRoom(); err == nil {
			err = look()
		}
	}
	if err != nil {
		return 0, storeError(err, s.path)
	}
	switch want := Schema(); {
	case app != applicationID:
		return version, org.Errorf(org.KindUnavailable, org.CodeDamaged, "%q is not a store of orgctl", s.path).
			WithHint("name another file with --store")
	case version < 1:
		return version, org.Errorf(org.KindUnavailable, org.CodeDamaged, "the store %q says that it is of schema %d", s.path, version).WithHint(damagedHint)
	case version > want:
		return version, org.Errorf(org.KindUnavailable, org.CodeNewer, "the store %q is of schema %d, newer than this program (%d)", s.path, version, want).
			WithHint("update orgctl")
	}
	return version, nil
}

// checkVersion brings what is older up to date.
func (s *Store) checkVersion(ctx context.Context) error {
	version, err := s.version(ctx)
	if err != nil || version == Schema() {
		return err
	}
	return s.upgrade(ctx, version)
}

// upgrade keeps a verified copy, then runs the missing migrations in one transaction. Whoever comes meanwhile waits, and
// finds it done. A copy that somebody left who was killed stays: it may be the only one that is good.
func (s *Store) upgrade(ctx context.Context, from int) error {
	if s.readOnly {
		return org.Errorf(org.KindUnavailable, org.CodeReadOnly, "the store %q is of the older schema %d and can't be written", s.path, from).
			WithHint("run any command as its owner once")
	}
	return s.alone(ctx, func() error {
		from, err := s.version(ctx)
		if err != nil || from == Schema() {
			return err
		}
		keep := unused(fmt.Sprintf("%s.schema-%d.backup", s.path, from))
		if err := s.copyVerified(ctx, keep); err != nil {
			return err
		}
		s.opt.Warn(fmt.Sprintf("the store is being brought from schema %d to %d; a copy of before is in %s", from, Schema(), keep))
		return s.transact(ctx, func(t *tx) error { return migrate(ctx, t) })
	})
}

// migrate runs every migration above the version that the transaction sees: another process may have been first.
func migrate(ctx context.Context, t *tx) error {
	var version int
	if err := t.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return err
	}
	for i, name := range names[min(version, len(names)):] {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimPrefix(name, "migrations/"), err)
		}
		if _, err := t.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+i+1)); err != nil {
			return err
		}
	}
	if err := syncCatalog(ctx, t); err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	return err
}

// syncCatalog writes the built-in categories, so that a person with the sqlite3 shell can read products and rules,
// and rules can refer to them. Id 0 stands for everything.
func syncCatalog(ctx context.Context, t querier) error {
	const q = `INSERT INTO categories (id, org_id, code, label, label_fr, grouping, rights, usage, created_at)
VALUES (?1, NULL, ?2, ?3, ?4, ?5, ?6, ?7, 0)
ON CONFLICT (id) DO UPDATE SET label = excluded.label, label_fr = excluded.label_fr, grouping = excluded.grouping,
  rights = excluded.rights, usage = excluded.usage`
	if _, err := t.ExecContext(ctx, q, 0, "@everything", "Everything", "Tout", "", int(org.AllRights), 1); err != nil {
		return err
	}
	for _, c := range org.Builtin() {
		if _, err := t.ExecContext(ctx, q, int64(c.ID), c.Code, c.Label, c.LabelFR, c.Group, int(c.Rights), c.Usage); err != nil {
			return err
		}
	}
	// Categories of organizations start above the built-in ones.
	_, err := t.ExecContext(ctx, `UPDATE sqlite_sequence SET seq = 999 WHERE name = 'categories' AND seq < 999`)
	return err
}
