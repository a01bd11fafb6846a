package teamcmd

import (
	"cmp"
	"context"
	"fmt"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askEdit asks what of a team shall change, with what it is now.
func askEdit(ctx context.Context, a *app.App, ref string) (e org.TeamEdit, err error) {
	if !a.Interactive() {
		return e, app.Need("name", "or --colour, --leader: what of %s shall change?", ref)
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return e, err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return e, err
	}
	people, err := s.MembersFor(ctx, caller, org.ActTeams)
	if err != nil {
		return e, err // before the questions: nobody likes to answer them for nothing
	}
	d, err := s.Team(ctx, caller, ref)
	if err != nil {
		return e, err
	}
	w := &wizard{app: a, prompt: a.Prompt(), in: actor.Org, people: people, team: &org.NewTeam{Name: d.Name, Colour: d.Colour, Leader: d.Leader}}
	in := actor.Org.Name + ": " + d.Slug + ", "
	err = prompt.Run(ctx, []prompt.Step{
		{Title: in + "name", Ask: w.askName},
		{Title: in + "colour", Ask: w.askColour},
		{Title: in + "leader", Ask: w.askLeader},
	})
	if w.team.Name != d.Name {
		e.Name = &w.team.Name
	}
	if w.team.Colour != d.Colour {
		e.Colour = &w.team.Colour
	}
	if w.team.Leader != d.Leader {
		e.Leader = &w.team.Leader
	}
	return e, err
}

func (w *wizard) askLeader(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: "Who leads it?", Back: true, Options: []prompt.Option{{Label: "nobody"}}}
	for i, m := range w.people {
		q.Options = append(q.Options, prompt.Option{Label: fmt.Sprintf("%s <%s>", m.Name(), m.Email), Detail: m.Role.String()})
		if m.Email == w.team.Leader {
			q.Default = i + 1
		}
	}
	i, err := w.prompt.Select(ctx, q)
	switch {
	case err != nil:
		return err
	case i == 0:
		w.team.Leader = ""
	default:
		w.team.Leader = w.people[i-1].Email
	}
	return nil
}

// editWords are the command that says the same without questions.
func editWords(a *app.App, ref string, e org.TeamEdit) []string {
	words := []string{"orgctl", "team", "edit", ref}
	if e.Name != nil {
		words = append(words, "--name", *e.Name)
	}
	if e.Colour != nil {
		words = append(words, "--colour", *e.Colour)
	}
	if e.Leader != nil {
		words = append(words, "--leader", cmp.Or(*e.Leader, "none"))
	}
	if slug := a.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	return words
}
