package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// holder is whoever a change of grants is about: a member, or a team or partner with the people in it.
type holder struct {
	org.Holder
	subject org.SubjectID
	member  org.Member // zero for a team or partner
	people  []string   // of a team or partner: the e-mails
}

func holderOf(m org.Member) holder {
	return holder{Holder: org.Holder{User: m.Email}, subject: m.Subject, member: m}
}

// single says that the holder is a member and not several people.
func (h holder) single() bool { return h.User != "" }

// holder finds a member, a team or a partner.
func (g *granting) holder(ctx context.Context, ref org.Holder) (holder, error) {
	if h, ok := g.known[ref]; ok {
		return h, nil
	}
	h, err := g.find(ctx, ref)
	if err == nil {
		g.known[ref] = h
	}
	return h, err
}

func (g *granting) find(ctx context.Context, ref org.Holder) (holder, error) {
	switch {
	case ref.Partner != "":
		p, err := g.partnerOf(ctx, g.Org.ID, ref.Partner)
		if err != nil {
			return holder{}, err
		}
		return g.holderOfPartner(ctx, p)
	case ref.Team != "":
		team, err := g.team(ctx, g.Org.ID, ref.Team)
		if err != nil {
			return holder{}, err
		}
		return g.holderOfTeam(ctx, team)
	}
	m, err := g.member(ctx, g.Org.ID, ref.User)
	return holderOf(m), err
}

func (t *tx) holderOfTeam(ctx context.Context, team org.Team) (holder, error) {
	people, err := t.teamMembers(ctx, team.ID)
	h := holder{Holder: org.Holder{Team: team.Slug}, subject: team.ID}
	for _, m := range people {
		h.people = append(h.people, m.Email)
	}
	return h, err
}

// losing says whom a grant that goes is taken from: the member, or the people of the team. A team in which nobody is loses
// nothing.
func (h holder) losing(lost, scope string) []string {
	switch n := len(h.people); {
	case h.Partner != "":
		return []string{fmt.Sprintf("%s loses %s on %s", h.Words(), lost, scope)}
	case h.Team == "":
		return []string{fmt.Sprintf("%s loses %s on %s", h.User, lost, scope)}
	case n == 0:
		return nil
	case n == 1:
		return []string{fmt.Sprintf("%s loses %s on %s, which came from team %s", h.people[0], lost, scope, h.Team)}
	case n <= 3:
		return []string{fmt.Sprintf("%s lose %s on %s, which came from team %s", strings.Join(h.people, ", "), lost, scope, h.Team)}
	default:
		return []string{fmt.Sprintf("%d members of team %s lose %s on %s", n, h.Team, lost, scope)}
	}
}

// grantsOfHolder is what reaches a member, or what a team or partner is given.
func (t *tx) grantsOfHolder(ctx context.Context, in org.OrgID, h holder) ([]org.Grant, error) {
	if !h.single() {
		return t.directGrants(ctx, h.subject)
	}
	m, err := t.entering(ctx, in, h.member)
	if err != nil {
		return nil, err
	}
	return t.grantsOf(ctx, m)
}

// heldOn are the grants of a holder's own on one product, standing and temporary.
func (t *tx) heldOn(ctx context.Context, h holder, p org.Product) (out []org.Grant, err error) {
	for _, temporary := range []bool{false, true} {
		g, err := t.grantAt(ctx, slot{subject: h.subject, product: p.ID, temporary: temporary})
		if err != nil {
			return nil, err
		}
		if g != nil {
			out = append(out, *g)
		}
	}
	return out, nil
}

// rulesAndTeams is what reaches a member beside their grants on single products.
func (t *tx) rulesAndTeams(ctx context.Context, subject org.SubjectID) ([]org.Grant, error) {
	grants, err := t.grantsOf(ctx, org.Member{Subject: subject})
	return slices.DeleteFunc(grants, func(g org.Grant) bool { return g.Via == org.ViaDirect && g.Scope == org.ScopeProduct }), err
}
