package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// aged is the site's store as one of an earlier schema would hold it; nil if that schema is not an earlier one.
func (b *bench) aged(ctx context.Context, s site, version int) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(b.repo, "internal/store/migrations/*.sql"))
	if err != nil || version >= len(files) {
		return nil, err
	}
	old := s.file(fmt.Sprintf("schema-%d.db", version))
	err = withFile(old, func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, "PRAGMA synchronous = OFF"); err != nil {
			return err
		}
		for _, file := range files[:version] {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if _, err := db.ExecContext(ctx, string(text)); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		return copyRows(ctx, db, s.store(), version)
	})
	if err != nil {
		return nil, err
	}
	return os.ReadFile(old)
}

// copyRows takes over what both schemas have columns for.
func copyRows(ctx context.Context, db *sql.DB, from string, version int) error {
	do := func(q string) error {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%s: %w", q, err)
		}
		return nil
	}
	if err := do(fmt.Sprintf("ATTACH '%s' AS now; PRAGMA main.user_version = %d; DELETE FROM right_names", from, version)); err != nil {
		return err
	}
	id, err := query(ctx, db, "PRAGMA now.application_id")
	if err != nil {
		return err
	}
	if err := do("PRAGMA main.application_id = " + strings.Join(id, "")); err != nil {
		return err
	}
	tables, err := query(ctx, db, `SELECT o.name FROM main.sqlite_schema o JOIN now.sqlite_schema n ON n.name = o.name WHERE o.type = 'table'`)
	if err != nil {
		return err
	}
	for _, table := range tables {
		columns, err := query(ctx, db, `SELECT o.name FROM pragma_table_info(?1, 'main') o JOIN pragma_table_info(?1, 'now') n ON n.name = o.name`, table)
		if err != nil {
			return err
		}
		list := strings.Join(columns, ", ")
		q := fmt.Sprintf("DELETE FROM main.%[1]s; INSERT INTO main.%[1]s (%[2]s) SELECT %[2]s FROM now.%[1]s", table, list)
		if table == "meta" { // of this, what the schema knows already
			q = "INSERT OR REPLACE INTO main.meta SELECT * FROM now.meta WHERE key = 'log_head' OR key IN (SELECT key FROM main.meta)"
		}
		if err := do(q); err != nil {
			return err
		}
	}
	if version < packedSince {
		if err := inflateAll(ctx, db); err != nil {
			return err
		}
	}
	return do("DETACH now")
}

// packedSince is the first schema with a place for compressed changes in the log.
const packedSince = 8

// inflateAll writes as text what the log keeps compressed.
func inflateAll(ctx context.Context, db *sql.DB) error {
	ids, err := query(ctx, db, "SELECT id FROM now.log WHERE packed <> x''")
	if err != nil {
		return err
	}
	for _, id := range ids {
		var text string
		var packed []byte
		if err := db.QueryRowContext(ctx, "SELECT changes, packed FROM now.log WHERE id = ?1", id).Scan(&text, &packed); err != nil {
			return err
		}
		if text, err = inflated(text, packed); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, "UPDATE main.log SET changes = ?2 WHERE id = ?1", id, text); err != nil {
			return err
		}
	}
	return nil
}
