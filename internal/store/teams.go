package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

const teamSelect = `SELECT t.subject_id, t.slug, t.name, t.colour, coalesce(u.email, ''), coalesce(t.leader_id, 0), t.created_at,
  (SELECT count(*) FROM team_members tm WHERE tm.team_id = t.subject_id),
  (SELECT count(*) FROM grants g WHERE g.subject_id = t.subject_id) + (SELECT count(*) FROM rules r WHERE r.subject_id = t.subject_id)
FROM teams t LEFT JOIN members l ON l.subject_id = t.leader_id LEFT JOIN users u ON u.id = l.user_id
WHERE t.org_id = ?1`

const (
	allTeams   = teamSelect + ` ORDER BY t.slug`
	teamsOf    = teamSelect + ` AND t.subject_id IN (SELECT tm.team_id FROM team_members tm WHERE tm.member_id = ?2) ORDER BY t.slug`
	teamsLed   = teamSelect + ` AND t.leader_id = ?2 ORDER BY t.slug`
	teamByID   = teamSelect + ` AND t.subject_id = ?2`
	teamBySlug = teamSelect + ` AND t.slug = ?2`
	teamByName = teamSelect + ` AND t.name = ?2`
)

func scanTeam(row scanner) (t org.Team, err error) {
	var created int64
	err = row.Scan(&t.ID, &t.Slug, &t.Name, &t.Colour, &t.Leader, &t.LeaderID, &created, &t.Members, &t.Grants)
	t.Created = fromMicros(created)
	return t, err
}

func (t *tx) teamsBy(ctx context.Context, query string, args ...any) (out []org.Team, err error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		team, err := scanTeam(rows)
		out = append(out, team)
		return err
	})
	return out, err
}

// team finds a team by its slug or id:42, or by its name if only one is called so.
func (t *tx) team(ctx context.Context, id org.OrgID, ref string) (org.Team, error) {
	subject, byID, err := org.ParseID(ref)
	if err != nil {
		return org.Team{}, err
	}
	queries, key := []string{teamBySlug, teamByName}, any(ref)
	if byID {
		queries, key = []string{teamByID}, subject
	}
	for _, query := range queries {
		found, err := t.teamsBy(ctx, query, id, key)
		if err != nil {
			return org.Team{}, err
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return org.Team{}, noTeam(ref)
}

func noTeam(ref string) error {
	return org.NotFound("team", ref).WithHint("'orgctl team list' shows what is here")
}

// teamSeen finds a team the actor may see: any with the right to manage teams, else those they are in. Another one is
// answered like one that is not there.
func (t *tx) teamSeen(ctx context.Context, a org.Actor, ref string) (org.Team, error) {
	team, err := t.team(ctx, a.Org.ID, ref)
	if err != nil || a.May(org.ActTeams) == nil {
		return team, err
	}
	in, err := t.isIn(ctx, a.Member.Subject, team.ID)
	if err != nil {
		return org.Team{}, err
	}
	if !in {
		return org.Team{}, noTeam(ref)
	}
	return team, nil
}

func (t *tx) isIn(ctx context.Context, member, team org.SubjectID) (bool, error) {
	var one int
	err := t.QueryRowContext(ctx, `SELECT 1 FROM team_members WHERE member_id = ?1 AND team_id = ?2`, member, team).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

const membersOfTeam = `SELECT ` + memberColumns + ` FROM team_members tm CROSS JOIN members m ON m.subject_id = tm.member_id CROSS JOIN users u ON u.id = m.user_id
WHERE tm.team_id = ?1 ORDER BY u.email_key`

// teamMembers are the people in a team, in the order of their e-mails.
func (t *tx) teamMembers(ctx context.Context, team org.SubjectID) ([]org.Member, error) {
	return t.membersBy(ctx, membersOfTeam, team)
}

// Teams lists the work teams in the order of their slugs: all of them for those who manage teams, else the caller's own.
func (s *Store) Teams(ctx context.Context, c org.Caller, f org.TeamFilter) (out []org.Team, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		of, denied := a.Member, a.May(org.ActTeams)
		if f.User != "" {
			m, err := t.member(ctx, a.Org.ID, f.User)
			if denied != nil && (err != nil || m.User != a.User) {
				return denied
			}
			if err != nil {
				return err
			}
			of = m
		}
		if f.User == "" && denied == nil {
			out, err = t.teamsBy(ctx, allTeams, a.Org.ID)
			return err
		}
		out, err = t.teamsBy(ctx, teamsOf, a.Org.ID, of.Subject)
		return err
	})
	return out, err
}

// Team is one team that the caller may see, with its people and what it holds.
func (s *Store) Team(ctx context.Context, c org.Caller, ref string) (d org.TeamDetail, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		d = org.TeamDetail{}
		if d.Team, err = t.teamSeen(ctx, a, ref); err != nil {
			return err
		}
		if d.People, err = t.teamMembers(ctx, d.ID); err != nil {
			return err
		}
		cat, err := t.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		keep := func(r org.GrantRecord, _ error) bool {
			d.Held = append(d.Held, r)
			return true
		}
		return t.grantsHeld(ctx, cat, keep, "", d.ID, 0, 0, 0, t.now, d.Slug, "")
	})
	return d, err
}
