package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"orgctl/internal/org"
)

// files are the names in the folder of the store that are not the store's own.
func (h *house) files() (out []string) {
	h.t.Helper()
	entries, err := os.ReadDir(filepath.Dir(h.path))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range entries {
		own := e.Name() == "store.db" || slices.Contains([]string{"store.db-wal", "store.db-shm", "store.db.lock"}, e.Name())
		if !own {
			out = append(out, e.Name())
		}
	}
	return out
}

// beside is a path in the folder of the store.
func (h *house) beside(name string) string { return filepath.Join(filepath.Dir(h.path), name) }

func (h *house) backup(name string) string {
	h.t.Helper()
	to := h.beside(name)
	h.ok(h.Backup(h.t.Context(), org.Request{}, to))
	return to
}

func clean(t *testing.T, path string) {
	t.Helper()
	r, err := At(path, Options{}).Check(t.Context(), nil)
	if err != nil || len(r.Findings) > 0 {
		t.Errorf("%s: %+v, %v", path, r.Findings, err)
	}
}

func TestBackupIsTheStore(t *testing.T) {
	h := rich(t)
	before, err := h.heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	set := h.ok(h.Backup(t.Context(), org.Request{}, h.beside("a.db")))
	b := set.Changes[0].After.(org.BackupFile)
	content, err := os.ReadFile(b.File)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	if b.SHA256 != hex.EncodeToString(sum[:]) || b.Size != int64(len(content)) {
		t.Errorf("%+v is not of the file", b)
	}
	if info, err := os.Stat(b.File); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	clean(t, b.File)
	s, err := Open(t.Context(), b.File, h.options())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	after, err := s.heads(t.Context())
	if err != nil || len(after) != len(before) {
		t.Fatal(len(after), err)
	}
	for id, head := range before {
		if !after[id].same(head) {
			t.Errorf("the log of %s ends at %s, want %s", chainName(head.slug), after[id], head)
		}
	}
	if got := h.logged(""); !slices.Contains(got, "store.backup file owner") {
		t.Errorf("the log does not know of it: %v", got)
	}
	if got := h.files(); !slices.Equal(got, []string{"a.db"}) {
		t.Errorf("left behind: %v", got)
	}
}

func TestBackupRefusals(t *testing.T) {
	h := newStore(t)
	taken := h.backup("a.db")
	before, err := os.ReadFile(taken)
	if err != nil {
		t.Fatal(err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		to   string
		code org.Code
	}{
		"never over a file":   {t.Context(), taken, org.CodeExists},
		"never over a folder": {t.Context(), filepath.Dir(h.path), org.CodeExists},
		"never over itself":   {t.Context(), h.path, org.CodeExists},
		"no folder":           {t.Context(), h.beside("none/a.db"), org.CodeValidation},
		"no folder but file":  {t.Context(), filepath.Join(taken, "a.db"), org.CodeValidation},
		"interrupted":         {canceled, h.beside("b.db"), ""},
	} {
		h.wholly(func(ctx) {
			_, err := h.Backup(c.ctx, org.Request{}, c.to)
			if c.code == "" {
				if err == nil {
					t.Errorf("%s: done", name)
				}
				return
			}
			h.fails(c.code, err)
		})
	}
	if after, err := os.ReadFile(taken); err != nil || string(after) != string(before) {
		t.Error("the file that was there is another now")
	}
	if got := h.files(); !slices.Equal(got, []string{"a.db"}) {
		t.Errorf("left behind: %v", got)
	}
}

func TestBackupDryRunAndRetry(t *testing.T) {
	h := newStore(t)
	h.wholly(func(c ctx) {
		set, err := h.Backup(c, org.Request{DryRun: true}, h.beside("a.db"))
		if err != nil || !set.Changed || !set.DryRun || len(h.files()) > 0 {
			t.Errorf("dry run: %+v, %v, %v", set, err, h.files())
		}
	})
	req := org.Request{OpID: "nightly", Asked: "backup a.db"}
	first := h.ok(h.Backup(t.Context(), req, h.beside("a.db")))
	again, err := h.Backup(t.Context(), req, h.beside("a.db"))
	if err != nil || again.Changed || !again.Replayed || *again.Operation != *first.Operation {
		t.Errorf("the retry: %+v, %v", again, err)
	}
}

func TestBackupWhileOthersWrite(t *testing.T) {
	h := newStore(t)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				_, _ = h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{{Category: "drive", Name: fmt.Sprintf("p%d", i)}}, false)
			}
		}
	})
	for i := range 5 {
		clean(t, h.backup(fmt.Sprintf("%d.db", i)))
	}
	close(stop)
	wg.Wait()
	clean(t, h.path)
}

// TestCopyIsCompared spoils the copy before it is looked at: it must not get through.
func TestCopyIsCompared(t *testing.T) {
	h := rich(t)
	fresh := func(name string) string {
		to := h.beside(name)
		if err := h.copyVerified(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		return to
	}
	early := fresh("early.db")
	h.addProduct("drive/later")
	before, err := h.heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	spoiled := func(name, query string) string {
		to := fresh(name)
		alter(t, to, query)
		return to
	}
	short := fresh("short.db")
	if err := os.Truncate(short, 64<<10); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"from before":          early,
		"cut":                  short,
		"a row is missing":     spoiled("row.db", `DELETE FROM products WHERE name = 'hall'`),
		"another log":          spoiled("log.db", `UPDATE organizations SET log_hash = randomblob(32)`),
		"of no version":        spoiled("version.db", `PRAGMA user_version = 0`),
		"not ours":             spoiled("app.db", `PRAGMA application_id = 1`),
		"an organization less": spoiled("org.db", `UPDATE organizations SET id = 99 WHERE slug = 'gone'`),
	} {
		if _, err := h.compare(t.Context(), path, before); err == nil || org.KindOf(err) != org.KindUnavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.compare(t.Context(), fresh("good.db"), before); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

func TestUpgradeKeepsACopy(t *testing.T) {
	h := rich(t)
	alter(t, h.path, fmt.Sprintf(`PRAGMA user_version = %d`, Schema()-1))
	var said []string
	opt := h.options()
	opt.Warn = func(s string) { said = append(said, s) }
	// The migration itself fails here, since its tables are there already: nothing may have changed, and the copy stays.
	if s, err := Open(t.Context(), h.path, opt); err == nil {
		t.Error("the tables were made twice")
		_ = s.Close()
	}
	keep := fmt.Sprintf("store.db.schema-%d.backup", Schema()-1)
	if got := h.files(); !slices.Equal(got, []string{keep}) || len(said) != 1 || !strings.Contains(said[0], keep) {
		t.Errorf("kept %v, said %v", got, said)
	}
}
