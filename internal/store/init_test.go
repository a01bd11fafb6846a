package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestCreate(t *testing.T) {
	h := newStore(t)
	id, err := h.Whoami(t.Context(), h.olivia)
	if err != nil {
		t.Fatal(err)
	}
	m, ok := id.Current()
	if !ok || m.Org.Slug != "acme" || m.Member.Role != org.Owner || id.Email != "olivia@example.org" {
		t.Errorf("got %+v", id)
	}
	if m.Org.Timezone != "Europe/Zurich" || m.Org.Currency != org.CHF || m.Org.Kind != "company" || m.Org.Locale != "de_DE" {
		t.Errorf("the details don't follow from the country: %+v", m.Org)
	}
	want := []string{"init olivia@example.org"}
	if got := h.logged(""); !slices.Equal(got, want) {
		t.Errorf("the store's log has %q, want %q", got, want)
	}
	if got := h.logged("acme"); !slices.Equal(got, want) {
		t.Errorf("the organization's log has %q, want %q", got, want)
	}
}

func TestCreateLeavesOneFileAndItsLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "er")
	path := filepath.Join(dir, "store.db")
	h := &house{t: t, now: time.Now()}
	if _, err := Create(t.Context(), Place{Path: path}, h.options(), org.Request{}, account(t, "olivia@example.org", "acme")); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, dir), []string{"store.db", "store.db.lock"}; !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
	for p, want := range map[string]fs.FileMode{path: 0o600, path + ".lock": 0o600, dir: 0o700, filepath.Dir(dir): 0o700} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, want %o (%v)", p, info.Mode(), want, err)
		}
	}
}

func TestCreateNeverReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, now: time.Now()}
	_, err := Create(t.Context(), Place{Path: path}, h.options(), org.Request{}, account(t, "olivia@example.org", "acme"))
	h.fails(org.CodeExists, err)
	_, err = Create(t.Context(), Place{Path: path}, h.options(), org.Request{DryRun: true}, account(t, "olivia@example.org", "acme"))
	h.fails(org.CodeExists, err)
	if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
		t.Errorf("the file holds %q (%v)", b, err)
	}
}

func TestCreateDryRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	h := &house{t: t, now: time.Now()}
	set, err := Create(t.Context(), Place{Path: filepath.Join(dir, "store.db")}, h.options(), org.Request{DryRun: true}, account(t, "olivia@example.org", "acme"))
	if err != nil || !set.Changed || !set.DryRun || set.Operation != nil {
		t.Errorf("got %+v, %v", set, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

// What a killed run left under the passing name must not be in the way.
func TestCreateAfterKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	for _, suffix := range []string{".new", ".new-wal", ".new-shm"} {
		if err := os.WriteFile(path+suffix, []byte("torn"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h := &house{t: t, now: time.Now()}
	if _, err := Create(t.Context(), Place{Path: path}, h.options(), org.Request{}, account(t, "olivia@example.org", "acme")); err != nil {
		t.Fatal(err)
	}
	h.open(path)
}

func TestCreateAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	h := &house{t: t, now: time.Now()}
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		acc := account(t, "olivia@example.org", "acme")
		wg.Go(func() { _, errs[i] = Create(t.Context(), Place{Path: path}, h.options(), org.Request{}, acc) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		h.fails(org.CodeExists, err)
	}
	if won != 1 {
		t.Errorf("%d made the store, want 1", won)
	}
	h.open(path)
	if n := h.count("organizations"); n != 1 {
		t.Errorf("%d organizations", n)
	}
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// Whatever came to stand at the name in the meantime stays: the lock keeps only our own programs away.
func TestPublishNeverReplaces(t *testing.T) {
	dir := t.TempDir()
	path, built := filepath.Join(dir, "store.db"), filepath.Join(dir, "store.db.new")
	for name, text := range map[string]string{path: "mine", built: "new"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h := &house{t: t}
	h.fails(org.CodeExists, publish(built, path))
	if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
		t.Errorf("the file holds %q (%v)", b, err)
	}
}
