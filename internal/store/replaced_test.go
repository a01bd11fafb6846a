package store

import (
	"os"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestRestoreOverWhatCannotBeRead(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, *house){
		"no database": func(t *testing.T, h *house) { overwrite(t, h.path, 0, strings.Repeat("x", 8192)) },
		"empty":       func(t *testing.T, h *house) { truncate(t, h.path, 0) },
		"half":        func(t *testing.T, h *house) { truncate(t, h.path, 20_000) },
		"bad schema":  func(t *testing.T, h *house) { overwrite(t, h.path, 200, strings.Repeat("x", 3000)) },
		"a bad page":  func(t *testing.T, h *house) { overwrite(t, h.path, 5*4096, strings.Repeat("x", 4096)) },
		"newer":       func(t *testing.T, h *house) { overwrite(t, h.path, 60, "\x00\x00\x00\x63") },
		"somebody's":  func(t *testing.T, h *house) { overwrite(t, h.path, 68, "\x00\x00\x00\x63") },
	} {
		t.Run(name, func(t *testing.T) {
			h := rich(t)
			then := h.products()
			from := h.backup("a.db")
			h.addProduct("drive/later")
			var wal []byte
			if name == "no database" {
				// A log without the first page, so that it can't heal what is spoiled.
				if err := h.Close(); err != nil {
					t.Fatal(err)
				}
				h.open(h.path)
				h.do(`UPDATE users SET theme = 'dark'`)
				wal = h.stale()
			} else if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			spoil(t, h)
			if err := os.Chmod(h.path, 0o660); err != nil {
				t.Fatal(err)
			}
			_, err := At(h.path, h.options()).Restore(t.Context(), org.Request{}, org.Restore{From: from})
			h.fails(org.CodeConfirm, err)
			restore(t, h.path, from)
			clean(t, h.path)
			h.open(h.path)
			if got := h.products(); !slices.Equal(got, then) {
				t.Errorf("products %v, want %v", got, then)
			}
			if info, err := os.Stat(h.path); err != nil || info.Mode().Perm() != 0o660 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			if _, err := os.Stat(h.beside("store.db.before-restore")); err != nil {
				t.Error(err)
			}
			if wal != nil {
				if kept, err := os.ReadFile(h.beside("store.db.before-restore-wal")); err != nil || len(kept) != len(wal) {
					t.Errorf("the write-ahead log was not kept with its file: %d bytes, %v", len(kept), err)
				}
			}
		})
	}
}

// do changes a row in a way that nobody follows.
func (h *house) do(query string) {
	h.t.Helper()
	err := h.write(h.t.Context(), func(tx *tx) error {
		_, err := tx.Exec(query)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func overwrite(t *testing.T, path string, at int64, with string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(with), at); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func truncate(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

// TestRestoreWaitsForNobody is about a file that would have to be exchanged while somebody has it open.
func TestRestoreWaitsForNobody(t *testing.T) {
	h := rich(t)
	from := h.backup("a.db")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, h.path, `PRAGMA user_version = 99`)
	db, err := openReader(h.path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`SELECT count(*) FROM products`); err != nil {
		t.Fatal(err)
	}
	_, err = At(h.path, h.options()).Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: from})
	h.fails(org.CodeLocked, err)
	if got := h.files(); !slices.Equal(got, []string{"a.db"}) {
		t.Errorf("left behind: %v", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	restore(t, h.path, from)
	clean(t, h.path)
}
