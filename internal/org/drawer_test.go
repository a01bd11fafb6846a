package org_test

import (
	"slices"
	"testing"

	"orgctl/internal/org"
)

// Ending a rule is no loss of what came through it, and taking that back changes nothing.
func TestSetRuleKeepsWhatCame(t *testing.T) {
	for name, c := range map[string]struct {
		role org.Role
		held []string
		want []string // what is said once the rule is ended
	}{
		"all":                 {held: []string{"drive/@all=technical"}, want: []string{"drive/a=technical", "drive/b=technical", "drive/c=technical", "drive/@all=none"}},
		"future":              {held: []string{"drive/@future=technical since:1"}, want: []string{"drive/b=technical", "drive/c=technical", "drive/@future=none"}},
		"future, one besides": {held: []string{"drive/@future=technical since:1", "drive/b=statistics+use"}, want: []string{"drive/b=technical+statistics+use", "drive/c=technical", "drive/@future=none"}},
		"future, one enough":  {held: []string{"drive/@future=technical since:2", "drive/c=technical"}, want: []string{"drive/@future=none"}},
		"future of an admin":  {role: org.Admin, held: []string{"drive/@future=technical+use since:2"}, want: []string{"drive/c=use", "drive/@future=no-use"}},
		"nothing came so far": {held: []string{"drive/@future=technical since:3"}, want: []string{"drive/@future=none"}},
		"no rule":             {held: []string{"drive/a=technical"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := closet(t, c.role, c.held...).Drawer(category(t, "drive"))
			rule := d.Rule
			before := map[org.ProductID]org.Holding{}
			for _, p := range d.Products {
				before[p.ID] = d.Gives(p)
			}
			unchanged := func() {
				t.Helper()
				for _, p := range d.Products {
					if d.Gives(p) != before[p.ID] {
						t.Errorf("%s gets %v, had %v", p.Ref(), d.Gives(p), before[p.ID])
					}
				}
			}
			d.SetRule(nil)
			unchanged()
			if got := said(d); !slices.Equal(got, c.want) {
				t.Errorf("ended, it says %q, want %q", got, c.want)
			}
			d.SetRule(rule)
			unchanged()
			if got := said(d); len(got) > 0 {
				t.Errorf("taken back, it says %q", got)
			}
		})
	}
}

func TestStale(t *testing.T) {
	grant := org.Grant{Scope: org.ScopeProduct, Product: 1, Rights: org.Technical}
	rule := org.Grant{Scope: org.ScopeFuture, Category: 3, Since: 2, Rights: org.Technical}
	drive, mail := org.Category{ID: 3}, org.Category{ID: 4}
	start := func() org.Sheet {
		return org.Sheet{Member: org.Member{Role: org.Collaborator}, Direct: []org.Grant{grant, rule},
			Products: []org.Product{{ID: 1, Category: drive}, {ID: 2, Category: drive}, {ID: 3, Category: mail}}}
	}
	for name, c := range map[string]struct {
		change func(*org.Sheet)
		want   bool
	}{
		"nothing": {func(*org.Sheet) {}, false},
		"a grant in another": {func(s *org.Sheet) {
			s.Direct = append(s.Direct, org.Grant{Scope: org.ScopeProduct, Product: 3, Usage: org.UsageUser})
		}, false},
		"a product of another": {func(s *org.Sheet) { s.Products = s.Products[:2] }, false},
		"a rule on everything": {func(s *org.Sheet) {
			s.Direct = append(s.Direct, org.Grant{Scope: org.ScopeEverything, Rights: org.Technical})
		}, false},
		"a new product": {func(s *org.Sheet) { s.Products = append(s.Products, org.Product{ID: 4, Category: drive}) }, true},
		"other rights":  {func(s *org.Sheet) { s.Direct[0].Rights = org.Statistics }, true},
		"a new grant": {func(s *org.Sheet) {
			s.Direct = append(s.Direct, org.Grant{Scope: org.ScopeProduct, Product: 2, Usage: org.UsageUser})
		}, true},
		"no rule any more":            {func(s *org.Sheet) { s.Direct = s.Direct[:1] }, true},
		"the rule covers more":        {func(s *org.Sheet) { s.Direct[1].Since = 1 }, true},
		"a role that manages":         {func(s *org.Sheet) { s.Member.Role = org.Admin }, true},
		"a role that manages no more": {func(s *org.Sheet) { s.Member.Role = org.External }, false},
	} {
		s, now := start(), start()
		c.change(&now)
		if got := s.Drawer(drive).Stale(now); got != c.want {
			t.Errorf("%s: stale is %v", name, got)
		}
	}
}

func TestEverythingStatement(t *testing.T) {
	s := org.Sheet{Member: org.Member{Role: org.Collaborator}, Direct: []org.Grant{{Scope: org.ScopeEverything, Rights: org.Technical, Usage: org.UsageUser}, {Scope: org.ScopeEverything, Temporary: true, Rights: org.AllRights}}}
	for _, c := range []struct {
		role org.Role
		h    org.Holding
		want string
	}{
		{org.Collaborator, org.Holding{org.Technical, org.UsageUser}, ""},
		{org.Collaborator, org.Holding{}, "@everything=none"},
		{org.Collaborator, org.Holding{Rights: org.AllRights}, "@everything=technical+statistics+ticket-control+sales-control+no-use"},
		{org.Collaborator, org.Holding{Usage: org.UsageAdmin}, "@everything=no-rights+use-admin"},
		{org.Admin, org.Holding{Usage: org.UsageUser}, ""},
		{org.Admin, org.Holding{}, "@everything=no-use"},
		{org.Admin, org.Holding{Usage: org.UsageAdmin}, "@everything=use-admin"},
	} {
		s.Member.Role = c.role
		spec, differs := s.EverythingStatement(c.h)
		if differs != (c.want != "") || differs && spec.String() != c.want {
			t.Errorf("%s, %v: %s (%v), want %q", c.role, c.h, spec, differs, c.want)
		}
	}
}
