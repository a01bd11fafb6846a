package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// placesInTeams are who is in which team of an organization.
const placesInTeams = `SELECT t.slug, u.email, tm.team_id, tm.member_id, tm.created_at
FROM teams t CROSS JOIN team_members tm ON tm.team_id = t.subject_id CROSS JOIN members m ON m.subject_id = tm.member_id CROSS JOIN users u ON u.id = m.user_id
WHERE t.org_id = ?1`

func scanPlace(row scanner) (p org.TeamMember, err error) {
	var created int64
	err = row.Scan(&p.Team, &p.User, &p.TeamID, &p.Subject, &created)
	p.Created = fromMicros(created)
	return p, err
}

// AddTeamMembers takes members of the organization into a team, all or nothing. Who is in it already is no change.
func (s *Store) AddTeamMembers(ctx context.Context, req org.Request, ref string, users []string) (org.ChangeSet, error) {
	op := operation{action: org.ActTeams, name: "team.members.add", object: ref, input: users}
	return s.change(ctx, req, op, func(a *act) error {
		team, err := a.team(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		return eachRow(ctx, a, users, false, func(user string) error { return a.enter(ctx, team, user) })
	})
}

// enter takes one member into a team. It never takes anything from them: a team only adds.
func (a *act) enter(ctx context.Context, team org.Team, user string) error {
	m, err := a.member(ctx, a.Org.ID, user)
	if err != nil {
		return err
	}
	st, err := a.stmt(ctx, `INSERT INTO team_members (member_id, team_id, org_id, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (member_id, team_id) DO NOTHING`)
	if err != nil {
		return err
	}
	res, err := st.ExecContext(ctx, m.Subject, team.ID, a.Org.ID, a.now)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); n == 0 || err != nil {
		return err
	}
	a.record(org.Change{Action: "add", Kind: "team-member", Ref: team.Slug + " " + m.Email,
		After: org.TeamMember{Team: team.Slug, User: m.Email, TeamID: team.ID, Subject: m.Subject, Created: a.time()}})
	return nil
}

// RemoveTeamMembers takes people out of a team, all or nothing, and says what each of them loses. Who is not in it is no
// change.
func (s *Store) RemoveTeamMembers(ctx context.Context, req org.Request, ref string, users []string) (org.ChangeSet, error) {
	op := operation{action: org.ActTeams, name: "team.members.remove", object: ref, input: users}
	return s.change(ctx, req, op, func(a *act) error {
		team, err := a.team(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		var people []org.Member
		err = eachRow(ctx, a, users, false, func(user string) error {
			m, err := a.member(ctx, a.Org.ID, user)
			people = append(people, m)
			return err
		})
		if err != nil {
			return err
		}
		return a.expel(ctx, team, people)
	})
}

// expel takes people out of a team.
func (a *act) expel(ctx context.Context, team org.Team, people []org.Member) error {
	given, err := a.given(ctx, team)
	if err != nil {
		return err
	}
	for _, m := range people {
		takes, err := a.lossOf(ctx, m, team, given)
		if err != nil {
			return err
		}
		if err := a.leaveTeam(ctx, team, m, takes); err != nil {
			return err
		}
	}
	return nil
}

// leaveTeam takes one member out. Who is not in it is no change.
func (a *act) leaveTeam(ctx context.Context, team org.Team, m org.Member, takes string) error {
	st, err := a.stmt(ctx, `DELETE FROM team_members WHERE member_id = ?1 AND team_id = ?2 RETURNING created_at`)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, m.Subject, team.ID)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var created int64
		err := rows.Scan(&created)
		a.record(org.Change{Action: "remove", Kind: "team-member", Ref: team.Slug + " " + m.Email, Takes: takes,
			Before: org.TeamMember{Team: team.Slug, User: m.Email, TeamID: team.ID, Subject: m.Subject, Created: fromMicros(created)}})
		return err
	})
}

// dropTeams takes a member out of every team and every leadership.
func (a *act) dropTeams(ctx context.Context, m org.Member) error {
	in, err := a.teamsBy(ctx, teamsOf, a.Org.ID, m.Subject)
	if err != nil {
		return err
	}
	for _, team := range in {
		if err := a.leaveTeam(ctx, team, m, fmt.Sprintf("%s is no member of team %s any more", m.Email, team.Slug)); err != nil {
			return err
		}
	}
	led, err := a.teamsBy(ctx, teamsLed, a.Org.ID, m.Subject)
	if err != nil {
		return err
	}
	for _, team := range led {
		without := team
		without.Leader, without.LeaderID = "", 0
		if err := a.replaceTeam(ctx, team, without, fmt.Sprintf("team %s has no leader any more", team.Slug)); err != nil {
			return err
		}
	}
	return nil
}

// given is something that a team gives: a product, or one that stands for those to come, and how it is said.
type given struct {
	org.Product
	as string
}

// given are the products that a team's grants reach, with those to come.
func (a *act) given(ctx context.Context, team org.Team) (out []given, err error) {
	cat, err := a.catalog(ctx, a.Org.ID)
	if err != nil {
		return nil, err
	}
	products, err := a.productsReached(ctx, a.Org.ID, cat, team.ID, 0)
	if err != nil {
		return nil, err
	}
	for _, p := range products {
		out = append(out, given{p, p.Ref()})
	}
	rules, err := a.rulesOf(ctx, team.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		to := given{org.AnythingToCome(), "products to come"}
		if r.Category != org.Everything {
			c, err := cat.ByID(r.Category)
			if err != nil {
				return nil, err
			}
			to = given{org.ToCome(c), "products to come in " + c.Code}
		}
		if !slices.ContainsFunc(out, func(g given) bool { return g.as == to.as }) {
			out = append(out, to)
		}
	}
	return out, nil
}

// lossOf says what a member loses with their place in a team; empty: nothing, since they have it from elsewhere.
func (a *act) lossOf(ctx context.Context, m org.Member, team org.Team, from []given) (string, error) {
	m, err := a.entering(ctx, a.Org.ID, m)
	if err != nil {
		return "", err
	}
	grants, err := a.grantsOf(ctx, m)
	if err != nil {
		return "", err
	}
	var order []string
	on := map[string][]string{}
	for _, p := range from {
		lost := org.LossWithout(m, p.Product, grants, func(g org.Grant) bool { return g.Subject == team.ID }, a.time())
		if lost == "" {
			continue
		}
		if on[lost] == nil {
			order = append(order, lost)
		}
		on[lost] = append(on[lost], p.as)
	}
	var parts []string
	for _, lost := range order {
		parts = append(parts, fmt.Sprintf("%s on %s", lost, org.NameSome(on[lost], 5)))
	}
	if len(parts) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s loses %s", m.Email, strings.Join(parts, "; ")), nil
}
