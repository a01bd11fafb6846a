package mailcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	var state string
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the mails of the organization, the latest first",
		Long: `List the mails of the organization, the latest first: those that wait (queued), that were sent, that were given up (dead), and
that were taken back because what they told of is gone (cancelled). Mails about your own login are among them; those about
the logins of others are not.`,
		Example: `orgctl mail list
orgctl mail list --state dead`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActMembers),
	}
	c.Flags().StringVar(&state, "state", "", "only those in this `state`: queued, sent, dead, cancelled")
	app.Completes(c, "state", cobra.FixedCompletions(states(), cobra.ShellCompDirectiveNoFileComp))
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, state) })
	return c
}

func states() []string {
	return []string{string(org.MailQueued), string(org.MailSent), string(org.MailDead), string(org.MailCancelled)}
}

func listRun(ctx context.Context, a *app.App, state string) error {
	f, err := org.ParseMailState(state, states())
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.OutboxMail]{
		Columns: columns(),
		Name:    org.OutboxMail.Ref,
		Rows:    s.Mails(ctx, caller, org.MailFilter{State: f}),
		Empty:   "no mails",
	})
}
