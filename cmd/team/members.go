package teamcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newMembers(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "members",
		Short: "Say who is in a team",
	}
	c.AddCommand(newMembersList(a), newMembersAdd(a), newMembersRemove(a))
	return c
}

func newMembersList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "list TEAM",
		Aliases: []string{"ls"},
		Short:   "List the people in a team",
		Example: `orgctl team members list design
orgctl team members list design -o name`,
		Args:              app.AtMostOne("TEAM"),
		Annotations:       app.Reads(org.ActTeams),
		ValidArgsFunction: a.CompleteTeams,
	}
	app.Shows(c, memberColumns(0))
	c.RunE = a.RunPicked(app.PickTeam().OrOwn(), func(ctx context.Context, ref string) error { return membersRun(ctx, a, ref) })
	return c
}

func membersRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	d, err := s.Team(ctx, caller, ref)
	if err != nil {
		return err
	}
	type row = org.Member
	return term.PrintList(a.Streams, a.Flags.Format, term.List[row]{
		Columns: memberColumns(d.LeaderID),
		Name:    func(m row) string { return m.Email },
		Rows:    term.Rows(d.People),
		Empty:   fmt.Sprintf("nobody is in team %s", d.Slug),
	})
}

func memberColumns(leader org.SubjectID) []term.Column[org.Member] {
	type row = org.Member
	return []term.Column[org.Member]{
		{Name: "email", Value: func(m row) any { return m.Email }},
		{Name: "first_name", Value: func(m row) any { return m.FirstName }},
		{Name: "last_name", Value: func(m row) any { return m.LastName }},
		{Name: "role", Value: func(m row) any { return m.Role }},
		{Name: "state", Value: func(m row) any { return m.State }},
		{Name: "leader", Value: func(m row) any { return m.Subject == leader }},
	}
}

func newMembersAdd(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "add TEAM EMAIL…",
		Short:             "Take people into a team",
		Example:           `orgctl team members add design tom@example.org jane@example.org`,
		Args:              cobra.ArbitraryArgs, // RunPickedTwo counts them
		Annotations:       app.Writes(org.ActTeams),
		ValidArgsFunction: a.CompleteTeamThenUsers,
	}
	c.RunE = a.RunPickedTwo(app.PickTwo{First: app.PickTeam(), Second: app.PickOutsider}, func(ctx context.Context, args []string) error {
		return applyMembers(ctx, a, args, fmt.Sprintf("took %s into team %s", org.NameSome(args[1:], 3), args[0]), (*app.Store).AddTeamMembers)
	})
	return c
}

func newMembersRemove(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "remove TEAM EMAIL…",
		Aliases:           []string{"rm", "delete"},
		Short:             "Take people out of a team, after saying what each of them loses",
		Example:           `orgctl team members remove design eve@example.org`,
		Args:              cobra.ArbitraryArgs, // RunPickedTwo counts them
		Annotations:       app.Writes(org.ActTeams),
		ValidArgsFunction: a.CompleteTeamThenUsers,
	}
	c.RunE = a.RunPickedTwo(app.PickTwo{First: app.PickTeam(), Second: app.PickMember}, func(ctx context.Context, args []string) error {
		return applyMembers(ctx, a, args, fmt.Sprintf("took %s out of team %s", org.NameSome(args[1:], 3), args[0]), (*app.Store).RemoveTeamMembers)
	})
	return c
}

// applyMembers runs one of the two changes of who is in a team.
func applyMembers(ctx context.Context, a *app.App, args []string, done string,
	change func(*app.Store, context.Context, org.Request, string, []string) (org.ChangeSet, error)) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: done,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return change(s, ctx, req, args[0], args[1:])
		},
	})
}
