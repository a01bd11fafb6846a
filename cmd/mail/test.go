package mailcmd

import (
	"context"
	"encoding/hex"
	"io"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newTest(a *app.App) *cobra.Command {
	var locale string
	c := &cobra.Command{
		Use:   "test EMAIL",
		Short: "Send a test mail at once, and say what stands in the way",
		Long: `Send a test mail at once, and say what stands in the way. It needs no login and touches no store: it tries the settings. The
exit code is 6 if the mail did not go out.`,
		Example: `orgctl mail test olivia@example.org
orgctl mail test olivia@example.org --locale fr_FR`,
		Args:        app.One("EMAIL"),
		Annotations: app.Reads(app.FileOwner),
	}
	c.Flags().StringVar(&locale, "locale", "en_GB", "the `language` of the mail: fr_FR, or another for English")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return testRun(ctx, a, args[0], locale) })
	return c
}

func testRun(ctx context.Context, a *app.App, to, locale string) error {
	email, err := org.ParseEmail(to)
	if err != nil {
		return err
	}
	if locale, err = org.ParseLocale(locale); err != nil {
		return err
	}
	post, err := a.Post()
	if err != nil {
		return err
	}
	defer post.Close()
	id := make([]byte, 12)
	if _, err := io.ReadFull(a.World.Rand, id); err != nil {
		return err
	}
	letter := org.Letter{Mail: org.Mail{Kind: org.MailTest, To: email.Shown, Locale: locale}, MessageID: "test." + hex.EncodeToString(id), At: a.World.Now()}
	set := org.ChangeSet{DryRun: a.Flags.DryRun, Changed: true, Changes: []org.Change{},
		Posted: []org.PostedMail{{To: email.Shown, State: org.MailSent}}}
	if set.DryRun {
		return a.Report(app.Change{}, set)
	}
	if failure := post.Send(ctx, letter); failure != nil {
		return org.Errorf(org.KindUnavailable, org.CodeMail, "the test mail was not sent: %s", failure.Reason).
			WithHint("'orgctl config list' shows the settings of mail and where they come from").Wrap(failure)
	}
	if a.Flags.Machine() {
		return a.Report(app.Change{}, set)
	}
	a.ReportMails(set.Posted)
	return nil
}
