package store

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// TestUsageLowered states a usage that goes before a higher one: that takes something away, though it only adds a grant.
func TestUsageLowered(t *testing.T) {
	for name, c := range map[string]struct {
		before []string
		set    []string
		takes  string
	}{
		"a product before a rule":     {[]string{"drive/@all=use-admin"}, []string{"drive/a=use"}, "jane@example.org loses use as admin on drive/a, which came from the rule drive/@all"},
		"a rule before everything":    {[]string{"@everything=use-admin"}, []string{"drive/@all=use"}, "jane@example.org loses use as admin on drive/@all, which came from the rule @everything"},
		"only rights":                 {[]string{"drive/@all=use-admin"}, []string{"drive/a=technical"}, ""},
		"as high":                     {[]string{"drive/@all=use"}, []string{"drive/a=use-admin"}, ""},
		"another category":            {[]string{"mail/@all=use-admin"}, []string{"drive/a=use"}, ""},
		"lowered before":              {[]string{"drive/@all=use-admin", "drive/a=use"}, []string{"drive/a=use until:1h"}, ""},
		"lowered for a while before":  {[]string{"drive/@all=use-admin", "drive/a=use until:1h"}, []string{"drive/a=use"}, "jane@example.org loses use as admin on drive/a, which came from the rule drive/@all"},
		"a rule that is stated again": {[]string{"drive/@all=use-admin"}, []string{"drive/@all=technical"}, ""},
		"only on products to come":    {[]string{"@everything=use-admin"}, []string{"drive/@future=use"}, ""},
		"a rule and its exception":    {nil, []string{"drive/@all=use-admin", "drive/a=use"}, ""},
		"a rule raised, but for one":  {[]string{"drive/@all=use"}, []string{"drive/@all=use-admin", "drive/a=use"}, ""},
		"an exception and its rule":   {nil, []string{"drive/a=use", "drive/@all=use-admin"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			for _, text := range c.before {
				h.ok(h.set(jane, text))
			}
			req := org.Request{Caller: h.olivia}
			set, err := h.setAs(req, jane, c.set...)
			if c.takes == "" {
				h.ok(set, err)
				return
			}
			h.fails(org.CodeConfirm, err)
			if got := err.(*org.Error).Preview.Taking(); !slices.Equal(got, []string{c.takes}) {
				t.Errorf("got %q, want %q", got, c.takes)
			}
		})
	}
}

// TestUsageBelowATeam states a usage that goes before what a team gives, on a product or by a rule.
func TestUsageBelowATeam(t *testing.T) {
	for _, held := range []string{"drive/a=use-admin", "drive/@all=use-admin", "@everything=use-admin"} {
		h := office(t)
		h.ok(h.team("Design", []string{jane}, held))
		for _, set := range []string{"drive/a=use", "drive/@all=use", "@everything=use"} {
			scope, _, _ := strings.Cut(set, "=")
			want := []string{"jane@example.org loses use as admin on " + scope + ", which came from team design"}
			if got := h.takes(h.setAs(h.unasked(), jane, set)); !slices.Equal(got, want) {
				t.Errorf("%s below %s: %q, want %q", set, held, got, want)
			}
		}
		h.ok(h.setAs(h.unasked(), jane, "drive/a=use-admin"))
		h.ok(h.setAs(h.unasked(), "eve@example.org", "drive/a=use")) // who is in no team loses nothing
		h.ok(h.teamSet(h.unasked(), "design", "drive/b=use"))        // and a team lowers nothing
	}
}
