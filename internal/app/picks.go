package app

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/org"
)

// PickUser lists members, in one of these states if any are named.
func PickUser(states ...org.MemberState) Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, actor org.Actor) (out []candidate, err error) {
		people := []org.Member{actor.Member}
		if actor.May(org.ActMembers) == nil {
			people, err = s.MembersFor(ctx, caller, org.ActMembers)
		}
		for _, m := range people {
			if len(states) > 0 && !slices.Contains(states, m.State) {
				continue
			}
			detail := m.Role.String()
			if m.State != org.Active {
				detail += ", " + m.State.String()
			}
			out = append(out, candidate{m.Email, m.Name(), detail})
		}
		return out, err
	}
	return Pick{what: "EMAIL", label: "Which member of %s?", list: list}
}

// PickUnanswered lists the invitations that are open or have expired.
func PickUnanswered() Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		all, err := s.Invitations(ctx, caller)
		for _, i := range all {
			if i.State == org.InvitationPending || i.State == org.InvitationExpired {
				out = append(out, candidate{ref: i.Email, detail: i.Role.String() + ", " + string(i.State)})
			}
		}
		return out, err
	}
	return Pick{what: "ID", label: "Which invitation of %s?", list: list}
}

// PickInvitation lists all invitations, by number: somebody may have got several.
func PickInvitation() Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		all, err := s.Invitations(ctx, caller)
		for _, i := range all {
			out = append(out, candidate{fmt.Sprintf("id:%d", i.ID), i.Email, i.Role.String() + ", " + string(i.State)})
		}
		return out, err
	}
	return Pick{what: "ID", label: "Which invitation of %s?", list: list}
}

// PickTeam lists the teams that the caller sees.
func PickTeam() Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		teams, err := s.Teams(ctx, caller, org.TeamFilter{})
		for _, t := range teams {
			out = append(out, candidate{t.Slug, t.Name, t.Colour})
		}
		return out, err
	}
	return Pick{what: "TEAM", label: "Which team of %s?", list: list}
}

// PickProduct lists the products that the caller sees.
func PickProduct() Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		for p, err := range s.Products(ctx, caller, "") {
			if err != nil {
				return nil, err
			}
			out = append(out, candidate{ref: p.Ref(), detail: p.Label})
		}
		return out, nil
	}
	return Pick{what: "CATEGORY/NAME", label: "Which product of %s?", list: list}
}

// PickMember lists the people of a team.
func PickMember(team string) Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) ([]candidate, error) {
		d, err := s.Team(ctx, caller, team)
		return people(d.People), err
	}
	return Pick{what: "EMAIL", label: "Which members of the team, in %s?", many: true, list: list}
}

// PickOutsider lists the members who are not in a team.
func PickOutsider(team string) Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) ([]candidate, error) {
		d, err := s.Team(ctx, caller, team)
		if err != nil {
			return nil, err
		}
		all, err := s.MembersFor(ctx, caller, org.ActTeams)
		in := map[org.SubjectID]bool{}
		for _, m := range d.People {
			in[m.Subject] = true
		}
		return people(slices.DeleteFunc(all, func(m org.Member) bool { return in[m.Subject] })), err
	}
	return Pick{what: "EMAIL", label: "Which members of %s?", many: true, list: list}
}

func people(members []org.Member) (out []candidate) {
	for _, m := range members {
		out = append(out, candidate{m.Email, m.Name(), m.Role.String()})
	}
	return out
}

// PickPartner lists the partners of the organization, with a partnership in one of these states if any are named.
func PickPartner(states ...org.PartnershipState) Pick {
	return Pick{what: "PARTNER", label: "Which partner of %s?", list: across((*Store).Partners, states, func(r org.PartnerRow) string { return r.Partner })}
}

// PickClient lists the clients of the organization, with a partnership in one of these states if any are named.
func PickClient(states ...org.PartnershipState) Pick {
	return Pick{what: "CLIENT", label: "Which client of %s?", list: across((*Store).Clients, states, func(r org.PartnerRow) string { return r.Client })}
}

// across lists one's partnerships by the other side of each.
func across(rows func(*Store, context.Context, org.Caller) ([]org.PartnerRow, error), states []org.PartnershipState, other func(org.PartnerRow) string,
) func(context.Context, *Store, org.Caller, org.Actor) ([]candidate, error) {
	return func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		all, err := rows(s, ctx, caller)
		for _, r := range all {
			if len(states) == 0 || slices.Contains(states, r.State) {
				out = append(out, candidate{other(r), r.Name, string(r.State)})
			}
		}
		return out, err
	}
}
