package accountcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// NewSignup is 'orgctl signup'.
func NewSignup(a *app.App) *cobra.Command {
	o := account{}
	var code string
	otp := app.OTPFlags{}
	c := &cobra.Command{
		Use:   "signup",
		Short: "Make yourself a login, with an organization of your own",
		Long: `Make yourself a login in a store that is there, with an organization in your name, of which you become the owner. You are
logged in afterwards. On a terminal what is missing is asked step by step.

An e-mail that the store knows already gets a password only through a code: see 'orgctl login --code'. With the --code of an
invitation you join the organization that invites you instead; without it, an invitation to your address is ignored.`,
		Example: `orgctl signup --email zoe@example.org --first-name Zoë --last-name Zeta --org zeta --org-name Zeta --kind association --country FR --password-file password`,
		Args:    cobra.NoArgs, Annotations: app.Writes(app.Anybody),
	}
	o.bind(c)
	otp.Bind(c)
	c.Flags().StringVar(&code, "code", "", "the `code` of an invitation: join that organization instead")
	c.RunE = a.Run(func(ctx context.Context, _ []string) error {
		if code != "" {
			return joinRun(ctx, a, &o, otp, code)
		}
		return signupRun(ctx, a, &o)
	})
	return c
}

func signupRun(ctx context.Context, a *app.App, o *account) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	if err := o.fill(ctx, a); err != nil {
		return err
	}
	acc, session, err := o.account(a)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done:       fmt.Sprintf("signed up and logged you in as %s, owner", acc.Email.Shown),
		Equivalent: o.equivalent("signup"),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			set, err := s.SignUp(ctx, req, acc)
			if err == nil && set.Changed && !set.DryRun {
				err = a.Remember(acc.Email.Shown, session)
			}
			return set, err
		},
	})
}

// joinRun makes a login for an invitation, or verifies the one there is, and joins the inviting organization.
func joinRun(ctx context.Context, a *app.App, o *account, otp app.OTPFlags, code string) error {
	if a.Flags.Settings["org"]+o.name+o.kind+o.country != "" {
		return org.Invalid("with --code you join the organization that invites you: no other is made").
			WithHint("leave --org, --org-name, --kind and --country out, or leave --code out")
	}
	return a.Accept(ctx, app.Join{PasswordFlags: o.PasswordFlags, OTP: otp, Code: code, Email: o.email, First: o.first, Last: o.last, Anew: true})
}
