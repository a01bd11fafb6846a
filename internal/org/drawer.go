package org

import "slices"

// Drawer is one category of a sheet as it is being edited: which products are ticked with what, and the rule on it.
// Temporary grants, teams, partners and rules on everything are not its business, nor are the management rights of
// somebody whose role has them all: what sleeps in their grants stays.
type Drawer struct {
	Category Category
	Products []Product
	Ticked   map[ProductID]Holding
	Rule     *Holding // a rule that holds for products to come; nil: none

	usageOnly bool
	held      map[ProductID]Holding // direct grants as they are
	rule      Holding               // what the standing rule gives; nothing if there is none, or only what sleeps
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
		case g.Temporary:
		case g.Scope == ScopeProduct && h != Holding{}:
			d.held[g.Product] = h
		case g.Category == c.ID && (g.Scope == ScopeAll || g.Scope == ScopeFuture):
			d.stands, d.rule = &g, h
		}
	}
	if d.rule != (Holding{}) {
		d.Rule = &Holding{d.rule.Rights, d.rule.Usage}
	}
	for _, p := range d.Products {
		held, direct := d.held[p.ID]
		switch {
		case d.isWhole():
			d.Ticked[p.ID] = held.with(d.rule)
		case direct:
			d.Ticked[p.ID] = held
		}
	}
	return d
}

// isWhole says that the rule as it stands covers every product there is.
func (d *Drawer) isWhole() bool {
	return d.stands != nil && d.stands.Scope == ScopeAll && d.rule != Holding{}
}

// came says that a product came after a rule on future products that stands, and is covered by it.
func (d *Drawer) came(p Product) bool {
	return d.stands != nil && d.stands.Scope == ScopeFuture && d.stands.Covers(p)
}

// Fixed says that a product comes through the rule on future products: not to be unticked one by one. A grant of its own
// beside that rule can be.
func (d *Drawer) Fixed(p Product) bool {
	_, direct := d.held[p.ID]
	return !direct && d.Rule != nil && d.came(p)
}

// Gives is what the ticks and the rule give on a product together.
func (d *Drawer) Gives(p Product) Holding {
	h := d.Ticked[p.ID]
	if d.Rule != nil && d.came(p) {
		h = h.with(*d.Rule)
	}
	return h
}

// SetRule decides about products to come; nil: no rule. What came through the rule so far is kept, as ticks: who ends a
// rule says nothing about what is there.
func (d *Drawer) SetRule(rule *Holding) {
	for _, p := range d.Products {
		held, direct := d.held[p.ID]
		switch {
		case !d.came(p):
		case rule == nil && d.Rule != nil:
			d.Ticked[p.ID] = d.Gives(p)
		case rule == nil || d.Rule != nil || d.Ticked[p.ID] != held.with(d.rule):
		case direct:
			d.Ticked[p.ID] = held
		default:
			delete(d.Ticked, p.ID)
		}
	}
	d.Rule = rule
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
			out = append(out, nothing(scope, d.usageOnly))
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
	case d.Rule == nil && d.rule == Holding{}:
		return nil
	case d.Rule == nil:
		scope.Kind = d.stands.Scope
		return []GrantSpec{nothing(scope, d.usageOnly)}
	case d.stands != nil && d.stands.Scope == scope.Kind && *d.Rule == d.rule:
		return nil
	}
	return []GrantSpec{d.Rule.spec(scope, d.rule)}
}

// nothing takes away what can be edited.
func nothing(scope Scope, usageOnly bool) GrantSpec {
	return GrantSpec{Scope: scope, RightsSet: !usageOnly, UsageSet: true, Clear: !usageOnly}
}

// Stale says that the category is not what it was when the drawer was opened: other products, other grants, or a role
// that changes what can be edited.
func (d *Drawer) Stale(now Sheet) bool {
	n := now.Drawer(d.Category)
	sameRule := d.stands == n.stands || d.stands != nil && n.stands != nil && d.stands.Same(*n.stands)
	return d.usageOnly != n.usageOnly || !sameRule ||
		!slices.EqualFunc(d.Products, n.Products, func(a, b Product) bool { return a.ID == b.ID && d.held[a.ID] == n.held[b.ID] })
}
