package store

import (
	"fmt"
	"unsafe"

	"orgctl/internal/org"
)

// exportedColumns are what an export reads of a record. The reader below takes them in this order.
const exportedColumns = `id, date, client, client_name, kind, product, label, category, period_start, period_end, list_price, discount,
  amount, tax, currency, paid_by, ordered_by, reference`

// recordReader takes records out of a statement, each into the same place. The way of each value from the engine to us costs as
// much as finding it, so that there is no value in between, and no memory for each text.
type recordReader struct {
	row            *prepared
	column         int
	record         org.Record
	listPrice, tax org.Money
	discount       org.Percent
	texts          []byte // where texts go: never the same place twice
	broken         error
}

// textsAtOnce is how much memory for texts is taken at once.
const textsAtOnce = 32 << 10

// read is good until the next is read.
func (u *recordReader) read(row *prepared) (*org.Record, error) {
	u.row, u.column, u.broken = row, 0, nil
	r := &u.record
	r.ID = org.RecordID(u.integer())
	r.Date = u.date()
	r.Client, r.ClientName, r.Kind = u.text(), u.text(), org.RecordKind(u.text())
	r.Product, r.Label, r.Category = u.text(), u.text(), u.text()
	r.Start, r.End = u.date(), u.date()
	r.ListPrice = u.money(&u.listPrice)
	r.Discount = nil
	if n, ok := u.number(); ok {
		u.discount = org.Percent(n)
		r.Discount = &u.discount
	}
	r.Amount.Minor = u.integer()
	r.Tax = u.money(&u.tax)
	r.Amount.Currency = org.Currency(u.text())
	u.listPrice.Currency, u.tax.Currency = r.Amount.Currency, r.Amount.Currency
	r.PaidBy, r.OrderedBy = org.Party(u.text()), org.Party(u.text())
	r.Reference = u.text()
	return r, u.broken
}

// next is the next column.
func (u *recordReader) next() uintptr {
	v := u.row.value(u.column)
	u.column++
	return v
}

// number is a number that may not be there.
func (u *recordReader) number() (n int64, ok bool) {
	v := u.next()
	if u.row.null(v) {
		return 0, false
	}
	n, err := u.row.integer(v)
	u.fail(err)
	return n, true
}

func (u *recordReader) integer() int64 {
	n, err := u.row.integer(u.next())
	u.fail(err)
	return n
}

func (u *recordReader) money(to *org.Money) *org.Money {
	n, ok := u.number()
	if !ok {
		return nil
	}
	to.Minor = n
	return to
}

func (u *recordReader) text() string {
	b, err := u.row.bytes(u.next())
	u.fail(err)
	if len(b) == 0 {
		return ""
	}
	if cap(u.texts)-len(u.texts) < len(b) {
		u.texts = make([]byte, 0, max(textsAtOnce, len(b)))
	}
	at := len(u.texts)
	u.texts = append(u.texts, b...)
	return unsafe.String(&u.texts[at], len(b)) //nolint:gosec // written once, just now
}

func (u *recordReader) date() org.Date {
	b, err := u.row.bytes(u.next())
	u.fail(err)
	if len(b) == 0 {
		return org.Date{}
	}
	d, err := org.ParseDate(unsafe.String(&b[0], len(b))) //nolint:gosec // nothing of it stays
	u.fail(err)
	return d
}

func (u *recordReader) fail(err error) {
	if err != nil && u.broken == nil {
		u.broken = fmt.Errorf("column %d of a record: %w", u.column, err)
	}
}
