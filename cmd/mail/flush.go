package mailcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newFlush(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "flush",
		Short: "Send every mail of the store that is due",
		Long: `Send every mail of the store that is due, whichever organization it belongs to. It is for whoever owns the file and needs no
login, so that a timer can run it: every few minutes is a good rhythm. If the server takes none, the rest waits untried. The
exit code is 8 if a mail was not sent.`,
		Example:     `orgctl mail flush`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.FileOwner),
	}
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return flushRun(ctx, a) })
	return c
}

func flushRun(ctx context.Context, a *app.App) error {
	set := org.ChangeSet{DryRun: a.Flags.DryRun, Changes: []org.Change{}}
	var err error
	if a.Flags.DryRun {
		set.Posted, err = due(ctx, a)
	} else {
		set.Posted, err = a.Flush(ctx)
	}
	if err != nil {
		return err
	}
	set.Changed = len(set.Posted) > 0
	switch {
	case a.Flags.Machine():
		if err := a.Report(app.Change{}, set); err != nil {
			return err
		}
	case len(set.Posted) == 0:
		a.Streams.Done("no mail is due")
	case set.DryRun:
		a.Streams.Say("dry run: %d mails would be tried, nothing was sent", len(set.Posted))
	default:
		a.ReportMails(set.Posted)
	}
	return failed(set)
}

func due(ctx context.Context, a *app.App) ([]org.PostedMail, error) {
	s, err := a.Store(ctx)
	if err != nil {
		return nil, err
	}
	return s.DueMails(ctx)
}

// failed is the error of a run that left something unsent.
func failed(set org.ChangeSet) error {
	n := 0
	for _, m := range set.Posted {
		if m.State == org.MailQueued || m.State == org.MailDead {
			n++
		}
	}
	if n == 0 || set.DryRun {
		return nil
	}
	return org.Errorf(org.KindPartial, org.CodeMail, "%d of %d mails did not go out", n, len(set.Posted)).
		WithHint("'orgctl mail test EMAIL' says whether mail goes out at all")
}
