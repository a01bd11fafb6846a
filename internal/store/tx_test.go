package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
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
	var nest func(depth int) error
	nest = func(depth int) error {
		return h.read(t.Context(), func(*tx) error {
			if depth == 0 {
				return nil
			}
			return nest(depth - 1)
		})
	}
	if err := nest(2 * idleLanes); err != nil {
		t.Fatal(err)
	}
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

// TestRowThatFails leaves nothing of a row behind that fails when half of it is done.
func TestRowThatFails(t *testing.T) {
	h := office(t)
	op := operation{action: org.ActGrants, name: "test"}
	set := h.ok(h.change(t.Context(), file(h.olivia), op, func(a *act) error {
		return eachRow(t.Context(), a, []string{"one", "two", "three"}, true, func(row string) error {
			a.record(org.Change{Action: "add", Kind: "code", Ref: row})
			if _, err := a.Exec(`INSERT INTO codes (hash, user_id, purpose, created_at, expires_at) VALUES (?1, 1, 'reset', 0, 0)`, []byte(row)); err != nil {
				return err
			}
			if row == "two" {
				return org.Invalid("not this one")
			}
			return nil
		})
	}))
	if got, want := changes(set), []string{"add code one", "add code three"}; !slices.Equal(got, want) || len(set.Failed) != 1 || set.Failed[0].Row != 2 {
		t.Errorf("got %q and %+v", got, set.Failed)
	}
	if n := h.count("codes"); n != 2 {
		t.Errorf("%d rows", n)
	}
}

// TestAChangeThatPanics is undone, with what it was writing aside, and leaves a connection that goes on.
func TestAChangeThatPanics(t *testing.T) {
	h := newStore(t)
	add := func(tx *tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO attempts (email_hash, failures, retry_at) VALUES (x'01', 1, 1)`)
		return err
	}
	func() {
		defer func() { _ = recover() }()
		_ = h.write(t.Context(), func(tx *tx) error {
			if err := tx.besides(add); err != nil {
				return err
			}
			panic("on purpose")
		})
	}()
	if err := h.write(t.Context(), func(*tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	err := h.read(t.Context(), func(tx *tx) error {
		var n int
		if err := tx.row(t.Context(), `SELECT count(*) FROM attempts`).Scan(&n); err != nil || n != 0 {
			t.Error(n, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAPanicAside ends the change with an error, and not the program.
func TestAPanicAside(t *testing.T) {
	h := newStore(t)
	err := h.write(t.Context(), func(w *tx) error {
		if _, err := w.ExecContext(t.Context(), `INSERT INTO attempts (email_hash, failures, retry_at) VALUES (x'01', 1, 1)`); err != nil {
			return err
		}
		return w.besides(func(*tx) error {
			var rows []int
			_ = rows[len(rows)]
			return nil
		})
	})
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindInternal || !strings.Contains(e.Msg, "index out of range") {
		t.Fatalf("%v", err)
	}
	if trace := errors.Unwrap(err); trace == nil || !strings.Contains(trace.Error(), "tx_test.go") {
		t.Errorf("nobody can find it by %v", trace)
	}
	err = h.write(t.Context(), func(tx *tx) error {
		var n int
		if err := tx.row(t.Context(), `SELECT count(*) FROM attempts`).Scan(&n); err != nil || n != 0 {
			t.Error(n, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// unwritable is a value that makes whoever writes it down panic.
type unwritable struct{}

func (unwritable) MarshalJSON() ([]byte, error) { panic("on purpose") }

// TestAChangeThatCantBeWrittenDown is undone: its text is made beside the transaction, where nobody else would catch a panic.
func TestAChangeThatCantBeWrittenDown(t *testing.T) {
	h := newStore(t)
	before := h.count("log")
	_, err := h.change(t.Context(), as(h.olivia), operation{action: org.ActEditOrg, name: "org.edit"}, func(a *act) error {
		a.record(org.Change{Action: "edit", Kind: "organization", Ref: "acme", After: unwritable{}})
		return a.exec(t.Context(), `UPDATE organizations SET name = 'Gone' WHERE id = ?1`, a.Org.ID)
	})
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindInternal {
		t.Errorf("the change ends with %v", err)
	}
	if n := h.count("log"); n != before {
		t.Errorf("%d rows in the log, not %d", n, before)
	}
	h.addUser("jane@example.org", org.Collaborator)
	if n := h.count("organizations WHERE name = 'Gone'"); n != 0 {
		t.Error("the change is there")
	}
}

// TestAContradiction is our mistake, unless the store is damaged.
func TestAContradiction(t *testing.T) {
	h := newStore(t)
	twice := func() error {
		return h.write(t.Context(), func(tx *tx) error {
			return tx.exec(t.Context(), `INSERT INTO organizations (slug, name, kind, currency, locale, timezone, created_at) SELECT slug, name, kind, currency, locale, timezone, 0 FROM organizations`)
		})
	}
	if err := twice(); org.KindOf(err) != org.KindInternal {
		t.Errorf("in a sound store: %v", err)
	}
	var from, to int
	if err := h.reader.QueryRow(`SELECT (SELECT rootpage FROM sqlite_schema WHERE name = 'categories'), (SELECT rootpage FROM sqlite_schema WHERE name = 'log_by_operation')`).Scan(&from, &to); err != nil {
		t.Fatal(err)
	}
	path := h.path
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	copy(file[(to-1)*page:to*page], file[(from-1)*page:])
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	h.open(path)
	if err := twice(); org.KindOf(err) != org.KindUnavailable {
		t.Errorf("in a damaged store: %v", err)
	}
}
