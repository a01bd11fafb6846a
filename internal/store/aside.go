package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"

	"orgctl/internal/org"
)

// aside is what of a transaction is being written by another goroutine, while the next things are thought about that need nothing of
// the store. Whoever does need something waits for it.
type aside struct {
	running chan error // nil: nothing is
	failed  error      // the transaction is lost
}

// wait returns when nothing is written aside any more, with what went wrong there.
func (w *aside) wait() error {
	if w.running != nil {
		w.failed = <-w.running
		w.running = nil
	}
	return w.failed
}

// besides has fn write aside, after what is being written.
func (t *tx) besides(fn func(*tx) error) error {
	if err := t.aside.wait(); err != nil {
		return err
	}
	own := *t // which waits for nobody
	if q, ok := t.querier.(inOrder); ok {
		own.querier = q.querier
	}
	done := make(chan error, 1)
	t.aside.running = done
	go func() { done <- unpanicked(func() error { return fn(&own) }) }()
	return nil
}

// unpanicked returns a panic of fn as an error, for a goroutine that nobody stands above: it would end the program at once. It is
// no panic again for those who wait, because they go on to undo what was begun.
func unpanicked(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = org.Panicked(p).Wrap(fmt.Errorf("%s", debug.Stack()))
		}
	}()
	return fn()
}

// inOrder is the querier of a change: nothing is asked before what is being written stands there.
type inOrder struct {
	querier
	t *tx
}

// ExecContext waits, and executes.
func (q inOrder) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := q.t.aside.wait(); err != nil {
		return nil, err
	}
	return q.querier.ExecContext(ctx, query, args...)
}

// PrepareContext waits, and prepares.
func (q inOrder) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := q.t.aside.wait(); err != nil {
		return nil, err
	}
	return q.querier.PrepareContext(ctx, query)
}

// QueryContext waits, and asks.
func (q inOrder) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := q.t.aside.wait(); err != nil {
		return nil, err
	}
	return q.querier.QueryContext(ctx, query, args...)
}

// QueryRowContext waits, and asks. If that failed, what is read is of no use: the transaction ends with it.
func (q inOrder) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	_ = q.t.aside.wait() // it stays failed
	return q.querier.QueryRowContext(ctx, query, args...)
}
