package org_test

import (
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// change reads a change like held: a spec, and "from:SPAN" and "until:SPAN" for a temporary one.
func change(t *testing.T, text string) org.GrantChange {
	t.Helper()
	g := held(t, text)
	spec, err := org.ParseGrantSpec(strings.Fields(text)[0])
	if err != nil {
		t.Fatal(err)
	}
	return org.GrantChange{User: "jane@example.org", Spec: spec, From: g.From, Until: g.Until}
}

func TestApply(t *testing.T) {
	const last = 7 // the last product given out
	for name, c := range map[string]struct{ before, change, want string }{
		"nothing there":                     {"", "drive/a=technical+use", "drive/a=technical+use"},
		"rights alone keep the usage":       {"drive/a=technical+use", "drive/a=statistics", "drive/a=statistics+use"},
		"usage alone keeps the rights":      {"drive/a=technical+use", "drive/a=use-admin", "drive/a=technical+use-admin"},
		"both are stated":                   {"drive/a=technical+use", "drive/a=statistics+no-use", "drive/a=statistics"},
		"none clears":                       {"drive/a=technical+use", "drive/a=none", "drive/a=none"},
		"no rights keeps the usage":         {"drive/a=technical+use", "drive/a=no-rights", "drive/a=use"},
		"no use keeps the rights":           {"drive/a=technical+use", "drive/a=no-use", "drive/a=technical"},
		"a new rule on products to come":    {"", "drive/@future=technical", "drive/@future=technical since:7"},
		"rights keep the cut-off":           {"drive/@future=technical since:3", "drive/@future=statistics", "drive/@future=statistics since:3"},
		"usage keeps the cut-off":           {"drive/@future=technical since:3", "drive/@future=use", "drive/@future=technical+use since:3"},
		"future to all drops it":            {"drive/@future=technical since:3", "drive/@all=technical", "drive/@all=technical"},
		"future to all keeps what is given": {"drive/@future=technical+use since:3", "drive/@all=statistics", "drive/@all=statistics+use"},
		"all to future sets it now":         {"drive/@all=technical", "drive/@future=technical", "drive/@future=technical since:7"},
		"all stays all":                     {"drive/@all=technical", "drive/@all=use", "drive/@all=technical+use"},
		"everything":                        {"@everything=technical", "@everything=use", "@everything=technical+use"},
		"a temporary one":                   {"", "drive/a=technical from:1h until:2h", "drive/a=technical from:1h until:2h"},
		"its times are stated together":     {"drive/a=technical from:1h until:2h", "drive/a=use until:3h", "drive/a=technical+use until:3h"},
	} {
		t.Run(name, func(t *testing.T) {
			var before *org.Grant
			if c.before != "" {
				g := held(t, c.before)
				before = &g
			}
			got := change(t, c.change).Apply(before, last)
			want := held(t, c.want)
			if !got.Same(want) || got.Temporary != want.Temporary || got.Empty() != strings.HasSuffix(c.want, "=none") {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestApplyKeepsTheReason(t *testing.T) {
	before := held(t, "drive/a=technical")
	before.Reason, before.Ticket, before.CreatedBy = "moving house", "T-1", "tom@example.org"
	c := change(t, "drive/a=use")
	if got := c.Apply(&before, 0); got.Reason != "moving house" || got.Ticket != "T-1" || got.CreatedBy != "tom@example.org" {
		t.Errorf("got %+v", got)
	}
	c.Reason, c.Ticket = "back again", "T-2"
	if got := c.Apply(&before, 0); got.Reason != "back again" || got.Ticket != "T-2" {
		t.Errorf("got %+v", got)
	}
	if before.Reason != "moving house" || before.Usage != org.NoUsage {
		t.Error("what was there was altered")
	}
}

// TestApplyTimesAsStored compares a grant as it is written down with what is read back.
func TestApplyTimesAsStored(t *testing.T) {
	c := change(t, "drive/a=use")
	c.From = time.Date(2027, 1, 1, 1, 0, 0, 1999, time.FixedZone("", 3600))
	if got, want := c.Apply(nil, 0).From, time.Date(2027, 1, 1, 0, 0, 0, 1000, time.UTC); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestCheckChange(t *testing.T) {
	for name, c := range map[string]struct {
		change org.GrantChange
		ok     bool
	}{
		"rights":                 {change(t, "drive/a=technical"), true},
		"none":                   {change(t, "drive/a=none"), true},
		"neither":                {org.GrantChange{}, false},
		"from before until":      {change(t, "drive/a=use from:1h until:2h"), true},
		"from after until":       {change(t, "drive/a=use from:2h until:1h"), false},
		"from until the same":    {change(t, "drive/a=use from:1h until:1h"), false},
		"has ended when written": {change(t, "drive/a=use until:-1h"), true}, // what a list of grants writes can be read again
	} {
		if err := c.change.Check(); (err == nil) != c.ok || err != nil && org.KindOf(err) != org.KindUsage {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLoss(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"nothing was there":                {"", "drive/a=technical", ""},
		"the same":                         {"drive/a=technical", "drive/a=technical", ""},
		"more":                             {"drive/a=technical", "drive/a=technical+statistics+use", ""},
		"gone":                             {"drive/a=technical+use-admin", "", "technical, use as admin"},
		"gone, rights only":                {"drive/a=technical+statistics", "", "technical, statistics"},
		"gone, usage only":                 {"drive/a=use", "", "use as user"},
		"gone, but it had ended":           {"drive/a=technical until:-1h", "", ""},
		"gone before it began":             {"drive/a=technical from:1h", "", "technical"},
		"a right":                          {"drive/a=technical+statistics", "drive/a=technical", "statistics"},
		"one right for another":            {"drive/a=technical", "drive/a=statistics", "technical"},
		"a lower usage":                    {"drive/a=use-admin", "drive/a=use", "use as admin"},
		"no usage":                         {"drive/a=technical+use", "drive/a=technical", "use as user"},
		"a higher usage":                   {"drive/a=use", "drive/a=use-admin", ""},
		"right and usage":                  {"drive/a=technical+use", "drive/a=statistics", "technical, use as user"},
		"all to future":                    {"drive/@all=technical", "drive/@future=technical since:7", "what exists today"},
		"all to future of nothing":         {"drive/@all=technical", "drive/@future=technical since:0", "what exists today"},
		"future to all":                    {"drive/@future=technical since:7", "drive/@all=technical", ""},
		"a later cut-off":                  {"drive/@future=technical since:3", "drive/@future=technical since:7", "what exists today"},
		"an earlier cut-off":               {"drive/@future=technical since:7", "drive/@future=technical since:3", ""},
		"an earlier end":                   {"drive/a=technical until:2h", "drive/a=technical until:1h", "the time after 2026-11-22T13:00:00Z"},
		"a later end":                      {"drive/a=technical until:1h", "drive/a=technical until:2h", ""},
		"an end where there was none":      {"drive/a=technical from:-1h", "drive/a=technical from:-1h until:1h", "the time after 2026-11-22T13:00:00Z"},
		"no end any more":                  {"drive/a=technical until:1h", "drive/a=technical from:-1h", ""},
		"a later beginning":                {"drive/a=technical from:-1h", "drive/a=technical from:1h", "the time before 2026-11-22T13:00:00Z"},
		"a later beginning, both are over": {"drive/a=technical from:-3h until:1h", "drive/a=technical from:-2h until:1h", ""},
		"an earlier beginning":             {"drive/a=technical from:2h", "drive/a=technical from:1h", ""},
		"what has ended loses nothing":     {"drive/a=technical until:-1h", "drive/a=use until:1h", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after *org.Grant
			if c.before != "" {
				g := held(t, c.before)
				before = &g
			}
			if c.after != "" {
				g := held(t, c.after)
				after = &g
			}
			if got := org.Loss(before, after, noon()); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestMerge(t *testing.T) {
	for name, c := range map[string]struct{ before, add, want string }{
		"nothing there":           {"", "drive/a=technical", "drive/a=technical"},
		"a union":                 {"drive/a=technical+use-admin", "drive/a=statistics+use", "drive/a=technical+statistics+use-admin"},
		"the same":                {"drive/a=technical", "drive/a=technical", "drive/a=technical"},
		"it had ended":            {"drive/a=technical+use until:-1h", "drive/a=statistics until:1h", "drive/a=statistics until:1h"},
		"the same time":           {"drive/a=technical until:1h", "drive/a=statistics until:1h", "drive/a=technical+statistics until:1h"},
		"longer and more":         {"drive/a=technical until:1h", "drive/a=technical+use until:2h", "drive/a=technical+use until:2h"},
		"shorter and less":        {"drive/a=technical+use until:2h", "drive/a=use until:1h", "drive/a=technical+use until:2h"},
		"within":                  {"drive/a=use from:-1h until:2h", "drive/a=use from:1h until:2h", "drive/a=use from:-1h until:2h"},
		"longer but less":         {"drive/a=technical+use until:1h", "drive/a=technical until:2h", ""},
		"one after the other":     {"drive/a=use until:1h", "drive/a=use from:1h until:2h", ""},
		"all holds future":        {"drive/@all=technical", "drive/@future=technical since:3", "drive/@all=technical"},
		"future is held by all":   {"drive/@future=technical since:3", "drive/@all=technical+use", "drive/@all=technical+use"},
		"future and less of all":  {"drive/@future=technical+use since:3", "drive/@all=technical", ""},
		"all and more of future":  {"drive/@all=technical", "drive/@future=technical+use since:3", ""},
		"the earlier cut-off":     {"drive/@future=technical since:7", "drive/@future=technical since:3", "drive/@future=technical since:3"},
		"the later cut-off":       {"drive/@future=technical since:3", "drive/@future=technical since:7", "drive/@future=technical since:3"},
		"cut-offs and rights":     {"drive/@future=technical since:3", "drive/@future=statistics since:7", ""},
		"the same cut-off adds":   {"drive/@future=technical since:3", "drive/@future=statistics since:3", "drive/@future=technical+statistics since:3"},
		"everything adds":         {"@everything=technical", "@everything=use", "@everything=technical+use"},
		"always holds a while":    {"drive/a=use temp", "drive/a=use until:1h", "drive/a=use temp"},
		"a while grows to always": {"drive/a=use until:1h", "drive/a=use temp", "drive/a=use temp"},
	} {
		t.Run(name, func(t *testing.T) {
			var before *org.Grant
			if c.before != "" {
				g := held(t, c.before)
				before = &g
			}
			got, ok := held(t, c.add).Merge(before, noon())
			if ok != (c.want != "") || ok && !got.Same(held(t, c.want)) {
				t.Errorf("got %+v, %v, want %q", got, ok, c.want)
			}
		})
	}
}

func TestOnOneProduct(t *testing.T) {
	for name, c := range map[string]struct {
		rule  string
		there []string
		want  string
	}{
		"nothing there":                         {"drive/@all=technical+use", nil, "drive/a=technical+use"},
		"rights there":                          {"drive/@all=technical+use", []string{"drive/a=statistics"}, "drive/a=technical+use"},
		"the product's usage goes first":        {"drive/@all=technical+use-admin", []string{"drive/a=use"}, "drive/a=technical"},
		"nothing but usage, and that is stated": {"drive/@all=use-admin", []string{"drive/a=use"}, "drive/a=none"},
		"other rules don't matter":              {"drive/@all=use", []string{"@everything=use-admin", "drive/@all=use"}, "drive/a=use"},
		"it keeps its time":                     {"drive/@all=use until:1h", nil, "drive/a=use until:1h"},
		"a while with a higher usage":           {"drive/@all=use", []string{"drive/a=use-admin until:1h"}, "drive/a=use"},
		"a while with a lower usage":            {"drive/@all=use-admin", []string{"drive/a=use until:1h"}, ""},
		"a while that is over":                  {"drive/@all=use-admin", []string{"drive/a=use until:-1h"}, "drive/a=use-admin"},
		"a while beside a standing one":         {"drive/@all=use-admin", []string{"drive/a=use", "drive/a=use until:1h"}, "drive/a=none"},
		"two whiles, another usage":             {"drive/@all=use until:2h", []string{"drive/a=use-admin until:1h"}, ""},
		"two whiles, the same usage":            {"drive/@all=use until:2h", []string{"drive/a=use until:1h"}, "drive/a=use until:2h"},
		"two whiles, rights":                    {"drive/@all=technical until:2h", []string{"drive/a=use until:1h"}, "drive/a=technical until:2h"},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := held(t, c.rule).On(product(t, 10, "drive/a"), heldAll(t, c.there), noon())
			if ok != (c.want != "") || ok && !got.Same(held(t, c.want)) {
				t.Errorf("got %+v, %v, want %q", got, ok, c.want)
			}
			if got.Scope != org.ScopeProduct || got.Product != 10 || got.Category != 0 {
				t.Errorf("it does not stand on the product: %+v", got)
			}
		})
	}
}

func TestOverrides(t *testing.T) {
	for name, c := range map[string]struct {
		g      string
		others []string
		want   string // the source whose usage is lowered
	}{
		"nothing there":                {"drive/a=use", nil, ""},
		"a rule with more":             {"drive/a=use", []string{"drive/@all=use-admin"}, "the rule drive/@all"},
		"a rule with the same":         {"drive/a=use", []string{"drive/@all=use"}, ""},
		"a rule with less":             {"drive/a=use-admin", []string{"drive/@all=use"}, ""},
		"no usage stated":              {"drive/a=technical", []string{"drive/@all=use-admin"}, ""},
		"a rule on another category":   {"drive/a=use", []string{"mail/@all=use-admin"}, ""},
		"a rule that begins above":     {"drive/a=use", []string{"drive/@future=use-admin since:10"}, ""},
		"a rule on products to come":   {"drive/a=use", []string{"drive/@future=use-admin since:1"}, "the rule drive/@future"},
		"everything":                   {"drive/a=use", []string{"@everything=use-admin"}, "the rule @everything"},
		"a rule in between":            {"drive/a=use", []string{"@everything=use-admin", "drive/@all=use"}, ""},
		"a team":                       {"drive/a=use", []string{"team:design drive/@all=use-admin"}, "team design"},
		"a team below a rule":          {"drive/a=use", []string{"team:design drive/@all=use-admin", "@everything=use"}, ""},
		"the higher of two teams":      {"@everything=use", []string{"team:a drive/a=use", "team:b drive/a=use-admin"}, "team b"},
		"a rule over everything":       {"drive/@all=use", []string{"@everything=use-admin"}, "the rule @everything"},
		"a rule over a product":        {"drive/@all=use", []string{"drive/a=use-admin"}, ""},
		"a product is stated already":  {"drive/a=use until:1h", []string{"drive/a=use", "drive/@all=use-admin"}, ""},
		"a rule is stated already":     {"drive/@all=use until:1h", []string{"drive/@all=use", "@everything=use-admin"}, ""},
		"stated for a while only":      {"drive/a=use", []string{"drive/a=use until:1h", "drive/@all=use-admin"}, "the rule drive/@all"},
		"a rule that has ended":        {"drive/a=use", []string{"drive/@all=use-admin until:-1h"}, ""},
		"a rule that is to come":       {"drive/a=use", []string{"drive/@all=use-admin from:1h"}, "the temporary rule drive/@all"},
		"to come covers nothing today": {"drive/@future=use since:10", []string{"@everything=use-admin"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, lower := held(t, c.g).Overrides(heldAll(t, c.others), product(t, 10, "drive/a"), noon())
			if lower != (c.want != "") || lower && (s.Words() != c.want || s.Usage != org.UsageAdmin) {
				t.Errorf("got %q (%v), want %q", s.Words(), lower, c.want)
			}
		})
	}
}

func TestRecord(t *testing.T) {
	drive, ref := "drive", "drive/a"
	for text, want := range map[string]org.GrantRecord{
		"drive/a=use until:-1h":     {Product: &ref, Category: &drive, Scope: "product", State: org.SourceExpired},
		"drive/@all=use from:1h":    {Category: &drive, Scope: "all", State: org.SourceFuture},
		"drive/@future=use since:3": {Category: &drive, Scope: "future", State: org.SourceActive},
		"@everything=technical":     {Scope: "everything", State: org.SourceActive},
	} {
		spec, err := org.ParseGrantSpec(strings.Fields(text)[0])
		if err != nil {
			t.Fatal(err)
		}
		g := held(t, text)
		r := g.Record(org.Holder{User: "jane@example.org"}, spec.Scope, noon())
		if deref(r.Product) != deref(want.Product) || deref(r.Category) != deref(want.Category) || r.Scope != want.Scope || r.State != want.State {
			t.Errorf("%s: got %+v", text, r)
		}
		if r.Since != g.Since || r.Temporary != g.Temporary || r.Rights != g.Rights || r.Usage != g.Usage || r.ProductID != g.Product || r.CategoryID != g.Category {
			t.Errorf("%s: the record lacks what setting it again needs: %+v", text, r)
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}
