package invitationcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

func newRefuse(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:               "refuse [CODE|SLUG|ID]",
		Aliases:           []string{"reject"},
		Short:             "Refuse an invitation: with its code, or logged in with the invited address",
		Example:           `orgctl invitation refuse sigma`,
		Args:              app.AtMostOne("CODE"),
		Annotations:       app.Writes(app.Anybody),
		ValidArgsFunction: a.CompleteAwaiting,
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return refuseRun(ctx, a, args) })
	return c
}

func refuseRun(ctx context.Context, a *app.App, args []string) error {
	code, ref, err := which(ctx, a, args, "refuse")
	if err != nil {
		return err
	}
	if code == "" && ref == "" {
		if code, err = a.AskInvitationCode(ctx, prompt.Input{}); err != nil {
			return err
		}
	}
	reply := org.Reply{Ref: ref}
	if code != "" {
		if code, err = app.ParseInvitationCode(code); err != nil {
			return err
		}
		reply.Code, reply.Anew = secret.HashCode(code), true // the code is enough
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "refused the invitation",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RejectInvitation(ctx, req, reply)
		},
	})
}
