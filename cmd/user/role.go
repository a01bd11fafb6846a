package usercmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

type roleOptions struct {
	role string
	drop bool
}

func newRole(a *app.App) *cobra.Command {
	o := roleOptions{}
	c := &cobra.Command{
		Use:   "role EMAIL --role ROLE",
		Short: "Give a member another role",
		Long: `Give a member another role. Their sessions end. The grants of somebody who becomes owner or admin stay and sleep until they
become collaborator or external again; --drop-grants takes their management rights away instead.`,
		Example: `orgctl user role tom@example.org --role admin
orgctl user role jane@example.org --role external`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.Flags().StringVar(&o.role, "role", "", "`role`: owner, admin, collaborator, external")
	c.Flags().BoolVar(&o.drop, "drop-grants", false, "take the management rights of their grants away")
	app.Completes(c, "role", cobra.FixedCompletions(app.Roles(), cobra.ShellCompDirectiveNoFileComp))
	c.RunE = a.RunPicked(app.PickUser(), func(ctx context.Context, ref string) error { return roleRun(ctx, a, o, ref) })
	return c
}

func roleRun(ctx context.Context, a *app.App, o roleOptions, ref string) error {
	asked := o.role == ""
	if asked && !a.Interactive() {
		return app.Need("role", "one of %s", strings.Join(app.Roles(), ", "))
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if asked {
		if o.role, err = pickRole(ctx, a, s, caller, ref); err != nil {
			return err
		}
	}
	role, err := org.ParseRole(o.role)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "made " + ref + " " + role.WithArticle(), Equivalent: roleEquivalent(a, o, ref, asked),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.SetRole(ctx, req, ref, role, o.drop)
		},
	})
}

func pickRole(ctx context.Context, a *app.App, s *app.Store, caller org.Caller, ref string) (string, error) {
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return "", err
	}
	if err := actor.May(org.ActMembers); err != nil {
		return "", err
	}
	m, err := s.User(ctx, caller, ref)
	if err != nil {
		return "", err
	}
	return a.AskRole(ctx, prompt.Select{Label: "Which role for " + m.Name() + " in " + actor.Org.Name + "?"}, actor, m.Role)
}

func roleEquivalent(a *app.App, o roleOptions, ref string, asked bool) []string {
	if !asked {
		return nil
	}
	words := []string{"orgctl", "user", "role", ref, "--role", o.role}
	if slug := a.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	if o.drop {
		words = append(words, "--drop-grants")
	}
	return words
}
