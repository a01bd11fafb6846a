package store

import (
	"context"
	"database/sql"
	"slices"

	"orgctl/internal/org"
)

// askedAtOnce is how many values one statement asks for.
const askedAtOnce = 50

// oneOfMany is a list of as many parameters as are asked for at once. They have no numbers: see bulkTable.insert.
const oneOfMany = `(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`

// listQuery is a query that ends in oneOfMany, and its parameters before that.
type listQuery struct {
	text   string
	before []any
}

// ask runs a query for some values after the others.
func ask[T any](ctx context.Context, t *tx, q listQuery, values []T, scan func(*sql.Rows) error) error {
	st, err := t.stmt(ctx, q.text)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(values, askedAtOnce) {
		args := slices.Clone(q.before)
		for i := range askedAtOnce { // the last one again and again: it is one statement, whatever there is to ask
			args = append(args, some[min(i, len(some)-1)])
		}
		rows, err := st.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		if err := each(rows, func() error { return scan(rows) }); err != nil {
			return err
		}
	}
	return nil
}

const peopleByKey = `SELECT u.id, coalesce(m.subject_id, 0), u.email, u.email_key, coalesce(m.first_name, ''), coalesce(m.last_name, ''), coalesce(m.locale, ''),
  coalesce(m.role, 0), coalesce(m.state, 0), coalesce(m.billing, 0), coalesce(m.notify_billing, 0), coalesce(m.notify_products, 0), coalesce(m.created_at, 0)
FROM users u LEFT JOIN members m ON m.user_id = u.id AND m.org_id = ? WHERE u.email_key IN ` + oneOfMany

// peopleBy finds logins by the keys of their e-mails, with what they are in an organization. Who is no member has no subject.
func (t *tx) peopleBy(ctx context.Context, in org.OrgID, keys []string, visit func(org.Member)) error {
	return ask(ctx, t, listQuery{peopleByKey, []any{in}}, keys, func(rows *sql.Rows) error {
		m, err := scanMember(rows)
		visit(m)
		return err
	})
}
