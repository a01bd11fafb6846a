package teamcmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// wizard asks for a team: what flags have not said. Nothing is written before its last answer.
type wizard struct {
	app    *app.App
	prompt prompt.Prompter
	in     org.Organization
	held   app.GrantQuestions
	people []org.Member
	team   *org.NewTeam
	given  org.NewTeam // by flags: not asked
}

// askTeam fills in what is missing. Where nobody can be asked it says so.
func askTeam(ctx context.Context, a *app.App, n *org.NewTeam) error {
	if !a.Interactive() {
		return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing NAME").
			WithHint("orgctl team add NAME --colour blue --product drive/marketing --right technical --member EMAIL")
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	w := &wizard{app: a, prompt: a.Prompt(), in: actor.Org, team: n, given: *n}
	w.held = app.GrantQuestions{Prompt: w.prompt, In: actor.Org.Name, Who: "the team"}
	if w.people, err = s.MembersFor(ctx, caller, org.ActTeams); err != nil {
		return err // before the questions: nobody likes to answer them for nothing
	}
	for p, err := range s.Products(ctx, caller, "") {
		if err != nil {
			return err
		}
		w.held.Products = append(w.held.Products, p)
	}
	return w.run(ctx)
}

func (w *wizard) run(ctx context.Context) error {
	in := w.in.Name + ": "
	return prompt.Run(ctx, []prompt.Step{
		{Title: in + "name", Ask: w.askName},
		{Title: in + "colour", Ask: w.askColour, Skip: func() bool { return w.given.Colour != "" }},
		{Title: in + "products", Ask: w.askProducts, Skip: func() bool { return len(w.given.Grants) > 0 || len(w.held.Products) == 0 }},
		{Title: in + "members", Ask: w.askMembers, Skip: func() bool { return len(w.given.Members) > 0 }},
		{Title: in + "add", Ask: w.askSure},
	})
}

func (w *wizard) askProducts(ctx context.Context, title string) error {
	err := w.held.Ask(ctx, title)
	w.team.Grants = w.held.Grants
	return err
}

func (w *wizard) askName(ctx context.Context, title string) (err error) {
	w.team.Name, err = w.prompt.Input(ctx, prompt.Input{Step: title, Label: "Name of the team", Default: w.team.Name, Required: true, Back: true,
		Help: "Commands name the team by its slug, the name without accents and blanks.",
		Validate: func(text string) error {
			_, err := org.NewTeam{Name: text}.Checked()
			return err
		}})
	return err
}

func (w *wizard) askColour(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: "Its colour", Back: true, Default: max(slices.Index(org.Colours(), w.team.Colour), 0)}
	for _, c := range org.Colours() {
		q.Options = append(q.Options, prompt.Option{Label: c})
	}
	i, err := w.prompt.Select(ctx, q)
	if err == nil {
		w.team.Colour = org.Colours()[i]
	}
	return err
}

func (w *wizard) askMembers(ctx context.Context, title string) error {
	q := prompt.MultiSelect{Step: title, Label: fmt.Sprintf("Who of %s is in it?", w.in.Name), Back: true,
		Help: "Type a part of the name or e-mail. Tick nobody to begin with an empty team: 'orgctl team members add' fills it later."}
	for i, m := range w.people {
		q.Options = append(q.Options, prompt.Option{Label: fmt.Sprintf("%s <%s>", m.Name(), m.Email), Detail: m.Role.String()})
		if slices.Contains(w.team.Members, m.Email) {
			q.Ticked = append(q.Ticked, i)
		}
	}
	chosen, err := w.prompt.MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	w.team.Members = nil
	for _, i := range chosen {
		w.team.Members = append(w.team.Members, w.people[i].Email)
	}
	return nil
}

// askSure shows what would come to be.
func (w *wizard) askSure(ctx context.Context, title string) error {
	n, err := w.team.Checked()
	if err != nil {
		return err
	}
	lines := []string{fmt.Sprintf("+ team %s (%s), %s", n.Slug, n.Name, n.Colour)}
	for _, spec := range n.Grants {
		lines = append(lines, "+ "+spec.String())
	}
	for _, m := range n.Members {
		lines = append(lines, "+ member "+m)
	}
	if len(n.Members) == 0 {
		lines = append(lines, "nobody is in it yet")
	}
	w.prompt.Note("  " + strings.Join(lines, "\n  "))
	yes, err := w.prompt.Confirm(ctx, prompt.Confirm{Step: title, Label: fmt.Sprintf("Add %s in %s?", n.Name, w.in.Name), Default: true, Back: true})
	if err == nil && !yes {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed").WithHint("run it again with other answers")
	}
	return err
}
