package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // reads the store
)

// reader opens a store for reading.
func reader(path string) (*sql.DB, error) { return sql.Open("sqlite", "file:"+path+"?mode=ro") }

// rows are what a query finds, to be scanned one by one.
func rows(ctx context.Context, db *sql.DB, query string, args ...any) iter.Seq2[*sql.Rows, error] {
	return func(yield func(*sql.Rows, error) bool) {
		found, err := db.QueryContext(ctx, query, args...)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = found.Close() }()
		for found.Next() {
			if !yield(found, nil) {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// holders are the subjects of the people and the ids of the products in a store, by e-mail and name.
func holders(ctx context.Context, path string) (subjects, products map[string]string, err error) {
	db, err := reader(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = db.Close() }()
	subjects, products = map[string]string{}, map[string]string{}
	for query, into := range map[string]map[string]string{
		"SELECT u.email, m.subject_id FROM members m JOIN users u ON u.id = m.user_id": subjects,
		"SELECT name, id FROM products": products,
	} {
		for r, err := range rows(ctx, db, query) {
			if err != nil {
				return nil, nil, err
			}
			var name, id string
			if err := r.Scan(&name, &id); err != nil {
				return nil, nil, err
			}
			into[name] = id
		}
	}
	return subjects, products, nil
}

// tuple is a fact as OpenFGA knows it, perhaps only for a time, in microseconds.
type tuple struct {
	object, relation, user string
	temporary              bool
	from, until            int64
}

// relations are the rights by their bits, as the model calls them.
var relations = []string{"technical", "statistics", "ticket_control", "sales_control"}

// facts are the queries behind tuples. Who is locked or not here yet has no access: that is decided when the fact is
// written, as are rules on products to come, which become facts about each product that came.
const (
	managers = `SELECT 'organization:' || org_id, 'manager', 'user:' || user_id FROM members WHERE role >= 3 AND state = 0 AND (?1 = 0 OR org_id = ?1)
UNION SELECT 'organization:' || p.org_id, 'manager', 'user:' || m.user_id` + entering + ` AND p.access = 'full'`
	inTeams = `SELECT 'team:' || p.subject_id, 'member', 'user:' || m.user_id` + entering + ` AND p.access = 'limited'
UNION ALL SELECT 'team:' || tm.team_id, 'member', 'user:' || m.user_id FROM team_members tm JOIN members m ON m.subject_id = tm.member_id
WHERE m.state = 0 AND (?1 = 0 OR tm.org_id = ?1)`
	entering = ` FROM partnerships p JOIN members m ON m.org_id = p.partner_id LEFT JOIN assignments x ON x.subject_id = p.subject_id AND x.user_id = m.user_id
WHERE p.state = 'active' AND m.state = 0 AND (m.role >= 3 OR m.role = 2 AND x.user_id IS NOT NULL) AND (?1 = 0 OR p.org_id = ?1)`
	ofCategory = `SELECT 'product:' || id, 'category', 'category:' || org_id || '-' || category_id FROM products WHERE ?1 = 0 OR org_id = ?1`
	offers     = `SELECT DISTINCT p.org_id, c.id, c.rights, c.usage FROM products p JOIN categories c ON c.id = p.category_id WHERE ?1 = 0 OR p.org_id = ?1`

	subject = `CASE WHEN m.user_id IS NULL THEN 'team:' || g.subject_id || '#member' ELSE 'user:' || m.user_id END, m.user_id IS NULL`
	counts  = ` LEFT JOIN members m ON m.subject_id = g.subject_id WHERE coalesce(m.state, 0) = 0 AND (?1 = 0 OR g.org_id = ?1)`
	single  = `SELECT 'product:' || g.product_id, '', ` + subject + `, g.rights & c.rights, g.usage * c.usage, g.temporary, g.valid_from, g.valid_to
FROM grants g JOIN products p ON p.id = g.product_id JOIN categories c ON c.id = p.category_id` + counts + ` ORDER BY g.subject_id, g.product_id, g.temporary`
	general = `SELECT CASE g.category_id WHEN 0 THEN 'organization:' || g.org_id ELSE 'category:' || g.org_id || '-' || g.category_id END, '', ` + subject + `,
  g.rights, g.usage, g.temporary, g.valid_from, g.valid_to
FROM rules g` + counts + ` AND g.since = 0 ORDER BY g.subject_id, g.category_id, g.temporary`
	toCome = `SELECT 'product:' || p.id, 'rule_', ` + subject + `, g.rights & c.rights, g.usage * c.usage, g.temporary, g.valid_from, g.valid_to
FROM rules g JOIN categories c ON c.id = g.category_id JOIN products p ON p.org_id = g.org_id AND p.category_id = c.id AND p.id > g.since` + counts + ` AND g.since > 0
ORDER BY g.subject_id, p.id, g.temporary`
)

// tuples are all facts about an organization, or with 0 about every one.
func tuples(ctx context.Context, db *sql.DB, org int64) iter.Seq2[tuple, error] {
	return func(yield func(tuple, error) bool) {
		for _, part := range []iter.Seq2[tuple, error]{
			links(ctx, db, managers, org), links(ctx, db, inTeams, org), links(ctx, db, ofCategory, org), offered(ctx, db, org),
			held(ctx, db, single, org), held(ctx, db, general, org), held(ctx, db, toCome, org),
		} {
			for t, err := range part {
				if !yield(t, err) || err != nil {
					return
				}
			}
		}
	}
}

func links(ctx context.Context, db *sql.DB, query string, org int64) iter.Seq2[tuple, error] {
	return func(yield func(tuple, error) bool) {
		for r, err := range rows(ctx, db, query, org) {
			var t tuple
			if err == nil {
				err = r.Scan(&t.object, &t.relation, &t.user)
			}
			if !yield(t, err) {
				return
			}
		}
	}
}

// offered says which rights the categories of an organization have.
func offered(ctx context.Context, db *sql.DB, org int64) iter.Seq2[tuple, error] {
	return func(yield func(tuple, error) bool) {
		for r, err := range rows(ctx, db, offers, org) {
			var of, category int64
			var rights int
			var usage bool
			if err == nil {
				err = r.Scan(&of, &category, &rights, &usage)
			}
			if err != nil {
				yield(tuple{}, err)
				return
			}
			what := named(rights)
			if usage {
				what = append(what, "usage")
			}
			for _, name := range what {
				t := tuple{object: fmt.Sprintf("category:%d-%d", of, category), relation: "offers_" + name, user: fmt.Sprintf("organization:%d", of)}
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

// held are grants and rules. What somebody has for good is not said again for a time: OpenFGA keeps each fact once.
func held(ctx context.Context, db *sql.DB, query string, org int64) iter.Seq2[tuple, error] {
	return func(yield func(tuple, error) bool) {
		var object, user string
		var standing []string
		for r, err := range rows(ctx, db, query, org) {
			var t tuple
			var prefix string
			var team bool
			var rights, usage int
			if err == nil {
				err = r.Scan(&t.object, &prefix, &t.user, &team, &rights, &usage, &t.temporary, &t.from, &t.until)
			}
			if err != nil {
				yield(t, err)
				return
			}
			if !t.temporary || t.object != object || t.user != user {
				object, user, standing = t.object, t.user, nil
			}
			for _, t.relation = range said(prefix, team, rights, usage) {
				if slices.Contains(standing, t.relation) {
					continue
				}
				if !t.temporary {
					standing = append(standing, t.relation)
				}
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

// said are the relations that a grant is. A statement about usage is kept apart by whose it is: the most specific of one's
// own counts before that of a team.
func said(prefix string, team bool, rights, usage int) []string {
	out := named(rights)
	for i := range out {
		out[i] = prefix + out[i]
	}
	if usage == 0 {
		return out
	}
	whose := "own_"
	switch {
	case team:
		whose = prefix + "team_"
	case prefix != "":
		whose = prefix
	}
	return append(out, whose+[]string{"", "user", "admin"}[usage])
}

func named(rights int) (out []string) {
	for bit, name := range relations {
		if rights&(1<<bit) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// kind is the part of an object before its id.
func kind(object string) string {
	k, _, _ := strings.Cut(object, ":")
	return k
}
