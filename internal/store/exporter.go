package store

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"orgctl/internal/org"
)

// exporter hands over parts in their order, whoever has read them.
type exporter struct {
	encoder func() org.RecordEncoder
	yield   func(org.ExportPart, error) bool
	order   chan *exportPart // begun, in the order of the file
	spare   chan *exportPart // handed over: their memory is used again
}

// exportPart is a part on its way.
type exportPart struct {
	rows int64
	text []byte
	done chan error // it is read, or could not be
}

// ahead is how many parts may be begun and not handed over yet, besides those that somebody works on.
const ahead = 4

func newExporter(encoder func() org.RecordEncoder, yield func(org.ExportPart, error) bool) *exporter {
	return &exporter{encoder: encoder, yield: yield, order: make(chan *exportPart, ahead), spare: make(chan *exportPart, 2*ahead)}
}

// run lets each reader work in a snapshot of its own, and hands over what they read until all is read, nobody wants more, or one
// of them fails.
func (e *exporter) run(ctx context.Context, work func(context.Context, *exportReader) error, snapshots ...*tx) error {
	inner, stop := context.WithCancel(ctx)
	var readers sync.WaitGroup
	for _, t := range snapshots {
		r := &exportReader{exporter: e, tx: t, encode: e.encoder()}
		readers.Go(func() {
			if err := work(inner, r); err != nil {
				r.fail(inner, err)
			}
		})
	}
	go func() {
		readers.Wait()
		close(e.order)
	}()
	defer func() {
		stop()
		for range e.order { // until they have let go of their snapshots
		}
	}()
	for p := range e.order {
		if err := <-p.done; err != nil {
			return cmp.Or(ctx.Err(), err)
		}
		if p.rows > 0 && !e.yield(org.ExportPart{Rows: p.rows, Text: p.text}, nil) {
			return errStopped
		}
		select {
		case e.spare <- p:
		default:
		}
	}
	return ctx.Err()
}

// begin puts a part in its place among the others, before it is read.
func (e *exporter) begin(ctx context.Context) (*exportPart, error) {
	var p *exportPart
	select {
	case p = <-e.spare:
		p.rows, p.text = 0, p.text[:0]
	default:
		p = &exportPart{done: make(chan error, 1)}
	}
	select {
	case e.order <- p:
		return p, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// exportReader reads in one snapshot.
type exportReader struct {
	*exporter
	tx     *tx
	encode org.RecordEncoder
	reader recordReader
}

// fail ends the export with an error, in the place where a part would be.
func (r *exportReader) fail(ctx context.Context, err error) {
	if p, gone := r.begin(ctx); gone == nil {
		p.done <- err
	}
}

// add encodes the record that a statement stands on.
func (r *exportReader) add(p *exportPart, row scanner) error {
	record, err := r.reader.read(row.(*prepared))
	if err != nil {
		return err
	}
	p.rows++
	p.text, err = r.encode(p.text, record)
	return err
}

// readParts reads the parts that the dealer deals, until there are none.
func (r *exportReader) readParts(ctx context.Context, d *dealer) error {
	f := d.plan.Filter
	f.Range = org.DateRange{}
	where, args := inBook(d.plan.Org.ID, f)
	query := `SELECT ` + exportedColumns + ` FROM billing_records INDEXED BY billing_by_date WHERE ` + where + ` AND (date, id) > (?, ?) AND (date, id) <= (?, ?) ORDER BY date, id`
	args = slices.Clip(args)
	for {
		p, after, to, err := d.deal(ctx, r)
		if p == nil || err != nil {
			return err
		}
		err = r.tx.direct.rows(ctx, query, append(args, after.date, after.id, to.date, to.id), func(row scanner) error { return r.add(p, row) })
		if p.done <- err; err != nil {
			return nil // it is told in its place
		}
	}
}

// readAll reads all records of a plan by one query and cuts them into parts.
func (r *exportReader) readAll(ctx context.Context, plan org.ExportPlan) error {
	where, args := inBook(plan.Org.ID, plan.Filter)
	var p *exportPart
	size := int64(firstPart)
	err := r.tx.direct.rows(ctx, `SELECT `+exportedColumns+` FROM billing_records WHERE `+where+` ORDER BY date, id`, args, func(row scanner) (err error) {
		if p == nil {
			if p, err = r.begin(ctx); err != nil {
				return err
			}
		}
		if err := r.add(p, row); err != nil || p.rows < size {
			return err
		}
		p.done <- nil
		p, size = nil, min(2*size, fullPart)
		return nil
	})
	if p == nil {
		return err
	}
	p.done <- err
	return nil
}
