package tokencmd

import (
	"context"
	"slices"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askToken asks for a token: what flags have not said.
func askToken(ctx context.Context, a *app.App, o *createOptions) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	in := actor.Org.Name + ": "
	bound, ends := len(o.can) > 0, o.expires != ""
	return prompt.Run(ctx, []prompt.Step{
		{Title: in + "name", Ask: func(ctx context.Context, title string) (err error) {
			q := prompt.Input{Step: title, Label: "A name to know the token by", Default: o.name, Required: true, Validate: validName}
			o.name, err = a.Prompt().Input(ctx, q)
			return err
		}},
		{Title: in + "what it may do", Skip: func() bool { return bound }, Ask: func(ctx context.Context, title string) error {
			return o.askCan(ctx, a, title, actor)
		}},
		{Title: in + "end", Skip: func() bool { return ends }, Ask: func(ctx context.Context, title string) error {
			return o.askEnd(ctx, a, title)
		}},
	})
}

// askCan asks for some rows of the table or for all of them, and the rows are asked first: nobody gives away everything by
// pressing Enter.
func (o *createOptions) askCan(ctx context.Context, a *app.App, title string, actor org.Actor) error {
	some := true
	return prompt.Within(ctx, func(ctx context.Context) error {
		q := prompt.Select{Step: title, Label: "What may it do?", Back: true, Options: []prompt.Option{
			{Label: "only some of what you may", Detail: "chosen next"}, {Label: "all that you may", Detail: "in " + actor.Org.Name},
		}}
		if !some {
			q.Default = 1
		}
		i, err := a.Prompt().Select(ctx, q)
		some = i == 0
		return err
	}, func(ctx context.Context) error {
		if !some {
			o.can = nil
			return nil
		}
		return o.askRows(ctx, a, title, actor)
	})
}

// askRows lists the rows of the table that whoever asks has.
func (o *createOptions) askRows(ctx context.Context, a *app.App, title string, actor org.Actor) error {
	q := prompt.MultiSelect{Step: title, Label: "Which of it may it do?", Min: 1, Back: true}
	var words []string
	for _, p := range org.Permissions() {
		if p.Action == org.ActStore || actor.May(p.Action) != nil {
			continue
		}
		if slices.Contains(o.can, string(p.Action)) {
			q.Ticked = append(q.Ticked, len(words))
		}
		words = append(words, string(p.Action))
		q.Options = append(q.Options, prompt.Option{Label: string(p.Action), Detail: p.Text})
	}
	chosen, err := a.Prompt().MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	o.can = nil
	for _, i := range chosen {
		o.can = append(o.can, words[i])
	}
	return nil
}

func (o *createOptions) askEnd(ctx context.Context, a *app.App, title string) (err error) {
	q := prompt.Input{Step: title, Label: "When does it end? (optional)", Default: o.expires, Back: true,
		Help: "A date, which includes that day, or a span from now like 90d. Without it, it ends after a year without use.",
		Validate: func(s string) error {
			at, err := end(ctx, a, s)
			if at != nil && !at.After(a.World.Now()) {
				return org.Invalid("%q has passed", s)
			}
			return err
		}}
	o.expires, err = a.Prompt().Input(ctx, q)
	return err
}
