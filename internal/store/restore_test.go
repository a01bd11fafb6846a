package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// restore brings a backup into a store that nobody has opened here.
func restore(t *testing.T, path, from string) org.ChangeSet {
	t.Helper()
	set, err := At(path, Options{}).Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: from})
	if err != nil || !set.Changed {
		t.Fatalf("%v (%s)", err, hint(err))
	}
	return set
}

func (h *house) products() []string {
	h.t.Helper()
	return h.strings(`SELECT name FROM products ORDER BY id`)
}

func TestRestoreOverALiveStore(t *testing.T) {
	h := rich(t)
	if _, err := h.ResetUser(t.Context(), as(h.olivia), "kim@example.org", sha256.Sum256([]byte("a code"))); err != nil {
		t.Fatal(err)
	}
	then := h.products()
	from := h.backup("a.db")
	h.addProduct("drive/later")
	replaced, err := h.LogHead(t.Context(), org.LogSource{Store: true})
	if err != nil {
		t.Fatal(err)
	}
	acme, err := h.LogHead(t.Context(), h.source())
	if err != nil {
		t.Fatal(err)
	}
	file := At(h.path, h.options())

	h.wholly(func(c ctx) {
		_, err := file.Restore(c, org.Request{}, org.Restore{From: from})
		h.fails(org.CodeConfirm, err)
		set, err := file.Restore(c, org.Request{DryRun: true}, org.Restore{From: from})
		if err != nil || !set.DryRun || !set.Changed {
			t.Errorf("dry run: %+v, %v", set, err)
		}
	})
	if got := h.files(); !slices.Equal(got, []string{"a.db"}) {
		t.Errorf("left behind: %v", got)
	}

	set := h.ok(file.Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: from}))
	if got := h.products(); !slices.Equal(got, then) {
		t.Errorf("whoever had the store open sees %v, want %v", got, then)
	}
	if h.count("sessions") != 0 || h.count("codes") != 0 || h.count("invitation_codes") != 0 {
		t.Error("sessions or codes came back to life")
	}
	_, err = h.Current(t.Context(), h.olivia)
	h.fails(org.CodeSessionExpired, err)
	if got := h.files(); !slices.Equal(got, []string{"a.db", "store.db.before-restore"}) {
		t.Errorf("beside the store: %v", got)
	}
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	op, err := h.LogShow(t.Context(), org.LogSource{Store: true}, *set.Operation)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := json.Marshal(op.Changes)
	if err != nil {
		t.Fatal(err)
	}
	text := string(changes)
	for _, want := range []string{hex.EncodeToString(sum[:]), replaced.Head, acme.Head} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not name %s", want)
		}
	}
	clean(t, h.path)
	clean(t, h.beside("store.db.before-restore"))
	kept, err := Open(t.Context(), h.beside("store.db.before-restore"), h.options())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kept.Close() }()
	if _, err := kept.Access(t.Context(), h.olivia, "jane@example.org", "drive/later", h.now); err != nil {
		t.Errorf("what was done since the backup is not kept: %v", err)
	}
}

// TestRestoreUnderOpenPrograms goes on writing through a connection from before the restore: nothing of the old store
// may get into the new one.
func TestRestoreUnderOpenPrograms(t *testing.T) {
	h := rich(t)
	from := h.backup("a.db")
	for i := range 200 {
		h.addProduct(fmt.Sprintf("drive/later-%d", i)) // leaves a long write-ahead log
	}
	reading, err := h.reader.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var before, during int
	if err := reading.QueryRow(`SELECT count(*) FROM products`).Scan(&before); err != nil {
		t.Fatal(err)
	}
	restore(t, h.path, from)
	if err := reading.QueryRow(`SELECT count(*) FROM products`).Scan(&during); err != nil || during != before {
		t.Errorf("a reader saw %d products, then %d, %v", before, during, err)
	}
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	h.olivia = h.login("olivia@example.org")
	h.addProduct("drive/after")
	if got := h.products(); !slices.Contains(got, "after") || slices.Contains(got, "later-1") {
		t.Errorf("products: %v", got)
	}
	clean(t, h.path)
	restore(t, h.path, from)
	if got := h.products(); slices.Contains(got, "after") {
		t.Error("the second restore did nothing")
	}
	clean(t, h.path)
	if got := h.files(); !slices.Equal(got, []string{"a.db", "store.db.before-restore", "store.db.before-restore-2"}) {
		t.Errorf("beside the store: %v", got)
	}
}

// stale is a store, closed, with a write-ahead log of its own beside it that it does not need: a trap for whatever comes
// in its place.
func (h *house) stale() []byte {
	h.t.Helper()
	wal, err := os.ReadFile(h.path + "-wal")
	if err != nil || len(wal) == 0 {
		h.t.Fatalf("no write-ahead log to keep: %v", err)
	}
	if err := h.Close(); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.path+"-wal", wal, 0o600); err != nil {
		h.t.Fatal(err)
	}
	return wal
}

func TestRestoreWhereTheStoreIsGone(t *testing.T) {
	h := rich(t)
	from := h.backup("a.db")
	h.addProduct("drive/later")
	h.stale()
	if err := os.Remove(h.path); err != nil {
		t.Fatal(err)
	}
	set, err := At(h.path, h.options()).Restore(t.Context(), org.Request{}, org.Restore{From: from})
	if err != nil || !set.Changed {
		t.Fatalf("nothing is taken, so nothing needs confirming: %v", err)
	}
	clean(t, h.path)
	h.open(h.path)
	if got := h.products(); slices.Contains(got, "later") {
		t.Errorf("the old write-ahead log got into the new store: %v", got)
	}
	if info, err := os.Stat(h.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestRestoreRefusesBadBackups(t *testing.T) {
	h := rich(t)
	good := h.backup("good.db")
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, spoil func(path string)) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		spoil(path)
		return path
	}
	exec := func(query string) func(string) {
		return func(path string) { alter(t, path, query) }
	}
	for name, c := range map[string]struct {
		path string
		code org.Code
	}{
		"missing":            {h.beside("none.db"), org.CodeValidation},
		"a folder":           {t.TempDir(), org.CodeValidation},
		"the store itself":   {h.path, org.CodeValidation},
		"a live store":       {file("live.db", func(p string) { _ = os.WriteFile(p+"-wal", []byte("frames"), 0o600) }), org.CodeValidation},
		"empty":              {file("empty.db", func(p string) { truncate(t, p, 0) }), org.CodeDamaged},
		"text":               {file("text.db", func(p string) { _ = os.WriteFile(p, []byte("hello, world\n"), 0o600) }), org.CodeDamaged},
		"half":               {file("half.db", func(p string) { truncate(t, p, 30_000) }), org.CodeDamaged},
		"not ours":           {file("foreign.db", exec(`PRAGMA application_id = 1`)), org.CodeDamaged},
		"newer":              {file("newer.db", exec(fmt.Sprintf(`PRAGMA user_version = %d`, Schema()+1))), org.CodeNewer},
		"a row was changed":  {file("row.db", exec(`UPDATE members SET role = 4`)), org.CodeDamaged},
		"a log row was lost": {file("log.db", exec(`DELETE FROM log WHERE id = 5`)), org.CodeDamaged},
	} {
		h.wholly(func(ctx) {
			before, err := os.ReadFile(h.path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = At(h.path, h.options()).Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: c.path})
			if err == nil {
				t.Fatalf("%s: restored", name)
			}
			h.fails(c.code, err)
			if after, err := os.ReadFile(h.path); err != nil || string(after) != string(before) {
				t.Errorf("%s: the file of the store is another", name)
			}
		})
	}
	if got := h.files(); !slices.Equal(got, []string{"good.db"}) {
		t.Errorf("left behind: %v", got)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := At(h.path, h.options()).Restore(canceled, org.Request{Confirmed: true}, org.Restore{From: good}); err == nil {
		t.Error("an interrupted restore was done")
	}
}

func TestRestoreIsDoneOnce(t *testing.T) {
	h := rich(t)
	from := h.backup("a.db")
	req := org.Request{Confirmed: true, OpID: "undo", Asked: "restore a.db"}
	first := h.ok(At(h.path, h.options()).Restore(t.Context(), req, org.Restore{From: from}))
	h.olivia = h.login("olivia@example.org")
	h.addProduct("drive/later")
	again, err := At(h.path, h.options()).Restore(t.Context(), req, org.Restore{From: from})
	if err != nil || again.Changed || !again.Replayed || *again.Operation != *first.Operation {
		t.Errorf("the retry: %+v, %v", again, err)
	}
	if !slices.Contains(h.products(), "later") {
		t.Error("it was done twice")
	}
}

func TestRestoreThroughALink(t *testing.T) {
	h := rich(t)
	from := h.backup("a.db")
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(h.path, link); err != nil {
		t.Fatal(err)
	}
	h.addProduct("drive/later")
	restore(t, link, from)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced by a file")
	}
	if slices.Contains(h.products(), "later") {
		t.Error("the store was not replaced")
	}
}
