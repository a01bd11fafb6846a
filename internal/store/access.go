package store

import (
	"context"
	"time"

	"orgctl/internal/org"
)

// grantsOf reads everything that may give a person access: their own grants, and those of teams and partnerships that
// reach them.
func (t *tx) grantsOf(ctx context.Context, m org.Member) ([]org.Grant, error) {
	return t.directGrants(ctx, m.Subject)
}

// grantsOn reads what may give one person access to one product.
func (t *tx) grantsOn(ctx context.Context, m org.Member, p org.Product) ([]org.Grant, error) {
	return t.grantsBy(ctx, `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, g.product_id, 0, g.temporary, g.subject_id
FROM grants g WHERE g.subject_id = ?1 AND g.product_id = ?2
UNION ALL
SELECT g.future, g.since, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, 0, g.category_id, g.temporary, g.subject_id
FROM rules g WHERE g.subject_id = ?1 AND (g.category_id = 0 OR g.category_id = ?3)`, m.Subject, p.ID, p.Category.ID)
}

// Access evaluates what one member may do with one product at a time; the zero time is now. One's own access needs no
// right, that of others does; a product that one may not see does not exist.
func (s *Store) Access(ctx context.Context, c org.Caller, user, product string, at time.Time) (e org.EffectiveAccess, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		m, err := t.personSeen(ctx, a, user)
		if err != nil {
			return err
		}
		cat, err := t.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		p, err := t.productSeenAt(ctx, a, cat, product, t.at(at))
		if err != nil {
			return err
		}
		e, err = t.access(ctx, m, p, t.at(at))
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

// personSeen finds the member whose access is asked about: oneself, or with the right to see it anybody. Without that
// right, somebody else is refused whether they are there or not; what can't be a member is wrong usage for everybody.
func (t *tx) personSeen(ctx context.Context, a org.Actor, ref string) (org.Member, error) {
	m, err := t.member(ctx, a.Org.ID, ref)
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
	if err != nil || a.May(org.ActUseProducts) == nil {
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
