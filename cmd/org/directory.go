package orgcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newDirectory(a *app.App) *cobra.Command {
	var vcard bool
	c := &cobra.Command{
		Use:   "directory",
		Short: "List the people with whom calendars and address books are shared",
		Long: `List the people with whom calendars and address books are shared: the active members, but no externals. With --vcard they
are written as vCards 4.0, which address books import.`,
		Example: `orgctl org directory
orgctl org directory --vcard > acme.vcf`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActDirectory),
	}
	c.Flags().BoolVar(&vcard, "vcard", false, "write vCards")
	app.Shows(c, directoryColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return directoryRun(ctx, a, vcard) })
	return c
}

func directoryRun(ctx context.Context, a *app.App, vcard bool) error {
	if vcard {
		return vcardRun(ctx, a)
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	type row = org.Member
	return term.PrintList(a.Streams, a.Flags.Format, term.List[row]{
		Columns: directoryColumns(),
		Name:    func(m row) string { return m.Email },
		Rows:    s.Directory(ctx, caller),
	})
}

func directoryColumns() []term.Column[org.Member] {
	type row = org.Member
	return []term.Column[org.Member]{
		{Name: "email", Value: func(m row) any { return m.Email }},
		{Name: "first_name", Value: func(m row) any { return m.FirstName }},
		{Name: "last_name", Value: func(m row) any { return m.LastName }},
		{Name: "locale", Value: func(m row) any { return m.Locale }, Extra: true},
		{Name: "id", Value: func(m row) any { return m.User }, Extra: true},
	}
}

func vcardRun(ctx context.Context, a *app.App) error {
	f := a.Flags.Format
	if a.Flags.Settings["output"] != "" || f.JQ != "" || f.Template != "" || f.Columns != "" || f.Sort != "" || f.Filter != "" || f.Limit != 0 {
		return org.Errorf(org.KindUsage, org.CodeUsage, "--vcard is a format of its own").
			WithHint("leave --output, --jq, --template, --columns, --sort, --filter and --limit out")
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	o := actor.Org
	show := func(text string) string { return text }
	if a.Streams.OutTTY {
		show = term.Clean
	}
	o.Name = show(o.Name)
	var cards []byte
	for m, err := range s.Directory(ctx, caller) {
		if err != nil {
			return err
		}
		m.Email, m.FirstName, m.LastName = show(m.Email), show(m.FirstName), show(m.LastName)
		if cards = appendCard(cards, m, o); len(cards) < 32<<10 {
			continue
		}
		if err := term.Write(a.Streams, cards); err != nil {
			return err
		}
		cards = cards[:0]
	}
	return term.Write(a.Streams, cards)
}
