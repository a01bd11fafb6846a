package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"
	"runtime"
	"sync"

	"orgctl/internal/org"
)

// Export reads the records of a plan by date, and hands them over as they were encoded, part by part. encoder is called once for
// each who reads: they are two where there is much to read, because there are two processors nearly everywhere.
func (s *Store) Export(ctx context.Context, c org.Caller, plan org.ExportPlan, encoder func() org.RecordEncoder) iter.Seq2[org.ExportPart, error] {
	return stream(ctx, s, func(t *tx, yield func(org.ExportPart, error) bool) error {
		a, err := t.allowed(ctx, c, org.ActExport)
		if err != nil {
			return err
		}
		if a.Org.ID != plan.Org.ID {
			return org.NotFound("organization", plan.Org.Slug).WithHint("'orgctl org list' shows yours")
		}
		return exportPlan(ctx, t, plan, newExporter(encoder, yield))
	})
}

// exportPlan finds the way to read a plan: a few clients one finds by their names, a book by its dates.
func exportPlan(ctx context.Context, t *tx, plan org.ExportPlan, e *exporter) error {
	few, err := t.fewRecords(ctx, plan)
	if err != nil {
		return err
	}
	if few {
		return e.run(ctx, func(ctx context.Context, r *exportReader) error { return r.readAll(ctx, plan) }, t)
	}
	d := dealer{plan: plan, size: firstPart}
	d.next, d.last = positionsOf(plan.Filter.Range)
	work := func(ctx context.Context, r *exportReader) error { return r.readParts(ctx, &d) }
	if wide, err := t.isWide(ctx, &d); err != nil || !wide {
		return errors.Join(err, e.run(ctx, work, t))
	}
	return t.beside(ctx, func(readers ...*tx) error { return e.run(ctx, work, readers...) })
}

// A part is so many records of a book; the first ones are few, because somebody may be looking.
const (
	firstPart = 16
	fullPart  = 2048
)

// wide is from how many records on two read. Opening another connection costs as much as reading some.
const wide = 10_000

// fewAtOnce is how many records of chosen clients are sorted in memory. One client's are sorted already.
const fewAtOnce = 50_000

// position is where a record stands in a book.
type position struct {
	date string
	id   int64
}

// positionsOf is a range as two positions: after the first one up to the second.
func positionsOf(r org.DateRange) (after, to position) {
	to = position{"9999-99-99", math.MaxInt64}
	if !r.From.IsZero() {
		after.date = r.From.String()
	}
	if !r.To.IsZero() {
		to.date = r.To.String()
	}
	return after, to
}

// positionOf finds the position of the record that is so many behind one. Nothing is read but the index.
func (t *tx) positionOf(ctx context.Context, book org.OrgID, after, to position, n int) (p position, found bool, err error) {
	const query = `SELECT date, id FROM billing_records INDEXED BY billing_by_date WHERE org_id = ? AND (date, id) > (?, ?) AND (date, id) <= (?, ?)
ORDER BY date, id LIMIT 1 OFFSET ?`
	err = t.row(ctx, query, book, after.date, after.id, to.date, to.id, n-1).Scan(&p.date, &p.id)
	if errors.Is(err, sql.ErrNoRows) {
		return to, false, nil
	}
	return p, true, err
}

// fewRecords says whether a plan is of clients with few records. Of one client they come in the right order, however many.
func (t *tx) fewRecords(ctx context.Context, plan org.ExportPlan) (bool, error) {
	if len(plan.Filter.Clients) < 2 {
		return len(plan.Filter.Clients) == 1, nil
	}
	where, args := inBook(plan.Org.ID, org.BookFilter{Clients: plan.Filter.Clients, Range: plan.Filter.Range})
	var n int
	err := t.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM billing_records INDEXED BY billing_by_client WHERE `+where+` LIMIT ?)`, append(args, fewAtOnce+1)...).Scan(&n)
	return n <= fewAtOnce, err
}

// isWide says whether there is work for two.
func (t *tx) isWide(ctx context.Context, d *dealer) (bool, error) {
	if runtime.GOMAXPROCS(0) < 2 {
		return false, nil
	}
	_, found, err := t.positionOf(ctx, d.plan.Org.ID, d.next, d.last, wide)
	return found, err
}

// beside runs fn with another snapshot beside this one, if both are of the same moment. They nearly always are; if somebody changed
// something in between, fn goes on alone.
func (t *tx) beside(ctx context.Context, fn func(readers ...*tx) error) error {
	alone := false
	err := t.s.read(ctx, func(other *tx) error {
		same, err := t.sameMoment(ctx, other)
		if err != nil {
			return err
		}
		if alone = !same; alone {
			return nil
		}
		return fn(t, other)
	})
	if err != nil || !alone {
		return err
	}
	return fn(t)
}

// sameMoment compares the ends of the log: nothing changes without it.
func (t *tx) sameMoment(ctx context.Context, other *tx) (bool, error) {
	var ends [2]struct {
		id   int64
		hash []byte
	}
	for i, t := range []*tx{t, other} {
		if err := t.row(ctx, `SELECT id, hash FROM log ORDER BY id DESC LIMIT 1`).Scan(&ends[i].id, &ends[i].hash); err != nil {
			return false, err
		}
	}
	return ends[0].id == ends[1].id && bytes.Equal(ends[0].hash, ends[1].hash), nil
}

// dealer deals out the parts of a book, in order, to whoever asks.
type dealer struct {
	plan       org.ExportPlan
	mu         sync.Mutex
	next, last position
	size       int
	over       bool
}

// deal begins the next part: what stands behind one position up to another. No part: there are no more.
func (d *dealer) deal(ctx context.Context, r *exportReader) (p *exportPart, after, to position, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return nil, after, to, nil
	}
	to, found, err := r.tx.positionOf(ctx, d.plan.Org.ID, d.next, d.last, d.size)
	if err != nil {
		return nil, after, to, err
	}
	if p, err = r.begin(ctx); err != nil {
		return nil, after, to, err
	}
	after, d.next, d.over, d.size = d.next, to, !found, min(2*d.size, fullPart)
	return p, after, to, nil
}
