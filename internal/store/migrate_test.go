package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestOlderStores brings a store of every earlier schema up to date: what was in it is there and as the log says, and what
// came later can be used.
func TestOlderStores(t *testing.T) {
	for version := 1; version < Schema(); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			h := office(t)
			h.ok(h.set(jane, "drive/a=technical"))
			path := h.path
			if err := h.Store.Close(); err != nil {
				t.Fatal(err)
			}
			age(t, path, version)
			h.open(path)
			h.ok(h.team("Design", []string{jane}, "drive/b=use"))
			if got := h.access(jane, "drive/a") + ", " + h.access(jane, "drive/b"); got != "technical use=none,  use=user" {
				t.Errorf("jane has %q", got)
			}
			report, err := h.check(t.Context(), nil)
			if err != nil || len(report.Findings) > 0 {
				t.Errorf("found %v, %v", report.Findings, err)
			}
		})
	}
}

// age makes the store at the path one of an earlier schema, with the rows that such a store can hold.
func age(t *testing.T, path string, version int) {
	t.Helper()
	old := path + ".old"
	db, err := sql.Open("sqlite", old)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	names, _ := fs.Glob(migrationFiles, "migrations/*.sql")
	do := func(q string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	for _, name := range names[:version] {
		text, _ := migrationFiles.ReadFile(name)
		do(string(text))
	}
	do(fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d; ATTACH '%s' AS now; DELETE FROM right_names; DELETE FROM meta", version, applicationID, path))
	tables := column(t, db, `SELECT o.name FROM main.sqlite_schema o JOIN now.sqlite_schema n ON n.name = o.name WHERE o.type = 'table'`)
	for _, table := range tables {
		columns := strings.Join(column(t, db, fmt.Sprintf(`SELECT o.name FROM pragma_table_info('%s', 'main') o JOIN pragma_table_info('%s', 'now') n ON n.name = o.name`, table, table)), ", ")
		if table == "sqlite_sequence" {
			do("DELETE FROM main.sqlite_sequence")
		}
		do(fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM now.%s", table, columns, columns, table))
	}
	if version < 3 {
		do("DELETE FROM main.meta WHERE key = 'store_id'")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(old, path); err != nil {
		t.Fatal(err)
	}
	_, _ = os.Remove(path+"-wal"), os.Remove(path+"-shm")
}

func column(t *testing.T, db *sql.DB, q string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if err := each(rows, func() error {
		var s string
		defer func() { out = append(out, s) }()
		return rows.Scan(&s)
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
