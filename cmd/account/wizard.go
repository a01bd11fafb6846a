package accountcmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// fill reads the password and asks for what is missing, on a terminal; elsewhere the first missing flag is the error.
// The slug is given by the global flag alone: where the variable or a file say which organization to work in, they don't
// mean the new one.
func (o *account) fill(ctx context.Context, a *app.App) (err error) {
	o.slug, o.rehearsed = a.Flags.Settings["org"], a.Flags.DryRun
	if o.Given() {
		if o.password, err = secret.ReadPassword(o.File, o.Stdin, a.Streams.In); err != nil {
			return err
		}
	}
	complete := o.missing() == nil && o.kind != "" && o.country != ""
	if complete || !a.Interactive() {
		return o.missing()
	}
	o.asked = true
	o.noteFlags()
	p := a.Prompt()
	return prompt.Run(ctx, []prompt.Step{
		{Title: "you", Skip: o.all(&o.email, &o.first, &o.last), Ask: func(ctx context.Context, title string) error { return o.askYou(ctx, p, title) }},
		{Title: "password", Skip: func() bool { return o.Given() || o.rehearsed }, Ask: func(ctx context.Context, title string) error { return o.askPassword(ctx, p, title) }},
		{Title: "organization", Skip: o.all(&o.name, &o.slug), Ask: func(ctx context.Context, title string) error { return o.askOrg(ctx, p, title) }},
		{Title: "kind and country", Skip: o.all(&o.kind, &o.country), Ask: func(ctx context.Context, title string) error { return o.askKind(ctx, p, title) }},
		{Title: "summary", Ask: func(ctx context.Context, title string) error { return o.askSure(ctx, p, title) }},
	})
}

func (o *account) askYou(ctx context.Context, p prompt.Prompter, title string) error {
	return o.askAll(ctx, p, []question{
		{&o.email, prompt.Input{Step: title, Label: "Your e-mail", Required: true, Validate: validEmail}},
		{&o.first, prompt.Input{Step: title, Label: "Your first name", Required: true, Validate: validName("first name")}},
		{&o.last, prompt.Input{Step: title, Label: "Your last name", Required: true, Validate: validName("last name")}},
	})
}

func validName(what string) func(string) error {
	return func(s string) error {
		_, err := org.ParseDisplayName(what, s)
		return err
	}
}

func (o *account) askPassword(ctx context.Context, p prompt.Prompter, title string) (err error) {
	o.password, err = p.Password(ctx, prompt.Password{Step: title, Label: "Choose a password", Confirm: true, Back: true,
		Help:     "At least ten characters; a few words are easier to keep than signs.",
		Validate: func(pw string) error { return secret.CheckPassword(pw, o.own()...) }})
	return err
}

func (o *account) askOrg(ctx context.Context, p prompt.Prompter, title string) error {
	name := question{&o.name, prompt.Input{Step: title, Label: "The name of your organization", Required: true,
		Default: o.first + " " + o.last, Validate: validName("name")}}
	for again := o.answered(&o.slug); ; again = false {
		if !again {
			if err := o.askAll(ctx, p, []question{name}); err != nil {
				return err
			}
		}
		slug := prompt.Input{Step: title, Label: fmt.Sprintf("The short name of %s, for commands", o.name), Required: true, Default: org.SlugFrom(o.name),
			Help: "Lower-case letters, digits, dots, hyphens and underscores. It can't be changed later.",
			Validate: func(s string) error {
				_, err := org.ParseSlug("short name", s)
				return err
			}}
		err := o.askAll(o.after(ctx, &o.name), p, []question{{&o.slug, slug}})
		if !errors.Is(err, prompt.ErrBack) || o.byFlag[&o.name] {
			return err
		}
		o.slug = "" // it follows from the name, which is asked again
	}
}

func (o *account) askKind(ctx context.Context, p prompt.Prompter, title string) error {
	country := question{&o.country, prompt.Input{Step: title, Label: fmt.Sprintf("The country of %s", o.name), Default: "CH",
		Help: "Two letters, like CH or FR. Timezone, currency and language follow from it.",
		Validate: func(s string) error {
			_, err := org.ParseCountry(s)
			return err
		}}}
	for again := o.answered(&o.country); ; again = false {
		if !again {
			if err := o.selectKind(ctx, p, title); err != nil {
				return err
			}
		}
		err := o.askAll(o.after(ctx, &o.kind), p, []question{country})
		if !errors.Is(err, prompt.ErrBack) || o.byFlag[&o.kind] {
			return err
		}
	}
}

func (o *account) selectKind(ctx context.Context, p prompt.Prompter, title string) error {
	if o.byFlag[&o.kind] {
		return nil
	}
	q := prompt.Select{Step: title, Label: fmt.Sprintf("What kind of organization is %s?", o.name), Default: max(slices.Index(org.OrgKinds(), o.kind), 0), Back: true}
	if o.kind == "" && o.name != o.first+" "+o.last {
		q.Default = slices.Index(org.OrgKinds(), "company")
	}
	for _, k := range org.OrgKinds() {
		q.Options = append(q.Options, prompt.Option{Label: k})
	}
	i, err := p.Select(ctx, q)
	if err == nil {
		o.kind = org.OrgKinds()[i]
	}
	return err
}

// askSure shows what would be made, with what follows from the country.
func (o *account) askSure(ctx context.Context, p prompt.Prompter, title string) error {
	made, err := org.Organization{Slug: o.slug, Name: o.name, Kind: o.kind, Country: o.country}.Checked()
	if err != nil {
		return err
	}
	p.Note(fmt.Sprintf("\n%s\n  you: %s %s <%s>, its owner\n  organization: %s (%s), %s in %s\n  from the country: currency %s, locale %s, timezone %s", title,
		o.first, o.last, o.email, made.Name, made.Slug, made.Kind, made.Country, made.Currency, made.Locale, made.Timezone))
	yes, err := p.Confirm(ctx, prompt.Confirm{Label: fmt.Sprintf("Create %s?", made.Name), Default: true, Back: true})
	if err == nil && !yes {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed").WithHint("run it again; in the last step, Esc leads back to the questions")
	}
	return err
}

// question is one input and where its answer goes.
type question struct {
	to *string
	q  prompt.Input
}

// askAll asks what no flag gave. Going back leads to the question before, and from the first one out of the step; who comes
// back to the step is asked its last question again.
func (o *account) askAll(ctx context.Context, p prompt.Prompter, questions []question) error {
	questions = slices.DeleteFunc(questions, func(q question) bool { return o.byFlag[q.to] })
	i := 0
	if n := len(questions); n > 0 && *questions[n-1].to != "" {
		i = n - 1
	}
	for i < len(questions) {
		q := questions[i]
		q.q.Back = true
		way := ctx
		if i > 0 {
			way = prompt.Inner(ctx)
		}
		if *q.to != "" {
			q.q.Default = *q.to
		}
		answer, err := p.Input(way, q.q)
		switch {
		case errors.Is(err, prompt.ErrBack) && i > 0:
			i--
			continue
		case err != nil:
			return err
		}
		*q.to = answer
		i++
	}
	return nil
}

// noteFlags remembers what flags gave: that is never asked, however often one goes back.
func (o *account) noteFlags() {
	o.byFlag = map[*string]bool{}
	for _, value := range []*string{&o.email, &o.first, &o.last, &o.slug, &o.name, &o.kind, &o.country} {
		o.byFlag[value] = *value != ""
	}
}

// after is for a question that follows the one for a value in its step, unless a flag gave that.
func (o *account) after(ctx context.Context, value *string) context.Context {
	if o.byFlag[value] {
		return ctx
	}
	return prompt.Inner(ctx)
}

// answered says that a value was asked for and given.
func (o *account) answered(value *string) bool { return *value != "" && !o.byFlag[value] }

// all says that flags gave every one of these.
func (o *account) all(values ...*string) func() bool {
	return func() bool { return !slices.ContainsFunc(values, func(v *string) bool { return !o.byFlag[v] }) }
}
