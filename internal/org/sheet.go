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

// Categories are those with products, in the order of their ids.
func (s Sheet) Categories() []Category {
	seen := map[CategoryID]Category{}
	for _, p := range s.Products {
		seen[p.Category.ID] = p.Category
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b Category) int { return cmp.Compare(a.ID, b.ID) })
}

// Everything is what the standing rule on everything gives that can be edited.
func (s Sheet) Everything() Holding {
	for _, g := range s.Direct {
		if g.Scope != ScopeEverything || g.Temporary {
			continue
		}
		if s.Member.Role.Manages() {
			return Holding{Usage: g.Usage}
		}
		return Holding{g.Rights, g.Usage}
	}
	return Holding{}
}

// EverythingStatement is the grant to set so that the rule on everything gives h; it says false if it does already.
func (s Sheet) EverythingStatement(h Holding) (GrantSpec, bool) {
	scope, before := Scope{Kind: ScopeEverything}, s.Everything()
	if h == (Holding{}) {
		return nothing(scope, s.Member.Role.Manages()), before != h
	}
	return h.spec(scope, before), before != h
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

// spec states a holding on a scope where before was: what was and shall not be any more is said, too.
func (h Holding) spec(scope Scope, before Holding) GrantSpec {
	return GrantSpec{Scope: scope, Rights: h.Rights, RightsSet: h.Rights != 0 || before.Rights != 0,
		Usage: h.Usage, UsageSet: h.Usage != NoUsage || before.Usage != NoUsage}
}
