package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"orgctl/internal/org"
)

// TestLinkedStore waits in the same line whether it comes by the file's name or by a link to it.
func TestLinkedStore(t *testing.T) {
	h := newStore(t)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(h.path, link); err != nil {
		t.Fatal(err)
	}
	opt := h.options()
	opt.Wait = time.Millisecond
	other, err := Open(t.Context(), link, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	add := func(ctx context.Context, s *Store, name string) error {
		_, err := s.AddProducts(ctx, as(h.olivia), []org.NewProduct{{Category: "drive", Name: name}}, false)
		return err
	}
	err = h.write(t.Context(), func(*tx) error {
		h.fails(org.CodeLocked, add(t.Context(), other, "a"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := add(t.Context(), other, "b"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(link + ".lock"); err == nil {
		t.Error("there is a lock file beside the link")
	}
}
