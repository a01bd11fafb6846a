package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newLeave(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "leave",
		Short: "Leave the organization yourself",
		Long: `Leave the organization yourself. The last owner can't: nobody could repair it afterwards. Your login stays. What goes with
your membership is shown; on a terminal you confirm by typing your own e-mail.`,
		Example:     `orgctl user leave --org delta --yes`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(org.ActSee),
	}
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return leaveRun(ctx, a) })
	return c
}

func leaveRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	id, err := s.Person(ctx, caller)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{Done: "ended your membership", Typed: id.Email, Run: s.Leave})
}
