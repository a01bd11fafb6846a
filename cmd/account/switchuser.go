package accountcmd

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

type switchUserOptions struct {
	proofs
	forget bool
}

func newSwitchUser(a *app.App) *cobra.Command {
	o := switchUserOptions{}
	c := &cobra.Command{
		Use:   "user [EMAIL]",
		Short: "Go on as another user, or forget one",
		Long: `Go on as another user. Those who logged in before are remembered: while their session lasts no password is needed. Anybody
else logs in anew. --forget ends the session of a user and drops them from the list.`,
		Example: `orgctl switch user
orgctl switch user olivia@example.org`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(app.Anybody),
		ValidArgsFunction: completeRemembered(a),
	}
	o.bind(c)
	c.Flags().BoolVar(&o.forget, "forget", false, "end the session and drop the user from the list")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return switchUserRun(ctx, a, o, args) })
	return c
}

func switchUserRun(ctx context.Context, a *app.App, o switchUserOptions, args []string) error {
	if _, err := a.Store(ctx); err != nil {
		return err
	}
	logins, err := a.Logins()
	if err != nil {
		return err
	}
	email, err := whoGoesOn(ctx, a, args, logins, o.forget)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(logins, func(l secret.Login) bool { return same(l.Email, email) })
	switch {
	case o.forget && i < 0:
		return org.NotFound("remembered user", email.Shown).WithHint("'orgctl switch user' lists them on a terminal")
	case o.forget:
		return forget(ctx, a, logins[i])
	case i < 0:
		return logIn(ctx, a, email, o.proofs)
	}
	return goOnAs(ctx, a, logins[i], o)
}

// whoGoesOn is the user named or, on a terminal, picked.
func whoGoesOn(ctx context.Context, a *app.App, args []string, logins []secret.Login, forget bool) (org.Email, error) {
	if len(args) > 0 {
		return org.ParseEmail(args[0])
	}
	word, err := pickUser(ctx, a, logins, forget)
	if err != nil {
		return org.Email{}, err
	}
	return org.ParseEmail(word)
}

// same says whether two spellings are the same login.
func same(remembered string, email org.Email) bool {
	r, err := org.ParseEmail(remembered)
	return err == nil && r.Key == email.Key
}

// goOnAs makes a remembered login the current one. If its session has ended it costs the password.
func goOnAs(ctx context.Context, a *app.App, login secret.Login, o switchUserOptions) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	email, err := org.ParseEmail(login.Email)
	if err != nil {
		return err
	}
	if login.Secret == "" {
		return logIn(ctx, a, email, o.proofs)
	}
	_, err = s.Whoami(ctx, org.Caller{Session: secret.HashCode(login.Secret)})
	if org.KindOf(err) == org.KindAuth {
		return logIn(ctx, a, email, o.proofs)
	}
	if err != nil {
		return err
	}
	return use(a, login)
}

func use(a *app.App, login secret.Login) error {
	current, ok, err := a.CurrentLogin()
	if err != nil {
		return err
	}
	set := org.ChangeSet{DryRun: a.Flags.DryRun, Changes: []org.Change{}}
	if !ok || !strings.EqualFold(current.Email, login.Email) {
		set.Changed = true
		set.Changes = append(set.Changes, org.Change{Action: "edit", Kind: "login", Ref: login.Email})
	}
	if set.Changed && !set.DryRun {
		if err := a.UseLogin(login.Email); err != nil {
			return err
		}
	}
	return a.Report(app.Change{Done: "you are " + login.Email + " now"}, set)
}

// forget drops a login, and ends its session so that a copy of the secret is worth nothing.
func forget(ctx context.Context, a *app.App, login secret.Login) error {
	set := org.ChangeSet{DryRun: a.Flags.DryRun, Changed: true, Changes: []org.Change{{Action: "remove", Kind: "login", Ref: login.Email}}}
	if !set.DryRun {
		if err := a.ForgetLogin(ctx, login.Email); err != nil {
			return err
		}
	}
	return a.Report(app.Change{Done: "forgot " + login.Email}, set)
}

// pickUser lists who is remembered, with a new login at the end.
func pickUser(ctx context.Context, a *app.App, logins []secret.Login, forget bool) (string, error) {
	if !a.Interactive() {
		return "", org.Errorf(org.KindUsage, org.CodeInputRequired, "missing EMAIL").WithHint("orgctl switch user EMAIL")
	}
	q := prompt.Select{Label: "Who goes on?", Help: "Type to filter.", Default: -1}
	for _, l := range logins {
		detail := "logged in"
		if l.Secret == "" {
			detail = "needs the password"
		}
		q.Options = append(q.Options, prompt.Option{Label: l.Email, Detail: detail})
	}
	if forget {
		q.Label = "Who shall be forgotten?"
	} else {
		q.Options = append(q.Options, prompt.Option{Label: "new login", Detail: "with another e-mail"})
	}
	i, err := a.Prompt().Select(ctx, q)
	if err != nil {
		return "", err
	}
	if i < len(logins) {
		return logins[i].Email, nil
	}
	return a.Prompt().Input(ctx, prompt.Input{Label: "Your e-mail", Required: true, Validate: validEmail})
}
