package invitationcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newResend(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "resend ID|EMAIL",
		Short: "Send an invitation again, with a new code and new time",
		Long: `Send an invitation again, with a new code and new time; earlier codes are void. It counts as made by you from then on. Where
no mail goes out, and for a silent invitation, the code is printed once.`,
		Example:           `orgctl invitation resend pia@example.org --org delta`,
		Args:              app.AtMostOne("ID"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteInvitations,
	}
	c.RunE = a.RunPicked(app.PickUnanswered(), func(ctx context.Context, ref string) error { return resendRun(ctx, a, ref) })
	return c
}

func resendRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	codes := a.NewCodes()
	hash, err := codes.Hash("")
	if err != nil {
		return err
	}
	return a.HandOver(ctx, codes, app.Change{
		Done: "sent the invitation again",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.ResendInvitation(ctx, req, ref, hash, a.InvitationLives())
		},
	})
}
