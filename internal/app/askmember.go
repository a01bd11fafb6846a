package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// AskRole lists the roles that the actor may give.
func (a *App) AskRole(ctx context.Context, q prompt.Select, actor org.Actor, now org.Role) (string, error) {
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

// Question is what is asked of a text, and how the text is now.
type Question struct{ Label, Now string }

// Text asks for one of the flags that are texts. An answer that is the default leaves the flag alone.
func (o *MemberFlags) Text(a *App, in, flag string, about Question) prompt.Step {
	given := o.set.Changed(flag)
	title := in + strings.ReplaceAll(flag, "-", " ")
	return prompt.Step{Title: title, Skip: func() bool { return given }, Ask: func(ctx context.Context, title string) error {
		q := prompt.Input{Step: title, Label: about.Label, Default: about.Now, Back: true}
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

// AskBilling asks for the billing mark.
func (o *MemberFlags) AskBilling(ctx context.Context, a *App, title string, m org.Member) error {
	yes, err := a.Prompt().Confirm(ctx, prompt.Confirm{Step: title, Label: "May they order products and see the book?", Default: m.Billing, Back: true})
	if err != nil || yes == m.Billing && !o.set.Changed("billing") {
		return err
	}
	return o.set.Set("billing", strconv.FormatBool(yes))
}

// AskTopics asks for the contact preferences.
func (o *MemberFlags) AskTopics(ctx context.Context, a *App, title string, m org.Member) error {
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
	o.notify = Topics(after)
	if len(o.notify) == 0 {
		o.notify = []string{"none"}
	}
	o.set.Lookup("notify").Changed = true
	return nil
}
