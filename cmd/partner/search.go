package partnercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newSearch(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "search TERM",
		Short: "Find partners by a part of their name or e-mail",
		Long:  "Find partners by a part of their name or e-mail, whatever its case and accents. Only partners with an active profile are found.",
		Example: `orgctl partner search reseller
orgctl partner search @example.com -o name`,
		Args:              app.One("TERM"),
		Annotations:       app.Reads(org.ActSeePartners),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	app.Shows(c, profileColumns())
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return searchRun(ctx, a, args[0]) })
	return c
}

func searchRun(ctx context.Context, a *app.App, text string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	found, err := s.SearchPartners(ctx, caller, text)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.PartnerProfile]{
		Columns: profileColumns(),
		Name:    func(p org.PartnerProfile) string { return p.Slug },
		Rows:    term.Rows(found),
		Empty:   "no partner is called so",
	})
}

func profileColumns() []term.Column[org.PartnerProfile] {
	return []term.Column[org.PartnerProfile]{
		{Name: "slug", Value: func(p org.PartnerProfile) any { return p.Slug }},
		{Name: "name", Value: func(p org.PartnerProfile) any { return p.Name }},
		{Name: "email", Value: func(p org.PartnerProfile) any { return p.Email }},
	}
}
