package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"orgctl/internal/org"
)

// packedRecord is a record as one text, for reading very many: the way of each value from the engine to us costs more than finding
// it. No text in a store holds the character between them.
const packedRecord = `concat_ws(char(31), id, date, client, client_name, kind, product, label, category, period_start, period_end,
  coalesce(list_price, ''), coalesce(discount, ''), amount, coalesce(tax, ''), currency, paid_by, ordered_by, reference)`

// unpacker takes records out of their texts, each into the same place.
type unpacker struct {
	record         org.Record
	listPrice, tax org.Money
	discount       org.Percent
	line, rest     string
	broken         error
}

// unpack is good until the next one is.
func (u *unpacker) unpack(line string) (*org.Record, error) {
	u.line, u.rest, u.broken = line, line, nil
	r := &u.record
	r.ID = org.RecordID(u.number())
	r.Date = u.date()
	r.Client, r.ClientName, r.Kind = u.text(), u.text(), org.RecordKind(u.text())
	r.Product, r.Label, r.Category = u.text(), u.text(), u.text()
	r.Start, r.End = u.date(), u.date()
	r.ListPrice = u.money(&u.listPrice)
	r.Discount = nil
	if !u.empty() {
		u.discount = org.Percent(u.number())
		r.Discount = &u.discount
	}
	r.Amount.Minor = u.number()
	r.Tax = u.money(&u.tax)
	r.Amount.Currency = org.Currency(u.text())
	u.listPrice.Currency, u.tax.Currency = r.Amount.Currency, r.Amount.Currency
	r.PaidBy, r.OrderedBy = org.Party(u.text()), org.Party(u.text())
	r.Reference = u.rest
	if strings.IndexByte(r.Reference, '\x1f') >= 0 {
		u.fail()
	}
	return r, u.broken
}

func (u *unpacker) text() string {
	text, rest, ok := strings.Cut(u.rest, "\x1f")
	if !ok {
		u.fail()
	}
	u.rest = rest
	return text
}

// empty takes a value that is none.
func (u *unpacker) empty() bool {
	if !strings.HasPrefix(u.rest, "\x1f") {
		return false
	}
	u.rest = u.rest[1:]
	return true
}

func (u *unpacker) number() int64 {
	n, err := strconv.ParseInt(u.text(), 10, 64)
	if err != nil {
		u.fail()
	}
	return n
}

func (u *unpacker) money(to *org.Money) *org.Money {
	if u.empty() {
		return nil
	}
	to.Minor = u.number()
	return to
}

func (u *unpacker) date() org.Date {
	text := u.text()
	if text == "" {
		return org.Date{}
	}
	d, err := org.ParseDate(text)
	if err != nil {
		u.fail()
	}
	return d
}

func (u *unpacker) fail() { u.broken = fmt.Errorf("no record: %q", u.line) }

// A handful is how many texts are handed over at once, and handfuls how many of those may lie ready.
const (
	handful  = 256
	handfuls = 8
)

// unpacked hands on the records of a query, which is run beside: there are two processors nearly everywhere.
func (t *tx) unpacked(ctx context.Context, query string, args []any, yield func(*org.Record) bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines, failed := make(chan []string, handfuls), make(chan error, 1)
	go func() {
		defer close(lines)
		failed <- t.lines(ctx, query, args, lines)
	}()
	var u unpacker
	for some := range lines {
		for _, line := range some {
			r, err := u.unpack(line)
			if err == nil && !yield(r) {
				err = errStopped
			}
			if err != nil {
				stop()
				for range lines { // until the other has let go of the rows
				}
				return err
			}
		}
	}
	return <-failed
}

// lines reads texts by handfuls.
func (t *tx) lines(ctx context.Context, query string, args []any, to chan<- []string) error {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	some := make([]string, 0, handful)
	send := func() error {
		select {
		case to <- some:
		case <-ctx.Done():
			return ctx.Err()
		}
		some = make([]string, 0, handful)
		return nil
	}
	err = each(rows, func() error {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		some = append(some, line)
		if len(some) < handful {
			return nil
		}
		return send()
	})
	if err == nil {
		err = send()
	}
	return err
}
