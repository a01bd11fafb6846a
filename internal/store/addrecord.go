package store

import (
	"context"
	"maps"
	"slices"

	"orgctl/internal/org"
)

// AddRecord enters a payment, refund, top-up or payout into the book of the caller's organization. The amount comes without
// a sign. A refund is of an order or renewal in the book, of which the reference and, if it is not clear, the product are given.
func (s *Store) AddRecord(ctx context.Context, req org.Request, r org.Record) (org.ChangeSet, error) {
	op := operation{action: org.ActBook, name: "billing.add", object: r.Words(), input: r}
	return s.change(ctx, req, op, func(a *act) error {
		r := r
		var err error
		if r.Date.IsZero() {
			if r.Date, err = a.today(); err != nil {
				return err
			}
		}
		if r.Amount.Currency == "" {
			r.Amount.Currency = a.Org.Currency
		}
		if r.Tax != nil {
			r.Tax = &org.Money{Minor: r.Tax.Minor, Currency: r.Amount.Currency}
		}
		if r.Kind == org.KindRefund {
			return a.refund(ctx, r)
		}
		if r, err = r.Recorded(); err != nil {
			return err
		}
		if r, err = (&titles{act: a}).named(ctx, r); err != nil {
			return err
		}
		_, err = a.book(ctx, a.Org.ID, r)
		return err
	})
}

const byReference = `SELECT ` + recordColumns + ` FROM billing_records WHERE org_id = ?1 AND reference = ?2 ORDER BY id`

// refund gives money of an order back, and takes back the cashback that was credited for it, in whichever book it is.
func (a *act) refund(ctx context.Context, r org.Record) error {
	all, err := a.recordsBy(ctx, byReference, a.Org.ID, r.Reference)
	if err != nil {
		return err
	}
	order, err := orderOf(all, r)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(o org.Record) bool { return o.Product != order.Product || o.Client != order.Client })
	r.Client, r.ClientName, r.Product, r.Label, r.Category = order.Client, order.ClientName, order.Product, order.Label, order.Category
	r.Start, r.End, r.PaidBy, r.OrderedBy, r.Order = order.Start, order.End, order.PaidBy, order.OrderedBy, order.ID
	paid, err := purchaseOf(all, order.Amount.Currency)
	if err != nil {
		return err
	}
	given := r.Amount
	if r.Amount, _, err = paid.Refund(given); err != nil {
		return err
	}
	if r.Tax != nil {
		r.Tax = &org.Money{Minor: -r.Tax.Minor, Currency: r.Tax.Currency}
	}
	if r, err = r.Checked(); err != nil {
		return err
	}
	if _, err = a.book(ctx, a.Org.ID, r); err != nil {
		return err
	}
	return a.takeBack(ctx, r, paid, given)
}

// orderOf finds the order or renewal that a refund is of.
func orderOf(all []org.Record, r org.Record) (org.Record, error) {
	var found []org.Record
	for _, o := range all {
		if (o.Kind == org.KindOrder || o.Kind == org.KindRenewal) && (r.Product == "" || o.Product == r.Product) && (r.Client == "" || o.Client == r.Client) {
			found = append(found, o)
		}
	}
	if len(found) == 0 {
		return r, org.NotFound("order or renewal with the reference", r.Reference).WithHint("'orgctl billing list' shows what is in the book")
	}
	for _, o := range found[1:] {
		if o.Product != found[0].Product || o.Client != found[0].Client {
			return r, org.Invalid("the reference %q is that of several products", r.Reference).WithHint("say which with --product or --client, like --product %s", found[0].Product)
		}
	}
	return found[0], nil
}

// purchaseOf adds up what was paid and given back.
func purchaseOf(all []org.Record, currency org.Currency) (p org.Purchase, err error) {
	p.Net.Currency, p.Refunded.Currency = currency, currency
	for _, r := range all {
		if r.Amount.Currency != currency {
			continue
		}
		switch r.Kind {
		case org.KindOrder, org.KindRenewal, org.KindDiscount, org.KindRefund:
			if p.Net, err = p.Net.Add(r.Amount); err != nil {
				return p, err
			}
		}
		if r.Kind == org.KindRefund {
			if p.Refunded, err = p.Refunded.Add(r.Amount); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// takeBack reverses the cashback of a refund, in each book that was credited.
func (a *act) takeBack(ctx context.Context, refund org.Record, paid org.Purchase, given org.Money) error {
	rows, err := a.QueryContext(ctx, `SELECT org_id, coalesce(sum(amount) FILTER (WHERE amount < 0), 0), coalesce(sum(amount) FILTER (WHERE amount > 0), 0)
FROM billing_records WHERE kind = 'cashback' AND currency = ?1 AND id IN (
  SELECT id FROM billing_records WHERE order_id = ?2
  UNION ALL
  SELECT id FROM billing_records WHERE org_id = ?3 AND reference = ?4 AND product = ?5 AND client = ?6 AND order_id IS NULL)
GROUP BY org_id ORDER BY org_id`, refund.Amount.Currency, refund.Order, a.Org.ID, refund.Reference, refund.Product, refund.Client)
	if err != nil {
		return err
	}
	books := map[org.OrgID]org.Purchase{}
	err = each(rows, func() error {
		var book org.OrgID
		p := paid
		if err := rows.Scan(&book, &p.Cashback.Minor, &p.Reversed.Minor); err != nil {
			return err
		}
		books[book] = p
		return nil
	})
	if err != nil {
		return err
	}
	for _, book := range slices.Sorted(maps.Keys(books)) {
		_, reversal, err := books[book].Refund(given)
		if err != nil {
			return err
		}
		if reversal.Minor == 0 {
			continue
		}
		back := refund
		back.Kind, back.Amount, back.Tax, back.ListPrice, back.Discount = org.KindCashback, reversal, nil, nil, nil
		if _, err := a.book(ctx, book, back); err != nil {
			return err
		}
	}
	return nil
}
