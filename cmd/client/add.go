package clientcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

type addOptions struct {
	app.AccessFlags
	name  string
	batch app.BatchFlags
}

func newAdd(a *app.App) *cobra.Command {
	o := &addOptions{}
	c := &cobra.Command{
		Use:     "add SLUG --name NAME",
		Aliases: []string{"create"},
		Short:   "Make an organization for a client, with the partnership, or many from a file",
		Long: `Make an organization for a client, with the partnership, or many from a file. You own it, so that both consents are in one
hand; its real owner is invited later. Without a word the access is full and the client pays. Country, currency, locale and
timezone are the partner's; 'orgctl org edit' changes them.

A file has the columns slug, name and, if stated, access and payment. It is taken whole or not at all, unless
--continue-on-error says otherwise. Adding the very same client again changes nothing.`,
		Example: `orgctl client add bakery --name "The Bakery" --org reseller
orgctl client add bakery --name "The Bakery" --access full --payment partner --org reseller
orgctl client add --from clients.csv --org reseller`,
		Args:              app.SubjectOrFile(&o.batch),
		Annotations:       app.Writes(org.ActClients),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.Bind(c)
	c.Flags().StringVar(&o.name, "name", "", "the `name` of the client's organization")
	o.batch.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return addRun(ctx, a, o, args) })
	return c
}

func addRun(ctx context.Context, a *app.App, o *addOptions, args []string) error {
	if o.batch.Given() {
		return addFileRun(ctx, a, o)
	}
	if o.name == "" {
		return app.Need("name", "the name of the client's organization, like \"The Bakery\"")
	}
	n, err := newClient(args[0], o.name, o.AccessFlags)
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "added client " + n.Slug + " (" + n.Name + ")",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AddClients(ctx, req, []org.NewClient{n}, false)
		},
	})
}

func newClient(slug, name string, access app.AccessFlags) (n org.NewClient, err error) {
	terms, err := access.Terms()
	if err != nil {
		return n, err
	}
	return org.NewClient{Slug: slug, Name: name, Access: terms.Access, Payment: terms.Payment}.Checked()
}

// clientSpec is what a file of clients may hold: what 'client list -o csv' writes.
func clientSpec() table.Spec {
	return table.Spec{
		Subject:  "clients",
		Columns:  []table.Column{{Name: "slug", Required: true}, {Name: "name", Required: true}, {Name: "access"}, {Name: "payment"}},
		ReadOnly: readOnly(),
	}
}

func addFileRun(ctx context.Context, a *app.App, o *addOptions) error {
	if o.name != "" || o.Access != "" || o.Payment != "" {
		return org.Invalid("--from brings the names and terms: leave the other flags out").WithHint("put everything into the file")
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return app.ApplyFile(ctx, a, app.Batch[org.NewClient]{
		BatchFlags: o.batch, Spec: clientSpec(), Done: "added clients from " + o.batch.From,
		Parse: clientOf,
		Run: func(ctx context.Context, req org.Request, clients []org.NewClient, keepGoing bool) (org.ChangeSet, error) {
			return s.AddClients(ctx, req, clients, keepGoing)
		},
	})
}

func clientOf(row table.Row) (org.NewClient, error) {
	return newClient(row.Value("slug"), row.Value("name"), app.AccessFlags{Access: row.Value("access"), Payment: row.Value("payment")})
}
