package store

import (
	"context"
	"database/sql"
	"fmt"

	"orgctl/internal/org"
)

// AddTeam adds a work team with its people and what it holds, all or nothing. The very same one again is no change.
func (s *Store) AddTeam(ctx context.Context, req org.Request, n org.NewTeam) (org.ChangeSet, error) {
	op := operation{action: org.ActTeams, name: "team.add", object: n.Slug, input: n}
	return s.change(ctx, req, op, func(a *act) error {
		if len(n.Grants) > 0 {
			if err := a.May(org.ActGrants); err != nil {
				return err
			}
		}
		team, err := a.describedTeam(ctx, n)
		if err != nil {
			return err
		}
		there, err := a.teamsBy(ctx, teamBySlug, a.Org.ID, team.Slug)
		if err != nil {
			return err
		}
		if len(there) > 0 {
			return a.sameTeam(ctx, there[0], team, n)
		}
		if team, err = a.insertTeam(ctx, team); err != nil {
			return err
		}
		return a.furnish(ctx, team, n)
	})
}

// describedTeam is the team as it would be, without an id.
func (a *act) describedTeam(ctx context.Context, n org.NewTeam) (org.Team, error) {
	team := org.Team{Slug: n.Slug, Name: n.Name, Colour: n.Colour, Created: a.time()}
	return a.led(ctx, team, n.Leader)
}

// led is the team with another leader; nobody for an empty reference.
func (a *act) led(ctx context.Context, team org.Team, ref string) (org.Team, error) {
	team.Leader, team.LeaderID = "", 0
	if ref == "" {
		return team, nil
	}
	m, err := a.member(ctx, a.Org.ID, ref)
	team.Leader, team.LeaderID = m.Email, m.Subject
	return team, err
}

// sameTeam refuses to describe a team anew by adding it.
func (a *act) sameTeam(ctx context.Context, found, team org.Team, n org.NewTeam) error {
	same := found.Name == team.Name && found.Colour == team.Colour && found.LeaderID == team.LeaderID
	if same {
		if err := a.furnish(ctx, found, n); err != nil {
			return err
		}
	}
	if same && len(a.set.Changes) == 0 {
		return nil
	}
	return org.Errorf(org.KindConflict, org.CodeExists, "there is a team %q already, described otherwise", found.Slug).
		WithHint("change it with 'orgctl team edit', 'team members add' and 'team grant', or give the new one another slug with --slug")
}

// furnish gives a team its grants and then its people.
func (a *act) furnish(ctx context.Context, team org.Team, n org.NewTeam) error {
	g, err := a.granting(ctx)
	if err != nil {
		return err
	}
	stated := map[statedSlot]struct{}{}
	for _, spec := range n.Grants {
		if err := g.apply(ctx, org.GrantChange{Team: team.Slug, Spec: spec}, stated); err != nil {
			return err
		}
	}
	for _, ref := range n.Members {
		if err := a.enter(ctx, team, ref); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) insertTeam(ctx context.Context, team org.Team) (org.Team, error) {
	err := a.QueryRowContext(ctx, `INSERT INTO subjects (org_id, kind) VALUES (?1, 'team') RETURNING id`, a.Org.ID).Scan(&team.ID)
	if err != nil {
		return team, err
	}
	_, err = a.ExecContext(ctx, `INSERT INTO teams (subject_id, org_id, slug, name, colour, leader_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
		team.ID, a.Org.ID, team.Slug, team.Name, team.Colour, leaderColumn(team), a.now)
	a.record(org.Change{Action: "add", Kind: "team", Ref: team.Slug, After: team})
	return team, err
}

func leaderColumn(team org.Team) sql.NullInt64 {
	return sql.NullInt64{Int64: int64(team.LeaderID), Valid: team.LeaderID != 0}
}

// EditTeam changes how a team is called, its colour and its leader. The slug stays.
func (s *Store) EditTeam(ctx context.Context, req org.Request, ref string, edit org.TeamEdit) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActTeams, name: "team.edit", object: ref, input: edit}, func(a *act) error {
		before, err := a.team(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		after, err := edit.Apply(before)
		if err != nil {
			return err
		}
		if edit.Leader != nil {
			if after, err = a.led(ctx, after, *edit.Leader); err != nil {
				return err
			}
		}
		return a.replaceTeam(ctx, before, after, "")
	})
}

// replaceTeam writes what became of a team. The same is no change.
func (a *act) replaceTeam(ctx context.Context, before, after org.Team, takes string) error {
	if before == after {
		return nil
	}
	a.record(org.Change{Action: "edit", Kind: "team", Ref: after.Slug, Before: before, After: after, Takes: takes})
	_, err := a.ExecContext(ctx, `UPDATE teams SET name = ?3, colour = ?4, leader_id = ?5 WHERE org_id = ?1 AND subject_id = ?2`,
		a.Org.ID, after.ID, after.Name, after.Colour, leaderColumn(after))
	return err
}

// RemoveTeam removes a team with everything it holds. What came only through it is lost, and said for each of its people.
func (s *Store) RemoveTeam(ctx context.Context, req org.Request, ref string) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActTeams, name: "team.remove", object: ref}, func(a *act) error {
		team, err := a.team(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		return a.dropTeam(ctx, team)
	})
}

// dropTeam takes the people out first: who loses what is about them, and the grants of an empty team give nobody anything.
func (a *act) dropTeam(ctx context.Context, team org.Team) error {
	people, err := a.teamMembers(ctx, team.ID)
	if err != nil {
		return err
	}
	if err := a.expel(ctx, team, people); err != nil {
		return err
	}
	empty := holder{Holder: org.Holder{Team: team.Slug}, subject: team.ID}
	err = a.eachGrant(ctx, team.ID, func(g *granting, grant org.Grant, p place) error {
		return g.replace(ctx, empty, p, &grant, org.Grant{})
	})
	if err != nil {
		return err
	}
	a.record(org.Change{Action: "remove", Kind: "team", Ref: team.Slug, Before: team, Takes: fmt.Sprintf("team %s is gone for good", team.Slug)})
	if _, err := a.ExecContext(ctx, `DELETE FROM teams WHERE org_id = ?1 AND subject_id = ?2`, a.Org.ID, team.ID); err != nil {
		return err
	}
	_, err = a.ExecContext(ctx, `DELETE FROM subjects WHERE org_id = ?1 AND id = ?2`, a.Org.ID, team.ID)
	return err
}
