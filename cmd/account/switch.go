package accountcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// NewSwitch is 'orgctl switch'.
func NewSwitch(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "switch",
		Short: "Go on as another user or in another organization",
		Long:  "Go on as another user, without a password while their session lasts, or in another of your organizations.",
	}
	c.AddCommand(newSwitchUser(a), newSwitchOrg(a))
	return c
}

func newSwitchOrg(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "org SLUG",
		Short: "Go on in another of your organizations",
		Long: `Go on in another of your organizations. It holds for this session; --org and ORGCTL_ORG still win. On a terminal, without
a slug, the organizations are listed.`,
		Example:           `orgctl switch org acme`,
		Args:              app.AtMostOne("SLUG"),
		Annotations:       app.Writes(app.LoggedIn),
		ValidArgsFunction: a.CompleteOrgs,
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return switchOrgRun(ctx, a, args) })
	return c
}

func switchOrgRun(ctx context.Context, a *app.App, args []string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	slug := ""
	if len(args) > 0 {
		slug = args[0]
	} else if slug, err = askOrg(ctx, a, s, caller); err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "commands work",
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.SwitchOrg(ctx, req, slug)
		},
	})
}

func askOrg(ctx context.Context, a *app.App, s *app.Store, caller org.Caller) (string, error) {
	if !a.Interactive() {
		return "", org.Errorf(org.KindUsage, org.CodeInputRequired, "missing SLUG").WithHint("orgctl switch org SLUG; 'orgctl org list' shows yours")
	}
	own, err := s.Organizations(ctx, caller)
	if err != nil {
		return "", err
	}
	if len(own) == 0 {
		return "", org.Errorf(org.KindNotFound, org.CodeNotFound, "you belong to no organization").WithHint("make one with 'orgctl org add'")
	}
	q := prompt.Select{Label: "Where do you want to work?", Help: "Type to filter.", Default: -1}
	for i, m := range own {
		q.Options = append(q.Options, prompt.Option{Label: m.Org.Slug, Detail: m.Org.Name + ", " + m.Member.Role.String()})
		if m.Current {
			q.Default = i
		}
	}
	i, err := a.Prompt().Select(ctx, q)
	if err != nil {
		return "", err
	}
	return own[i].Org.Slug, nil
}
