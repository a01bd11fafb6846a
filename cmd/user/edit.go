package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

func newEdit(a *app.App) *cobra.Command {
	o := &app.MemberFlags{}
	c := &cobra.Command{
		Use:   "edit EMAIL",
		Short: "Change the names, language, billing mark or contact preferences of a member",
		Long: `Change the names, language, billing mark or contact preferences of a member. What is not given stays; on a terminal,
without any of the flags, it is asked. Everybody may change their own, but for the billing mark.

The e-mail belongs to the login, and the role is changed with 'orgctl user role'.`,
		Example: `orgctl user edit jane@example.org --first-name Jane --locale fr_FR
orgctl user edit jane@example.org --billing --notify billing,products`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	o.Bind(c)
	c.RunE = a.RunPicked(app.PickUser().OrOwn(), func(ctx context.Context, ref string) error { return editRun(ctx, a, o, ref) })
	return c
}

func editRun(ctx context.Context, a *app.App, o *app.MemberFlags, ref string) error {
	edit, err := o.Edit()
	if err != nil {
		return err
	}
	var equivalent []string
	if edit.Empty() {
		if !a.Interactive() {
			return app.Need("first-name", "or --last-name, --locale, --billing, --notify: what of %s shall change?", ref)
		}
		if err := askEdit(ctx, a, o, ref); err != nil {
			return err
		}
		if edit, err = o.Edit(); err != nil {
			return err
		}
		equivalent = o.Words(a, "user", "edit", ref)
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "edited " + ref, Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditUser(ctx, req, ref, edit)
		},
	})
}

// askEdit asks for what may be changed: who may not give the billing mark is not asked for it.
func askEdit(ctx context.Context, a *app.App, o *app.MemberFlags, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	m, err := s.User(ctx, caller, ref)
	if err != nil {
		return err
	}
	marked := m
	marked.Billing = true
	noMark := actor.May(org.ActMembers) != nil || actor.CanMark(m, marked) != nil || m.Role == org.External
	in := actor.Org.Name + ": "
	a.Prompt().Note(m.Email + ", " + m.Role.String() + " of " + actor.Org.Name)
	return prompt.Run(ctx, []prompt.Step{
		o.Text(a, in, "first-name", app.Question{Label: "First name", Now: m.FirstName}),
		o.Text(a, in, "last-name", app.Question{Label: "Last name", Now: m.LastName}),
		o.Text(a, in, "locale", app.Question{Label: "Language of mails", Now: m.Locale}),
		{Title: in + "billing", Skip: func() bool { return noMark }, Ask: func(ctx context.Context, title string) error {
			return o.AskBilling(ctx, a, title, m)
		}},
		{Title: in + "contact preferences", Ask: func(ctx context.Context, title string) error { return o.AskTopics(ctx, a, title, m) }},
	})
}
