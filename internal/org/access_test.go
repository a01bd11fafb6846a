package org_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// noon is now in these tests.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func category(t *testing.T, code string) org.Category {
	t.Helper()
	c, ok := org.CategoryByCode(code)
	if !ok {
		t.Fatalf("no category %q", code)
	}
	return c
}

// product is category/name with an id.
func product(t *testing.T, id org.ProductID, ref string) org.Product {
	t.Helper()
	code, name, _ := strings.Cut(ref, "/")
	return org.Product{ID: id, Category: category(t, code), Name: name}
}

// held reads a grant as it may be stored: a spec, perhaps "team:NAME" or "partner:NAME" before it, "since:ID" for a rule on
// future products, and for a temporary one "from:SPAN" and "until:SPAN" relative to noon, or just "temp". Every product that is
// named has the id 10.
func held(t *testing.T, text string) org.Grant {
	t.Helper()
	var g org.Grant
	for word := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(word, ":")
		var err error
		switch {
		case strings.Contains(word, "="):
			var spec org.GrantSpec
			if spec, err = org.ParseGrantSpec(word); err == nil {
				g.Scope, g.Rights, g.Usage = spec.Scope.Kind, spec.Rights, spec.Usage
				g.Category, g.Product = place(t, spec.Scope)
			}
		case key == "team":
			g.Via, g.Name = org.ViaTeam, value
		case key == "partner":
			g.Via, g.Name = org.ViaPartner, value
		case key == "since":
			var id int
			id, err = strconv.Atoi(value)
			g.Since = org.ProductID(id)
		case word == "temp":
			g.Temporary = true
		default:
			var span time.Duration
			span, err = time.ParseDuration(value)
			g.Temporary = true
			if key == "from" {
				g.From = noon().Add(span)
			} else {
				g.Until = noon().Add(span)
			}
		}
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	}
	return g
}

func place(t *testing.T, s org.Scope) (org.CategoryID, org.ProductID) {
	t.Helper()
	switch s.Kind {
	case org.ScopeProduct:
		return 0, 10
	case org.ScopeEverything:
		return org.Everything, 0
	default:
		return category(t, s.Category).ID, 0
	}
}

func heldAll(t *testing.T, texts []string) (out []org.Grant) {
	t.Helper()
	for _, text := range texts {
		out = append(out, held(t, text))
	}
	return out
}

// sources writes them as "kind name rights use=usage state".
func sources(a org.Access) (out []string) {
	for _, s := range a.Sources {
		text := fmt.Sprintf("%s %s", s.Kind, s.Name)
		if s.Rights != 0 {
			text += " " + s.Rights.String()
		}
		if s.Usage != org.NoUsage {
			text += " use=" + s.Usage.String()
		}
		out = append(out, text+" "+string(s.State))
	}
	return out
}

func TestFold(t *testing.T) {
	for name, c := range map[string]struct {
		product string // drive/a with the id 10 unless another is named
		role    org.Role
		state   org.MemberState
		grants  []string
		rights  string
		usage   string
		sources []string
	}{
		"nothing": {},
		"a grant on the product": {
			grants: []string{"drive/a=technical+use"}, rights: "technical", usage: "user",
			sources: []string{"direct drive/a technical use=user active"},
		},
		"rights don't imply usage":      {grants: []string{"drive/a=technical+statistics"}, rights: "technical, statistics"},
		"usage doesn't imply rights":    {grants: []string{"drive/a=use-admin"}, usage: "admin"},
		"a rule on the category":        {grants: []string{"drive/@all=statistics+use"}, rights: "statistics", usage: "user", sources: []string{"category drive/@all statistics use=user active"}},
		"a rule on another category":    {grants: []string{"mail/@all=statistics+use"}},
		"a rule on everything":          {grants: []string{"@everything=technical+use"}, rights: "technical", usage: "user", sources: []string{"everything @everything technical use=user active"}},
		"products to come: below":       {grants: []string{"drive/@future=technical since:9"}, rights: "technical", sources: []string{"category drive/@future technical active"}},
		"products to come: the last id": {grants: []string{"drive/@future=technical since:10"}},
		"products to come: above":       {grants: []string{"drive/@future=technical since:11"}},
		"products to come: from none":   {grants: []string{"drive/@future=technical since:0"}, rights: "technical"},
		"rights are a union of all": {
			product: "ticketing/hall",
			grants:  []string{"ticketing/hall=technical", "ticketing/@all=statistics", "@everything=ticket-control", "team:door ticketing/@all=sales-control"},
			rights:  "technical, statistics, ticket-control, sales-control",
			sources: []string{"direct ticketing/hall technical active", "category ticketing/@all statistics active", "everything @everything ticket-control active", "team door sales-control active"},
		},
		"a partner's rights add up, too":           {grants: []string{"drive/a=technical", "partner:hub @everything=statistics"}, rights: "technical, statistics"},
		"usage: the product before the category":   {grants: []string{"drive/a=use", "drive/@all=use-admin"}, usage: "user"},
		"usage: the category before everything":    {grants: []string{"drive/@all=use", "@everything=use-admin"}, usage: "user"},
		"usage: the product before everything":     {grants: []string{"@everything=use-admin", "drive/a=use"}, usage: "user"},
		"usage: products to come are a category":   {grants: []string{"drive/@future=use since:1", "@everything=use-admin"}, usage: "user"},
		"usage: it may be higher, too":             {grants: []string{"drive/a=use-admin", "drive/@all=use"}, usage: "admin"},
		"usage: a grant without one says nothing":  {grants: []string{"drive/a=technical", "drive/@all=use-admin"}, rights: "technical", usage: "admin"},
		"usage: the highest of the teams":          {grants: []string{"team:a drive/a=use", "team:b drive/@all=use-admin"}, usage: "admin"},
		"usage: a team's product is not specific":  {grants: []string{"team:a drive/a=use-admin", "team:b @everything=use"}, usage: "admin"},
		"usage: a team only without a direct":      {grants: []string{"team:a drive/a=use-admin", "@everything=use"}, usage: "user"},
		"usage: a team beside rights":              {grants: []string{"team:a drive/a=use-admin", "drive/a=technical"}, rights: "technical", usage: "admin"},
		"usage: a partner is like a team":          {grants: []string{"partner:hub drive/a=use-admin", "team:a drive/@all=use", "@everything=use"}, usage: "user"},
		"usage: partner without a direct":          {grants: []string{"partner:hub drive/a=use-admin", "team:a drive/@all=use"}, usage: "admin"},
		"usage: what has ended overrides nothing":  {grants: []string{"drive/a=use until:-1h", "drive/@all=use-admin"}, usage: "admin"},
		"usage: what comes overrides nothing yet":  {grants: []string{"drive/a=use from:1h", "drive/@all=use-admin"}, usage: "admin"},
		"standing and temporary rights add up":     {grants: []string{"drive/a=technical", "drive/a=statistics until:1h"}, rights: "technical, statistics"},
		"standing and temporary usage: the higher": {grants: []string{"drive/a=use-admin", "drive/a=use until:1h"}, usage: "admin"},
		"temporary and standing usage: the higher": {grants: []string{"drive/a=use", "drive/a=use-admin until:1h"}, usage: "admin"},
		"temporary usage on rules: the higher":     {grants: []string{"drive/@all=use", "drive/@all=use-admin until:1h"}, usage: "admin"},
		"the category doesn't offer the right":     {product: "domain/a.ch", grants: []string{"@everything=statistics"}},
		"the category offers one of the rights":    {product: "domain/a.ch", grants: []string{"@everything=technical+statistics+sales-control"}, rights: "technical"},
		"the category has no usage":                {product: "domain/a.ch", grants: []string{"@everything=technical+use-admin"}, rights: "technical", sources: []string{"everything @everything technical active"}},
		"from: before":                             {grants: []string{"drive/a=technical from:1us"}, sources: []string{"direct drive/a technical future"}},
		"from: at the moment":                      {grants: []string{"drive/a=technical from:0s"}, rights: "technical"},
		"until: the last moment":                   {grants: []string{"drive/a=technical until:1us"}, rights: "technical"},
		"until: at the moment":                     {grants: []string{"drive/a=technical until:0s"}, sources: []string{"direct drive/a technical expired"}},
		"from and until":                           {grants: []string{"drive/a=technical from:-1h until:1h"}, rights: "technical"},
		"an owner has every right": {
			role: org.Owner, rights: "technical, statistics", sources: []string{"role owner technical, statistics active"},
		},
		"an admin has what the category offers": {product: "domain/a.ch", role: org.Admin, rights: "technical", sources: []string{"role admin technical active"}},
		"a role implies no usage":               {role: org.Owner, rights: "technical, statistics"},
		"an admin's usage counts, the rights beside it sleep": {
			role: org.Admin, grants: []string{"drive/a=technical+use"}, rights: "technical, statistics", usage: "user",
			sources: []string{"direct drive/a use=user active", "role admin technical, statistics active", "direct drive/a technical dormant"},
		},
		"an admin's rights sleep": {
			role: org.Admin, grants: []string{"team:a drive/@all=statistics"}, rights: "technical, statistics",
			sources: []string{"role admin technical, statistics active", "team a statistics dormant"},
		},
		"an admin's ended rights have ended, not fallen asleep": {
			role: org.Admin, grants: []string{"drive/a=technical+use until:-1h"}, rights: "technical, statistics",
			sources: []string{"role admin technical, statistics active", "direct drive/a use=user expired", "direct drive/a technical expired"},
		},
		"a collaborator's role gives nothing": {role: org.Collaborator},
		"an external's grants count alike":    {role: org.External, grants: []string{"drive/@all=technical+use"}, rights: "technical", usage: "user"},
		"a pending invitee has nothing": {
			state: org.Pending, grants: []string{"drive/a=technical+use", "drive/a=statistics until:-1h"},
			sources: []string{"direct drive/a technical use=user dormant", "direct drive/a statistics expired"},
		},
		"a pending admin has nothing": {role: org.Admin, state: org.Pending, grants: []string{"drive/a=use"}, sources: []string{"direct drive/a use=user dormant", "role admin technical, statistics dormant"}},
		"a locked owner has nothing":  {role: org.Owner, state: org.Locked, sources: []string{"role owner technical, statistics dormant"}},
		"what counts stands first": {
			grants:  []string{"drive/a=technical until:-1h", "drive/@all=technical from:1h", "team:z drive/a=statistics", "@everything=statistics"},
			rights:  "statistics",
			sources: []string{"everything @everything statistics active", "team z statistics active", "category drive/@all technical future", "direct drive/a technical expired"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := product(t, 10, "drive/a")
			if c.product != "" {
				p = product(t, 10, c.product)
			}
			a := org.Fold(p, c.role, c.state, heldAll(t, c.grants), noon())
			if usage := strings.TrimPrefix(a.Usage.String(), "none"); a.Rights.String() != c.rights || usage != c.usage {
				t.Errorf("got %q, use %q; want %q, use %q", a.Rights, usage, c.rights, c.usage)
			}
			if got := sources(a); c.sources != nil && !slices.Equal(got, c.sources) {
				t.Errorf("sources\n %q\nwant\n %q", got, c.sources)
			}
			if a.Any() != (c.rights != "" || c.usage != "") {
				t.Errorf("any access: %v", a.Any())
			}
		})
	}
}

// TestFoldOfNoRights has a category of an organization's own that offers no management rights: an owner has none of them.
func TestFoldOfNoRights(t *testing.T) {
	p := org.Product{ID: 1, Category: org.Category{ID: 1000, Code: "chairs", Usage: true}, Name: "hall"}
	if a := org.Fold(p, org.Owner, org.Active, nil, noon()); a.Any() || len(a.Sources) > 0 {
		t.Errorf("got %+v", a)
	}
}

// TestFoldLeavesItsGrants makes sure that evaluating alters nothing that it was handed.
func TestFoldLeavesItsGrants(t *testing.T) {
	grants := heldAll(t, []string{"drive/a=technical until:-1h", "drive/@all=technical+use", "team:z drive/a=statistics"})
	before := slices.Clone(grants)
	org.Fold(product(t, 10, "drive/a"), org.Admin, org.Active, grants, noon())
	if !slices.Equal(grants, before) {
		t.Errorf("got %v, want %v", grants, before)
	}
}

func TestStateAt(t *testing.T) {
	from, until := noon().Add(-time.Hour), noon().Add(time.Hour)
	for name, c := range map[string]struct {
		g    org.Grant
		at   time.Time
		want org.SourceState
	}{
		"always":          {org.Grant{}, noon(), org.SourceActive},
		"just before":     {org.Grant{From: from, Until: until}, from.Add(-time.Microsecond), org.SourceFuture},
		"the first":       {org.Grant{From: from, Until: until}, from, org.SourceActive},
		"the last":        {org.Grant{From: from, Until: until}, until.Add(-time.Microsecond), org.SourceActive},
		"just after":      {org.Grant{From: from, Until: until}, until, org.SourceExpired},
		"no beginning":    {org.Grant{Until: until}, time.Time{}.Add(1), org.SourceActive},
		"no end":          {org.Grant{From: from}, until.AddDate(1000, 0, 0), org.SourceActive},
		"another zone":    {org.Grant{Until: until.In(time.FixedZone("", 3600))}, until, org.SourceExpired},
		"ended and later": {org.Grant{From: until, Until: until.Add(1)}, until.Add(1), org.SourceExpired},
	} {
		if got := c.g.StateAt(c.at); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestCovers(t *testing.T) {
	p := product(t, 10, "drive/a")
	for text, want := range map[string]bool{
		"drive/x=use":                true, // held gives every named product the id 10
		"mail/@all=use":              false,
		"drive/@all=use":             true,
		"drive/@future=use":          true,
		"@everything=use":            true,
		"drive/@future=use since:10": false,
	} {
		if got := held(t, text).Covers(p); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
	if held(t, "drive/x=use").Covers(product(t, 11, "drive/a")) {
		t.Error("a grant on one product covers another")
	}
}
