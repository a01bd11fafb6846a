package org

import (
	"cmp"
	"maps"
	"slices"
)

// Sheet is what editing one member's access starts from.
type Sheet struct {
	Org      Organization
	Member   Member
	Products []Product
	Direct   []Grant
	Access   map[ProductID]Access
}

// Holding is what a standing grant gives.
type Holding struct {
	Rights Rights
	Usage  Usage
}

// with adds a rule's holding to that of a grant on the product: rights are a union, the usage of the product goes first.
func (h Holding) with(rule Holding) Holding {
	h.Rights |= rule.Rights
	if h.Usage == NoUsage {
		h.Usage = rule.Usage
	}
	return h
}

// Drawer is one category of a sheet as it is being edited: which products are ticked with what, and the rule on it.
// Temporary grants, teams, partners and rules on everything are not its business, nor are the management rights of
// somebody whose role has them all: what sleeps in their single grants stays.
type Drawer struct {
	Category Category
	Products []Product
	Ticked   map[ProductID]Holding
	Rule     *Holding // a rule that holds for products to come; nil: none

	usageOnly bool
	held      map[ProductID]Holding // direct grants as they are
	rule      *Holding              // the standing rule as it is
	stands    *Grant                // the same, whole
}

// Drawer opens a category of the sheet.
func (s Sheet) Drawer(c Category) *Drawer {
	d := &Drawer{Category: c, Ticked: map[ProductID]Holding{}, held: map[ProductID]Holding{}, usageOnly: s.Member.Role.Manages()}
	for _, p := range s.Products {
		if p.Category.ID == c.ID {
			d.Products = append(d.Products, p)
		}
	}
	for _, g := range s.Direct {
		h := Holding{g.Rights, g.Usage}
		if d.usageOnly {
			h.Rights = 0
		}
		switch {
		case g.Temporary || h == Holding{}:
		case g.Scope == ScopeProduct:
			d.held[g.Product] = h
		case g.Category == c.ID && g.Scope != ScopeEverything:
			d.stands, d.rule, d.Rule = &g, &h, &Holding{h.Rights, h.Usage}
		}
	}
	for _, p := range d.Products {
		held, direct := d.held[p.ID]
		switch {
		case d.isWhole():
			d.Ticked[p.ID] = held.with(*d.rule)
		case direct:
			d.Ticked[p.ID] = held
		}
	}
	return d
}

// isWhole says that the rule as it stands covers every product there is.
func (d *Drawer) isWhole() bool { return d.stands != nil && d.stands.Scope == ScopeAll }

// Fixed says that a product comes through the rule on future products: not to be unticked one by one. A grant of its own
// beside that rule can be.
func (d *Drawer) Fixed(p Product) bool {
	_, direct := d.held[p.ID]
	return !direct && d.Rule != nil && d.stands != nil && !d.isWhole() && d.stands.Covers(p)
}

// Common is the holding that all ticked products share, if they do.
func (d *Drawer) Common() (Holding, bool) {
	var common *Holding
	for _, h := range d.Ticked {
		if common != nil && *common != h {
			return Holding{}, false
		}
		common = &h
	}
	if common == nil {
		return Holding{}, false
	}
	return *common, true
}

// Statements are the grants to set so that the store becomes what the drawer says; nothing for what is so already.
func (d *Drawer) Statements() []GrantSpec {
	var out []GrantSpec
	whole := d.keepsWhole()
	for _, p := range d.Products {
		want, ticked := d.Ticked[p.ID]
		held, direct := d.held[p.ID]
		given := held
		if whole {
			given = held.with(*d.Rule)
		}
		scope := Scope{Kind: ScopeProduct, Category: d.Category.Code, Product: p.Name}
		switch {
		case !ticked && direct:
			out = append(out, d.nothing(scope))
		case ticked && given != want:
			out = append(out, want.spec(scope, held))
		}
	}
	return append(out, d.ruleStatement(whole)...)
}

// keepsWhole says that a rule on all products can stay one: everything is still ticked, with at least what the rule is to
// give.
func (d *Drawer) keepsWhole() bool {
	if !d.isWhole() || d.Rule == nil {
		return false
	}
	for _, p := range d.Products {
		h, ticked := d.Ticked[p.ID]
		if !ticked || h != h.with(*d.Rule) {
			return false
		}
	}
	return true
}

func (d *Drawer) ruleStatement(whole bool) []GrantSpec {
	scope := Scope{Kind: ScopeFuture, Category: d.Category.Code}
	if whole {
		scope.Kind = ScopeAll
	}
	switch {
	case d.rule == nil && d.Rule == nil:
		return nil
	case d.rule == nil:
		return []GrantSpec{d.Rule.spec(scope, Holding{})}
	case d.Rule == nil:
		scope.Kind = d.stands.Scope
		return []GrantSpec{d.nothing(scope)}
	case d.stands.Scope == scope.Kind && *d.Rule == *d.rule:
		return nil
	}
	return []GrantSpec{d.Rule.spec(scope, *d.rule)}
}

// spec states a holding on a scope where before was: what was and shall not be any more is said, too.
func (h Holding) spec(scope Scope, before Holding) GrantSpec {
	return GrantSpec{Scope: scope, Rights: h.Rights, RightsSet: h.Rights != 0 || before.Rights != 0,
		Usage: h.Usage, UsageSet: h.Usage != NoUsage || before.Usage != NoUsage}
}

// nothing takes away what the drawer is about.
func (d *Drawer) nothing(scope Scope) GrantSpec {
	return GrantSpec{Scope: scope, RightsSet: !d.usageOnly, UsageSet: true, Clear: !d.usageOnly}
}

// Categories are those with products, in the order of their ids.
func (s Sheet) Categories() []Category {
	seen := map[CategoryID]Category{}
	for _, p := range s.Products {
		seen[p.Category.ID] = p.Category
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b Category) int { return cmp.Compare(a.ID, b.ID) })
}
