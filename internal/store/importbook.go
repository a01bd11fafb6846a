package store

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/org"
)

// ImportBook enters records from a file into the book of the caller's organization: all of them, or none if a single one
// can't be taken. What is there already, the very same, is passed over and counted. With keepGoing the bad rows are only named.
func (s *Store) ImportBook(ctx context.Context, req org.Request, records []org.Record, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActBook, name: "billing.import", object: fmt.Sprintf("%d records", len(records)), input: records}
	return s.change(ctx, req, op, func(a *act) error {
		before, err := a.nextRecord(ctx)
		if err != nil {
			return err
		}
		im := &importing{act: a, before: before}
		for i, r := range records {
			if err := im.row(ctx, i+1, r); err != nil {
				return err
			}
			if a.req.Row != nil {
				a.req.Row()
			}
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

// importing is a running import.
type importing struct {
	*act
	before org.RecordID // the first id of the import
	failed []org.RowError
	given  []refundRow
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
	there, err := im.recordsBy(ctx, byReference, im.Org.ID, r.Reference)
	if err != nil {
		return err
	}
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
	if r, err = im.named(ctx, r); err != nil {
		return err
	}
	if r, err = im.book(ctx, im.Org.ID, r); err == nil && r.Kind == org.KindRefund {
		im.given = append(im.given, refundRow{row, r})
	}
	return err
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
