package org_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"orgctl/internal/org"
)

// closet is three drives with the ids 1, 2, 3, of which jane holds what is given; "drive/b" names the product 2.
func closet(t *testing.T, role org.Role, held ...string) org.Sheet {
	t.Helper()
	s := org.Sheet{Member: org.Member{Email: "jane@example.org", Role: role}}
	for i, name := range []string{"a", "b", "c"} {
		s.Products = append(s.Products, product(t, org.ProductID(i+1), "drive/"+name))
	}
	s.Products = append(s.Products, product(t, 4, "mail/a"))
	for _, g := range heldAll(t, held) {
		if g.Scope == org.ScopeProduct {
			g.Product = 0
		}
		s.Direct = append(s.Direct, g)
	}
	for i, text := range held {
		if s.Direct[i].Scope == org.ScopeProduct {
			s.Direct[i].Product = org.ProductID(text[len("drive/")]-'a') + 1
		}
	}
	return s
}

func holding(t *testing.T, words string) org.Holding {
	t.Helper()
	spec, err := org.ParseGrantSpec("drive/a=" + words)
	if err != nil {
		t.Fatal(err)
	}
	return org.Holding{Rights: spec.Rights, Usage: spec.Usage}
}

// said are the statements of a drawer, as one types them.
func said(d *org.Drawer) (out []string) {
	for _, s := range d.Statements() {
		out = append(out, s.String())
	}
	return out
}

func TestDrawerOpens(t *testing.T) {
	for name, c := range map[string]struct {
		role   org.Role
		held   []string
		ticked string // product: holding
		rule   string
		fixed  string
	}{
		"nothing":                      {},
		"a product":                    {held: []string{"drive/a=technical+use"}, ticked: "a: technical user"},
		"temporary is no business":     {held: []string{"drive/a=technical until:1h", "drive/@all=use until:1h"}},
		"everything is no business":    {held: []string{"@everything=technical"}},
		"another category":             {held: []string{"mail/@all=technical"}},
		"all ticks all":                {held: []string{"drive/@all=technical"}, ticked: "a: technical none, b: technical none, c: technical none", rule: "technical none"},
		"all beside a product":         {held: []string{"drive/b=statistics+use-admin", "drive/@all=technical+use"}, ticked: "a: technical user, b: technical, statistics admin, c: technical user", rule: "technical user"},
		"a product below its rule":     {held: []string{"drive/b=use", "drive/@all=use-admin"}, ticked: "a: admin, b: user, c: admin", rule: "admin"},
		"future fixes what came since": {held: []string{"drive/@future=technical since:1"}, rule: "technical none", fixed: "bc"},
		"future beside a product":      {held: []string{"drive/@future=technical since:1", "drive/b=use"}, ticked: "b: user", rule: "technical none", fixed: "c"},
		"an admin's usage":             {role: org.Admin, held: []string{"drive/a=technical+use", "drive/b=technical", "drive/@future=technical since:3"}, ticked: "a: user"},
	} {
		t.Run(name, func(t *testing.T) {
			d := closet(t, c.role, c.held...).Drawer(category(t, "drive"))
			var ticked, fixed, rule string
			for _, p := range d.Products {
				if h, ok := d.Ticked[p.ID]; ok {
					ticked += fmt.Sprintf(", %s:%s", p.Name, words(h))
				}
				if d.Fixed(p) {
					fixed += p.Name
				}
			}
			if d.Rule != nil {
				rule = words(*d.Rule)[1:]
			}
			if got := strings.TrimPrefix(ticked, ", "); got != c.ticked {
				t.Errorf("ticked %q, want %q", got, c.ticked)
			}
			if rule != c.rule || fixed != c.fixed || len(d.Products) != 3 {
				t.Errorf("rule %q, want %q; fixed %q, want %q", rule, c.rule, fixed, c.fixed)
			}
			if got := said(d); len(got) > 0 {
				t.Errorf("an untouched drawer says %q", got)
			}
		})
	}
}

func words(h org.Holding) string {
	text := ""
	if h.Rights != 0 {
		text = " " + h.Rights.String()
	}
	return text + " " + h.Usage.String()
}

func TestStatements(t *testing.T) {
	tick := func(words string, ids ...org.ProductID) func(*testing.T, *org.Drawer) {
		return func(t *testing.T, d *org.Drawer) {
			for _, id := range ids {
				d.Ticked[id] = holding(t, words)
			}
		}
	}
	untick := func(ids ...org.ProductID) func(*testing.T, *org.Drawer) {
		return func(_ *testing.T, d *org.Drawer) {
			for _, id := range ids {
				delete(d.Ticked, id)
			}
		}
	}
	rule := func(words string) func(*testing.T, *org.Drawer) {
		return func(t *testing.T, d *org.Drawer) {
			if words == "" {
				d.SetRule(nil)
				return
			}
			h := holding(t, words)
			d.SetRule(&h)
		}
	}
	for name, c := range map[string]struct {
		role org.Role
		held []string
		edit []func(*testing.T, *org.Drawer)
		want []string
	}{
		"tick":                      {edit: []func(*testing.T, *org.Drawer){tick("technical+use", 1)}, want: []string{"drive/a=technical+use"}},
		"untick":                    {held: []string{"drive/a=technical+use"}, edit: []func(*testing.T, *org.Drawer){untick(1)}, want: []string{"drive/a=none"}},
		"other rights":              {held: []string{"drive/a=technical+use"}, edit: []func(*testing.T, *org.Drawer){tick("statistics+use", 1)}, want: []string{"drive/a=statistics+use"}},
		"usage only, rights go":     {held: []string{"drive/a=technical+use"}, edit: []func(*testing.T, *org.Drawer){tick("use", 1)}, want: []string{"drive/a=no-rights+use"}},
		"rights only, usage goes":   {held: []string{"drive/a=technical+use"}, edit: []func(*testing.T, *org.Drawer){tick("technical", 1)}, want: []string{"drive/a=technical+no-use"}},
		"products to come":          {edit: []func(*testing.T, *org.Drawer){tick("use", 1, 2), rule("technical")}, want: []string{"drive/a=use", "drive/b=use", "drive/@future=technical"}},
		"no products to come":       {held: []string{"drive/@future=technical since:1"}, edit: []func(*testing.T, *org.Drawer){rule("")}, want: []string{"drive/b=technical", "drive/c=technical", "drive/@future=none"}},
		"others to come":            {held: []string{"drive/@future=technical since:1"}, edit: []func(*testing.T, *org.Drawer){rule("use")}, want: []string{"drive/@future=no-rights+use"}},
		"all, one unticked":         {held: []string{"drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){untick(2)}, want: []string{"drive/a=technical", "drive/c=technical", "drive/@future=technical"}},
		"all, none to come":         {held: []string{"drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){rule("")}, want: []string{"drive/a=technical", "drive/b=technical", "drive/c=technical", "drive/@all=none"}},
		"all, more for one":         {held: []string{"drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){tick("technical+use", 2)}, want: []string{"drive/b=technical+use"}},
		"all, less for one":         {held: []string{"drive/@all=technical+statistics"}, edit: []func(*testing.T, *org.Drawer){tick("technical", 2)}, want: []string{"drive/a=technical+statistics", "drive/b=technical", "drive/c=technical+statistics", "drive/@future=technical+statistics"}},
		"all, other for all":        {held: []string{"drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){tick("use", 1, 2, 3), rule("use")}, want: []string{"drive/@all=no-rights+use"}},
		"all, more to come":         {held: []string{"drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){rule("technical+use")}, want: []string{"drive/a=technical", "drive/b=technical", "drive/c=technical", "drive/@future=technical+use"}},
		"all, less to come":         {held: []string{"drive/@all=technical+use"}, edit: []func(*testing.T, *org.Drawer){rule("use")}, want: []string{"drive/a=technical+use", "drive/b=technical+use", "drive/c=technical+use", "drive/@all=no-rights+use"}},
		"all beside one, unticked":  {held: []string{"drive/b=statistics", "drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){untick(1)}, want: []string{"drive/b=technical+statistics", "drive/c=technical", "drive/@future=technical"}},
		"all beside one, it goes":   {held: []string{"drive/b=statistics", "drive/@all=technical"}, edit: []func(*testing.T, *org.Drawer){untick(2)}, want: []string{"drive/a=technical", "drive/b=none", "drive/c=technical", "drive/@future=technical"}},
		"an admin's tick":           {role: org.Admin, held: []string{"drive/a=technical"}, edit: []func(*testing.T, *org.Drawer){tick("use", 1)}, want: []string{"drive/a=use"}},
		"an admin's rights stay":    {role: org.Admin, held: []string{"drive/a=technical+use"}, edit: []func(*testing.T, *org.Drawer){untick(1)}, want: []string{"drive/a=no-use"}},
		"an admin's rule":           {role: org.Owner, held: []string{"drive/@all=technical+use"}, edit: []func(*testing.T, *org.Drawer){untick(1)}, want: []string{"drive/b=use", "drive/c=use", "drive/@future=use"}},
		"ticked and unticked again": {edit: []func(*testing.T, *org.Drawer){tick("use", 1), untick(1), rule("use"), rule("")}},
	} {
		t.Run(name, func(t *testing.T) {
			d := closet(t, c.role, c.held...).Drawer(category(t, "drive"))
			for _, edit := range c.edit {
				edit(t, d)
			}
			if got := said(d); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSheetCategories(t *testing.T) {
	s := closet(t, org.Collaborator)
	slices.Reverse(s.Products)
	var codes []string
	for _, c := range s.Categories() {
		codes = append(codes, c.Code)
	}
	if !slices.Equal(codes, []string{"drive", "mail"}) {
		t.Errorf("got %v", codes)
	}
}

// anyHolding is rights and usage, not both none.
func anyHolding() *rapid.Generator[org.Holding] {
	return rapid.Custom(func(t *rapid.T) org.Holding {
		return org.Holding{Rights: org.Rights(rapid.IntRange(0, 3).Draw(t, "rights")), Usage: org.Usage(rapid.IntRange(0, 2).Draw(t, "usage"))}
	}).Filter(func(h org.Holding) bool { return h != org.Holding{} })
}

// TestStatementsDoWhatTheDrawerSays edits random drawers over random grants, makes the statements one after the other as
// the store does, and compares what everybody may do then with what was ticked.
func TestStatementsDoWhatTheDrawerSays(t *testing.T) {
	const last = 3
	rapid.Check(t, func(rt *rapid.T) {
		s := org.Sheet{Member: org.Member{Role: rapid.SampledFrom([]org.Role{org.Collaborator, org.Admin}).Draw(rt, "role")}}
		for i := range last {
			s.Products = append(s.Products, product(t, org.ProductID(i+1), fmt.Sprintf("drive/p%d", i+1)))
		}
		s.Direct = anyGrants(rt, s.Products)
		d := s.Drawer(category(t, "drive"))
		fixed := map[org.ProductID]bool{}
		for _, p := range d.Products {
			fixed[p.ID] = d.Fixed(p)
		}
		editDrawer(rt, d, s.Member.Role, fixed)
		after := s
		after.Direct = apply(s.Direct, d.Statements(), s.Products, last)
		d2 := after.Drawer(d.Category)
		if !sameRule(d.Rule, d2.Rule) {
			rt.Fatalf("rule %v, want %v\n%v", d2.Rule, d.Rule, said(d))
		}
		for _, p := range d.Products {
			if got, want := d2.Gives(p), d.Gives(p); got != want {
				rt.Fatalf("%s: %v, want %v\n%v", p.Ref(), got, want, said(d))
			}
		}
		if rest := said(d2); len(rest) > 0 {
			rt.Fatalf("a second time it says %q after %q", rest, said(d))
		}
		if got, want := others(after.Direct), others(s.Direct); !slices.Equal(got, want) {
			rt.Fatalf("what is not its business became %v, was %v", got, want)
		}
	})
}

func sameRule(a, b *org.Holding) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// others are the grants that are no business of a drawer.
func others(grants []org.Grant) []org.Grant {
	return slices.DeleteFunc(slices.Clone(grants), func(g org.Grant) bool { return !g.Temporary && g.Scope != org.ScopeEverything })
}

func anyGrants(t *rapid.T, products []org.Product) (out []org.Grant) {
	add := func(g org.Grant) {
		h := anyHolding().Draw(t, "holding")
		g.Rights, g.Usage = h.Rights, h.Usage
		out = append(out, g)
	}
	for _, p := range products {
		for _, temporary := range []bool{false, true} {
			if rapid.Bool().Draw(t, "held") {
				add(org.Grant{Product: p.ID, Temporary: temporary})
			}
		}
	}
	switch rapid.IntRange(0, 3).Draw(t, "rule") {
	case 1:
		add(org.Grant{Scope: org.ScopeAll, Category: products[0].Category.ID})
	case 2:
		add(org.Grant{Scope: org.ScopeFuture, Category: products[0].Category.ID, Since: org.ProductID(rapid.IntRange(0, 3).Draw(t, "since"))})
	}
	if rapid.Bool().Draw(t, "everything") {
		add(org.Grant{Scope: org.ScopeEverything})
	}
	return out
}

// editDrawer ticks and unticks what a person could.
func editDrawer(t *rapid.T, d *org.Drawer, role org.Role, fixed map[org.ProductID]bool) {
	draw := func() org.Holding {
		return anyHolding().Filter(func(h org.Holding) bool { return !role.Manages() || h.Rights == 0 }).Draw(t, "ticked")
	}
	for _, p := range d.Products {
		switch rapid.IntRange(0, 2).Draw(t, "edit") {
		case 1:
			delete(d.Ticked, p.ID)
		case 2:
			if !fixed[p.ID] {
				d.Ticked[p.ID] = draw()
			}
		}
	}
	switch rapid.IntRange(0, 2).Draw(t, "to come") {
	case 1:
		d.SetRule(nil)
	case 2:
		h := draw()
		d.SetRule(&h)
	}
}

// apply makes the statements.
func apply(grants []org.Grant, specs []org.GrantSpec, products []org.Product, last org.ProductID) []org.Grant {
	type slot struct {
		product  org.ProductID
		category org.CategoryID
	}
	standing := map[slot]org.Grant{}
	for _, g := range grants {
		if !g.Temporary {
			standing[slot{g.Product, g.Category}] = g
		}
	}
	for _, spec := range specs {
		var at slot
		if spec.Scope.Kind == org.ScopeProduct {
			at.product = products[slices.IndexFunc(products, func(p org.Product) bool { return p.Name == spec.Scope.Product })].ID
		} else {
			at.category = products[0].Category.ID
		}
		var before *org.Grant
		if g, ok := standing[at]; ok {
			before = &g
		}
		g := org.GrantChange{Spec: spec}.Apply(before, last)
		g.Product, g.Category = at.product, at.category
		if standing[at] = g; g.Empty() {
			delete(standing, at)
		}
	}
	out := slices.DeleteFunc(slices.Clone(grants), func(g org.Grant) bool { return !g.Temporary })
	for _, at := range slices.SortedFunc(maps.Keys(standing), func(a, b slot) int { return int(a.product-b.product) + int(a.category-b.category) }) {
		out = append(out, standing[at])
	}
	return out
}
