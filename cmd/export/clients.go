package exportcmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/app"
	"orgctl/internal/export"
	"orgctl/internal/org"
)

type clientsOptions struct {
	app.RangeFlags
	formFlags
	clients, histories []string
	out, split         string
	manifest           bool
	through            int64
	set                *pflag.FlagSet
}

func newClients(a *app.App) *cobra.Command {
	o := &clientsOptions{}
	c := &cobra.Command{
		Use:   "clients",
		Short: "Export the billing records of clients for a period",
		Long: `Export the billing records of clients for a period. On a terminal, what is not given is asked: the clients, the history,
the period.

Without --client the whole book of the period is exported. A period like last-quarter is resolved in the organization's timezone
and said. The same export has the same bytes as long as the book has no new record in the period; --through with the
last_record of a manifest gives them again later, too.`,
		Example: `orgctl export clients --history all --period last-quarter --out clients.csv --manifest
orgctl export clients --client delta,omega --history orders,renewals --from 2026-07-01 --to 2026-12-31 --out renewed.csv
orgctl export clients --history all --period 2026-Q4 --dialect excel-fr --out clients-fr.csv
orgctl export clients --history all --period this-year --split-by client --out by-client`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActExport),
	}
	o.set = c.Flags()
	f := o.set
	f.StringSliceVar(&o.clients, "client", nil, "only this client, by its `slug`; by default all")
	f.StringSliceVar(&o.histories, "history", nil, "which `history`: orders, renewals, cashback, discounts, payments, all")
	o.RangeFlags.Bind(c)
	o.formFlags.bind(c)
	f.StringVar(&o.out, "out", "-", "the `file` to write; - is stdout")
	f.BoolVar(&o.manifest, "manifest", false, "write FILE.manifest.json, too: what is in the file, with its checksum")
	f.Int64Var(&o.through, "through", 0, "up to the record with this `id`: an earlier export once more")
	f.StringVar(&o.split, "split-by", "", "`client`: a file for each client, in the folder given with --out")
	app.Completes(c, "history", cobra.FixedCompletions(org.Texts(org.Histories()), cobra.ShellCompDirectiveNoFileComp))
	app.Completes(c, "split-by", cobra.FixedCompletions([]string{"client"}, cobra.ShellCompDirectiveNoFileComp))
	app.Completes(c, "client", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return completeClients(a, c)
	})
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return clientsRun(ctx, a, o) })
	return c
}

func completeClients(a *app.App, c *cobra.Command) ([]string, cobra.ShellCompDirective) {
	a.ReadGlobalFlags(c)
	s, caller, err := a.Open(c.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	clients, _ := s.ClientsToExport(c.Context(), caller) // nobody reads errors there
	var words []string
	for _, in := range clients {
		words = append(words, in.Slug+"\t"+in.Name)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func clientsRun(ctx context.Context, a *app.App, o *clientsOptions) error {
	if err := o.check(a); err != nil {
		return err
	}
	var command []string
	asks := len(o.histories) == 0 || !o.RangeFlags.Given()
	if !asks && o.split == "" { // who is asked says so in the last step
		if err := a.MayReplace(ctx, o.out, app.Earlier{What: "export", Is: export.IsOurs}); err != nil {
			return err
		}
	}
	if asks {
		if err := askClients(ctx, a, o); err != nil {
			return err
		}
		command = equivalent(a, o.set, "export", "clients")
	}
	j, err := o.job(ctx, a)
	if err != nil {
		return err
	}
	if err := j.run(ctx); err != nil {
		return err
	}
	if command != nil {
		a.Streams.Note("Equivalent command: %s", org.ShellQuote(command))
	}
	return nil
}

// check refuses flags that can't go together, before anything is asked.
func (o *clientsOptions) check(a *app.App) error {
	if err := oneFormat(a, o.toFile()); err != nil {
		return err
	}
	if _, err := export.ParseDialect(o.dialect); err != nil {
		return err
	}
	switch {
	case o.split != "" && o.split != "client":
		return org.Unknown("value of --split-by", o.split, []string{"client"})
	case o.split != "" && !o.toFile():
		return app.Need("out", "the folder for the files of the clients")
	case o.manifest && !o.toFile() && !a.Interactive():
		return app.Need("out", "a manifest lies beside a file")
	case o.through < 0:
		return org.Invalid("--through %d is no id", o.through).WithHint("a number from 1 on, like last_record in a manifest")
	}
	if _, err := org.ParseHistories(o.histories); err != nil || o.split != "" {
		return err
	}
	return app.CheckOut(o.out)
}

func (o *clientsOptions) toFile() bool { return o.out != "" && o.out != "-" }

// job resolves the flags and has the export allowed and logged.
func (o *clientsOptions) job(ctx context.Context, a *app.App) (*job, error) {
	f := org.BookFilter{Clients: o.clients, Through: org.RecordID(o.through)}
	var err error
	if f.Kinds, err = org.ParseHistories(o.histories); err != nil {
		return nil, err
	}
	if f.Range, err = o.Range(ctx, a); err != nil {
		return nil, err
	}
	dialect, err := export.ParseDialect(o.dialect)
	if err != nil {
		return nil, err
	}
	req, err := a.Request()
	if err != nil {
		return nil, err
	}
	req.OpID = "" // what is exported changes nothing
	j := &job{app: a, options: o, caller: req.Caller, dialect: dialect}
	if j.store, err = a.Store(ctx); err != nil {
		return nil, err
	}
	j.plan, err = j.store.StartExport(ctx, req, f, a.Streams.ErrTTY || a.Flags.DryRun)
	return j, err
}

// words are the histories as they are typed.
func (o *clientsOptions) words() string { return strings.Join(o.histories, ",") }
