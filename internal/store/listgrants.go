package store

import (
	"context"
	"errors"
	"iter"
	"slices"

	"orgctl/internal/org"
)

// errStopped ends a walk early because nobody wants the rest.
var errStopped = errors.New("stopped")

// Grants streams the stored grants of one member, team or partner, or of everybody, then of every team and every partner, in the order of e-mail or
// slug, category and product.
func (s *Store) Grants(ctx context.Context, c org.Caller, f org.GrantFilter) iter.Seq2[org.GrantRecord, error] {
	return stream(ctx, s, func(t *tx, yield func(org.GrantRecord, error) bool) error { return t.listGrants(ctx, c, f, yield) })
}

func (t *tx) listGrants(ctx context.Context, c org.Caller, f org.GrantFilter, yield func(org.GrantRecord, error) bool) error {
	a, err := t.actor(ctx, c)
	if err != nil {
		return err
	}
	one, err := t.holderSeen(ctx, a, f)
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
	at := t.at(f.At)
	for h, err := range t.holdersAsked(ctx, a.Org.ID, one, product) {
		if err == nil {
			told := func(r org.GrantRecord, err error) bool { return yield(r.For(h.member, at), err) }
			err = t.grantsHeld(ctx, cat, told, h.User, h.subject, product, category, micros(f.ExpiringBefore), t.now, h.Team, h.Partner)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holderSeen is the member, team or partner whose grants are asked about; of nobody in particular, none.
func (t *tx) holderSeen(ctx context.Context, a org.Actor, f org.GrantFilter) (holder, error) {
	switch {
	case f.Partner != "":
		return t.partnerSeen(ctx, a, f.Partner)
	case f.Team != "":
		team, err := t.teamSeen(ctx, a, f.Team)
		return holder{Holder: org.Holder{Team: team.Slug}, subject: team.ID}, err
	case f.User != "":
		m, err := t.personSeen(ctx, a, f.User)
		return holderOf(m), err
	default:
		return holder{}, ownAccess(a, a.May(org.ActSeeAccess))
	}
}

// ownAccess tells members who may not see the access of others how to see their own.
func ownAccess(a org.Actor, err error) error {
	e, ok := errors.AsType[*org.Error](err)
	if !ok || a.Member.Role == org.NoRole {
		return err
	}
	return e.WithHint("your own: 'orgctl grant list --effective --user %s'; for that of others %s", a.Email, e.Hint)
}

// holdersAsked are the one asked about, or everybody, every team and every partner: of one product only those who hold something on it.
func (t *tx) holdersAsked(ctx context.Context, id org.OrgID, one holder, product org.ProductID) iter.Seq2[holder, error] {
	return func(yield func(holder, error) bool) {
		if one.Holder != (org.Holder{}) {
			yield(one, nil)
			return
		}
		people := t.allMembers(ctx, id)
		if product != 0 {
			members, err := t.holders(ctx, id, product)
			if err != nil {
				yield(holder{}, err)
				return
			}
			people = only(members...)
		}
		for m, err := range people {
			if !yield(holderOf(m), err) || err != nil {
				return
			}
		}
		several, err := t.groupsHolding(ctx, id, product)
		if err != nil {
			yield(holder{}, err)
			return
		}
		for _, h := range several {
			if !yield(h, nil) {
				return
			}
		}
	}
}

// groupsHolding are the teams and then the partners with a grant of their own on a product, or on anything.
func (t *tx) groupsHolding(ctx context.Context, id org.OrgID, product org.ProductID) ([]holder, error) {
	teams, err := t.teamsHolding(ctx, id, product)
	if err != nil {
		return nil, err
	}
	partners, err := t.partnersHolding(ctx, id, product)
	return slices.Concat(teams, partners), err
}

// teamsHolding are the teams with a grant of their own on a product, or on anything, in the order of their slugs.
func (t *tx) teamsHolding(ctx context.Context, id org.OrgID, product org.ProductID) (out []holder, err error) {
	rows, err := t.QueryContext(ctx, teamsHolding, id, product)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var h holder
		err := rows.Scan(&h.subject, &h.Team)
		out = append(out, h)
		return err
	})
	return out, err
}

const teamsHolding = `SELECT t.subject_id, t.slug FROM teams t
WHERE t.org_id = ?1 AND (?2 = 0 OR t.subject_id IN (SELECT g.subject_id FROM grants g WHERE g.product_id = ?2)) ORDER BY t.slug`

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

// grantsHeld streams the stored grants of one member or team. It starts at the subject: what else is asked for filters a few rows.
func (t *tx) grantsHeld(ctx context.Context, cat org.Catalog, yield func(org.GrantRecord, error) bool, args ...any) error {
	return t.each(ctx, heldRows, args, func(row scanner) error {
		r, err := t.scanRecord(row, cat)
		if err == nil && !yield(r, nil) {
			return errStopped
		}
		return err
	})
}

const heldRows = `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, coalesce(b.email, ''), g.created_at,
  g.product_id, 0, g.temporary, ?1, ?7, ?8, g.subject_id, p.name, p.category_id
FROM grants g CROSS JOIN products p ON p.id = g.product_id LEFT JOIN users b ON b.id = g.created_by
WHERE g.subject_id = ?2 AND (?3 = 0 OR g.product_id = ?3) AND (?4 = 0 OR p.category_id = ?4) AND (?5 = 0 OR (g.valid_to > ?6 AND g.valid_to <= ?5))
UNION ALL
SELECT r.future, r.since, r.rights, r.usage, r.valid_from, r.valid_to, r.reason, r.ticket, coalesce(b.email, ''), r.created_at,
  0, r.category_id, r.temporary, ?1, ?7, ?8, r.subject_id, '', r.category_id
FROM rules r LEFT JOIN users b ON b.id = r.created_by
WHERE r.subject_id = ?2 AND ?3 = 0 AND (?4 = 0 OR r.category_id = ?4) AND (?5 = 0 OR (r.valid_to > ?6 AND r.valid_to <= ?5))
ORDER BY 19, 18, 13`

func (t *tx) scanRecord(rows scanner, cat org.Catalog) (org.GrantRecord, error) {
	var g org.Grant
	var future bool
	var h org.Holder
	var name string
	var id org.CategoryID
	if err := scanGrant(rows, &g, &future, &g.Product, &g.Category, &g.Temporary, &h.User, &h.Team, &h.Partner, &g.Subject, &name, &id); err != nil {
		return org.GrantRecord{}, err
	}
	g.Scope = slot{product: g.Product, category: g.Category}.scope(future)
	scope := org.Scope{Kind: g.Scope, Product: name}
	if g.Scope == org.ScopeEverything {
		return g.Record(h, scope, t.time()), nil
	}
	c, err := cat.ByID(id)
	scope.Category = c.Code
	return g.Record(h, scope, t.time()), err
}
