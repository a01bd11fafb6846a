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

// inviteWizard asks for an invitation: what flags have not said. Nothing is written before its last answer.
type inviteWizard struct {
	*inviteOptions
	app   *app.App
	in    org.Organization
	actor org.Actor
	teams []org.Team
	names []prompt.Step
	held  app.GrantQuestions
	n     org.NewInvitation
	given org.NewInvitation // by flags: not asked
}

func askInvitation(ctx context.Context, a *app.App, o *inviteOptions, n org.NewInvitation) (org.NewInvitation, error) {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return n, err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return n, err
	}
	if err := actor.May(org.ActMembers); err != nil {
		return n, err // before the questions: nobody likes to answer them for nothing
	}
	w := &inviteWizard{inviteOptions: o, app: a, in: actor.Org, actor: actor, n: n, given: n}
	w.held = app.GrantQuestions{Prompt: a.Prompt(), In: actor.Org.Name, Grants: n.Grants}
	w.names = []prompt.Step{
		o.Text(a, "", "first-name", app.Question{Label: "First name (optional)"}),
		o.Text(a, "", "last-name", app.Question{Label: "Last name (optional)"}),
	}
	if w.teams, err = s.Teams(ctx, caller, org.TeamFilter{}); err != nil {
		return n, err
	}
	for p, err := range s.Products(ctx, caller, "") {
		if err != nil {
			return n, err
		}
		w.held.Products = append(w.held.Products, p)
	}
	err = w.run(ctx)
	return w.n, err
}

// run asks in the five steps of the reference.
func (w *inviteWizard) run(ctx context.Context) error {
	in := w.in.Name + ": "
	identified := w.given.Email.Key != "" && w.given.FirstName != nil && w.given.LastName != nil && w.given.Locale != nil
	return prompt.Run(ctx, []prompt.Step{
		{Title: in + "identity", Ask: w.askIdentity, Skip: func() bool { return identified }},
		{Title: in + "role", Ask: w.askRole, Skip: func() bool { return w.given.Role != org.NoRole }},
		{Title: in + "access", Ask: w.askAccess, Skip: func() bool {
			return len(w.given.Grants)+len(w.given.Teams) > 0 || len(w.teams)+len(w.held.Products) == 0
		}},
		{Title: in + "contact preferences", Ask: w.askContact, Skip: func() bool { return w.given.NotifyBilling != nil }},
		{Title: in + "send", Ask: w.askSure},
	})
}

func (w *inviteWizard) askIdentity(ctx context.Context, title string) error {
	questions := []func(context.Context) error{w.askEmail(title)}
	for _, t := range w.names {
		if !t.Skip() {
			questions = append(questions, func(ctx context.Context) error { return t.Ask(ctx, title) })
		}
	}
	if w.given.Locale == nil {
		questions = append(questions, w.askLocale(title))
	}
	if err := prompt.Within(ctx, questions...); err != nil {
		return err
	}
	return w.reread()
}

// reread takes what was answered by setting flags.
func (w *inviteWizard) reread() (err error) {
	w.n.MemberEdit, err = w.Edit()
	return err
}

func (w *inviteWizard) askEmail(title string) func(context.Context) error {
	return func(ctx context.Context) error {
		if w.given.Email.Key != "" {
			return nil
		}
		text, err := w.app.Prompt().Input(ctx, prompt.Input{Step: title, Label: "E-mail of whom you invite", Default: w.n.Email.Shown, Required: true,
			Validate: validEmail, Back: true})
		if err != nil {
			return err
		}
		w.n.Email, err = org.ParseEmail(text)
		return err
	}
}

func (w *inviteWizard) askLocale(title string) func(context.Context) error {
	return func(ctx context.Context) error {
		now := w.in.Locale
		if w.n.Locale != nil {
			now = *w.n.Locale
		}
		q := prompt.Select{Step: title, Label: "Language of their mails", Back: true, Default: max(slices.Index(org.Locales(), now), 0)}
		for _, l := range org.Locales() {
			q.Options = append(q.Options, prompt.Option{Label: l})
		}
		i, err := w.app.Prompt().Select(ctx, q)
		if err != nil {
			return err
		}
		if err := w.Flags().Set("locale", org.Locales()[i]); err != nil {
			return err
		}
		return w.reread()
	}
}

func (w *inviteWizard) askRole(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: "Part of " + w.in.Name + ", or external?", Back: true}
	now := org.Collaborator
	if w.n.Role != org.NoRole {
		now = w.n.Role
	}
	answer, err := w.app.AskRole(ctx, q, w.actor, now)
	if err != nil {
		return err
	}
	if w.n.Role, err = org.ParseRole(answer); err != nil {
		return err
	}
	if w.n.Role.Manages() && !w.held.UsageOnly {
		w.held.Grants, w.n.Grants = w.given.Grants, w.given.Grants // rights would be refused
	}
	return w.Flags().Set("role", answer)
}

func (w *inviteWizard) askAccess(ctx context.Context, title string) error {
	w.held.Who, w.held.UsageOnly = "they", w.n.Role.Manages()
	var questions []func(context.Context) error
	if len(w.held.Products) > 0 {
		questions = append(questions, func(ctx context.Context) error {
			err := w.held.Ask(ctx, title)
			w.n.Grants = w.held.Grants
			return err
		})
	}
	if len(w.teams) > 0 {
		questions = append(questions, func(ctx context.Context) error { return w.askTeams(ctx, title) })
	}
	return prompt.Within(ctx, questions...)
}

func (w *inviteWizard) askTeams(ctx context.Context, title string) error {
	q := prompt.MultiSelect{Step: title, Label: "Which teams shall they be in?", Back: true}
	for i, t := range w.teams {
		q.Options = append(q.Options, prompt.Option{Label: t.Slug, Detail: t.Name})
		if slices.Contains(w.n.Teams, t.Slug) {
			q.Ticked = append(q.Ticked, i)
		}
	}
	chosen, err := w.app.Prompt().MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	w.n.Teams = nil
	for _, i := range chosen {
		w.n.Teams = append(w.n.Teams, w.teams[i].Slug)
	}
	return nil
}

func (w *inviteWizard) askContact(ctx context.Context, title string) error {
	m, err := w.n.Apply(org.Member{Role: w.n.Role})
	if err != nil {
		return err
	}
	if err := w.AskTopics(ctx, w.app, title, m); err != nil {
		return err
	}
	return w.reread()
}

func (w *inviteWizard) summary() (string, error) {
	m, err := w.n.Apply(org.Member{Email: w.n.Email.Shown, Role: w.n.Role, Locale: w.in.Locale})
	if err != nil {
		return "", err
	}
	lines := []string{fmt.Sprintf("%s <%s>, %s, mails in %s", m.Name(), m.Email, m.Role, m.Locale)}
	for _, spec := range w.n.Grants {
		lines = append(lines, "+ "+spec.String())
	}
	for _, team := range w.n.Teams {
		lines = append(lines, "+ team "+team)
	}
	if len(w.n.Grants)+len(w.n.Teams) == 0 && !m.Role.Manages() {
		lines = append(lines, "no product and no team yet")
	}
	if topics := app.Topics(m); len(topics) > 0 {
		lines = append(lines, "mails about "+strings.Join(topics, " and "))
	}
	for _, one := range w.more() {
		if one.on {
			lines = append(lines, one.says)
		}
	}
	return "  " + strings.Join(lines, "\n  "), nil
}
