package store

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// TestWaitingWriterGivesUp interrupts a writer that waits for another program: it leaves at once, also when its store is
// closed, and the place in the line it had is nobody's.
func TestWaitingWriterGivesUp(t *testing.T) {
	h := office(t)
	other := flock.New(h.path + ".lock")
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), h.path, h.options())
	if err != nil {
		t.Fatal(err)
	}
	c, cancel := context.WithCancel(t.Context())
	defer cancel()
	change := []org.GrantChange{h.statement(jane, "drive/a=technical")}
	time.AfterFunc(time.Millisecond, cancel)
	_, err = s.SetGrants(c, as(h.olivia), change, false)
	if org.KindOf(err) != org.KindInterrupted {
		t.Errorf("interrupted: %v", err)
	}
	s.opt.Wait = time.Millisecond
	_, err = s.SetGrants(t.Context(), as(h.olivia), change, false)
	h.fails(org.CodeLocked, err)
	if got := h.asked(h.olivia, jane, "drive/a", time.Time{}); got != " none" { // reading goes on
		t.Errorf("got %q", got)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	h.ok(h.set(jane, "drive/a=technical"))
}

// TestReadersShareLanes reads in many goroutines, and within a read: connections are reused, and never shared.
func TestReadersShareLanes(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/@all=technical"))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for e, err := range h.Reach(t.Context(), h.olivia, org.ReachFilter{User: jane}) {
				if err != nil {
					t.Error(err)
					return
				}
				if got := h.asked(h.olivia, jane, e.Product.Ref(), time.Time{}); got != "technical none" {
					t.Errorf("%s: %q", e.Product.Ref(), got)
				}
			}
		})
	}
	wg.Wait()
	if n := len(h.lanes); n == 0 || n > idleLanes {
		t.Errorf("%d connections stay open", n)
	}
	c, cancel := context.WithCancel(t.Context())
	defer cancel()
	before := len(h.lanes)
	for _, err := range h.Reach(c, h.olivia, org.ReachFilter{}) {
		if err == nil {
			cancel() // a connection that was interrupted is not used again
		}
	}
	if n := len(h.lanes); n != before-1 {
		t.Errorf("%d connections stay open, %d before", n, before)
	}
}
