package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// rows are those of everybody, and those of delta and its people. When a login was used last is nobody's secret.
func (x *accessTrial) rows(ctx context.Context) (all, delta []string, err error) {
	all, err = dump(ctx, x.store(), func(table string, columns []string) string {
		if slices.Contains([]string{"sessions", "attempts", "visits"}, table) {
			return ""
		}
		return everything(table, columns)
	})
	if err != nil {
		return nil, nil, err
	}
	var unknown error
	delta, err = dump(ctx, x.store(), func(table string, columns []string) string {
		const of = " WHERE %s IN (SELECT id FROM organizations WHERE slug = 'delta')"
		const people = " IN (SELECT user_id FROM members JOIN organizations ON id = org_id WHERE slug = 'delta')"
		switch {
		case slices.Contains([]string{"sessions", "attempts", "meta", "right_names", "visits"}, table):
			return ""
		case table == "organizations":
			return everything(table, columns) + fmt.Sprintf(of, "id")
		case table == "partnerships":
			return everything(table, columns) + fmt.Sprintf(of, "org_id") + fmt.Sprintf(strings.Replace(of, "WHERE", "OR", 1), "partner_id")
		case slices.Contains(columns, "org_id"):
			return everything(table, columns) + fmt.Sprintf(of, "org_id")
		case slices.Contains(columns, "partner_id"):
			return everything(table, columns) + fmt.Sprintf(of, "partner_id")
		case table == "users":
			return everything(table, columns) + " WHERE id" + people
		case slices.Contains(columns, "user_id"):
			return everything(table, columns) + " WHERE user_id" + people
		case slices.Contains(columns, "invitation_id"):
			return everything(table, columns) + " WHERE invitation_id IN (SELECT id FROM invitations" + fmt.Sprintf(of, "org_id") + ")"
		}
		if slices.Contains(columns, "subject_id") {
			return everything(table, columns) + " WHERE subject_id IN (SELECT subject_id FROM partnerships" + fmt.Sprintf(of, "org_id") + ")"
		}
		unknown = errors.Join(unknown, fmt.Errorf("whose are the rows of %s?", table))
		return ""
	})
	return all, delta, errors.Join(err, unknown)
}

// lock locks somebody behind the program's back.
func (s site) lock(ctx context.Context, email string) error {
	return withFile(s.store(), func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, `UPDATE members SET state = 2 WHERE user_id = (SELECT id FROM users WHERE email = ?1)`, email)
		return err
	})
}
