package orgcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List your organizations",
		Example: `orgctl org list
orgctl org list --filter role=owner -o name`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.LoggedIn),
	}
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a) })
	return c
}

func listRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	own, err := s.Organizations(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Membership]{
		Columns: columns(),
		Name:    func(m org.Membership) string { return m.Org.Slug },
		Rows:    term.Rows(own),
		Empty:   "you belong to no organization; make one with 'orgctl org add'",
	})
}

// columns are those of an organization as one of its members sees it. A list leaves most of them out.
func columns() []term.Column[org.Membership] {
	type row = org.Membership
	return []term.Column[row]{
		{Name: "slug", Value: func(m row) any { return m.Org.Slug }},
		{Name: "name", Value: func(m row) any { return m.Org.Name }},
		{Name: "kind", Value: func(m row) any { return m.Org.Kind }},
		{Name: "role", Value: func(m row) any { return m.Member.Role }},
		{Name: "current", Value: func(m row) any { return m.Current }},
		{Name: "street", Value: func(m row) any { return m.Org.Street }, Extra: true},
		{Name: "postal_code", Value: func(m row) any { return m.Org.PostalCode }, Extra: true},
		{Name: "city", Value: func(m row) any { return m.Org.City }, Extra: true},
		{Name: "country", Value: func(m row) any { return m.Org.Country }, Extra: true},
		{Name: "phone", Value: func(m row) any { return m.Org.Phone }, Extra: true},
		{Name: "website", Value: func(m row) any { return m.Org.Website }, Extra: true},
		{Name: "vat", Value: func(m row) any { return m.Org.VAT }, Extra: true},
		{Name: "currency", Value: func(m row) any { return string(m.Org.Currency) }, Extra: true},
		{Name: "locale", Value: func(m row) any { return m.Org.Locale }, Extra: true},
		{Name: "timezone", Value: func(m row) any { return m.Org.Timezone }, Extra: true},
		{Name: "requires_2fa", Value: func(m row) any { return m.Org.Requires2FA }, Extra: true},
		{Name: "id", Value: func(m row) any { return m.Org.ID }, Extra: true},
		{Name: "created_at", Value: func(m row) any { return m.Org.Created }, Extra: true},
	}
}
