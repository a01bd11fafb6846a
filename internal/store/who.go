package store

import (
	"context"
	"slices"
	"time"

	"orgctl/internal/org"
)

// Who lists everyone who may do something with a product, in the order of their e-mails: those whose role gives it, and
// those whom a grant on the product or a rule reaches. An empty question asks for anything at all.
func (s *Store) Who(ctx context.Context, c org.Caller, product string, q org.Question, at time.Time) (out []org.EffectiveAccess, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActSeeAccess)
		if err != nil {
			return err
		}
		cat, err := t.catalogFor(ctx, a.Org.ID, product)
		if err != nil {
			return err
		}
		p, err := t.product(ctx, a.Org.ID, cat, product)
		if err != nil {
			return err
		}
		out, err = t.who(ctx, a.Org.ID, p, q, t.at(at))
		return err
	})
	return out, err
}

func (t *tx) who(ctx context.Context, id org.OrgID, p org.Product, q org.Question, at time.Time) (out []org.EffectiveAccess, err error) {
	members, err := t.reachable(ctx, id, p)
	if err != nil {
		return nil, err
	}
	grants, err := t.grantsReaching(ctx, id, p)
	if err != nil {
		return nil, err
	}
	if err := t.throughTeams(ctx, id, p, grants); err != nil {
		return nil, err
	}
	for _, m := range members {
		acc := org.Fold(p, m.Role, m.State, grants.of(m), at)
		if acc.Any() && acc.Rights.Has(q.Rights) && acc.Usage >= q.Usage {
			out = append(out, org.EffectiveAccess{User: m.Email, Name: m.Name(), Role: m.Role, State: m.State, Product: p, Access: acc})
		}
	}
	return out, nil
}

// reachable are the members and partners' people who may have access to a product: few, found through the indexes, whatever
// the size of the organization.
func (t *tx) reachable(ctx context.Context, id org.OrgID, p org.Product) ([]org.Member, error) {
	members, err := t.membersBy(ctx, membersReached, id, p.ID, p.Category.ID)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(members, byKey)
	partners, err := t.partnerPeople(ctx, reachedPartnersPeople, id, p.ID, p.Category.ID)
	return withPartners(members, partners), err
}

func (t *tx) membersBy(ctx context.Context, query string, args ...any) (out []org.Member, err error) {
	read := memberReader()
	err = t.each(ctx, query, args, func(row scanner) error {
		m, err := read(row)
		out = append(out, m)
		return err
	})
	return out, err
}

// subjectsReaching are the members and teams that something on the product ?2 of the organization ?1, on its category ?3 or
// on everything is granted to.
const subjectsReaching = `WITH reached (id) AS MATERIALIZED (
  SELECT g.subject_id FROM grants g WHERE g.product_id = ?2 + 0
  UNION SELECT r.subject_id FROM rules r WHERE r.org_id = ?1 + 0 AND r.category_id = 0
  UNION SELECT r.subject_id FROM rules r WHERE r.org_id = ?1 + 0 AND r.category_id = ?3 + 0
)`

const membersReached = subjectsReaching + `, s (id) AS MATERIALIZED (
  SELECT id FROM reached
  UNION SELECT tm.member_id FROM reached CROSS JOIN team_members tm ON tm.team_id = reached.id
  UNION SELECT m.subject_id FROM members m WHERE m.org_id = ?1 + 0 AND m.role >= 3
)
SELECT ` + memberColumns + ` FROM s CROSS JOIN members m ON m.subject_id = s.id CROSS JOIN users u ON u.id = m.user_id
WHERE m.org_id = ?1 + 0`

// grantsReaching reads what reaches a product, by who holds it.
func (t *tx) grantsReaching(ctx context.Context, id org.OrgID, p org.Product) (bySubject, error) {
	out := bySubject{}
	read := heldReader()
	err := t.each(ctx, grantsReaching, []any{id, p.ID, p.Category.ID}, func(row scanner) error {
		g, err := read(row)
		out[g.Subject] = append(out[g.Subject], g)
		return err
	})
	return out, err
}

const grantsReaching = `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, g.product_id, 0, g.temporary, g.subject_id
FROM grants g WHERE g.product_id = ?2 + 0
UNION ALL
SELECT r.future, r.since, r.rights, r.usage, r.valid_from, r.valid_to, r.reason, r.ticket, '', r.created_at, 0, r.category_id, r.temporary, r.subject_id
FROM rules r WHERE r.org_id = ?1 + 0 AND r.category_id = 0
UNION ALL
SELECT r.future, r.since, r.rights, r.usage, r.valid_from, r.valid_to, r.reason, r.ticket, '', r.created_at, 0, r.category_id, r.temporary, r.subject_id
FROM rules r WHERE r.org_id = ?1 + 0 AND r.category_id = ?3 + 0`

// bySubject are grants by who holds them.
type bySubject map[org.SubjectID][]org.Grant

// of is what a person has by themselves, their teams, and the partnership they come in by.
func (b bySubject) of(m org.Member) []org.Grant {
	if m.Entry.Subject == 0 {
		return b[m.Subject]
	}
	out := append(slices.Clone(b[m.Subject]), m.Entry.Grants()...)
	for _, g := range b[m.Entry.Subject] {
		g.Via, g.Name = org.ViaPartner, m.Entry.Partner
		out = append(out, g)
	}
	return out
}

// throughTeams adds to what the members hold by themselves what their teams hold.
func (t *tx) throughTeams(ctx context.Context, id org.OrgID, p org.Product, grants bySubject) error {
	return t.each(ctx, teamsReached, []any{id, p.ID, p.Category.ID}, func(row scanner) error {
		var team, member org.SubjectID
		var slug string
		if err := row.Scan(&team, &slug, &member); err != nil {
			return err
		}
		for _, g := range grants[team] {
			g.Via, g.Name = org.ViaTeam, slug
			grants[member] = append(grants[member], g)
		}
		return nil
	})
}

const teamsReached = subjectsReaching + `
SELECT t.subject_id, t.slug, tm.member_id FROM reached CROSS JOIN teams t ON t.subject_id = reached.id CROSS JOIN team_members tm ON tm.team_id = t.subject_id`
