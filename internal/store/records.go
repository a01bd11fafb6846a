package store

import (
	"context"
	"database/sql"

	"orgctl/internal/org"
)

const recordColumns = `id, date, client, client_name, kind, product, label, category, period_start, period_end, list_price, discount,
  amount, tax, currency, paid_by, ordered_by, reference, coalesce(order_id, 0), created_at`

func scanRecord(row scanner) (r org.Record, err error) {
	var date, start, end string
	var price, discount, tax sql.NullInt64
	var created int64
	err = row.Scan(&r.ID, &date, &r.Client, &r.ClientName, &r.Kind, &r.Product, &r.Label, &r.Category, &start, &end, &price, &discount,
		&r.Amount.Minor, &tax, &r.Amount.Currency, &r.PaidBy, &r.OrderedBy, &r.Reference, &r.Order, &created)
	if err != nil {
		return r, err
	}
	r.Created = fromMicros(created)
	r.ListPrice, r.Tax = moneyOrNil(price, r.Amount.Currency), moneyOrNil(tax, r.Amount.Currency)
	if discount.Valid {
		p := org.Percent(discount.Int64)
		r.Discount = &p
	}
	for _, d := range []struct {
		to   *org.Date
		text string
	}{{&r.Date, date}, {&r.Start, start}, {&r.End, end}} {
		if err := d.to.UnmarshalText([]byte(d.text)); err != nil {
			return r, err
		}
	}
	return r, nil
}

func moneyOrNil(n sql.NullInt64, c org.Currency) *org.Money {
	if !n.Valid {
		return nil
	}
	return &org.Money{Minor: n.Int64, Currency: c}
}

func minorOrNull(m *org.Money) sql.NullInt64 {
	if m == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: m.Minor, Valid: true}
}

// recordsBy are the records of a query, in its order.
func (t *tx) recordsBy(ctx context.Context, query string, args ...any) (out []org.Record, err error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		r, err := scanRecord(rows)
		out = append(out, r)
		return err
	})
	return out, err
}

// nextRecord is the id that the next record will have: references are made of it.
func (t *tx) nextRecord(ctx context.Context) (id org.RecordID, err error) {
	err = t.QueryRowContext(ctx, `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'billing_records'), 0) + 1`).Scan(&id)
	return id, err
}

// book writes a record into the book of an organization. In another one than the actor's it is none of their business.
func (a *act) book(ctx context.Context, book org.OrgID, r org.Record) (org.Record, error) {
	r, err := a.insertRecord(ctx, book, r)
	if err != nil {
		return r, err
	}
	c := org.Change{Action: "add", Kind: "billing-record", Ref: r.Words(), After: r}
	if book == a.Org.ID {
		a.record(c)
		return r, nil
	}
	if a.beside == nil {
		a.beside = map[org.OrgID][]org.Change{}
	}
	a.beside[book] = append(a.beside[book], c)
	return r, nil
}

// insertedColumns are those of a record as recordValues gives them.
const insertedColumns = `id, org_id, date, client, client_name, kind, product, label, category, period_start, period_end,
  list_price, discount, amount, tax, currency, paid_by, ordered_by, reference, order_id, created_at`

// recordValues are a record as it is stored. Without an id the store gives it one.
func recordValues(book org.OrgID, r org.Record) []any {
	var discount sql.NullInt64
	if r.Discount != nil {
		discount = sql.NullInt64{Int64: int64(*r.Discount), Valid: true}
	}
	return []any{idOrNull(r.ID), int64(book), r.Date.String(), r.Client, r.ClientName, string(r.Kind), r.Product, r.Label, r.Category, r.Start.String(), r.End.String(),
		minorOrNull(r.ListPrice), discount, r.Amount.Minor, minorOrNull(r.Tax), string(r.Amount.Currency), string(r.PaidBy), string(r.OrderedBy), r.Reference,
		idOrNull(r.Order), micros(r.Created)}
}

func idOrNull(id org.RecordID) sql.NullInt64 { return sql.NullInt64{Int64: int64(id), Valid: id != 0} }

func (t *tx) insertRecord(ctx context.Context, book org.OrgID, r org.Record) (org.Record, error) {
	r.Created = t.time()
	st, err := t.stmt(ctx, `INSERT INTO billing_records (`+insertedColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return r, err
	}
	res, err := st.ExecContext(ctx, recordValues(book, r)...)
	if err != nil {
		return r, err
	}
	id, err := res.LastInsertId()
	r.ID = org.RecordID(id)
	return r, err
}

// today is the day in the organization's timezone: billing dates are civil dates.
func (a *act) today() (org.Date, error) {
	loc, err := org.LoadTimezone(a.Org.Timezone)
	if err != nil {
		return org.Date{}, err
	}
	return org.DateOf(a.time().In(loc)), nil
}
