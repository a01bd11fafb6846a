package invitationcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

type editOptions struct {
	app.MemberFlags
	role string
}

func newEdit(a *app.App) *cobra.Command {
	o := &editOptions{}
	c := &cobra.Command{
		Use:   "edit ID|EMAIL",
		Short: "Change the role, names, language, billing mark or contact preferences of an invitation",
		Long: `Change the role, names, language, billing mark or contact preferences of an invitation that was not answered yet. What is
not given stays; on a terminal, without any of the flags, it is asked. Whoever gives another role counts as the one who invites.

Access is changed with 'orgctl grant', teams with 'orgctl team members', as for every member. The mail that was sent is not sent
again: that is 'orgctl invitation resend'.`,
		Example: `orgctl invitation edit pia@example.org --role external --org delta
orgctl invitation edit id:1 --org delta --first-name Pia --locale it_IT --notify none`,
		Args:              app.AtMostOne("ID"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteInvitations,
	}
	o.Bind(c)
	c.Flags().StringVar(&o.role, "role", "", "`role`: owner, admin, collaborator, external")
	app.Completes(c, "role", cobra.FixedCompletions(app.Roles(), cobra.ShellCompDirectiveNoFileComp))
	c.RunE = a.RunPicked(app.PickUnanswered(), func(ctx context.Context, ref string) error { return editRun(ctx, a, o, ref) })
	return c
}

func editRun(ctx context.Context, a *app.App, o *editOptions, ref string) error {
	edit, err := o.change()
	if err != nil {
		return err
	}
	var equivalent []string
	if edit.Empty() {
		if !a.Interactive() {
			return app.Need("role", "or --first-name, --last-name, --locale, --billing, --notify: what of the invitation shall change?")
		}
		if err := o.ask(ctx, a, ref); err != nil {
			return err
		}
		if edit, err = o.change(); err != nil {
			return err
		}
		equivalent = o.Words(a, "invitation", "edit", ref)
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "edited the invitation " + ref, Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditInvitation(ctx, req, ref, edit)
		},
	})
}

// change is what was given.
func (o *editOptions) change() (e org.InvitationEdit, err error) {
	if o.role != "" {
		if e.Role, err = org.ParseRole(o.role); err != nil {
			return e, err
		}
	}
	e.MemberEdit, err = o.Edit()
	return e, err
}

// ask asks for everything that may be changed.
func (o *editOptions) ask(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	d, err := s.Invitation(ctx, caller, ref)
	if err != nil {
		return err
	}
	in, m := actor.Org.Name+": ", d.Member
	a.Prompt().Note(d.Email + ", invited as " + d.Role.String() + " of " + actor.Org.Name)
	return prompt.Run(ctx, []prompt.Step{
		{Title: in + "role", Ask: func(ctx context.Context, title string) error {
			answer, err := a.AskRole(ctx, prompt.Select{Step: title, Label: "Part of " + actor.Org.Name + ", or external?", Back: true}, actor, m.Role)
			if err != nil || answer == m.Role.String() {
				return err
			}
			return o.Flags().Set("role", answer)
		}},
		o.Text(a, in, "first-name", app.Question{Label: "First name", Now: m.FirstName}),
		o.Text(a, in, "last-name", app.Question{Label: "Last name", Now: m.LastName}),
		o.Text(a, in, "locale", app.Question{Label: "Language of mails", Now: m.Locale}),
		{Title: in + "billing", Skip: func() bool { return m.Role == org.External || o.role == org.External.String() }, Ask: func(ctx context.Context, title string) error {
			return o.AskBilling(ctx, a, title, m)
		}},
		{Title: in + "contact preferences", Ask: func(ctx context.Context, title string) error { return o.AskTopics(ctx, a, title, m) }},
	})
}
