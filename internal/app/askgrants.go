package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// GrantQuestions ask what a team or somebody new shall hold: category after category, single products or all of it.
type GrantQuestions struct {
	Prompt    prompt.Prompter
	In        string // the name of the organization
	Who       string // "the team", or a name
	Products  []org.Product
	UsageOnly bool            // their role has every management right by itself
	Partner   bool            // a partner: single products with the rights one can have, both to begin with, and no use
	Grants    []org.GrantSpec // what was chosen
}

// Ask lets one open category after category until there is nothing more to add.
func (w *GrantQuestions) Ask(ctx context.Context, title string) error {
	for {
		categories := w.categories()
		q := prompt.Select{Step: title, Label: fmt.Sprintf("What shall %s hold in %s?", w.Who, w.In), Back: true, Default: len(categories),
			Help: "Open a category to choose products or all of it; open it again to choose anew."}
		for _, c := range categories {
			q.Options = append(q.Options, prompt.Option{Label: c.Label, Detail: w.summary(c)})
		}
		q.Options = append(q.Options, prompt.Option{Label: "Go on", Detail: count(len(w.Grants), "grant")})
		i, err := w.Prompt.Select(ctx, q)
		if err != nil || i == len(categories) {
			return err
		}
		if err := w.askCategory(ctx, title, categories[i]); err != nil {
			return err
		}
	}
}

// categories are those with products that there is something to choose about, in the order of their ids.
func (w *GrantQuestions) categories() []org.Category {
	var out []org.Category
	for _, p := range w.Products {
		if w.UsageOnly && !p.Category.Usage || w.offered(p.Category) == 0 && w.Partner {
			continue
		}
		if !slices.ContainsFunc(out, func(c org.Category) bool { return c.ID == p.Category.ID }) {
			out = append(out, p.Category)
		}
	}
	slices.SortFunc(out, func(a, b org.Category) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// offered are the rights that there are to choose from in a category.
func (w *GrantQuestions) offered(c org.Category) org.Rights {
	if w.Partner {
		return c.Rights & org.PartnerRights
	}
	return c.Rights
}

// summary says what was chosen in a category.
func (w *GrantQuestions) summary(c org.Category) string {
	n, all := 0, 0
	for _, p := range w.Products {
		if p.Category.ID == c.ID {
			all++
		}
	}
	for _, spec := range w.Grants {
		switch {
		case spec.Scope.Category != c.Code:
		case spec.Scope.Kind == org.ScopeAll:
			return "all of it, also what comes later"
		default:
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, all)
}

// visit is the questions about one category.
type visit struct {
	*GrantQuestions
	title  string
	c      org.Category
	whole  bool
	refs   []org.Product
	rights org.Rights
	usage  org.Usage
}

func (w *GrantQuestions) askCategory(ctx context.Context, title string, c org.Category) error {
	v := &visit{GrantQuestions: w, title: title, c: c}
	if w.Partner {
		v.rights = v.chosenRights()
	}
	ask := func(fn func(context.Context) error) func(context.Context, string) error {
		return func(ctx context.Context, _ string) error { return fn(ctx) } // numbered as the step they belong to
	}
	err := prompt.Run(prompt.Inner(ctx), []prompt.Step{
		{Ask: ask(v.askReach), Skip: func() bool { return w.Partner }},
		{Ask: ask(v.askWhich), Skip: func() bool { return v.whole }},
		{Ask: ask(v.askRights), Skip: func() bool { return v.none() || c.Rights == 0 || w.UsageOnly }},
		{Ask: ask(v.askUsage), Skip: func() bool { return v.none() || !c.Usage || w.Partner }},
	})
	if errors.Is(err, prompt.ErrBack) {
		return nil
	}
	if err == nil {
		v.take()
	}
	return err
}

// chosenRights are those of the products chosen in the category so far; all that there are if none is.
func (v *visit) chosenRights() (rights org.Rights) {
	for _, spec := range v.Grants {
		if spec.Scope.Category == v.c.Code {
			rights |= spec.Rights
		}
	}
	if rights == 0 {
		return v.offered(v.c)
	}
	return rights
}

// none says that single products were asked for and none was ticked: what was chosen before goes.
func (v *visit) none() bool { return !v.whole && len(v.refs) == 0 }

func (v *visit) askReach(ctx context.Context) error {
	q := prompt.Select{Step: v.title, Label: fmt.Sprintf("All of %s, or single products?", v.c.Label), Back: true,
		Options: []prompt.Option{{Label: "single products"}, {Label: "the whole category", Detail: "also what comes later"}}}
	if v.whole {
		q.Default = 1
	}
	i, err := v.Prompt.Select(ctx, q)
	v.whole = i == 1
	return err
}

func (v *visit) askWhich(ctx context.Context) error {
	q := prompt.MultiSelect{Step: v.title, Label: fmt.Sprintf("Which products in %s?", v.c.Label), Back: true}
	var here []org.Product
	for _, p := range v.Products {
		if p.Category.ID != v.c.ID {
			continue
		}
		if v.ticked(p) {
			q.Ticked = append(q.Ticked, len(here))
		}
		here = append(here, p)
		q.Options = append(q.Options, prompt.Option{Label: p.Ref(), Detail: p.Label})
	}
	chosen, err := v.Prompt.MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	v.refs = []org.Product{}
	for _, i := range chosen {
		v.refs = append(v.refs, here[i])
	}
	return nil
}

// ticked says whether a product was chosen: a moment ago, or when the category was open before.
func (v *visit) ticked(p org.Product) bool {
	if v.refs != nil {
		return slices.ContainsFunc(v.refs, func(r org.Product) bool { return r.ID == p.ID })
	}
	return slices.ContainsFunc(v.Grants, func(s org.GrantSpec) bool { return s.Scope.Category == v.c.Code && s.Scope.Product == p.Name })
}

func (v *visit) askRights(ctx context.Context) error {
	q := prompt.MultiSelect{Step: v.title, Label: fmt.Sprintf("Which management rights in %s?", v.c.Label), Back: true,
		Help: "To manage is not to use, which is asked apart."}
	if !v.c.Usage || v.Partner {
		q.Min, q.Help = 1, ""
	}
	offered := slices.Collect(v.offered(v.c).All())
	for i, one := range offered {
		text, _ := v.c.Describe(one)
		q.Options = append(q.Options, prompt.Option{Label: one.String(), Detail: text})
		if v.rights.Has(one) {
			q.Ticked = append(q.Ticked, i)
		}
	}
	chosen, err := v.Prompt.MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	v.rights = 0
	for _, i := range chosen {
		v.rights |= offered[i]
	}
	return nil
}

// askUsage offers no use only where management rights were given: a grant of nothing is none.
func (v *visit) askUsage(ctx context.Context) error {
	usages := []org.Usage{org.NoUsage, org.UsageUser, org.UsageAdmin}
	options := []prompt.Option{{Label: "no"}, {Label: "yes, as user"}, {Label: "yes, as admin", Detail: "of the service itself"}}
	if v.rights == 0 {
		usages, options = usages[1:], options[1:]
	}
	i, err := v.Prompt.Select(ctx, prompt.Select{Step: v.title, Label: fmt.Sprintf("May %s use it in %s?", v.Who, v.c.Label), Back: true,
		Options: options, Default: max(slices.Index(usages, v.usage), 0)})
	if err == nil {
		v.usage = usages[i]
	}
	return err
}

// take puts the answers in the place of what was chosen in the category before.
func (v *visit) take() {
	v.Grants = slices.DeleteFunc(v.Grants, func(s org.GrantSpec) bool { return s.Scope.Category == v.c.Code })
	spec := org.GrantSpec{Rights: v.rights, RightsSet: v.rights != 0, Usage: v.usage, UsageSet: v.usage != org.NoUsage}
	if v.whole {
		spec.Scope = org.Scope{Kind: org.ScopeAll, Category: v.c.Code}
		v.Grants = append(v.Grants, spec)
		return
	}
	for _, p := range v.refs {
		spec.Scope = org.Scope{Kind: org.ScopeProduct, Category: v.c.Code, Product: p.Name}
		v.Grants = append(v.Grants, spec)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
