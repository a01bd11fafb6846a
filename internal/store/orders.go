package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"orgctl/internal/org"
)

func dateOrNull(d *org.Date) sql.NullString {
	if d == nil {
		return sql.NullString{}
	}
	return sql.NullString{String: d.String(), Valid: true}
}

// paidFromToday is a product that is being ordered: paid for from today on, for its period if it has one.
func (a *act) paidFromToday(p org.Product) (org.Product, error) {
	if p.Price == nil {
		return p, nil
	}
	today, err := a.today()
	if err != nil || p.Period.IsZero() {
		return p, err
	}
	end, err := p.Period.AddTo(today)
	last := end.AddDays(-1)
	p.From, p.Until = &today, &last
	return p, err
}

// orderAdded writes the order of a product that was just added with a price.
func (a *act) orderAdded(ctx context.Context, p org.Product, n org.NewProduct) error {
	if p.Price == nil {
		if len(n.Volume) > 0 || n.Reference != "" {
			return org.Invalid("there is no price to order %q at", p.Ref()).WithHint("give it with --price")
		}
		return nil
	}
	today, err := a.today()
	if err != nil {
		return err
	}
	o := org.Ordering{Kind: org.KindOrder, Date: today, Product: p, Start: today, Terms: org.Terms{Price: *p.Price, Volume: n.Volume}, Reference: n.Reference}
	if p.Until != nil {
		o.End = *p.Until
	}
	return a.order(ctx, o)
}

// RenewProduct pays for a further stretch of a product. To the same last day again is no change.
func (s *Store) RenewProduct(ctx context.Context, req org.Request, ref string, r org.Renewal) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActOrder, name: "product.renew", object: ref, input: r}, func(a *act) error {
		cat, err := a.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		p, err := a.product(ctx, a.Org.ID, cat, ref)
		if err != nil {
			return err
		}
		today, err := a.today()
		if err != nil {
			return err
		}
		to, err := p.Renew(r, today, a.Org.Currency)
		if err != nil || to.End.IsZero() {
			return err
		}
		if err := a.paidUntil(ctx, p, to.Product); err != nil || to.Cost == nil {
			return err
		}
		return a.order(ctx, org.Ordering{Kind: org.KindRenewal, Date: today, Product: to.Product, Start: to.Start, End: to.End,
			Terms: org.Terms{Price: *to.Cost, Volume: r.Volume}, Reference: r.Reference})
	})
}

func (a *act) paidUntil(ctx context.Context, before, after org.Product) error {
	a.record(org.Change{Action: "edit", Kind: "product", Ref: after.Ref(), Before: before, After: after})
	_, err := a.ExecContext(ctx, `UPDATE products SET paid_from = ?3, paid_until = ?4 WHERE org_id = ?1 AND id = ?2`,
		a.Org.ID, after.ID, dateOrNull(after.From), dateOrNull(after.Until))
	return err
}

// order writes an order or renewal into the books, in the transaction of what it is for.
func (a *act) order(ctx context.Context, o org.Ordering) error {
	deal, err := a.deal(ctx, o.Product)
	if err != nil {
		return err
	}
	id, err := a.nextRecord(ctx)
	if err != nil {
		return err
	}
	o.Client, o.Deal = a.Org, deal.Deal
	o.Reference = cmp.Or(o.Reference, fmt.Sprintf("%s-%d", o.Kind, id))
	if o.Terms.Rate, err = a.rate(ctx, deal.partner, o.Product.Category.Code); err != nil {
		return err
	}
	payer, cashback := o.Records()
	book := a.Org.ID
	if o.Deal.PaidBy() == org.ByPartner {
		book = deal.partner
	}
	order := org.RecordID(0)
	for _, r := range payer {
		if r, err = r.Checked(); err != nil {
			return err
		}
		r.Order = order
		if r, err = a.book(ctx, book, r); err != nil {
			return err
		}
		order = cmp.Or(order, r.ID)
	}
	if cashback == nil {
		return nil
	}
	cashback.Order = order
	_, err = a.book(ctx, deal.partner, *cashback)
	return err
}

// partnership is the one that decides what an order brings whom.
type partnership struct {
	org.Deal
	partner org.OrgID // 0: there is none
}
