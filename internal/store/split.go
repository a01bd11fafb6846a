package store

import (
	"context"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// splitFor turns the rules that cover the named products into single grants for the others that they cover, and a rule for
// those to come. A product that was covered is not idle any more.
func (g *granting) splitFor(ctx context.Context, h holder, places []place, idle []bool) error {
	named := slices.DeleteFunc(slices.Clone(places), func(p place) bool { return p.rule() })
	for _, p := range named {
		rules, err := g.rulesOver(ctx, h, p)
		if err != nil {
			return err
		}
		if err := g.split(ctx, h, rules, named); err != nil {
			return err
		}
		for i, o := range places {
			covered := func(r org.Grant) bool { return !o.rule() && r.Covers(o.product) }
			idle[i] = idle[i] && !slices.ContainsFunc(rules, covered)
		}
	}
	return nil
}

// rulesOver are the rules on the category of a product that cover it and have not ended.
func (g *granting) rulesOver(ctx context.Context, h holder, p place) ([]org.Grant, error) {
	rules, err := g.rulesOf(ctx, h.subject)
	return slices.DeleteFunc(rules, func(r org.Grant) bool {
		return r.Category != p.category.ID || !r.Covers(p.product) || g.counting(&r) == nil
	}), err
}

// split does it for the rules of one category.
func (g *granting) split(ctx context.Context, h holder, rules []org.Grant, named []place) error {
	if len(rules) == 0 {
		return nil
	}
	others, err := g.products(ctx, g.Org.ID, g.cat, rules[0].Category)
	if err != nil {
		return err
	}
	for _, o := range others {
		if slices.ContainsFunc(named, func(n place) bool { return n.slot.product == o.ID }) {
			continue
		}
		if err := g.single(ctx, h, o, rules); err != nil {
			return err
		}
	}
	for _, rule := range rules {
		if err := g.onlyFuture(ctx, h, rule, named); err != nil {
			return err
		}
	}
	return nil
}

// single gives a holder on one product what the rules on its category give. What was there says which usage of a member
// counts, so it is read before anything is written; of a team, the highest does wherever it is stated.
func (g *granting) single(ctx context.Context, h holder, o org.Product, rules []org.Grant) error {
	there, err := g.heldOn(ctx, h, o)
	if err != nil {
		return err
	}
	if !h.single() {
		there = nil
	}
	for _, rule := range rules {
		if !rule.Covers(o) {
			continue
		}
		p := place{slot: slot{subject: h.subject, product: o.ID, temporary: rule.Temporary}, product: o, category: o.Category,
			scope: org.Scope{Kind: org.ScopeProduct, Category: o.Category.Code, Product: o.Name}}
		add, ok := rule.On(o, there, g.time())
		if !ok {
			return org.Errorf(org.KindConflict, org.CodeConflict, "the rule can't be split: a temporary grant on %q says another usage", o.Ref()).
				WithHint("set the usage on %q by hand first, with 'orgctl grant set'", o.Ref())
		}
		if add.Empty() {
			continue
		}
		merged, err := g.merged(ctx, h, p, add)
		if err != nil {
			return err
		}
		if merged.before != nil && merged.before.Same(merged.after) {
			continue
		}
		if err := g.put(ctx, h, p, merged); err != nil {
			return err
		}
	}
	return nil
}

// onlyFuture keeps a rule for products to come. What it gave on the products named is what the member loses.
func (g *granting) onlyFuture(ctx context.Context, h holder, rule org.Grant, named []place) error {
	at, err := g.placeOf(ctx, rule)
	if err != nil {
		return err
	}
	later := rule
	later.Scope, later.Since = org.ScopeFuture, g.Org.LastProduct
	at.scope.Kind = org.ScopeFuture
	var lost []string
	for _, n := range named {
		if rule.Covers(n.product) {
			lost = append(lost, n.scope.String())
		}
	}
	takes := h.losing(org.Loss(&rule, nil, g.time()), strings.Join(lost, ", "))
	return g.put(ctx, h, at, restated{&rule, later, strings.Join(takes, "; ")})
}
