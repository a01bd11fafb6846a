package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// revoke takes scopes from Jane, written as in a grant; "split" and "all" as words.
func (h *house) revoke(words ...string) (org.ChangeSet, error) {
	h.t.Helper()
	r := org.Revocation{User: jane}
	for _, word := range words {
		switch word {
		case "split":
			r.Split = true
		case "all":
			r.All = true
		default:
			scope, err := org.ParseScope(word)
			if err != nil {
				h.t.Fatal(err)
			}
			r.Scopes = append(r.Scopes, scope)
		}
	}
	return h.RevokeGrants(h.t.Context(), as(h.olivia), r)
}

func TestRevoke(t *testing.T) {
	for name, c := range map[string]struct {
		held   []string
		revoke []string
		left   []string // what stands in the store
		remain []string // products on which access remains
	}{
		"a product":                     {[]string{"drive/a=technical+use", "drive/b=use"}, []string{"drive/a"}, []string{"drive/b=use"}, nil},
		"standing and temporary":        {[]string{"drive/a=technical", "drive/a=use until:8h"}, []string{"drive/a"}, nil, nil},
		"what has begun and will begin": {[]string{"drive/a=use from:1h until:8h"}, []string{"drive/a"}, nil, nil},
		"several":                       {[]string{"drive/a=use", "drive/b=use", "mail/a=use"}, []string{"drive/a", "mail/a"}, []string{"drive/b=use"}, nil},
		"the same twice":                {[]string{"drive/a=use", "drive/@all=use"}, []string{"drive/a", "kdrive/a"}, []string{"drive/@all=use"}, []string{"drive/a"}},
		"under a rule":                  {[]string{"drive/a=technical", "drive/@all=use"}, []string{"drive/a"}, []string{"drive/@all=use"}, []string{"drive/a"}},
		"the rule, not the product":     {[]string{"drive/a=technical", "drive/@all=use"}, []string{"drive/@all"}, []string{"drive/a=technical"}, []string{"drive/a"}},
		"a future rule named as all":    {[]string{"drive/@future=use"}, []string{"drive/@all"}, nil, nil},
		"the product and the rule":      {[]string{"drive/a=technical", "drive/@all=use"}, []string{"drive/a", "drive/@all"}, nil, nil},
		"everything":                    {[]string{"@everything=use", "mail/a=use"}, []string{"@everything"}, []string{"mail/a=use"}, []string{"mail/a"}},
		"all":                           {[]string{"@everything=use", "mail/a=use", "drive/@future=use", "drive/a=use until:1h"}, []string{"all"}, nil, nil},
		"all of nothing":                {nil, []string{"all"}, nil, nil},
		"nothing there":                 {[]string{"drive/b=use"}, []string{"drive/a"}, []string{"drive/b=use"}, nil},
		"split all": {
			[]string{"drive/@all=technical+use"}, []string{"drive/a", "split"},
			[]string{"drive/@future=technical+use", "drive/b=technical+use", "drive/c=technical+use"}, nil,
		},
		"split without a rule": {[]string{"drive/a=use"}, []string{"drive/a", "split"}, nil, nil},
		"split beside a grant of its own": {
			[]string{"drive/a=statistics", "drive/@all=technical"}, []string{"drive/a", "split"},
			[]string{"drive/@future=technical", "drive/b=technical", "drive/c=technical"}, nil,
		},
		"split beside others' grants": {
			[]string{"drive/b=statistics", "drive/c=use-admin", "drive/@all=technical+use"}, []string{"drive/a", "split"},
			[]string{"drive/@future=technical+use", "drive/b=technical+statistics+use", "drive/c=technical+use-admin"}, nil,
		},
		"split keeps a lower usage low": {
			[]string{"drive/b=use", "drive/@all=technical+use-admin"}, []string{"drive/a", "split"},
			[]string{"drive/@future=technical+use-admin", "drive/b=technical+use", "drive/c=technical+use-admin"}, nil,
		},
		"split a temporary rule": {
			[]string{"drive/@all=use until:8h"}, []string{"drive/a", "split"},
			[]string{"drive/@future=use until:8h0m0s", "drive/b=use until:8h0m0s", "drive/c=use until:8h0m0s"}, nil,
		},
		"split both rules": {
			[]string{"drive/@all=technical", "drive/@all=use until:8h", "drive/b=statistics"}, []string{"drive/a", "split"},
			[]string{"drive/@future=technical", "drive/@future=use until:8h0m0s", "drive/b=technical+statistics", "drive/b=use until:8h0m0s", "drive/c=technical", "drive/c=use until:8h0m0s"}, nil,
		},
		"split two products": {
			[]string{"drive/@all=use"}, []string{"drive/a", "drive/b", "split"}, []string{"drive/@future=use", "drive/c=use"}, nil,
		},
		"split, and everything remains": {
			[]string{"drive/@all=technical", "@everything=use"}, []string{"drive/a", "split"},
			[]string{"@everything=use", "drive/@future=technical", "drive/b=technical", "drive/c=technical"}, []string{"drive/a"},
		},
		"split only where it covers": {
			[]string{"mail/@all=use", "drive/@all=use"}, []string{"drive/a", "split"},
			[]string{"drive/@future=use", "drive/b=use", "drive/c=use", "mail/@all=use"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			h.addProduct("drive/c")
			for _, text := range c.held {
				h.ok(h.set(jane, text))
			}
			set, err := h.revoke(c.revoke...)
			if err != nil {
				t.Fatal(err, hint(err))
			}
			h.holds(jane, c.left...)
			var remain []string
			for _, r := range set.Remaining {
				remain = append(remain, r.Product)
			}
			if !slices.Equal(remain, c.remain) {
				t.Errorf("remaining %q, want %q", remain, c.remain)
			}
			if (len(set.Taking()) > 0) != set.Changed {
				t.Errorf("it takes %q", set.Taking())
			}
		})
	}
}

// TestSplitFutureRule splits a rule on future products over one that came since.
func TestSplitFutureRule(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/@future=technical"))
	h.addProduct("drive/c", "drive/d")
	req := as(h.olivia)
	req.Confirmed = false
	_, err := h.RevokeGrants(t.Context(), req, org.Revocation{User: jane, Scopes: []org.Scope{{Category: "drive", Product: "c"}}, Split: true})
	h.fails(org.CodeConfirm, err)
	if got, want := err.(*org.Error).Preview.Taking(), []string{"jane@example.org loses technical on drive/c"}; !slices.Equal(got, want) {
		t.Errorf("it takes %q, want %q", got, want)
	}
	h.ok(h.revoke("drive/c", "split"))
	h.holds(jane, "drive/@future=technical", "drive/d=technical")
	for product, want := range map[string]string{"drive/a": "", "drive/c": "", "drive/d": "technical"} {
		if got := h.access(jane, product); got != want+" use=none" {
			t.Errorf("%s: %s", product, got)
		}
	}
}

// TestSplitAfterTheEnd leaves a rule alone that has ended.
func TestSplitAfterTheEnd(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=use", "drive/@all=technical until:1h"))
	h.now = h.now.Add(2 * time.Hour)
	h.ok(h.revoke("drive/a", "split"))
	h.holds(jane, "drive/@all=technical until:-1h0m0s")
}

// TestSplitOfSleepingRights splits a rule of somebody who was promoted: taking away is never refused because of a role.
func TestSplitOfSleepingRights(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/@all=technical"))
	h.ok(h.SetRole(t.Context(), as(h.olivia), jane, org.Admin, false))
	set := h.ok(h.revoke("drive/a", "split"))
	h.holds(jane, "drive/@future=technical", "drive/b=technical")
	if len(set.Remaining) != 1 || set.Remaining[0].Sources[0].Kind != org.FromRole {
		t.Errorf("remaining %+v", set.Remaining)
	}
	h.ok(h.revoke("all"))
	h.holds(jane)
}

// TestSplitOfATeam splits the rule of a team that says more than its grant on one product: of teams the highest usage counts,
// so that nobody in it may lose any on the others.
func TestSplitOfATeam(t *testing.T) {
	h := office(t)
	h.ok(h.team("Design", []string{jane}, "drive/b=use", "drive/@all=technical+use-admin"))
	if got := h.access(jane, "drive/b"); got != "technical use=admin" {
		t.Fatal(got)
	}
	scope := org.Scope{Category: "drive", Product: "a"}
	h.ok(h.RevokeGrants(t.Context(), as(h.olivia), org.Revocation{Team: "design", Scopes: []org.Scope{scope}, Split: true}))
	for product, want := range map[string]string{"drive/a": " use=none", "drive/b": "technical use=admin"} {
		if got := h.access(jane, product); got != want {
			t.Errorf("%s: %s, want %s", product, got, want)
		}
	}
}

func TestSplitRefused(t *testing.T) {
	for name, held := range map[string][]string{
		"a lower usage for a while":     {"drive/@all=use-admin", "drive/b=use until:8h"},
		"another time in the same slot": {"drive/@all=technical until:1h", "drive/b=statistics until:8h"},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			for _, text := range held {
				h.ok(h.set(jane, text))
			}
			h.wholly(func(ctx) {
				_, err := h.revoke("drive/a", "split")
				h.fails(org.CodeConflict, err)
				if !strings.Contains(err.Error(), "drive/b") {
					t.Errorf("it does not say where: %v", err)
				}
			})
		})
	}
}

// TestRevokeWhatIsElsewhere finds nothing to revoke where access is: it says where from, and the command that would.
func TestRevokeWhatIsElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		held   []string
		role   org.Role
		revoke []string
		from   string
		hint   string
	}{
		"a rule":                  {[]string{"drive/@all=use"}, 0, []string{"drive/a"}, "the rule drive/@all", "orgctl grant revoke jane@example.org --product drive/a --split, or the whole rule: orgctl grant revoke jane@example.org --category drive"},
		"everything":              {[]string{"@everything=use"}, 0, []string{"drive/a"}, "the rule @everything", "orgctl grant revoke jane@example.org --everything"},
		"everything, category":    {[]string{"@everything=use"}, 0, []string{"drive/@all"}, "the rule @everything", "orgctl grant revoke jane@example.org --everything"},
		"everything, split":       {[]string{"@everything=use"}, 0, []string{"drive/a", "split"}, "the rule @everything", "orgctl grant revoke jane@example.org --everything"},
		"a product of a category": {[]string{"drive/b=use"}, 0, []string{"drive/@all"}, "a direct grant", "orgctl grant revoke jane@example.org --product drive/b"},
		"a rule of everything":    {[]string{"drive/@all=use"}, 0, []string{"@everything"}, "the rule drive/@all", "orgctl grant revoke jane@example.org --category drive"},
		"the role":                {nil, org.Admin, []string{"drive/a"}, "the role admin", "orgctl user role jane@example.org --role collaborator"},
		"the role, all":           {nil, org.Admin, []string{"all"}, "the role admin", "orgctl user role jane@example.org --role collaborator"},
		"one of two":              {[]string{"drive/b=use", "drive/@all=use"}, 0, []string{"drive/b", "drive/a"}, "the rule drive/@all", "orgctl grant revoke jane@example.org --product drive/a --split, or the whole rule: orgctl grant revoke jane@example.org --category drive"},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			for _, text := range c.held {
				h.ok(h.set(jane, text))
			}
			if c.role != org.NoRole {
				h.ok(h.SetRole(t.Context(), as(h.olivia), jane, c.role, false))
			}
			h.wholly(func(ctx) {
				_, err := h.revoke(c.revoke...)
				h.fails(org.CodeConflict, err)
				if !strings.HasSuffix(err.Error(), " comes from "+c.from) || hint(err) != c.hint {
					t.Errorf("got %q, %q", err, hint(err))
				}
			})
		})
	}
}

func TestRevokeRefused(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=use"))
	self := as(h.login(jane))
	h.wholly(func(c ctx) {
		h.refused(org.CodeNotFound)(h.revoke("drive/x"))
		h.refused(org.CodeNotFound)(h.revoke("drive/a", "drvie/@all"))
		h.refused(org.CodeNotFound)(h.RevokeGrants(c, as(h.olivia), org.Revocation{User: "nobody@example.org", All: true}))
		h.refused(org.CodeConfirm)(h.RevokeGrants(c, org.Request{Caller: h.olivia}, org.Revocation{User: jane, All: true}))
		h.refused(org.CodeNotAuthorized)(h.RevokeGrants(c, self, org.Revocation{User: jane, All: true}))
	})
}

func TestCopyGrants(t *testing.T) {
	const eve = "eve@example.org"
	for name, c := range map[string]struct{ from, to, want []string }{
		"onto nothing":      {[]string{"drive/a=technical+use", "drive/@future=statistics", "@everything=use until:8h"}, nil, []string{"@everything=use until:8h0m0s", "drive/@future=statistics", "drive/a=technical+use"}},
		"merged":            {[]string{"drive/a=technical+use"}, []string{"drive/a=statistics+use-admin", "drive/b=use"}, []string{"drive/a=technical+statistics+use-admin", "drive/b=use"}},
		"all beside future": {[]string{"drive/@all=technical+use"}, []string{"drive/@future=technical"}, []string{"drive/@all=technical+use"}},
		"future under all":  {[]string{"drive/@future=technical"}, []string{"drive/@all=technical+use"}, []string{"drive/@all=technical+use"}},
		"a longer while":    {[]string{"drive/a=use until:8h"}, []string{"drive/a=use until:1h"}, []string{"drive/a=use until:8h0m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			for _, text := range c.from {
				h.ok(h.set(jane, text))
			}
			for _, text := range c.to {
				h.ok(h.set(eve, text))
			}
			before := h.stored(jane)
			set, err := h.CopyGrants(t.Context(), as(h.olivia), jane, eve)
			if err != nil || len(set.Taking()) > 0 {
				t.Fatal(err, set.Taking())
			}
			h.holds(eve, c.want...)
			h.holds(jane, before...)
			h.same(h.CopyGrants(t.Context(), as(h.olivia), jane, eve))
		})
	}
}

func TestCopyGrantsOverTime(t *testing.T) {
	const eve = "eve@example.org"
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical until:1h", "drive/b=use until:8h"))
	h.ok(h.set(eve, "drive/b=technical until:1h"))
	h.now = h.now.Add(2 * time.Hour)
	h.ok(h.CopyGrants(t.Context(), as(h.olivia), jane, eve)) // what has ended is neither copied nor in the way
	h.holds(eve, "drive/b=use until:6h0m0s")
}

func TestCopyGrantsRefused(t *testing.T) {
	const eve = "eve@example.org"
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical until:8h", "drive/b=use"))
	h.ok(h.set(eve, "drive/a=statistics until:1h"))
	h.wholly(func(c ctx) {
		h.refused(org.CodeConflict)(h.CopyGrants(c, as(h.olivia), jane, eve))
		h.refused(org.CodeRoleHasRights)(h.CopyGrants(c, as(h.olivia), jane, "adam@example.org"))
		h.refused(org.CodeValidation)(h.CopyGrants(c, as(h.olivia), jane, "Jane@EXAMPLE.org"))
		h.refused(org.CodeNotFound)(h.CopyGrants(c, as(h.olivia), jane, "nobody@example.org"))
	})
	_, err := h.CopyGrants(t.Context(), as(h.olivia), jane, eve)
	if want := fmt.Sprintf("%q has a grant on %q", eve, "drive/a"); !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s …", err, want)
	}
}
