package teamcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show TEAM",
		Short: "Show a team, the people in it and what it holds",
		Example: `orgctl team show design
orgctl team show design -o json`,
		Args:              app.AtMostOne("TEAM"),
		Annotations:       app.Reads(org.ActTeams),
		ValidArgsFunction: a.CompleteTeams,
	}
	app.Shows(c, detailColumns())
	c.RunE = a.RunPicked(app.PickTeam().OrOwn(), func(ctx context.Context, ref string) error { return showRun(ctx, a, ref) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	d, err := s.Team(ctx, caller, ref)
	if err != nil {
		return err
	}
	return term.PrintOne(a.Streams, a.Flags.Format, detailColumns(), d)
}

// detailColumns are those of a team alone: people and grants by name instead of their number.
func detailColumns() []term.Column[org.TeamDetail] {
	type row = org.TeamDetail
	return []term.Column[row]{
		{Name: "slug", Value: func(d row) any { return d.Slug }},
		{Name: "name", Value: func(d row) any { return d.Name }},
		{Name: "colour", Value: func(d row) any { return d.Colour }},
		{Name: "leader", Value: func(d row) any { return orNil(d.Leader) }},
		{Name: "members", Value: func(d row) any { return emails(d.People) }},
		{Name: "grants", Value: func(d row) any { return specs(d.Held) }},
		{Name: "id", Value: func(d row) any { return int64(d.ID) }, Extra: true},
		{Name: "created_at", Value: func(d row) any { return d.Created }, Extra: true},
	}
}

func emails(people []org.Member) []string {
	out := []string{}
	for _, m := range people {
		out = append(out, m.Email)
	}
	return out
}

// specs writes grants as --grant takes them, with the end of temporary ones.
func specs(held []org.GrantRecord) []string {
	out := []string{}
	for _, r := range held {
		text := r.Spec()
		if r.Until != nil {
			text += " until " + r.Until.UTC().Format("2006-01-02 15:04Z")
		}
		if r.State != org.SourceActive {
			text += " (" + string(r.State) + ")"
		}
		out = append(out, text)
	}
	return out
}
