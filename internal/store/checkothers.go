package store

import (
	"context"
	"database/sql"
	"maps"

	"orgctl/internal/org"
)

func (rc *rowCheck) tokens(ctx context.Context) error {
	return rc.each(ctx, "token", `SELECT `+keyColumns+keyJoin+`WHERE k.org_id = ?1`, func(rows *sql.Rows) error {
		k, _, err := scanToken(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "token", id: k.ID}, tokenRef(k), k)
	})
}

// factors compares the second factors, which belong to logins, with the store's own log. It tells of organizations too,
// but their own logs do that better.
func (rc *rowCheck) factors(ctx context.Context) error {
	maps.DeleteFunc(rc.said, func(t thing, _ lastSaid) bool { return t.kind != "second-factor" })
	rows, err := rc.QueryContext(ctx, `SELECT f.user_id, u.email, f.confirmed_at <> 0 FROM second_factors f JOIN users u ON u.id = f.user_id`)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var on bool
		r := org.FactorRecord{State: org.FactorPending}
		if err := rows.Scan(&r.User, &r.Email, &on); err != nil {
			return err
		}
		if on {
			r.State = org.FactorOn
		}
		return rc.row(ctx, thing{kind: "second-factor", id: int64(r.User)}, r.Email, r)
	})
}

func (rc *rowCheck) records(ctx context.Context) error {
	return rc.each(ctx, "billing-record", `SELECT `+recordColumns+` FROM billing_records WHERE org_id = ?1 ORDER BY date, id`, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "billing-record", id: int64(r.ID)}, r.Words(), r)
	})
}

func (rc *rowCheck) rates(ctx context.Context) error {
	return rc.each(ctx, "billing-rate", allRates, func(rows *sql.Rows) error {
		r, err := scanRate(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "billing-rate", id: r.ID}, r.Category, r)
	})
}
