package store

import (
	"context"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// reached are the people who may have access to a product, and what reaches it, by who holds it: what a team holds is added to
// what each of its members has.
type reached struct {
	people map[org.UserID]*org.Member
	grants bySubject
	others []org.SubjectID // the teams and partnerships that hold something
}

// reached starts from what reaches the product and goes on to people from there, so that everybody is looked up once.
func (t *tx) reached(ctx context.Context, id org.OrgID, p org.Product) (reached, error) {
	r := reached{people: map[org.UserID]*org.Member{}, grants: bySubject{}}
	if err := t.holding(ctx, id, p, &r); err != nil {
		return r, err
	}
	if err := t.eachMember(ctx, managers, []any{id}, r.meet); err != nil {
		return r, err
	}
	ways, err := t.waysReached(ctx, id, &r)
	if err != nil {
		return r, err
	}
	slices.Sort(r.others)
	for _, team := range r.others {
		if err := t.throughTeam(ctx, id, team, &r); err != nil {
			return r, err
		}
	}
	for _, way := range ways { // after the members: how somebody comes in goes before what they are
		if err := t.comingBy(ctx, id, way, &r); err != nil {
			return r, err
		}
	}
	return r, nil
}

// meet notes a member. One who is known already stays as they are.
func (r *reached) meet(m org.Member) {
	if _, ok := r.people[m.User]; !ok {
		r.people[m.User] = &m
	}
}

// sorted are the people in the order of their e-mails.
func (r *reached) sorted() []*org.Member {
	out := make([]*org.Member, 0, len(r.people))
	for _, m := range r.people {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *org.Member) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// holding reads what reaches a product, with the members among those who hold it.
func (t *tx) holding(ctx context.Context, id org.OrgID, p org.Product, r *reached) error {
	var m org.Member
	readMember, dest := memberInto(&m)
	read := heldReader(dest...)
	return t.each(ctx, holding, []any{id, p.ID, p.Category.ID}, func(row scanner) error {
		g, err := read(row)
		if err != nil {
			return err
		}
		readMember()
		_, known := r.grants[g.Subject]
		r.grants[g.Subject] = append(r.grants[g.Subject], g)
		switch {
		case m.User != 0:
			r.meet(m)
		case !known:
			r.others = append(r.others, g.Subject)
		}
		return nil
	})
}

const holding = `SELECT 0, 0, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, g.product_id, 0, g.temporary, g.subject_id, ` + whoHolds + `
WHERE g.product_id = ?2 + 0
UNION ALL
SELECT g.future, g.since, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, 0, g.category_id, g.temporary, g.subject_id, ` + ruleHolds + `
WHERE g.org_id = ?1 + 0 AND g.category_id = 0
UNION ALL
SELECT g.future, g.since, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, '', g.created_at, 0, g.category_id, g.temporary, g.subject_id, ` + ruleHolds + `
WHERE g.org_id = ?1 + 0 AND g.category_id = ?3 + 0`

// whoHolds and ruleHolds are the member who holds a grant or rule, of a team or partnership nothing.
const (
	whoHolds       = memberOrNobody + ` FROM grants g ` + memberHolding
	ruleHolds      = memberOrNobody + ` FROM rules g ` + memberHolding
	memberHolding  = `LEFT JOIN members m ON m.subject_id = g.subject_id AND m.org_id = ?1 + 0 LEFT JOIN users u ON u.id = m.user_id`
	memberOrNobody = `coalesce(m.user_id, 0), coalesce(m.subject_id, 0), coalesce(u.email, ''), coalesce(u.email_key, ''), coalesce(m.first_name, ''), coalesce(m.last_name, ''),
  coalesce(m.locale, ''), coalesce(m.role, 0), coalesce(m.state, 0), coalesce(m.billing, 0), coalesce(m.notify_billing, 0), coalesce(m.notify_products, 0), coalesce(m.created_at, 0)`
)

const managers = `SELECT ` + memberColumns + ` FROM members m CROSS JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1 + 0 AND m.role >= 3`

// throughTeam adds what a team holds to what its members do.
func (t *tx) throughTeam(ctx context.Context, id org.OrgID, team org.SubjectID, r *reached) error {
	var m org.Member
	var slug string
	readMember, dest := memberInto(&m)
	dest = append(dest, &slug)
	return t.each(ctx, membersHoldingBy, []any{id, team}, func(row scanner) error {
		if err := row.Scan(dest...); err != nil {
			return err
		}
		readMember()
		r.meet(m)
		for _, g := range r.grants[team] {
			g.Via, g.Name = org.ViaTeam, slug
			r.grants[m.Subject] = append(r.grants[m.Subject], g)
		}
		return nil
	})
}

const membersHoldingBy = `SELECT ` + memberColumns + `, t.slug FROM teams t CROSS JOIN team_members tm ON tm.team_id = t.subject_id
CROSS JOIN members m ON m.subject_id = tm.member_id CROSS JOIN users u ON u.id = m.user_id WHERE t.subject_id = ?2 + 0 AND m.org_id = ?1 + 0`

// waysReached are the partnerships by which people come in to something on the product: those that hold it, and the one with
// full access. They are no longer among the others.
func (t *tx) waysReached(ctx context.Context, id org.OrgID, r *reached) (out []org.Entry, err error) {
	err = t.each(ctx, waysInto, []any{id}, func(row scanner) error {
		var by org.Entry
		var access string
		err := row.Scan((*int64)(&by.Subject), (*int64)(&by.Org), &by.Partner, &access)
		if err == nil {
			by.Access, err = org.ParsePartnerAccess(access)
		}
		if _, holds := r.grants[by.Subject]; holds || by.Access == org.PartnerFull {
			out = append(out, by)
		}
		return err
	})
	r.others = slices.DeleteFunc(r.others, func(s org.SubjectID) bool {
		return slices.ContainsFunc(out, func(by org.Entry) bool { return by.Subject == s })
	})
	return out, err
}

const waysInto = `SELECT p.subject_id, p.partner_id, o.slug, p.access FROM partnerships p CROSS JOIN organizations o ON o.id = p.partner_id
WHERE p.org_id = ?1 + 0 AND p.state = 'active'`

// comingBy adds those who come in by a partnership. Most are members of the partner alone: for the others it is looked up by which
// way they come, and as whom.
func (t *tx) comingBy(ctx context.Context, id org.OrgID, by org.Entry, r *reached) error {
	var m org.Member
	var elsewhere bool
	var asked []org.UserID
	readMember, dest := memberInto(&m)
	dest = append(dest, &elsewhere)
	err := t.each(ctx, partnersMembers, []any{by.Org, by.Subject}, func(row scanner) error {
		if err := row.Scan(dest...); err != nil {
			return err
		}
		if readMember(); elsewhere {
			asked = append(asked, m.User)
			return nil
		}
		m.Entry = by
		r.meet(m)
		return nil
	})
	if err != nil {
		return err
	}
	for _, user := range asked {
		m, err := t.insiderOf(ctx, id, user)
		if err != nil {
			return err
		}
		if m.Entry.Subject == by.Subject {
			r.people[user] = &m
		}
	}
	return nil
}

// partnersMembers are a partner's members who may enter, with no role and no subject, and whether they belong somewhere else, too.
const partnersMembers = `
SELECT ` + partnersMember + ` FROM members pm CROSS JOIN users u ON u.id = pm.user_id WHERE pm.org_id = ?1 + 0 AND pm.role >= 3 AND pm.state = 0
UNION ALL
SELECT ` + partnersMember + ` FROM assignments x CROSS JOIN members pm ON pm.org_id = ?1 + 0 AND pm.user_id = x.user_id AND pm.role = 2 AND pm.state = 0
CROSS JOIN users u ON u.id = pm.user_id WHERE x.subject_id = ?2 + 0`

const partnersMember = `u.id, 0, u.email, u.email_key, pm.first_name, pm.last_name, pm.locale, 0, 0, 0, 0, 0, pm.created_at,
  EXISTS (SELECT 1 FROM members x WHERE x.user_id = pm.user_id AND x.org_id <> pm.org_id)`
