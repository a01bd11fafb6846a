package export

import (
	"time"

	"orgctl/internal/org"
)

// Field is a column with what it means.
type Field struct{ Name, About string }

// Fields are the columns as the reference explains them.
func Fields() []Field {
	about := []string{
		"the number of the record; it grows, and is never given again", "the day, in the organization's timezone", "the slug of the client; empty: no client's",
		"the name of the client on that day", "`order`, `renewal`, `discount`, `cashback`, `payment`, `refund`, `topup` or `payout`",
		"`category/name`; empty: no product's", "the label of the product on that day", "the category of the product", "the first day paid for", "the last day paid for",
		"of orders, renewals and cashback: the price before any discount, without tax", "of discounts and cashback: the percentage it was computed with",
		"signed: what is owed is positive, what reduces it is negative; without tax", "as it was stated; never computed", "`CHF` or `EUR`",
		"`client` or `partner`", "`client` or `partner`", "the same for all that belongs to one order",
	}
	fields := make([]Field, len(about))
	for i, name := range Columns() {
		fields[i] = Field{name, about[i]}
	}
	return fields
}

// Sample are records as they may be in a book: an order with two discounts, a cashback with a label that a spreadsheet would
// run, and a payment. The reference shows them in every dialect.
func Sample() []org.Record {
	day := func(y int, m time.Month, d int) org.Date { return org.Date{Year: y, Month: m, Day: d} }
	chf := func(minor int64) org.Money { return org.Money{Minor: minor, Currency: org.CHF} }
	percent := func(p org.Percent) *org.Percent { return &p }
	money := func(m org.Money) *org.Money { return &m }
	order := org.Record{ID: 17, Date: day(2026, 8, 14), Client: "delta", ClientName: "Delta SA", Kind: org.KindOrder, Product: "drive/studio", Label: "Studio", Category: "drive",
		Start: day(2026, 8, 14), End: day(2027, 8, 13), ListPrice: money(chf(347_20)), Amount: chf(347_20), Tax: money(chf(28_12)), PaidBy: org.ByPartner, OrderedBy: org.ByPartner, Reference: "order-17"}
	rate := order
	rate.ID, rate.Kind, rate.ListPrice, rate.Discount, rate.Amount, rate.Tax = 18, org.KindDiscount, nil, percent(20_00), chf(-69_44), nil
	volume := rate
	volume.ID, volume.Discount = 19, percent(25_00)
	return []org.Record{order, rate, volume,
		{ID: 23, Date: day(2026, 9, 2), Client: "omega", ClientName: "Omega, Ltd", Kind: org.KindCashback, Product: "domain/omega.example", Label: "=Omega", Category: "domain",
			Start: day(2026, 9, 2), End: day(2027, 9, 1), ListPrice: money(org.Money{Minor: 12_50, Currency: org.EUR}), Discount: percent(12_50),
			Amount: org.Money{Minor: -1_56, Currency: org.EUR}, PaidBy: org.ByClient, OrderedBy: org.ByClient, Reference: "A-1002"},
		{ID: 31, Date: day(2026, 10, 1), Kind: org.KindPayment, Amount: chf(-150_00), Reference: "INV-7"},
	}
}
