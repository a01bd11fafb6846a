package productcmd

import (
	"context"
	"fmt"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askProduct asks for a product to be added and sets the flags accordingly. What was given by flags is not asked.
func askProduct(ctx context.Context, a *app.App, o *addOptions) (string, error) {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return "", err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return "", err
	}
	if err := actor.May(org.ActOrder); err != nil {
		return "", err // before the questions: nobody likes to answer them for nothing
	}
	catalog, err := s.Catalog(ctx, caller)
	if err != nil {
		return "", err
	}
	p := org.Product{}
	steps := []prompt.Step{
		{Title: actor.Org.Name + ": category", Ask: func(ctx context.Context, title string) (err error) {
			p.Category, err = askCategory(ctx, a, title, catalog.All())
			return err
		}},
		{Title: actor.Org.Name + ": name", Ask: func(ctx context.Context, title string) (err error) {
			p.Name, err = askName(ctx, a, title, p.Category)
			return err
		}},
	}
	err = prompt.Run(ctx, append(steps, o.steps(a, actor.Org.Name, p)...))
	return p.Ref(), err
}

func askCategory(ctx context.Context, a *app.App, title string, all []org.Category) (org.Category, error) {
	q := prompt.Select{Step: title, Label: "Which category is the new product of?", Help: "Type to filter.", Default: -1}
	for _, c := range all {
		q.Options = append(q.Options, prompt.Option{Label: c.Code, Detail: c.Label})
	}
	i, err := a.Prompt().Select(ctx, q)
	if err != nil {
		return org.Category{}, err
	}
	return all[i], nil
}

func askName(ctx context.Context, a *app.App, title string, c org.Category) (string, error) {
	q := prompt.Input{Step: title, Label: fmt.Sprintf("Name of the new %s", c.Code), Required: true, Back: true,
		Help: "Lower-case letters, digits, dots, hyphens and underscores. It can't be changed later."}
	if c.Domains {
		q.Help = "The domain name in full, like acme.ch. It can't be changed later."
	}
	q.Validate = func(text string) error {
		_, err := org.ParseProductName(c, text)
		return err
	}
	text, err := a.Prompt().Input(ctx, q)
	if err != nil {
		return "", err
	}
	return org.ParseProductName(c, text)
}

// steps ask for the description of a product that is described as was, and set the flags for what shall be otherwise.
// Where says in which organization.
func (o *describeFlags) steps(a *app.App, where string, was org.Product) []prompt.Step {
	given, now := o.description(), texts(was)
	ask := func(flag, label, help, now string, given *string) prompt.Step {
		return prompt.Step{Title: where + ": " + flag, Skip: func() bool { return given != nil }, Ask: func(ctx context.Context, title string) error {
			return o.ask(ctx, a, flag, prompt.Input{Step: title, Label: label, Help: help, Default: now, Back: true})
		}}
	}
	return []prompt.Step{
		ask("label", "Label, for people (optional)", "A text that says what it is. It can be changed at any time.", now.label, given.label),
		ask("price", "List price for one period, without tax (optional)", "An amount like 120.00, or none.", now.price, given.price),
		ask("period", "Period of the price (optional)", "A span like 1y, 6m or 30d, or none.", now.period, given.period),
	}
}

// shown are the texts that describe a product now.
type shown struct{ label, price, period string }

func texts(p org.Product) shown {
	t := shown{label: p.Label, period: p.Period.String()}
	if p.Price != nil {
		t.price = p.Price.Decimal()
	}
	return t
}

// ask sets a flag if the answer differs from the default. An answer that was changed back leaves the flag as typed: it
// says what is there already.
func (o *describeFlags) ask(ctx context.Context, a *app.App, flag string, q prompt.Input) error {
	if o.set.Changed(flag) {
		q.Default = o.set.Lookup(flag).Value.String()
	}
	q.Validate = func(text string) error { return validate(flag, text) }
	text, err := a.Prompt().Input(ctx, q)
	if err != nil || text == q.Default {
		return err
	}
	return o.set.Set(flag, text)
}

// validate checks one answer. Nothing is no answer.
func validate(flag, text string) (err error) {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	d := description{}
	switch flag {
	case "label":
		d.label = &text
	case "price":
		d.price = &text
	case "period":
		d.period = &text
	}
	_, err = d.edit()
	return err
}
