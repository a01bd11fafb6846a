package grantcmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// category is steps 3 to 5 for one category. The drawer changes only when the last of them was answered.
func (w *wizard) category(ctx context.Context, d *org.Drawer) error {
	ticked := slices.Collect(maps.Keys(d.Ticked))
	holding, _ := d.Common()
	var keep bool
	rule := d.Rule
	leave := errors.New("back to the categories") // prompt.Run asks its first step again on ErrBack
	err := prompt.Run(ctx, []prompt.Step{
		{Title: "products", Ask: func(ctx context.Context, _ string) (err error) {
			if ticked, err = w.askProducts(ctx, d, ticked); err == prompt.ErrBack {
				return leave
			}
			return err
		}},
		{Title: "rights", Skip: func() bool { return len(ticked) == 0 }, Ask: func(ctx context.Context, _ string) (err error) {
			holding, err = w.askHolding(ctx, d.Category, step(4, "rights in "+d.Category.Label), holding)
			return err
		}},
		{Title: "others", Skip: func() bool { return !w.othersDiffer(d, ticked, holding) }, Ask: func(ctx context.Context, _ string) (err error) {
			keep, err = w.askKeep(ctx, d, ticked, holding)
			return err
		}},
		{Title: "future", Skip: func() bool { return len(ticked) < 2 && d.Rule == nil }, Ask: func(ctx context.Context, _ string) (err error) {
			rule, err = w.askFuture(ctx, d, holding)
			return err
		}},
	})
	if err == leave {
		return nil
	}
	if err != nil {
		return err
	}
	w.take(d, ticked, holding, keep)
	d.Rule = rule
	return nil
}

// take puts the answers into the drawer.
func (w *wizard) take(d *org.Drawer, ticked []org.ProductID, h org.Holding, keep bool) {
	before := d.Ticked
	d.Ticked = map[org.ProductID]org.Holding{}
	for _, id := range ticked {
		was, had := before[id]
		if keep && had {
			d.Ticked[id] = was
			continue
		}
		d.Ticked[id] = h
	}
}

// askProducts is step 3. What comes from a team, a partner or a rule is shown and can't be ticked away here.
func (w *wizard) askProducts(ctx context.Context, d *org.Drawer, ticked []org.ProductID) ([]org.ProductID, error) {
	q := prompt.MultiSelect{Step: step(3, "products in "+d.Category.Label), Label: "Which products?", Back: true,
		Help: "Those granted now are ticked. Unticking takes the access away when you save."}
	var ids []org.ProductID
	for _, p := range d.Products {
		o := prompt.Option{Label: productLabel(p), Detail: w.elsewhere(p)}
		switch {
		case d.Fixed(p):
			q.Fixed = append(q.Fixed, len(q.Options))
			o.Detail = "through the rule on products to come"
		case slices.Contains(ticked, p.ID):
			q.Ticked = append(q.Ticked, len(q.Options))
		}
		q.Options, ids = append(q.Options, o), append(ids, p.ID)
	}
	chosen, err := w.prompt.MultiSelect(ctx, q)
	if err != nil {
		return ticked, err
	}
	out := make([]org.ProductID, len(chosen))
	for i, n := range chosen {
		out[i] = ids[n]
	}
	return out, nil
}

func productLabel(p org.Product) string {
	if p.Label == "" {
		return p.Ref()
	}
	return fmt.Sprintf("%s (%s)", p.Ref(), p.Label)
}

// elsewhere says what the person has on a product that is not this category's ticks: teams, partners, everything, time.
func (w *wizard) elsewhere(p org.Product) string {
	for _, s := range w.sheet.Access[p.ID].Sources {
		if s.Kind == org.FromTeam || s.Kind == org.FromPartner || s.Kind == org.FromEverything {
			return gives(s.Rights, s.Usage) + " from " + s.Words()
		}
		if s.Temporary {
			return sourceText(s)
		}
	}
	return ""
}

// askHolding asks for rights, where the role does not give them anyway, and for the usage, where the category has one.
func (w *wizard) askHolding(ctx context.Context, c org.Category, title string, h org.Holding) (org.Holding, error) {
	for {
		var err error
		if !w.sheet.Member.Role.Manages() {
			if h.Rights, err = w.askRights(ctx, c, title, h.Rights); err != nil {
				return h, err
			}
		}
		if c.Usage {
			if h.Usage, err = w.askUsage(ctx, c, title, h.Usage); err == prompt.ErrBack && !w.sheet.Member.Role.Manages() {
				continue
			} else if err != nil {
				return h, err
			}
		}
		if h != (org.Holding{}) {
			return h, nil
		}
		if w.sheet.Member.Role.Manages() && !c.Usage {
			w.prompt.Note(fmt.Sprintf("There is nothing to give in %s: the role has every management right, and there is no usage.", c.Label))
			return h, prompt.ErrBack
		}
		w.prompt.Note("Tick at least one right or a usage role; to take everything away, go back and untick the products.")
	}
}

func (w *wizard) askRights(ctx context.Context, c org.Category, title string, now org.Rights) (org.Rights, error) {
	q := prompt.MultiSelect{Step: title, Label: "Which management rights?", Back: true, Help: "Management rights don't imply using the service, nor the other way round."}
	var offered []org.Rights
	for one := range c.Rights.All() {
		text, _ := c.Describe(one)
		if now.Has(one) {
			q.Ticked = append(q.Ticked, len(offered))
		}
		offered = append(offered, one)
		q.Options = append(q.Options, prompt.Option{Label: one.String(), Detail: text})
	}
	if !c.Usage {
		q.Min = 1
	}
	chosen, err := w.prompt.MultiSelect(ctx, q)
	if err != nil {
		return now, err
	}
	var r org.Rights
	for _, i := range chosen {
		r |= offered[i]
	}
	return r, nil
}

func (w *wizard) askUsage(ctx context.Context, c org.Category, title string, now org.Usage) (org.Usage, error) {
	i, err := w.prompt.Select(ctx, prompt.Select{Step: title, Label: "May they use the service itself?", Default: int(now), Back: true, Options: []prompt.Option{
		{Label: "not through this grant"}, {Label: "as user"}, {Label: "as admin"},
	}})
	if err != nil {
		return now, err
	}
	return org.Usage(i), nil
}

// othersDiffer says that some products were granted other rights before and are ticked beside new ones.
func (w *wizard) othersDiffer(d *org.Drawer, ticked []org.ProductID, h org.Holding) bool {
	differ, fresh := false, false
	for _, id := range ticked {
		was, had := d.Ticked[id]
		fresh = fresh || !had
		differ = differ || had && was != h
	}
	return differ && fresh
}

func (w *wizard) askKeep(ctx context.Context, d *org.Drawer, ticked []org.ProductID, h org.Holding) (bool, error) {
	i, err := w.prompt.Select(ctx, prompt.Select{Step: step(4, "rights in "+d.Category.Label), Label: "Some of the ticked products have other rights now. Change them, too?", Back: true,
		Options: []prompt.Option{{Label: "no, only the newly ticked get " + gives(h.Rights, h.Usage)}, {Label: "yes, all ticked products"}}})
	return i == 0, err
}

// askFuture is step 5: shall a product to come be included, and with which rights?
func (w *wizard) askFuture(ctx context.Context, d *org.Drawer, h org.Holding) (*org.Holding, error) {
	q := prompt.Select{Step: step(5, "products to come"), Label: fmt.Sprintf("Shall a future product in %s become visible by itself?", d.Category.Label), Back: true,
		Options: []prompt.Option{{Label: "no"}, {Label: "yes, with the same rights", Detail: gives(h.Rights, h.Usage)}, {Label: "yes, with other rights"}}}
	if h == (org.Holding{}) {
		q.Options = []prompt.Option{{Label: "no"}, {Label: "yes"}}
	}
	if d.Rule != nil {
		q.Default = 1
		if *d.Rule != h {
			q.Options[len(q.Options)-1].Detail = "now " + gives(d.Rule.Rights, d.Rule.Usage)
			q.Default = len(q.Options) - 1
		}
	}
	i, err := w.prompt.Select(ctx, q)
	switch {
	case err != nil:
		return d.Rule, err
	case i == 0:
		return nil, nil
	case i == 1 && h != (org.Holding{}):
		return &h, nil
	}
	now := h
	if d.Rule != nil {
		now = *d.Rule
	}
	rule, err := w.askHolding(ctx, d.Category, step(5, "rights on products to come"), now)
	return &rule, err
}
