package usercmd

import (
	"context"
	"fmt"
	"slices"
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
		return app.Need("role", "one of %s", strings.Join(roles(), ", "))
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
		o.text(a, in, "first-name", question{label: "First name (optional)"}),
		o.text(a, in, "last-name", question{label: "Last name (optional)"}),
		{Title: in + "role", Skip: func() bool { return roleGiven }, Ask: func(ctx context.Context, title string) (err error) {
			o.role, err = askRole(ctx, a, prompt.Select{Step: title, Label: "Part of " + actor.Org.Name + ", or external?", Back: true}, actor, org.Collaborator)
			if err == nil {
				err = o.set.Set("role", o.role)
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

// askRole lists the roles that the actor may give.
func askRole(ctx context.Context, a *app.App, q prompt.Select, actor org.Actor, now org.Role) (string, error) {
	may := slices.DeleteFunc(org.Roles(), func(r org.Role) bool { return actor.CanGive(r) != nil })
	for i, r := range may {
		q.Options = append(q.Options, prompt.Option{Label: r.String(), Detail: meaning(r)})
		if r == now {
			q.Default = i
		}
	}
	i, err := a.Prompt().Select(ctx, q)
	if err != nil {
		return "", err
	}
	return may[i].String(), nil
}

// meaning says what a role is, in a few words.
func meaning(r org.Role) string {
	switch r {
	case org.Owner:
		return "legal representative: everything, also owners and partners"
	case org.Admin:
		return "everything but owners and partners"
	case org.Collaborator:
		return "part of the organization, with the products they are granted"
	default:
		return "from outside: the products they are granted, and no directory"
	}
}

// question is what is asked of a text, and how the text is now.
type question struct{ label, now string }

// text asks for one of the flags that are texts. An answer that is the default leaves the flag alone.
func (o *describeFlags) text(a *app.App, in, flag string, about question) prompt.Step {
	given := o.set.Changed(flag)
	title := in + strings.ReplaceAll(flag, "-", " ")
	return prompt.Step{Title: title, Skip: func() bool { return given }, Ask: func(ctx context.Context, title string) error {
		q := prompt.Input{Step: title, Label: about.label, Default: about.now, Back: true}
		if o.set.Changed(flag) {
			q.Default = o.set.Lookup(flag).Value.String()
		}
		q.Validate = func(s string) error {
			e := org.MemberEdit{FirstName: &s}
			if flag == "locale" {
				e = org.MemberEdit{Locale: &s}
			}
			_, err := e.Apply(org.Member{})
			return err
		}
		answer, err := a.Prompt().Input(ctx, q)
		if err != nil || answer == q.Default {
			return err
		}
		return o.set.Set(flag, answer)
	}}
}
