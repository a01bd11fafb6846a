package invitationcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	var mine bool
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the invitations of the organization, or those that await you",
		Long: `List the invitations of the organization, also the answered ones; the state of a pending one whose time is over is expired.
With --mine, those that await your own answer. One that was made before you chose your password is not listed there: it needs its
code.`,
		Example: `orgctl invitation list
orgctl invitation list --filter state=pending --columns +sent_at
orgctl invitation list --mine`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActMembers),
	}
	c.Flags().BoolVar(&mine, "mine", false, "those to yourself")
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error {
		if mine {
			return listMine(ctx, a)
		}
		return listRun(ctx, a)
	})
	return c
}

func listRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	all, err := s.Invitations(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Invitation]{
		Columns: columns(), Name: name, Rows: term.Rows(all), Empty: "no invitations; send one with 'orgctl user invite'",
	})
}

func listMine(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	own, err := s.Awaiting(ctx, caller)
	if err != nil {
		return err
	}
	type row = org.InvitationDetail
	return term.PrintList(a.Streams, a.Flags.Format, term.List[row]{
		Columns: []term.Column[row]{
			{Name: "id", Value: func(d row) any { return int64(d.ID) }},
			{Name: "organization", Value: func(d row) any { return d.In.Slug }},
			{Name: "name", Value: func(d row) any { return d.In.Name }},
			{Name: "role", Value: func(d row) any { return d.Role }},
			{Name: "invited_by", Value: func(d row) any { return d.InvitedBy }},
			{Name: "expires_at", Value: func(d row) any { return d.Expires }},
		},
		Name:  func(d row) string { return d.In.Slug },
		Rows:  term.Rows(own),
		Empty: "no invitation awaits you",
	})
}
