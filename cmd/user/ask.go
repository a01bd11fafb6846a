package usercmd

import (
	"context"
	"fmt"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askNew asks for what a new member needs, and sets the flags accordingly. Where nobody can be asked it says what is
// missing.
func askNew(ctx context.Context, a *app.App, o *addOptions) error {
	if !a.Interactive() {
		if o.email == "" {
			return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing EMAIL").WithHint("orgctl user add EMAIL --role ROLE, or many with --from users.csv")
		}
		return app.Need("role", "one of %s", strings.Join(app.Roles(), ", "))
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	if err := actor.May(org.ActMembers); err != nil {
		return err // before the questions: nobody likes to answer them for nothing
	}
	emailGiven, roleGiven := o.email != "", o.role != ""
	in := actor.Org.Name + ": "
	return prompt.Run(ctx, []prompt.Step{
		{Title: in + "person", Skip: func() bool { return emailGiven }, Ask: func(ctx context.Context, title string) (err error) {
			o.email, err = a.Prompt().Input(ctx, prompt.Input{Step: title, Label: "E-mail of the new member",
				Default: o.email, Required: true, Validate: validEmail, Back: true})
			return err
		}},
		o.Text(a, in, "first-name", app.Question{Label: "First name (optional)"}),
		o.Text(a, in, "last-name", app.Question{Label: "Last name (optional)"}),
		{Title: in + "role", Skip: func() bool { return roleGiven }, Ask: func(ctx context.Context, title string) (err error) {
			o.role, err = a.AskRole(ctx, prompt.Select{Step: title, Label: "Part of " + actor.Org.Name + ", or external?", Back: true}, actor, org.Collaborator)
			if err == nil {
				err = o.Flags().Set("role", o.role)
			}
			return err
		}},
		{Title: in + "add", Ask: func(ctx context.Context, title string) error { return o.askSure(ctx, a, title) }},
	})
}

// askSure shows who would be added.
func (o *addOptions) askSure(ctx context.Context, a *app.App, title string) error {
	n, err := o.member()
	if err != nil {
		return err
	}
	m, err := n.Apply(org.Member{Email: n.Email.Shown, Role: n.Role})
	if err != nil {
		return err
	}
	a.Prompt().Note(fmt.Sprintf("%s <%s>, %s", m.Name(), m.Email, m.Role))
	yes, err := a.Prompt().Confirm(ctx, prompt.Confirm{Step: title, Label: "Add " + m.Name() + "?", Default: true, Back: true})
	if err == nil && !yes {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed").WithHint("run it again with other answers")
	}
	return err
}

func validEmail(s string) error {
	_, err := org.ParseEmail(s)
	return err
}
