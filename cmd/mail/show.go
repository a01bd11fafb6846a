package mailcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/mail"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show MAIL",
		Short: "Show what a mail says and what became of it",
		Long: `Show what a mail says and what became of it. Where it carries a code, the word CODE stands in its place: codes are made
when a mail is sent, and nobody can read them afterwards.`,
		Example:     `orgctl mail show 1`,
		Args:        app.One("MAIL"),
		Annotations: app.Reads(org.ActMembers),
	}
	app.Shows(c, columns())
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return showRun(ctx, a, args[0]) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	id, err := org.ParseMailRef(ref)
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	m, err := s.Mail(ctx, caller, id)
	if err != nil {
		return err
	}
	subject, text := mail.Preview(m.Mail)
	more := []term.Column[org.OutboxMail]{
		{Name: "subject", Value: func(org.OutboxMail) any { return subject }},
		{Name: "text", Value: func(org.OutboxMail) any { return text }},
	}
	return term.PrintOne(a.Streams, a.Flags.Format, append(columns(), more...), m)
}
