package partnercmd

import (
	"context"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askProfile asks for a profile, with what it says now or would say by itself.
func askProfile(ctx context.Context, a *app.App) (edit org.ProfileEdit, words []string, err error) {
	if !a.Interactive() {
		return edit, nil, app.Need("name", "or --email, --active: nothing to change was given")
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return edit, nil, err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return edit, nil, err
	}
	if err := actor.May(org.ActClients); err != nil {
		return edit, nil, err
	}
	now, err := s.PartnerProfile(ctx, caller)
	if org.KindOf(err) == org.KindNotFound {
		now, err = org.PartnerProfile{Name: actor.Org.Name, Email: actor.Email, Active: true}, nil
	}
	if err != nil {
		return edit, nil, err
	}
	in := actor.Org.Name + ": "
	text := func(title, label, help string, to *string, check func(string) org.ProfileEdit) prompt.Step {
		return prompt.Step{Title: in + title, Ask: func(ctx context.Context, title string) error {
			answer, err := a.Prompt().Input(ctx, prompt.Input{Step: title, Label: label, Help: help, Default: *to, Required: true, Back: true,
				Validate: func(s string) error {
					_, err := check(s).Apply(now)
					return err
				}})
			if err == nil {
				*to = answer
			}
			return err
		}}
	}
	err = prompt.Run(ctx, []prompt.Step{
		text("name", "The name by which clients find you", "", &now.Name, func(s string) org.ProfileEdit { return org.ProfileEdit{Name: &s} }),
		text("e-mail", "The e-mail of the contact", "Offers are sent to it.", &now.Email, func(s string) org.ProfileEdit { return org.ProfileEdit{Email: &s} }),
		{Title: in + "active", Ask: func(ctx context.Context, title string) error {
			yes, err := a.Prompt().Confirm(ctx, prompt.Confirm{Step: title, Label: "Do clients find " + now.Name + ", and can partnerships begin?",
				Default: now.Active, Back: true, Help: "Partnerships that there are stay either way."})
			if err == nil {
				now.Active = yes
			}
			return err
		}},
	})
	return org.ProfileEdit{Name: &now.Name, Email: &now.Email, Active: &now.Active}, profileWords(a, now), err
}

// profileWords is the command line that says the same without questions.
func profileWords(a *app.App, p org.PartnerProfile) []string {
	words := []string{"orgctl", "partner", "profile", "edit", "--name", p.Name, "--email", p.Email}
	if slug := a.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	if p.Active {
		return append(words, "--active")
	}
	return append(words, "--active=false")
}
