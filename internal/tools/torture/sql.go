package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	_ "modernc.org/sqlite" // the trials look into the file themselves
)

// withFile opens a store behind the program's back.
func withFile(path string, fn func(db *sql.DB) error) error {
	u := url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=busy_timeout(10000)"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(fn(db), db.Close())
}

// query collects the rows of a query, each as one text.
func query(ctx context.Context, db *sql.DB, q string, args ...any) (out []string, err error) {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() { //nolint:forbidigo // each is the store's; here the rows are closed above
		row, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			at[i] = &row[i]
		}
		if err := rows.Scan(at...); err != nil {
			return out, err
		}
		texts := make([]string, len(row))
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				v = fmt.Sprintf("%x", b)
			}
			texts[i] = fmt.Sprint(v)
		}
		out = append(out, strings.Join(texts, "|"))
	}
	return out, rows.Err()
}

// integrity is what SQLite has to say against a file.
func integrity(ctx context.Context, path string) []string {
	var wrong []string
	err := withFile(path, func(db *sql.DB) error {
		for _, pragma := range []string{"integrity_check", "foreign_key_check"} {
			rows, err := query(ctx, db, "PRAGMA "+pragma)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if row != "ok" {
					wrong = append(wrong, pragma+": "+row)
				}
			}
		}
		return nil
	})
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	return wrong
}

// dump is every row of the tables that hold what the program keeps, table by table. what chooses the columns and the rows:
// it is asked for each table and its columns, and returns the query, or nothing to leave the table out.
func dump(ctx context.Context, path string, what func(table string, columns []string) string) (out []string, err error) {
	err = withFile(path, func(db *sql.DB) error {
		tables, err := query(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
		for _, table := range tables {
			columns, err := query(ctx, db, `SELECT name FROM pragma_table_info(?1)`, table)
			if err != nil {
				return err
			}
			q := what(table, columns)
			if q == "" {
				continue
			}
			rows, err := query(ctx, db, q)
			if err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
			for _, row := range rows {
				out = append(out, table+": "+row)
			}
		}
		return err
	})
	return out, err
}

// everything is the query of dump for all rows.
func everything(table string, _ []string) string { return `SELECT * FROM "` + table + `"` }
