package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

// TestUpgradeInterrupted is about an upgrade that was killed after it had made its copy, and two that begin at once: neither
// may leave anybody outside.
func TestUpgradeInterrupted(t *testing.T) {
	h := office(t)
	path := h.path
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
	age(t, path, 1)
	left := path + ".schema-1.backup"
	if err := os.WriteFile(left, []byte("of a run that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	stores, errs := make([]*Store, 4), make([]error, 4)
	for i := range stores {
		all.Go(func() { stores[i], errs[i] = Open(t.Context(), path, h.options()) })
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
		if err := stores[i].Close(); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(left); err != nil || string(text) != "of a run that was killed" {
		t.Errorf("the copy that was there is another: %v", err)
	}
	h.open(path)
	clean(t, path)
	copies, _ := filepath.Glob(path + ".schema-*")
	if len(copies) != 2 {
		t.Errorf("the copies are %q", copies)
	}
	clean(t, left+"-2")
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
		from := columns
		if table == "log" && version < packedSince {
			from = strings.Replace(columns, "changes", "log_text(changes, packed)", 1)
		}
		do(fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM now.%s", table, columns, from, table))
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

// TestUnfinishedBeforeWAL is about a store that somebody was killed over who changed it while it was in no WAL mode yet, as a
// backup under the store's name is not.
func TestUnfinishedBeforeWAL(t *testing.T) {
	h := office(t)
	path := h.path
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, path, `PRAGMA journal_mode = DELETE`)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, q := range []string{"PRAGMA synchronous = OFF", "PRAGMA cache_size = 2", "BEGIN IMMEDIATE", "UPDATE log SET changes = changes || hex(zeroblob(20000))"} {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	killed := filepath.Join(t.TempDir(), "store.db")
	for _, suffix := range []string{"", "-journal"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(killed+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.open(killed)
	clean(t, killed)
	h.addProduct("drive/later")
}
