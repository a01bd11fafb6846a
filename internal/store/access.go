package store

import (
	"context"
	"time"

	"orgctl/internal/org"
)

// subjectsOf are the subjects whose grants reach a person: their own ?1, the teams they are in, and the partnership ?2 they
// come in by, if any. Every question about one person begins with it.
const subjectsOf = `WITH s (id, via) AS MATERIALIZED (
  SELECT ?1, 0 UNION ALL SELECT tm.team_id, 1 FROM team_members tm WHERE tm.member_id = ?1 + 0 UNION ALL SELECT ?2, 2 WHERE ?2 <> 0
)
`

// teamOf is the slug of the team by which something reaches a person, of what is not by a team nothing.
const teamOf = `s.via, CASE s.via WHEN 1 THEN (SELECT t.slug FROM teams t WHERE t.subject_id = s.id) ELSE '' END`

// grantsOf reads everything that may give a person access: their own grants, those of their teams, and those of the partner
// they come in by.
func (t *tx) grantsOf(ctx context.Context, m org.Member) ([]org.Grant, error) {
	return t.reachingGrants(ctx, allReaching, m)
}

const allReaching = subjectsOf + `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, g.product_id, 0, g.temporary, g.subject_id, ` + teamOf + `
FROM s CROSS JOIN grants g ON g.subject_id = s.id
UNION ALL
SELECT g.future, g.since, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, 0, g.category_id, g.temporary, g.subject_id, ` + teamOf + `
FROM s CROSS JOIN rules g ON g.subject_id = s.id`

// grantsOn reads what may give one person access to one product.
func (t *tx) grantsOn(ctx context.Context, m org.Member, p org.Product) ([]org.Grant, error) {
	return t.reachingGrants(ctx, productReaching, m, p.ID, p.Category.ID)
}

const productReaching = subjectsOf + `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, g.product_id, 0, g.temporary, g.subject_id, ` + teamOf + `
FROM s CROSS JOIN grants g ON g.subject_id = s.id AND g.product_id = ?3 + 0
UNION ALL
SELECT g.future, g.since, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, 0, g.category_id, g.temporary, g.subject_id, ` + teamOf + `
FROM s CROSS JOIN rules g ON g.subject_id = s.id AND (g.category_id = 0 OR g.category_id = ?4 + 0)`

// reachingGrants adds to what is stored what a partner with full access has without a grant.
func (t *tx) reachingGrants(ctx context.Context, query string, m org.Member, args ...any) (out []org.Grant, err error) {
	args = append([]any{m.Subject, m.Entry.Subject}, args...)
	var via org.Via
	var name string
	read := heldReader((*uint8)(&via), &name)
	err = t.each(ctx, query, args, func(row scanner) error {
		g, err := read(row)
		if via == org.ViaPartner {
			name = m.Entry.Partner
		}
		g.Via, g.Name = via, name
		out = append(out, g)
		return err
	})
	return append(out, m.Entry.Grants()...), err
}

// Access evaluates what one member may do with one product at a time; the zero time is now. One's own access needs no
// right, that of others does; a product that one may not see does not exist.
func (s *Store) Access(ctx context.Context, c org.Caller, user, product string, at time.Time) (e org.EffectiveAccess, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		i := inquest{tx: t, actor: a}
		e, _, err = i.answer(ctx, org.Inquiry{User: user, Product: product, At: at})
		return err
	})
	return e, err
}

func (t *tx) at(at time.Time) time.Time {
	if at.IsZero() {
		return t.time()
	}
	return at
}

func (t *tx) access(ctx context.Context, m org.Member, p org.Product, at time.Time) (org.EffectiveAccess, error) {
	grants, err := t.grantsOn(ctx, m, p)
	if err != nil {
		return org.EffectiveAccess{}, err
	}
	return org.EffectiveAccess{User: m.Email, Name: m.Name(), Role: m.Role, State: m.State, Product: p,
		Access: org.Fold(p, m.Role, m.State, grants, at)}, nil
}

// personSeen finds the member or partner's person whose access is asked about: oneself, or with the right to see it anybody. Without that
// right, somebody else is refused whether they are there or not; what can't be a member is wrong usage for everybody.
func (t *tx) personSeen(ctx context.Context, a org.Actor, ref string) (org.Member, error) {
	m, err := t.insider(ctx, a.Org.ID, ref)
	denied := a.May(org.ActSeeAccess)
	if denied == nil || org.KindOf(err) == org.KindUsage || err == nil && m.User == a.User {
		return m, err
	}
	return org.Member{}, denied
}

// productSeen finds a product the actor may see. One that was not granted to them is answered like one that is not
// there.
func (t *tx) productSeen(ctx context.Context, a org.Actor, cat org.Catalog, ref string) (org.Product, error) {
	return t.productSeenAt(ctx, a, cat, ref, t.time())
}

// productSeenAt is productSeen for a question about a time to come: what one will see then is no secret now.
func (t *tx) productSeenAt(ctx context.Context, a org.Actor, cat org.Catalog, ref string, at time.Time) (org.Product, error) {
	p, err := t.product(ctx, a.Org.ID, cat, ref)
	if err != nil || a.Standing.May(org.ActUseProducts) == nil {
		return p, err
	}
	grants, err := t.grantsOn(ctx, a.Member, p)
	if err != nil {
		return p, err
	}
	for _, at := range []time.Time{t.time(), at} {
		if org.Fold(p, a.Role, a.State, grants, at).Any() {
			return p, nil
		}
	}
	return org.Product{}, org.NotFound("product", ref).WithHint("'orgctl product list' shows what is here")
}
