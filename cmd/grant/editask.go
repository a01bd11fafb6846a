package grantcmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askProducts is step 3.
func (v *visit) askProducts(ctx context.Context) error {
	q := prompt.MultiSelect{Step: step(3, "products in "+v.d.Category.Label), Back: true,
		Label: fmt.Sprintf("Which products in %s for %s?", v.sheet.Org.Name, v.sheet.Member.Name()),
		Help: "Those granted now are ticked; what they give stands behind them. Unticking takes the access away when you save. " +
			"What came through a rule on products to come can be unticked once that rule is ended, in step 5."}
	for i, p := range v.d.Products {
		o := prompt.Option{Label: productLabel(p), Detail: v.has(p)}
		switch {
		case v.d.Fixed(p):
			q.Fixed = append(q.Fixed, i)
			o.Detail += ", through the rule on products to come"
		case slices.Contains(v.ticked, p.ID):
			q.Ticked = append(q.Ticked, i)
		}
		q.Options = append(q.Options, o)
	}
	chosen, err := v.prompt.MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	v.ticked = nil
	for _, i := range chosen {
		v.ticked = append(v.ticked, v.d.Products[i].ID)
	}
	v.proposed = v.propose()
	if !v.answered {
		v.holding = v.proposed
	}
	return nil
}

// has says what the person has on a product, here and from elsewhere.
func (v *visit) has(p org.Product) string {
	var parts []string
	if h := v.d.Gives(p); h != (org.Holding{}) {
		parts = append(parts, words(h))
	}
	if other := v.elsewhere(p); len(other) > 0 {
		parts = append(parts, sourceLine(other))
	}
	return strings.Join(parts, "; ")
}

// on names what step 4 is about.
func (v *visit) on() string {
	if len(v.ticked) > 2 {
		return fmt.Sprintf("%d products of %s", len(v.ticked), v.d.Category.Label)
	}
	return strings.Join(v.refs(v.ticked), " and ")
}

func (v *visit) refs(ids []org.ProductID) []string {
	var out []string
	for _, p := range v.d.Products {
		if slices.Contains(ids, p.ID) {
			out = append(out, p.Ref())
		}
	}
	return out
}

// askRights and askUsage are step 4.
func (v *visit) askRights(ctx context.Context) error {
	label := fmt.Sprintf("Which management rights on %s in %s?", v.on(), v.sheet.Org.Name)
	if v.differ() {
		label += " They differ now."
	}
	r, err := v.chooseRights(ctx, v.titleOfRights(), label, v.holding.Rights)
	if err == nil {
		v.holding.Rights, v.answered = r, true
	}
	return err
}

func (v *visit) askUsage(ctx context.Context) error {
	label := fmt.Sprintf("May %s use %s in %s?", v.sheet.Member.Name(), v.on(), v.sheet.Org.Name)
	u, err := v.chooseUsage(ctx, v.titleOfRights(), label, v.holding)
	if err == nil {
		v.holding.Usage, v.answered = u, true
	}
	return err
}

// differ says that the ticked products were granted differently so far.
func (v *visit) differ() bool {
	return slices.ContainsFunc(v.ticked, func(id org.ProductID) bool { return v.had(id) && v.d.Ticked[id] != v.proposed })
}

func (v *visit) titleOfRights() string {
	if v.manages() {
		return step(4, "use of "+v.d.Category.Label)
	}
	return step(4, "rights in "+v.d.Category.Label)
}

func (v *visit) chooseRights(ctx context.Context, title, label string, now org.Rights) (org.Rights, error) {
	c := v.d.Category
	q := prompt.MultiSelect{Step: title, Label: label, Back: true, Help: "To manage is not to use, which is asked apart."}
	if !c.Usage {
		q.Min, q.Help = 1, ""
	}
	offered := slices.Collect(c.Rights.All())
	for i, one := range offered {
		text, _ := c.Describe(one)
		if now.Has(one) {
			q.Ticked = append(q.Ticked, i)
		}
		q.Options = append(q.Options, prompt.Option{Label: one.String(), Detail: text})
		q.Help = strings.TrimSpace(fmt.Sprintf("%s %s: %s.", q.Help, one, text))
	}
	chosen, err := v.prompt.MultiSelect(ctx, q)
	var r org.Rights
	for _, i := range chosen {
		r |= offered[i]
	}
	return r, err
}

// chooseUsage offers no use only where management rights were given: a grant of nothing is none.
func (v *visit) chooseUsage(ctx context.Context, title, label string, h org.Holding) (org.Usage, error) {
	usages := []org.Usage{org.NoUsage, org.UsageUser, org.UsageAdmin}
	q := prompt.Select{Step: title, Label: label, Back: true,
		Help:    "To use is to work with the service, like writing a document in it; admin is the role in the service itself. To manage is something else: neither gives the other.",
		Options: []prompt.Option{{Label: "no"}, {Label: "yes, as user"}, {Label: "yes, as admin", Detail: "of the service itself"}}}
	if h.Rights == 0 {
		usages, q.Options = usages[1:], q.Options[1:]
		if !v.manages() && v.d.Category.Rights != 0 {
			q.Help = "No management right is ticked, so only the use is left to give. To take everything away, go back and untick the products. " + q.Help
		}
	}
	q.Default = max(slices.Index(usages, h.Usage), 0)
	i, err := v.prompt.Select(ctx, q)
	if err != nil {
		return h.Usage, err
	}
	return usages[i], nil
}

// askOthers ends step 4: of the products that were granted otherwise, which shall change? All of them if nothing was
// ticked anew and the rights were changed, for what else could be meant; none if the rights were meant for new ones.
func (v *visit) askOthers(ctx context.Context) error {
	others := v.others()
	if !v.picked {
		fresh := slices.ContainsFunc(v.ticked, func(id org.ProductID) bool { return !v.had(id) })
		v.change = nil
		if !fresh && v.holding != v.proposed {
			v.change = others
		}
	}
	q := prompt.MultiSelect{Step: v.titleOfRights(), Back: true, Help: "Those not ticked keep what they have.",
		Label: fmt.Sprintf("Which of these in %s shall change to %s?", v.sheet.Org.Name, words(v.holding))}
	var at []org.ProductID
	for _, p := range v.d.Products {
		if !slices.Contains(others, p.ID) {
			continue
		}
		if slices.Contains(v.change, p.ID) {
			q.Ticked = append(q.Ticked, len(at))
		}
		h := v.d.Ticked[p.ID]
		q.Options = append(q.Options, prompt.Option{Label: productLabel(p), Detail: "now " + words(h)})
		at = append(at, p.ID)
	}
	chosen, err := v.prompt.MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	v.change, v.picked = nil, true
	for _, i := range chosen {
		v.change = append(v.change, at[i])
	}
	return nil
}
