package store

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"orgctl/internal/org"
)

// Book streams the records of the caller's organization by date.
func (s *Store) Book(ctx context.Context, c org.Caller, f org.BookFilter) iter.Seq2[org.Record, error] {
	return stream(ctx, s, func(t *tx, yield func(org.Record, error) bool) error {
		a, err := t.allowed(ctx, c, org.ActBook)
		if err != nil {
			return err
		}
		where, args := inBook(a.Org.ID, f)
		return t.each(ctx, `SELECT `+recordColumns+` FROM billing_records WHERE `+where+` ORDER BY date, id`, args, func(row scanner) error {
			r, err := scanRecord(row)
			if err == nil && !yield(r, nil) {
				return errStopped
			}
			return err
		})
	})
}

// inBook is the filter as a condition.
func inBook(book org.OrgID, f org.BookFilter) (where string, args []any) {
	var parts []string
	add := func(format string, values ...any) {
		marks := make([]string, len(values))
		for i := range values {
			marks[i] = fmt.Sprintf("?%d", len(args)+i+1)
		}
		args = append(args, values...)
		parts = append(parts, fmt.Sprintf(format, strings.Join(marks, ", ")))
	}
	add("org_id = %s", book)
	if !f.Range.From.IsZero() {
		add("date >= %s", f.Range.From.String())
	}
	if !f.Range.To.IsZero() {
		add("date <= %s", f.Range.To.String())
	}
	if len(f.Clients) > 0 {
		add("client IN (%s)", anys(f.Clients)...)
	}
	if len(f.Kinds) > 0 {
		add("kind IN (%s)", anys(org.Texts(f.Kinds))...)
	}
	if f.Through != 0 {
		add("id <= %s", f.Through)
	}
	return strings.Join(parts, " AND "), args
}

func anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// Balance is what the records of the caller's organization add up to, one for each currency that there are records in.
func (s *Store) Balance(ctx context.Context, c org.Caller, f org.BookFilter) (out []org.Balance, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActBook)
		if err != nil {
			return err
		}
		out, err = t.balance(ctx, a.Org.ID, f)
		return err
	})
	return out, err
}

func (t *tx) balance(ctx context.Context, book org.OrgID, f org.BookFilter) (out []org.Balance, err error) {
	where, args := inBook(book, f)
	rows, err := t.QueryContext(ctx, `SELECT currency, sum(amount), coalesce(sum(tax), 0) FROM billing_records WHERE `+where+` GROUP BY currency ORDER BY currency`, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var b org.Balance
		var c org.Currency
		if err := rows.Scan(&c, &b.Amount.Minor, &b.Tax.Minor); err != nil {
			return err
		}
		b.Amount.Currency, b.Tax.Currency = c, c
		var err error
		b.Total, err = b.Amount.Add(b.Tax)
		out = append(out, b)
		return err
	})
	return out, err
}

// unsettled says what of a book is still open, in words; an organization with any can't be removed.
func (t *tx) unsettled(ctx context.Context, book org.OrgID) (out []string, err error) {
	balances, err := t.balance(ctx, book, org.BookFilter{})
	for _, b := range balances {
		switch {
		case b.Total.Minor > 0:
			out = append(out, fmt.Sprintf("%s unpaid", b.Total))
		case b.Total.Minor < 0:
			out = append(out, fmt.Sprintf("a credit of %s", org.Money{Minor: -b.Total.Minor, Currency: b.Total.Currency}))
		}
	}
	return out, err
}
