package invitationcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show ID|EMAIL",
		Short: "Show one invitation, with the access and teams that go with it",
		Example: `orgctl invitation show pia@example.org --org delta
orgctl invitation show 1 --org delta -o json`,
		Args:              app.AtMostOne("ID"),
		Annotations:       app.Reads(org.ActMembers),
		ValidArgsFunction: a.CompleteInvitations,
	}
	app.Shows(c, detailColumns())
	c.RunE = a.RunPicked(app.PickInvitation(), func(ctx context.Context, ref string) error { return showRun(ctx, a, ref) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	d, err := s.Invitation(ctx, caller, ref)
	if err != nil {
		return err
	}
	return term.PrintOne(a.Streams, a.Flags.Format, detailColumns(), d)
}

// detailColumns are those of a list, and what the membership is to be.
func detailColumns() []term.Column[org.InvitationDetail] {
	type row = org.InvitationDetail
	var out []term.Column[row]
	for _, c := range columns() {
		out = append(out, term.Column[row]{Name: c.Name, Value: func(d row) any { return c.Value(d.Invitation) }, Extra: c.Extra})
	}
	return append(out,
		term.Column[row]{Name: "first_name", Value: func(d row) any { return d.Member.FirstName }},
		term.Column[row]{Name: "last_name", Value: func(d row) any { return d.Member.LastName }},
		term.Column[row]{Name: "locale", Value: func(d row) any { return d.Member.Locale }},
		term.Column[row]{Name: "billing", Value: func(d row) any { return d.Member.Billing }},
		term.Column[row]{Name: "notify", Value: func(d row) any { return app.Topics(d.Member) }},
		term.Column[row]{Name: "teams", Value: func(d row) any { return d.Teams }},
		term.Column[row]{Name: "grants", Value: func(d row) any { return specs(d.Held) }},
	)
}

// specs writes grants as --grant takes them.
func specs(held []org.GrantRecord) []string {
	out := []string{}
	for _, r := range held {
		out = append(out, r.Spec())
	}
	return out
}
