package store

import (
	"context"
	"errors"
	"slices"

	"orgctl/internal/org"
)

// eachRow runs fn for every row. Those of a file are all tried, each behind a savepoint, so that all bad rows are named
// at once; unless keepGoing says to keep the good ones, a single bad row then undoes everything. What came by flags
// ends at the first error, which is the answer.
func eachRow[T any](ctx context.Context, a *act, rows []T, keepGoing bool, fn func(T) error) error {
	if !a.req.Rows {
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
		return nil
	}
	var failed []org.RowError
	for i, row := range rows {
		before := len(a.set.Changes)
		err := a.savepoint(ctx, func() error { return fn(row) })
		if a.req.Row != nil {
			a.req.Row()
		}
		if err == nil {
			continue
		}
		bad, ok := rowError(i+1, err)
		if !ok {
			return err
		}
		a.set.Changes = a.set.Changes[:before]
		failed = append(failed, bad)
	}
	a.set.Failed = failed
	if len(failed) == 0 || keepGoing {
		return nil
	}
	return org.RefuseRows(failed, len(rows))
}

// batchRows is how many rows of a file are looked up and written at once.
const batchRows = 500

// batch does many rows, some after the others.
type batch[T any] struct {
	// look finds out about the next rows at once. Of those before, nothing in "put" is written yet: what they left is to be kept in mind.
	look func(context.Context, []T) error
	row  func(context.Context, T) error // does one, or refuses it and has done nothing
	put  *bulk                          // what the rows leave to be written together: while the next ones are done
}

// eachOf is eachRow for very many: rows need no savepoint, since one that is refused has written nothing.
func eachOf[T any](ctx context.Context, a *act, rows []T, keepGoing bool, b batch[T]) error {
	var failed []org.RowError
	n := 0
	for some := range slices.Chunk(rows, batchRows) {
		if err := errors.Join(a.shed(ctx), b.look(ctx, some), b.put.flushAside(ctx, a.tx)); err != nil {
			return err
		}
		for _, row := range some {
			n++
			err := b.row(ctx, row)
			if a.req.Row != nil {
				a.req.Row()
			}
			if err == nil {
				continue
			}
			bad, ok := rowError(n, err)
			if !ok || !a.req.Rows {
				return err
			}
			failed = append(failed, bad)
		}
	}
	if err := errors.Join(b.put.flush(ctx, a.tx), a.shed(ctx)); err != nil {
		return err
	}
	a.set.Failed = failed
	if len(failed) == 0 || keepGoing {
		return nil
	}
	return org.RefuseRows(failed, len(rows))
}

// rowError is the row's own fault; a failing disk is not.
func rowError(row int, err error) (org.RowError, bool) {
	e, ok := errors.AsType[*org.Error](err)
	if !ok || e.Kind == org.KindUnavailable || e.Kind == org.KindInterrupted {
		return org.RowError{}, false
	}
	return org.RowError{Row: row, Code: e.Code, Msg: e.Msg, Hint: e.Hint}, true
}

func (t *tx) savepoint(ctx context.Context, fn func() error) error {
	if err := t.run(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return errors.Join(err, t.run(ctx, "ROLLBACK TO one"), t.run(ctx, "RELEASE one"))
	}
	return t.run(ctx, "RELEASE one")
}

func (t *tx) run(ctx context.Context, statement string) error {
	st, err := t.stmt(ctx, statement)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(ctx)
	return err
}
