package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

// rate is what a partner gets on a category; nothing, if nobody said.
func (t *tx) rate(ctx context.Context, partner org.OrgID, category string) (p org.Percent, err error) {
	err = t.QueryRowContext(ctx, `SELECT rate FROM billing_rates WHERE org_id = ?1 AND category = ?2`, partner, category).Scan(&p)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return p, err
}

const allRates = `SELECT id, category, rate, created_at FROM billing_rates WHERE org_id = ?1 ORDER BY category`

func scanRate(rows *sql.Rows) (r org.Rate, err error) {
	var created int64
	err = rows.Scan(&r.ID, &r.Category, &r.Percent, &created)
	r.Created = fromMicros(created)
	return r, err
}

// Rates lists the partner rates of the caller's organization by category.
func (s *Store) Rates(ctx context.Context, c org.Caller) (out []org.Rate, err error) {
	err = s.read(ctx, func(t *tx) error {
		out = nil
		a, err := t.allowed(ctx, c, org.ActBook)
		if err != nil {
			return err
		}
		rows, err := t.QueryContext(ctx, allRates, a.Org.ID)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			r, err := scanRate(rows)
			out = append(out, r)
			return err
		})
	})
	return out, err
}

// SetRate says what the caller's organization gets as a partner on a category; 0 is nothing any more.
func (s *Store) SetRate(ctx context.Context, req org.Request, category string, rate org.Percent) (org.ChangeSet, error) {
	op := operation{action: org.ActBook, name: "billing.rate", object: category, input: rate}
	return s.change(ctx, req, op, func(a *act) error {
		if rate < 0 || rate > org.MaxRate {
			return org.Invalid("a partner rate of %s %% is too high", rate).WithHint("at most %s %%", org.MaxRate)
		}
		cat, err := a.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		c, err := cat.Lookup(category)
		if err != nil {
			return err
		}
		before := org.Rate{Category: c.Code, Created: a.time()}
		var created int64
		err = a.QueryRowContext(ctx, `SELECT id, rate, created_at FROM billing_rates WHERE org_id = ?1 AND category = ?2`, a.Org.ID, c.Code).
			Scan(&before.ID, &before.Percent, &created)
		if err == nil {
			before.Created = fromMicros(created)
		} else if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return a.replaceRate(ctx, before, rate)
	})
}

// replaceRate writes what became of a rate; the one before has no id if there was none.
func (a *act) replaceRate(ctx context.Context, before org.Rate, rate org.Percent) error {
	after := before
	after.Percent = rate
	switch {
	case before.Percent == rate:
		return nil
	case rate == 0:
		a.record(org.Change{Action: "remove", Kind: "billing-rate", Ref: before.Category, Before: before})
		_, err := a.ExecContext(ctx, `DELETE FROM billing_rates WHERE org_id = ?1 AND id = ?2`, a.Org.ID, before.ID)
		return err
	case before.ID != 0:
		a.record(org.Change{Action: "edit", Kind: "billing-rate", Ref: before.Category, Before: before, After: after})
		_, err := a.ExecContext(ctx, `UPDATE billing_rates SET rate = ?3 WHERE org_id = ?1 AND id = ?2`, a.Org.ID, before.ID, rate)
		return err
	}
	err := a.QueryRowContext(ctx, `INSERT INTO billing_rates (org_id, category, rate, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id`,
		a.Org.ID, after.Category, rate, a.now).Scan(&after.ID)
	a.record(org.Change{Action: "add", Kind: "billing-rate", Ref: after.Category, After: after})
	return err
}
