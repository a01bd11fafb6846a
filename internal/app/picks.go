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

// PickPartner lists the partners of the organization, with a partnership in one of these states if any are named.
func PickPartner(states ...org.PartnershipState) Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		rows, err := s.Partners(ctx, caller)
		for _, r := range rows {
			if len(states) == 0 || slices.Contains(states, r.State) {
				out = append(out, candidate{r.Partner, r.Name, string(r.State)})
			}
		}
		return out, err
	}
	return Pick{what: "PARTNER", label: "Which partner of %s?", list: list}
}

// PickClient lists the clients of the organization, with a partnership in one of these states if any are named.
func PickClient(states ...org.PartnershipState) Pick {
	list := func(ctx context.Context, s *Store, caller org.Caller, _ org.Actor) (out []candidate, err error) {
		rows, err := s.Clients(ctx, caller)
		for _, r := range rows {
			if len(states) == 0 || slices.Contains(states, r.State) {
				out = append(out, candidate{r.Client, r.Name, string(r.State)})
			}
		}
		return out, err
	}
	return Pick{what: "CLIENT", label: "Which client of %s?", list: list}
}
