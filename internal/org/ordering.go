package org

// Renewal says how far a product is to be paid for. One of Until and Period is given.
type Renewal struct {
	Until     Date   // the last day
	Period    Period // one of these more
	Price     *Money // of all of it; nil: the product's own, once for each of its periods
	Volume    []Percent
	Reference string // empty: made of the record's number
}

// Renewed is a product with a further stretch paid for.
type Renewed struct {
	Product
	Start, End Date   // of the stretch; zero: nothing changed
	Cost       *Money // of all of it; nil: nobody said what it costs
}

// Renew says what a renewal makes of a product. The same last day again is no change.
func (p Product) Renew(r Renewal, today Date, currency Currency) (Renewed, error) {
	first, paid := p.paidFor(today)
	until, err := r.until(p, first, paid)
	if err != nil {
		return Renewed{}, err
	}
	switch c := until.Compare(paid); {
	case p.Until != nil && c == 0:
		return Renewed{Product: p}, nil
	case p.Until != nil && c < 0:
		return Renewed{}, Errorf(KindConflict, CodeConflict, "%q is paid until %s already", p.Ref(), paid).WithHint("give a later day with --until")
	case c <= 0:
		return Renewed{}, Invalid("--until %s lies in the past", until).WithHint("today is %s", today)
	}
	cost, err := r.cost(p, first, paid, until)
	if err != nil {
		return Renewed{}, err
	}
	if cost != nil && cost.Currency == "" {
		cost.Currency = currency
	}
	out := Renewed{Product: p, Start: paid.AddDays(1), End: until, Cost: cost}
	out.From, out.Until = &first, &until
	return out, nil
}

// paidFor is the first day of the contract and the last one paid for, which is the day before if none is.
func (p Product) paidFor(today Date) (first, paid Date) {
	switch {
	case p.Until == nil:
		return today, today.AddDays(-1)
	case p.From == nil:
		return p.Until.AddDays(1), *p.Until
	}
	return *p.From, *p.Until
}

func (r Renewal) until(p Product, first, paid Date) (Date, error) {
	switch {
	case !r.Until.IsZero():
		return r.Until, nil
	case r.Period == p.Period && !r.Period.IsZero():
		return p.Period.Next(first, paid)
	case !r.Period.IsZero():
		end, err := r.Period.AddTo(paid.AddDays(1))
		return end.AddDays(-1), err
	}
	return Date{}, Errorf(KindUsage, CodeInputRequired, "missing --until").WithHint("the last day to be paid for, like 2027-12-31")
}

func (r Renewal) cost(p Product, first, paid, until Date) (*Money, error) {
	switch {
	case r.Price != nil:
		price := *r.Price
		return &price, nil
	case p.Price == nil && len(r.Volume) > 0:
		return nil, Invalid("a discount on %q, which has no price", p.Ref()).WithHint("give the price of the renewal with --price")
	case p.Price == nil:
		return nil, nil
	case p.Period.IsZero():
		return nil, Invalid("%q has a price, but no period to count", p.Ref()).WithHint("give the price of the whole renewal with --price")
	}
	n, ok := p.Period.Whole(first, paid, until)
	if !ok {
		n, ok = p.Period.Whole(paid.AddDays(1), paid, until)
	}
	if !ok {
		next, err := p.Period.Next(first, paid)
		if err != nil {
			return nil, err
		}
		return nil, Invalid("%s is not the end of a period of %q", until, p.Ref()).
			WithHint("the next one ends on %s; for another day, give the price of the whole renewal with --price", next)
	}
	price, err := p.Price.Times(n)
	return &price, err
}

// Ordering is an order or renewal of a product, with all that decides what is written into the books.
type Ordering struct {
	Kind       RecordKind
	Date       Date
	Client     Organization
	Product    Product
	Start, End Date
	Terms      Terms
	Deal       Deal
	Reference  string
}

// Records are the rows for the book of who pays, and the cashback for the partner's; nil: there is none.
func (o Ordering) Records() (payer []Record, cashback *Record) {
	base := Record{
		Date: o.Date, Client: o.Client.Slug, ClientName: o.Client.Name, Product: o.Product.Ref(), Label: o.Product.Label, Category: o.Product.Category.Code,
		Start: o.Start, End: o.End, PaidBy: o.Deal.PaidBy(), OrderedBy: o.Deal.OrderedBy, Reference: o.Reference,
	}
	order := base
	order.Kind, order.ListPrice, order.Amount = o.Kind, &o.Terms.Price, o.Terms.Price
	payer = append(payer, order)
	reductions := o.Terms.Public()
	if o.Deal.Advantage() == ByDiscount {
		reductions = o.Terms.Discounted()
	}
	for _, r := range reductions {
		row := base
		row.Kind, row.Discount, row.Amount = KindDiscount, &r.Percent, r.Amount
		payer = append(payer, row)
	}
	if back := o.Terms.Cashback(); o.Deal.Advantage() == ByCashback && back.Minor != 0 {
		row := base
		row.Kind, row.ListPrice, row.Discount, row.Amount = KindCashback, &o.Terms.Price, &o.Terms.Rate, back
		cashback = &row
	}
	return payer, cashback
}
