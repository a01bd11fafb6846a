package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// ImportBook enters records from a file into the book of the caller's organization: all of them, or none if a single one
// can't be taken. What is there already, the very same, is passed over and counted. With keepGoing the bad rows are only named.
func (s *Store) ImportBook(ctx context.Context, req org.Request, records []org.Record, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActBook, name: "billing.import", object: fmt.Sprintf("%d records", len(records)), input: records}
	return s.change(ctx, req, op, func(a *act) error {
		im, err := a.importing(ctx)
		if err != nil {
			return err
		}
		if err := im.rows(ctx, records); err != nil {
			return err
		}
		if err := im.refunds(ctx); err != nil {
			return err
		}
		a.set.Failed = im.failed
		if len(im.failed) == 0 || keepGoing {
			return nil
		}
		return refusedImport(im.failed, len(records))
	})
}

func refusedImport(failed []org.RowError, n int) error {
	err := org.Errorf(org.KindConflict, org.CodeConflict, "%d of %d rows contradict the book: nothing was changed", len(failed), n)
	err.Rows = failed
	return err.WithHint("mend the file: what was recorded is never changed, and another record needs another reference")
}

// importedRows is how many rows of a file are looked up and written at once.
const importedRows = 500

// importing is a running import.
type importing struct {
	titles
	bulk   bulk
	table  *bulkTable
	next   org.RecordID            // the id of the next record
	before org.RecordID            // the first id of the import
	empty  bool                    // there was nothing in the book
	there  map[string][]org.Record // what there was in it, by reference, as far as the rows at hand ask
	taken  map[string][]org.Record // what came from the file so far, likewise
	failed []org.RowError
	given  []refundRow
}

func (a *act) importing(ctx context.Context) (*importing, error) {
	im := &importing{titles: titles{act: a}, taken: map[string][]org.Record{}}
	im.table = im.bulk.table("billing_records", insertedColumns)
	var err error
	if im.before, err = a.nextRecord(ctx); err != nil {
		return im, err
	}
	im.next = im.before
	err = a.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM billing_records WHERE org_id = ?1)`, a.Org.ID).Scan(&im.empty)
	return im, err
}

// rows takes all of a file in, some rows after the others.
func (im *importing) rows(ctx context.Context, records []org.Record) error {
	row := 0
	for some := range slices.Chunk(records, importedRows) {
		if err := errors.Join(im.shed(ctx), im.look(ctx, some), im.bulk.flushAside(ctx, im.tx)); err != nil {
			return err
		}
		for _, r := range some {
			row++
			if err := im.row(ctx, row, r); err != nil {
				return err
			}
			if im.req.Row != nil {
				im.req.Row()
			}
		}
	}
	return errors.Join(im.bulk.flush(ctx, im.tx), im.shed(ctx))
}

// look finds what the book had of the references of some rows.
func (im *importing) look(ctx context.Context, rows []org.Record) error {
	im.there = map[string][]org.Record{}
	if im.empty {
		return nil
	}
	const atOnce = 50
	query := `SELECT ` + recordColumns + ` FROM billing_records WHERE org_id = ? AND id < ? AND reference IN (?` + strings.Repeat(", ?", atOnce-1) + `) ORDER BY id`
	for some := range slices.Chunk(rows, atOnce) {
		args := []any{im.Org.ID, im.before}
		for i := range atOnce { // the last ones again and again: it is one statement, whatever there is to ask
			args = append(args, some[min(i, len(some)-1)].Reference)
		}
		found, err := im.recordsBy(ctx, query, args...)
		if err != nil {
			return err
		}
		for _, r := range found {
			if !slices.ContainsFunc(im.there[r.Reference], func(o org.Record) bool { return o.ID == r.ID }) {
				im.there[r.Reference] = append(im.there[r.Reference], r)
			}
		}
	}
	return nil
}

type refundRow struct {
	row    int
	record org.Record
}

// row takes one record in, unless it is there already or contradicts one that is.
func (im *importing) row(ctx context.Context, row int, r org.Record) error {
	if r.Amount.Currency == "" {
		r = r.In(im.Org.Currency)
	}
	there := slices.Concat(im.there[r.Reference], im.taken[r.Reference])
	if slices.ContainsFunc(there, r.SameContent) {
		im.set.Skipped++
		return nil
	}
	if i := slices.IndexFunc(there, func(o org.Record) bool { return im.contradicts(o, r) }); i >= 0 {
		o := there[i]
		what := fmt.Sprintf("a record %q of %s says otherwise: %s on %s", o.Words(), productOrNone(o.Product), o.Amount, o.Date)
		im.failed = append(im.failed, org.RowError{Row: row, Code: org.CodeConflict, Msg: what, Hint: "give the row another reference if it is another record"})
		return nil
	}
	r, err := im.named(ctx, r)
	if err != nil {
		return err
	}
	im.take(row, r)
	return nil
}

// take has a record written with the next ones.
func (im *importing) take(row int, r org.Record) {
	r.ID, r.Created = im.next, im.time()
	im.next++
	im.bulk.add(im.table, recordValues(im.Org.ID, r)...)
	im.record(org.Change{Action: "add", Kind: "billing-record", Ref: r.Words(), After: r})
	im.taken[r.Reference] = append(im.taken[r.Reference], r)
	if r.Kind == org.KindRefund {
		im.given = append(im.given, refundRow{row, r})
	}
}

func productOrNone(product string) string {
	if product == "" {
		return "no product"
	}
	return product
}

// contradicts says that two records of one reference can't both be. Within a file, an order may have several discounts,
// refunds, payments and cashbacks, and an invoice products of the same name of several clients.
func (im *importing) contradicts(there, r org.Record) bool {
	if there.Kind != r.Kind || there.Product != r.Product {
		return false
	}
	if there.ID < im.before {
		return true
	}
	return there.Client == r.Client && !r.Kind.Partial()
}

// refunds refuses those that give back more than was paid, where the book knows what was.
func (im *importing) refunds(ctx context.Context) error {
	for _, f := range im.given {
		all, err := im.recordsBy(ctx, byReference, im.Org.ID, f.record.Reference)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(o org.Record) bool { return o.Product != f.record.Product || o.Client != f.record.Client })
		if _, err := orderOf(all, f.record); err != nil {
			continue // the order lies before what the book knows
		}
		paid, err := purchaseOf(all, f.record.Amount.Currency)
		if err != nil {
			return err
		}
		if paid.Net.Minor < 0 {
			im.failed = append(im.failed, org.RowError{Row: f.row, Code: org.CodeConflict, Msg: fmt.Sprintf("the refunds of %q exceed what was paid by %s",
				f.record.Reference, org.Money{Minor: -paid.Net.Minor, Currency: paid.Net.Currency}), Hint: "a refund never exceeds what remains"})
		}
	}
	return nil
}
