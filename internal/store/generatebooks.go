package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"orgctl/internal/org"
)

// The products of an organization are ordered in its first year and renewed for the two that follow.
const (
	firstYear = 2024
	renewals  = 2
)

// importedAtOnce is how many records of the years before are imported at a time.
const importedAtOnce = 20_000

// paidAtLast is until when a product will be paid when all its renewals are over.
func (c *company) paidAtLast(p org.Product) (*org.Date, error) {
	for range c.left {
		if p.Price == nil {
			break
		}
		to, err := p.Renew(org.Renewal{Period: p.Period}, *p.From, c.Org.Currency)
		if err != nil {
			return nil, err
		}
		p = to.Product
	}
	return p.Until, nil
}

// billYear ends a year, at some day of its last weeks: what was ordered in it is paid, everything is renewed, and something new
// is ordered. The partner who pays does most of it itself.
func (c *company) billYear(ctx context.Context, t *tx, year int) error {
	c.resume(t)
	c.goOn(time.Date(year, 11, 20+c.chance.IntN(25), 9, 0, 0, 0, time.UTC))
	if err := c.pay(ctx, year); err != nil {
		return err
	}
	c.left--
	if c.full != nil && c.full.Payment == org.PartnerSide && c.chance.in(70) {
		partner := c.full.by.owner
		partner.As, partner.Org = c.full.Partner, c.owner.Org
		c.become(partner)
	}
	if err := c.renew(ctx); err != nil {
		return err
	}
	if err := c.stock(ctx, len(c.products)*21/20+1); err != nil {
		return err
	}
	c.at = c.now
	return c.countProducts(ctx)
}

// pay settles what the organization owes.
func (c *company) pay(ctx context.Context, year int) error {
	today, err := c.today()
	if err != nil || c.owed.Minor == 0 {
		return err
	}
	r, err := org.Record{Date: today, Kind: org.KindPayment, Amount: org.Money{Minor: -c.owed.Minor, Currency: c.owed.Currency}, Reference: fmt.Sprintf("invoice-%d", year)}.Checked()
	if err != nil {
		return err
	}
	c.enterRecord(c.Org.ID, r)
	return c.logged(ctx, "billing.add", r.Words())
}

// renew pays for another period of everything that has a price.
func (c *company) renew(ctx context.Context) error {
	today, err := c.today()
	if err != nil {
		return err
	}
	n := 0
	for i, p := range c.products {
		if p.Price == nil {
			continue
		}
		to, err := p.Renew(org.Renewal{Period: p.Period}, today, c.Org.Currency)
		if err != nil {
			return err
		}
		n++
		c.products[i] = to.Product
		c.record(org.Change{Action: "edit", Kind: "product", Ref: p.Ref(), Before: p, After: to.Product})
		o := org.Ordering{Kind: org.KindRenewal, Date: today, Product: to.Product, Start: to.Start, End: to.End, Terms: org.Terms{Price: *to.Cost}}
		if err := c.buy(o); err != nil {
			return err
		}
	}
	return c.logged(ctx, "product.renew", count(n, "product"))
}

// buy writes an order or renewal into the books of who pays and of who gets cashback.
func (c *company) buy(o org.Ordering) error {
	l := c.full
	if l == nil {
		l = c.technical[o.Product.ID]
	}
	o.Client, o.Deal.OrderedBy = c.Org, org.ByClient
	o.Reference = fmt.Sprintf("%s-%d", o.Kind, c.booked+1)
	if c.chance.in(20) {
		o.Terms.Volume = []org.Percent{one(c.chance, []org.Percent{5_00, 10_00, 25_00})}
	}
	payer, partner := c.Org.ID, org.OrgID(0)
	if l != nil {
		partner = l.PartnerID
		o.Deal.Access, o.Deal.PartnerPays, o.Deal.Technical = l.Access, l.Payment == org.PartnerSide, c.As == ""
		o.Terms.Rate = l.by.percent[o.Product.Category.Code]
	}
	if c.As != "" {
		o.Deal.OrderedBy = org.ByPartner
	}
	if o.Deal.PaidBy() == org.ByPartner {
		payer = partner
	}
	rows, cashback := o.Records()
	order := org.RecordID(0)
	for _, r := range rows {
		r, err := r.Checked()
		if err != nil {
			return err
		}
		r.Order = order
		order = cmp.Or(order, c.enterRecord(payer, r))
	}
	if cashback != nil {
		cashback.Order = order
		c.enterRecord(partner, *cashback)
	}
	return nil
}

// enterRecord writes a record into a book.
func (c *company) enterRecord(book org.OrgID, r org.Record) org.RecordID {
	c.booked++
	r.ID, r.Created = c.booked, c.time()
	discount := sql.NullInt64{Valid: r.Discount != nil}
	if r.Discount != nil {
		discount.Int64 = int64(*r.Discount)
	}
	c.rows.add(c.into.records, r.ID, book, r.Date.String(), r.Client, r.ClientName, string(r.Kind), r.Product, r.Label, r.Category, r.Start.String(), r.End.String(),
		minorOrNull(r.ListPrice), discount, r.Amount.Minor, string(r.Amount.Currency), string(r.PaidBy), string(r.OrderedBy), r.Reference,
		sql.NullInt64{Int64: int64(r.Order), Valid: r.Order != 0}, c.now)
	change := org.Change{Action: "add", Kind: "billing-record", Ref: r.Words(), After: r}
	switch {
	case book != c.Org.ID:
		if c.beside == nil {
			c.beside = map[org.OrgID][]org.Change{}
		}
		c.beside[book] = append(c.beside[book], change)
	default:
		c.record(change)
		c.owed = org.Money{Minor: c.owed.Minor + r.Amount.Minor, Currency: r.Amount.Currency}
	}
	return r.ID
}

// importHistory enters what the organization's clients bought before there was a store: orders that it paid for, with its own
// discount, and sometimes one for the volume.
func (c *company) importHistory(ctx context.Context, t *tx, part int) error {
	c.resume(t)
	n := min(importedAtOnce, c.want.Records-part*importedAtOnce)
	owed := c.owed
	day := org.Date{Year: 2014, Month: time.January, Day: 1}
	for entered := 0; entered < n; {
		client := one(c.chance, c.companies)
		date := day.AddDays(c.chance.IntN(3650))
		product := one(c.chance, client.products)
		o := org.Ordering{Kind: org.KindOrder, Date: date, Client: client.owner.Org, Product: product, Start: date, End: date.AddDays(364),
			Terms: org.Terms{Price: org.Money{Minor: int64(c.chance.between(20, 4000)) * 5, Currency: client.owner.Org.Currency}, Rate: c.percent[product.Category.Code]},
			Deal:  org.Deal{Access: org.PartnerFull, PartnerPays: true, OrderedBy: org.ByPartner}, Reference: fmt.Sprintf("before-%d", c.booked+1)}
		if c.chance.in(50) {
			o.Terms.Volume = []org.Percent{10_00}
		}
		rows, _ := o.Records()
		for _, r := range rows[:min(len(rows), n-entered)] {
			c.enterRecord(c.Org.ID, r)
			entered++
		}
	}
	c.owed = owed // it was settled long ago, elsewhere
	err := c.logged(ctx, "billing.import", count(n, "record"))
	c.at = c.now
	return err
}
