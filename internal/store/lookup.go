package store

import (
	"context"
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
func ask[T any](ctx context.Context, t *tx, q listQuery, values []T, scan func(scanner) error) error {
	args := slices.Grow(slices.Clone(q.before), askedAtOnce)
	for some := range slices.Chunk(values, askedAtOnce) {
		args = args[:len(q.before)]
		for i := range askedAtOnce { // the last one again and again: it is one statement, whatever there is to ask
			args = append(args, some[min(i, len(some)-1)])
		}
		if err := t.each(ctx, q.text, args, scan); err != nil {
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
	read := memberReader()
	return ask(ctx, t, listQuery{peopleByKey, []any{in}}, keys, func(row scanner) error {
		m, err := read(row)
		visit(m)
		return err
	})
}
