package usercmd

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

func newEdit(a *app.App) *cobra.Command {
	o := &describeFlags{}
	c := &cobra.Command{
		Use:   "edit EMAIL",
		Short: "Change the names, language, billing mark or contact preferences of a member",
		Long: `Change the names, language, billing mark or contact preferences of a member. What is not given stays; on a terminal,
without any of the flags, it is asked. Everybody may change their own, but for the billing mark.

The e-mail belongs to the login, and the role is changed with 'orgctl user role'.`,
		Example: `orgctl user edit jane@example.org --first-name Jane --locale fr_FR
orgctl user edit jane@example.org --billing --notify billing,products`,
		Args:              app.One("EMAIL"),
		Annotations:       app.Writes(org.ActMembers),
		ValidArgsFunction: a.CompleteUsers,
	}
	o.bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return editRun(ctx, a, o, args[0]) })
	return c
}

func editRun(ctx context.Context, a *app.App, o *describeFlags, ref string) error {
	edit, err := o.edit()
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
		if edit, err = o.edit(); err != nil {
			return err
		}
		equivalent = o.equivalent(a, "edit", ref)
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
func askEdit(ctx context.Context, a *app.App, o *describeFlags, ref string) error {
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
	in := actor.Org.Name + ": "
	a.Prompt().Note(m.Email + ", " + m.Role.String() + " of " + actor.Org.Name)
	return prompt.Run(ctx, []prompt.Step{
		o.text(a, in, "first-name", question{"First name", m.FirstName}),
		o.text(a, in, "last-name", question{"Last name", m.LastName}),
		o.text(a, in, "locale", question{"Language of mails", m.Locale}),
		{Title: in + "billing", Skip: func() bool { return actor.May(org.ActMembers) != nil || m.Role == org.External }, Ask: func(ctx context.Context, title string) error {
			return o.askBilling(ctx, a, title, m)
		}},
		{Title: in + "contact preferences", Ask: func(ctx context.Context, title string) error { return o.askTopics(ctx, a, title, m) }},
	})
}

func (o *describeFlags) askBilling(ctx context.Context, a *app.App, title string, m org.Member) error {
	yes, err := a.Prompt().Confirm(ctx, prompt.Confirm{Step: title, Label: "May they order products and see the book?", Default: m.Billing, Back: true})
	if err != nil || yes == m.Billing && !o.set.Changed("billing") {
		return err
	}
	return o.set.Set("billing", strconv.FormatBool(yes))
}

func (o *describeFlags) askTopics(ctx context.Context, a *app.App, title string, m org.Member) error {
	q := prompt.MultiSelect{Step: title, Label: "Which mails do they want?", Back: true,
		Options: []prompt.Option{{Label: "billing", Detail: "reminders of what is to be paid"}, {Label: "products", Detail: "what happens to products"}}}
	for i, on := range []bool{m.NotifyBilling, m.NotifyProducts} {
		if on {
			q.Ticked = append(q.Ticked, i)
		}
	}
	ticked, err := a.Prompt().MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	after := m
	after.NotifyBilling, after.NotifyProducts = false, false
	for _, i := range ticked {
		after.NotifyBilling, after.NotifyProducts = after.NotifyBilling || i == 0, after.NotifyProducts || i == 1
	}
	if after == m {
		return nil
	}
	o.notify = topics(after)
	if len(o.notify) == 0 {
		o.notify = []string{"none"}
	}
	o.set.Lookup("notify").Changed = true
	return nil
}
