package accountcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// NewInit is 'orgctl init'.
func NewInit(a *app.App) *cobra.Command {
	o := account{}
	var group string
	c := &cobra.Command{
		Use:   "init",
		Short: "Make a store with your login and your organization",
		Long: `Make a store with your login and your organization, of which you become the owner. You are logged in afterwards. On a
terminal what is missing is asked step by step.`,
		Example:     `orgctl init --email olivia@example.org --first-name Olivia --last-name Owner --org acme --org-name Acme --kind company --country CH --password-file password`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.Anybody),
	}
	o.bind(c)
	c.Flags().StringVar(&group, "group", "", "share the store with this `group` of the machine")
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return initRun(ctx, a, &o, group) })
	return c
}

func initRun(ctx context.Context, a *app.App, o *account, group string) error {
	path, err := a.VacantStore()
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
	equivalent := o.equivalent("init")
	if len(equivalent) > 0 && group != "" {
		equivalent = append(equivalent, "--group", group)
	}
	return a.Apply(ctx, app.Change{
		Done:       fmt.Sprintf("made the store %s and logged you in as %s, owner", path, acc.Email.Shown),
		Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			set, err := a.CreateStore(ctx, group, req, acc)
			if err == nil && set.Changed && !set.DryRun {
				err = a.Remember(acc.Email.Shown, session)
			}
			return set, err
		},
	})
}
