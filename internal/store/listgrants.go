package store

import (
	"context"
	"errors"
	"iter"

	"orgctl/internal/org"
)

// errStopped ends a walk early because nobody wants the rest.
var errStopped = errors.New("stopped")

// Grants streams the stored grants of one member, or of everybody, in the order of e-mail, category and product.
func (s *Store) Grants(ctx context.Context, c org.Caller, f org.GrantFilter) iter.Seq2[org.GrantRecord, error] {
	return stream(ctx, s, func(t *tx, yield func(org.GrantRecord, error) bool) error { return t.listGrants(ctx, c, f, yield) })
}

func (t *tx) listGrants(ctx context.Context, c org.Caller, f org.GrantFilter, yield func(org.GrantRecord, error) bool) error {
	a, err := t.actor(ctx, c)
	if err != nil {
		return err
	}
	var one org.Member
	if f.User == "" {
		err = a.May(org.ActSeeAccess)
	} else {
		one, err = t.personSeen(ctx, a, f.User)
	}
	if err != nil {
		return err
	}
	cat, err := t.catalog(ctx, a.Org.ID)
	if err != nil {
		return err
	}
	product, category, err := t.grantScope(ctx, a, cat, f)
	if err != nil {
		return err
	}
	people := only(one)
	switch {
	case f.User == "" && product != 0:
		holders, err := t.holders(ctx, a.Org.ID, product)
		if err != nil {
			return err
		}
		people = only(holders...)
	case f.User == "":
		people = t.allMembers(ctx, a.Org.ID)
	}
	at := t.at(f.At)
	for m, err := range people {
		if err == nil {
			told := func(r org.GrantRecord, err error) bool { return yield(r.For(m, at), err) }
			err = t.grantsHeld(ctx, cat, told, m.Email, m.Subject, product, category, micros(f.ExpiringBefore), t.now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) grantScope(ctx context.Context, a org.Actor, cat org.Catalog, f org.GrantFilter) (org.ProductID, org.CategoryID, error) {
	if f.Product != "" {
		p, err := t.productSeen(ctx, a, cat, f.Product)
		return p.ID, 0, err
	}
	if f.Category != "" {
		c, err := cat.Lookup(f.Category)
		return 0, c.ID, err
	}
	return 0, 0, nil
}

// holders are the members with a grant of their own on a product, in the order of their e-mails.
func (t *tx) holders(ctx context.Context, id org.OrgID, product org.ProductID) ([]org.Member, error) {
	return t.membersBy(ctx, holdersOf, id, product)
}

const holdersOf = `WITH s (id) AS MATERIALIZED (SELECT DISTINCT g.subject_id FROM grants g WHERE g.product_id = ?2)
SELECT ` + memberColumns + ` FROM s CROSS JOIN members m ON m.subject_id = s.id CROSS JOIN users u ON u.id = m.user_id
WHERE m.org_id = ?1 ORDER BY u.email_key`

// grantsHeld streams the stored grants of one member. It starts at the subject: what else is asked for filters a few rows.
func (t *tx) grantsHeld(ctx context.Context, cat org.Catalog, yield func(org.GrantRecord, error) bool, args ...any) error {
	st, err := t.stmt(ctx, heldRows)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		r, err := t.scanRecord(rows, cat)
		if err == nil && !yield(r, nil) {
			return errStopped
		}
		return err
	})
}

const heldRows = `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, coalesce(b.email, ''), g.created_at,
  g.product_id, 0, g.temporary, ?1, g.subject_id, p.name, p.category_id
FROM grants g CROSS JOIN products p ON p.id = g.product_id LEFT JOIN users b ON b.id = g.created_by
WHERE g.subject_id = ?2 AND (?3 = 0 OR g.product_id = ?3) AND (?4 = 0 OR p.category_id = ?4) AND (?5 = 0 OR (g.valid_to > ?6 AND g.valid_to <= ?5))
UNION ALL
SELECT r.future, r.since, r.rights, r.usage, r.valid_from, r.valid_to, r.reason, r.ticket, coalesce(b.email, ''), r.created_at,
  0, r.category_id, r.temporary, ?1, r.subject_id, '', r.category_id
FROM rules r LEFT JOIN users b ON b.id = r.created_by
WHERE r.subject_id = ?2 AND ?3 = 0 AND (?4 = 0 OR r.category_id = ?4) AND (?5 = 0 OR (r.valid_to > ?6 AND r.valid_to <= ?5))
ORDER BY 17, 16, 13`

func (t *tx) scanRecord(rows interface{ Scan(...any) error }, cat org.Catalog) (org.GrantRecord, error) {
	var g org.Grant
	var future bool
	var email, name string
	var id org.CategoryID
	if err := scanGrant(rows, &g, &future, &g.Product, &g.Category, &g.Temporary, &email, &g.Subject, &name, &id); err != nil {
		return org.GrantRecord{}, err
	}
	g.Scope = slot{product: g.Product, category: g.Category}.scope(future)
	scope := org.Scope{Kind: g.Scope, Product: name}
	if g.Scope == org.ScopeEverything {
		return g.Record(email, scope, t.time()), nil
	}
	c, err := cat.ByID(id)
	scope.Category = c.Code
	return g.Record(email, scope, t.time()), err
}
