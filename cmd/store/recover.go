package storecmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

func newRecover(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "recover EMAIL",
		Short: "Give somebody who can't log in any more a code for a new password",
		Long: `Give somebody who can't log in any more a code for a new password. It is for whoever owns the file, at a terminal: one types
the slug of an organization of that person. All their sessions end, and earlier codes are void. The code is printed once,
counts once and lives for an hour: 'orgctl login --code CODE'.`,
		Example:     `orgctl store recover olivia@example.org`,
		Args:        app.One("EMAIL"),
		Annotations: app.Writes(app.FileOwner),
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return recoverRun(ctx, a, args[0]) })
	return c
}

func recoverRun(ctx context.Context, a *app.App, email string) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	req, err := a.Request()
	if err != nil {
		return err
	}
	// The rehearsal finds an e-mail that nobody has before anything is asked, and is all that a dry run does.
	dry := req
	dry.DryRun = true
	preview, err := s.Recover(ctx, dry, org.Recovery{Email: email})
	if err != nil {
		return err
	}
	c := app.Change{Done: "made a code for " + email + ", good for an hour and for one use"}
	if req.DryRun || preview.Replayed {
		return a.Report(c, preview)
	}
	slug, err := askSlug(ctx, a, email, preview)
	if err != nil {
		return err
	}
	code, err := secret.NewCode(a.World.Rand, secret.PrefixRecovery)
	if err != nil {
		return err
	}
	req.Confirmed = true
	set, err := s.Recover(ctx, req, org.Recovery{Email: email, Org: slug, Code: secret.HashCode(code)})
	if err != nil {
		return err
	}
	a.Deliver(ctx, &set)
	c.Created = func(org.ChangeSet) map[string]any { return map[string]any{"recovery": map[string]string{"code": code}} }
	if err := a.Report(c, set); err != nil || !set.Changed || a.Flags.Machine() {
		return err
	}
	a.Streams.Hint("they run 'orgctl login --code' with this code:")
	return term.Write(a.Streams, []byte(code+"\n"))
}

// askSlug is the confirmation. --yes does not replace it: a script must not take logins over.
func askSlug(ctx context.Context, a *app.App, email string, preview org.ChangeSet) (string, error) {
	if !a.Interactive() {
		return "", org.Errorf(org.KindDenied, org.CodeConfirm, "recovering a login is for a person at a terminal").
			WithHint("run 'orgctl store recover %s' in a terminal, without --no-input", org.ShellQuote([]string{email}))
	}
	for _, line := range preview.Taking() {
		a.Streams.Note("  - %s", line)
	}
	return a.Prompt().Input(ctx, prompt.Input{Label: "Type the slug of an organization of " + email, Required: true})
}
