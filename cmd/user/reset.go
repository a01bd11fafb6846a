package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/secret"
)

func newReset(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "reset EMAIL",
		Short: "Send a member a code with which they set themselves a password",
		Long: `Send a member a code with which they set themselves a password: 'orgctl login --code CODE'. It counts once and lives for a
day; an earlier one is void. If no mail goes out (mail.delivery), the code is printed once instead: hand it over in a way
that only they can read. Nobody sets the password of somebody else.`,
		Example:           `orgctl user reset jane@example.org`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.RunE = a.RunPicked(app.PickUser(), func(ctx context.Context, ref string) error { return resetRun(ctx, a, ref) })
	return c
}

func resetRun(ctx context.Context, a *app.App, ref string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if a.SendsMail() {
		return a.Apply(ctx, app.Change{
			Done: "let " + ref + " set a new password by a code",
			Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
				return s.ResetUser(ctx, req, ref, [32]byte{})
			},
		})
	}
	return resetByHand(ctx, a, s, ref)
}

// resetByHand prints the code, since no mail carries it.
func resetByHand(ctx context.Context, a *app.App, s *app.Store, ref string) error {
	code, err := secret.NewCode(a.World.Rand, secret.PrefixRecovery)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "made a code for " + ref + ", good for a day and for one use",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.ResetUser(ctx, req, ref, secret.HashCode(code))
		},
		Created: func(org.ChangeSet) map[string]any { return map[string]any{"reset": map[string]string{"code": code}} },
		Once: func(org.ChangeSet) []app.Once {
			return []app.Once{{Hint: "they run 'orgctl login --code' with this code:", Secret: code}}
		},
	})
}
