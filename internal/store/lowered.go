package store

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/org"
)

// lowered says what a newly stated usage takes away, since it goes before what is less specific: a grant on one product
// before a rule, a rule before a team. What a team states goes before nothing: of teams the highest counts.
func (g *granting) lowered(ctx context.Context, h holder, p place, before *org.Grant, after org.Grant) (string, error) {
	if counts := g.counting(before); !h.single() || after.Usage == org.NoUsage || counts != nil && counts.Usage != org.NoUsage {
		return "", nil
	}
	others, err := g.widerThan(ctx, h, p.slot, after.Usage)
	if err != nil || len(others) == 0 {
		return "", err
	}
	products := []org.Product{p.product}
	if p.rule() {
		if products, err = g.products(ctx, g.Org.ID, g.cat, p.slot.category); err != nil {
			return "", err
		}
	}
	for _, product := range products {
		if s, lower := after.Overrides(others, product, g.time()); lower {
			return fmt.Sprintf("%s loses use as %s on %s, which came from %s", h.User, s.Usage, p.scope, s.Words()), nil
		}
	}
	return "", nil
}

// widerThan is what a member has beside the slot, in the same scope, on more than single products or through teams, if any
// of it says more than a usage.
func (g *granting) widerThan(ctx context.Context, h holder, but slot, usage org.Usage) ([]org.Grant, error) {
	wider, err := g.widerBefore(ctx, h.subject)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(wider, func(o org.Grant) bool { return o.Usage > usage }) {
		return nil, nil
	}
	others := slices.Clone(wider)
	if but.rule() {
		return slices.DeleteFunc(others, func(o org.Grant) bool {
			return o.Via == org.ViaDirect && o.Category == but.category && o.Temporary == but.temporary
		}), nil
	}
	but.temporary = !but.temporary
	beside, err := g.at(ctx, but)
	if beside != nil {
		others = append(others, *beside)
	}
	return others, err
}

// widerBefore is what a member had beside single grants of their own before this command: who is given a rule and an exception from it
// at once loses nothing. It is read before the first of them is written.
func (g *granting) widerBefore(ctx context.Context, subject org.SubjectID) ([]org.Grant, error) {
	if wider, ok := g.wider[subject]; ok {
		return wider, nil
	}
	wider, err := g.rulesAndTeams(ctx, subject)
	if err == nil {
		g.wider[subject] = wider
	}
	return wider, err
}
