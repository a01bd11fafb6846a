package store

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// office is acme with products, and with Jane, a collaborator, Adam, an admin, and Eve, an external.
func office(t *testing.T) *house {
	t.Helper()
	return officeStore.house(t, func(path string) {
		h := furnish(t)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(h.path, path); err != nil {
			t.Fatal(err)
		}
	})
}

func furnish(t *testing.T) *house {
	h := newStore(t)
	h.ok(h.AddProducts(t.Context(), file(h.olivia), []org.NewProduct{{Category: "drive", Name: "a"}, {Category: "drive", Name: "b"},
		{Category: "mail", Name: "a"}, {Category: "domain", Name: "acme.ch"}}, false))
	h.ok(h.AddUsers(t.Context(), file(h.olivia), []org.NewMember{{Email: mail(t, jane), Role: org.Collaborator},
		{Email: mail(t, "adam@example.org"), Role: org.Admin}, {Email: mail(t, "eve@example.org"), Role: org.External}}, false))
	return h
}

// statement reads a grant: a spec, and "from:SPAN", "until:SPAN" from now.
func (h *house) statement(user, text string) org.GrantChange {
	h.t.Helper()
	words := strings.Fields(text)
	spec, err := org.ParseGrantSpec(words[0])
	if err != nil {
		h.t.Fatal(err)
	}
	c := org.GrantChange{User: user, Spec: spec}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, ":")
		span, err := time.ParseDuration(value)
		if err != nil {
			h.t.Fatal(err)
		}
		if key == "from" {
			c.From = h.now.Add(span)
		} else {
			c.Until = h.now.Add(span)
		}
	}
	return c
}

// set states grants of one person in one command.
func (h *house) set(user string, texts ...string) (org.ChangeSet, error) {
	h.t.Helper()
	return h.setAs(as(h.olivia), user, texts...)
}

func (h *house) setAs(req org.Request, user string, texts ...string) (org.ChangeSet, error) {
	h.t.Helper()
	var changes []org.GrantChange
	for _, text := range texts {
		changes = append(changes, h.statement(user, text))
	}
	return h.SetGrants(h.t.Context(), req, changes, false)
}

// stored are somebody's grants as they are listed, with their times from now.
func (h *house) stored(user string) (out []string) {
	h.t.Helper()
	for r, err := range h.Grants(h.t.Context(), h.olivia, org.GrantFilter{User: user}) {
		if err != nil {
			h.t.Fatal(err)
		}
		text := writtenScope(r) + "="
		spec := org.GrantSpec{Rights: r.Rights, RightsSet: r.Rights != 0, Usage: r.Usage, UsageSet: r.Usage != 0}
		_, rights, _ := strings.Cut(spec.String(), "=")
		text += rights
		if r.From != nil {
			text += fmt.Sprintf(" from:%s", r.From.Sub(h.now))
		}
		if r.Until != nil {
			text += fmt.Sprintf(" until:%s", r.Until.Sub(h.now))
		}
		out = append(out, text)
	}
	return out
}

// holds checks what stands in the store for somebody.
func (h *house) holds(user string, want ...string) {
	h.t.Helper()
	if got := h.stored(user); !slices.Equal(got, want) {
		h.t.Errorf("%s holds\n %q\nwant\n %q", user, got, want)
	}
}

const jane = "jane@example.org"

func TestSetGrants(t *testing.T) {
	for name, c := range map[string]struct {
		before []string // commands that were run before
		set    []string
		want   []string
	}{
		"a product":                        {nil, []string{"drive/a=technical+use"}, []string{"drive/a=technical+use"}},
		"several at once":                  {nil, []string{"drive/a=technical", "drive/@future=use", "@everything=statistics"}, []string{"@everything=statistics", "drive/@future=use", "drive/a=technical"}},
		"a synonym":                        {nil, []string{"kdrive/a=technical"}, []string{"drive/a=technical"}},
		"other scopes are untouched":       {[]string{"drive/b=use", "drive/@all=statistics"}, []string{"drive/a=technical"}, []string{"drive/@all=statistics", "drive/a=technical", "drive/b=use"}},
		"rights alone keep the usage":      {[]string{"drive/a=technical+use"}, []string{"drive/a=statistics"}, []string{"drive/a=statistics+use"}},
		"usage alone keeps the rights":     {[]string{"drive/a=technical+use"}, []string{"drive/a=use-admin"}, []string{"drive/a=technical+use-admin"}},
		"none clears":                      {[]string{"drive/a=technical+use"}, []string{"drive/a=none"}, nil},
		"clearing one of two":              {[]string{"drive/a=technical+use"}, []string{"drive/a=no-use"}, []string{"drive/a=technical"}},
		"clearing what is left":            {[]string{"drive/a=technical"}, []string{"drive/a=no-rights"}, nil},
		"a temporary beside a standing":    {[]string{"drive/a=technical"}, []string{"drive/a=use until:8h"}, []string{"drive/a=technical", "drive/a=use until:8h0m0s"}},
		"a standing beside a temporary":    {[]string{"drive/a=use until:8h"}, []string{"drive/a=technical"}, []string{"drive/a=technical", "drive/a=use until:8h0m0s"}},
		"none leaves the temporary":        {[]string{"drive/a=technical", "drive/a=use until:8h"}, []string{"drive/a=none"}, []string{"drive/a=use until:8h0m0s"}},
		"none for a while, the standing":   {[]string{"drive/a=technical", "drive/a=use until:8h"}, []string{"drive/a=none until:1h"}, []string{"drive/a=technical"}},
		"the temporary is stated anew":     {[]string{"drive/a=use until:8h"}, []string{"drive/a=technical from:1h"}, []string{"drive/a=technical+use from:1h0m0s"}},
		"one rule per category":            {[]string{"drive/@all=technical"}, []string{"drive/@future=use"}, []string{"drive/@future=technical+use"}},
		"a temporary rule beside a rule":   {[]string{"drive/@all=technical"}, []string{"drive/@future=use until:8h"}, []string{"drive/@all=technical", "drive/@future=use until:8h0m0s"}},
		"future to all":                    {[]string{"drive/@future=technical"}, []string{"drive/@all=technical"}, []string{"drive/@all=technical"}},
		"none removes a rule of any reach": {[]string{"drive/@future=technical"}, []string{"drive/@all=none"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			for _, text := range c.before {
				h.ok(h.set(jane, text))
			}
			h.ok(h.set(jane, c.set...))
			h.holds(jane, c.want...)
			h.same(h.set(jane, c.set...))
			h.holds(jane, c.want...)
		})
	}
}

func TestSetGrantsBySpan(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=use until:8h"))
	h.now = h.now.Add(time.Hour)
	h.ok(h.set(jane, "drive/a=use until:8h")) // a span counts from now, so it moves the end
	h.holds(jane, "drive/a=use until:8h0m0s")
}

// TestSetGrantsAfterTheEnd states anew what has ended: what the command does not say does not come back with it.
func TestSetGrantsAfterTheEnd(t *testing.T) {
	h := office(t)
	c := h.statement(jane, "drive/a=technical+use-admin until:2h")
	c.Reason = "restore a backup"
	h.ok(h.SetGrants(t.Context(), as(h.olivia), []org.GrantChange{c}, false))
	h.now = h.now.Add(3 * time.Hour)
	h.ok(h.set(jane, "drive/a=statistics until:2h"))
	h.holds(jane, "drive/a=statistics until:2h0m0s")
	for r := range h.Grants(t.Context(), h.olivia, org.GrantFilter{User: jane}) {
		if r.Reason != "" {
			t.Errorf("the reason of then: %q", r.Reason)
		}
	}
	h.ok(h.set(jane, "drive/a=use until:-1h")) // that it ends in the past is no reason to change anything twice
	h.same(h.set(jane, "drive/a=use until:-1h"))
	h.holds(jane, "drive/a=statistics+use until:-1h0m0s")
	h.now = h.now.Add(3 * time.Hour)
	h.ok(h.set(jane, "drive/a=none until:1h"))
	h.holds(jane)
}

// TestFutureRules adds and removes products around a rule on those to come.
func TestFutureRules(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/@future=technical"))
	h.addProduct("drive/c", "mail/c")
	access := func(want map[string]string) {
		t.Helper()
		for product, want := range want {
			if got := h.access(jane, product); got != want+" use=none" {
				t.Errorf("%s: %q, want %q", product, got, want)
			}
		}
	}
	access(map[string]string{"drive/a": "", "drive/b": "", "drive/c": "technical", "mail/c": ""})
	h.ok(h.set(jane, "drive/@future=statistics")) // the cut-off stays
	access(map[string]string{"drive/a": "", "drive/c": "statistics"})
	h.ok(h.set(jane, "drive/@all=statistics"))
	access(map[string]string{"drive/a": "statistics", "drive/c": "statistics"})
	h.ok(h.set(jane, "drive/@future=statistics")) // and is set now
	access(map[string]string{"drive/a": "", "drive/c": ""})
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/a"))
	h.addProduct("drive/a") // a new one of the same name
	access(map[string]string{"drive/a": "statistics", "drive/c": ""})
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/a"))
	h.ok(h.set(jane, "drive/@all=statistics"))
	h.ok(h.set(jane, "drive/@future=statistics"))
	h.addProduct("drive/z") // the last product of all was removed before the rule was made
	access(map[string]string{"drive/z": "statistics"})
}

func TestSetGrantsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		user, set string
		code      org.Code
		hint      string
	}{
		"a right the category lacks":   {jane, "domain/acme.ch=statistics", org.CodeValidation, "one of technical"},
		"the same in a rule":           {jane, "drive/@all=ticket-control", org.CodeValidation, "one of technical, statistics"},
		"usage the category lacks":     {jane, "domain/acme.ch=use", org.CodeValidation, "one of technical"},
		"no such user":                 {"nobody@example.org", "drive/a=use", org.CodeNotFound, "orgctl user list"},
		"no such product":              {jane, "drive/x=use", org.CodeNotFound, "orgctl product list"},
		"no such id":                   {jane, "id:99=use", org.CodeNotFound, "orgctl product list"},
		"no such category":             {jane, "drvie/@all=use", org.CodeNotFound, "drive"},
		"rights of an admin":           {"adam@example.org", "drive/a=technical", org.CodeRoleHasRights, "--usage"},
		"rights and usage of an owner": {"olivia@example.org", "@everything=technical+use", org.CodeRoleHasRights, "--usage"},
		"an end before the beginning":  {jane, "drive/a=use from:2h until:1h", org.CodeValidation, "after"},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			h.wholly(func(ctx) {
				_, err := h.set(c.user, c.set)
				h.fails(c.code, err)
				if !strings.Contains(hint(err), c.hint) {
					t.Errorf("the hint is %q, want %q in it", hint(err), c.hint)
				}
			})
		})
	}
	h := office(t)
	_, err := h.SetGrants(t.Context(), as(h.olivia), []org.GrantChange{{User: jane, Spec: org.GrantSpec{Scope: org.Scope{Category: "drive", Product: "a"}}}}, false)
	h.fails(org.CodeValidation, err)
	h.same(h.SetGrants(t.Context(), as(h.olivia), nil, false))
}

// TestGrantsOfAdmins gives usage to those whose role has the rights, and lets rights sleep over a promotion.
func TestGrantsOfAdmins(t *testing.T) {
	h := office(t)
	const adam = "adam@example.org"
	h.ok(h.set(adam, "drive/a=use"))
	h.ok(h.set("olivia@example.org", "@everything=use-admin"))
	if got := h.access(adam, "drive/a"); got != "technical, statistics use=user" {
		t.Error(got)
	}
	h.ok(h.set(jane, "drive/a=technical+use"))
	h.ok(h.SetRole(t.Context(), as(h.olivia), jane, org.Admin, false))
	h.ok(h.set(jane, "drive/a=technical+use-admin")) // it says nothing new of rights
	h.refused(org.CodeRoleHasRights)(h.set(jane, "drive/a=technical+statistics"))
	h.refused(org.CodeRoleHasRights)(h.set(jane, "drive/a=technical until:1h"))
	h.ok(h.set(jane, "drive/a=no-rights")) // taking away is never refused
	h.holds(jane, "drive/a=use-admin")
}

// TestStatedTwice names one scope in two ways: which was meant can't be known.
func TestStatedTwice(t *testing.T) {
	h := office(t)
	state := func(user, text string) org.GrantChange { return h.statement(user, text) }
	id := h.idOf("drive/a")
	for name, two := range map[string][]org.GrantChange{
		"the same words":      {state(jane, "drive/a=use"), state(jane, "drive/a=technical")},
		"a synonym":           {state(jane, "drive/a=use"), state(jane, "kdrive/a=technical")},
		"an id":               {state(jane, "drive/a=use"), state(jane, fmt.Sprintf("id:%d=technical", id))},
		"another e-mail case": {state(jane, "drive/a=use"), state("Jane@Example.org", "drive/a=technical")},
		"all and future":      {state(jane, "drive/@all=use"), state(jane, "drive/@future=technical")},
		"two whiles":          {state(jane, "drive/a=use until:1h"), state(jane, "drive/a=use until:2h")},
	} {
		h.wholly(func(c ctx) {
			_, err := h.SetGrants(c, file(h.olivia), two, false)
			e, ok := err.(*org.Error)
			if !ok || len(e.Rows) != 1 || e.Rows[0].Row != 2 || e.Rows[0].Code != org.CodeValidation {
				t.Errorf("%s: got %v", name, err)
			}
		})
	}
	h.ok(h.set(jane, "drive/a=technical", "drive/a=use until:1h")) // standing and temporary are two
	bad := []org.GrantChange{state(jane, "drive/b=sales-control"), state(jane, "drive/b=use")}
	set := h.ok(h.SetGrants(t.Context(), file(h.olivia), bad, true)) // a row that failed has stated nothing
	if len(set.Failed) != 1 || set.Failed[0].Row != 1 {
		t.Errorf("got %+v", set.Failed)
	}
}

// idOf is the id of a product of acme.
func (h *house) idOf(ref string) org.ProductID {
	h.t.Helper()
	p, err := h.Product(h.t.Context(), h.olivia, ref)
	if err != nil {
		h.t.Fatal(err)
	}
	return p.ID
}

func TestSetGrantsBatch(t *testing.T) {
	h := office(t)
	rows := []org.GrantChange{
		h.statement(jane, "drive/a=technical"), h.statement(jane, "domain/acme.ch=use"), h.statement("nobody@example.org", "drive/a=use"),
		h.statement("eve@example.org", "mail/@all=use"), h.statement("adam@example.org", "drive/b=statistics"),
	}
	h.wholly(func(c ctx) {
		_, err := h.SetGrants(c, file(h.olivia), rows, false)
		h.fails(org.CodeValidation, err)
		var got []string
		for _, r := range err.(*org.Error).Rows {
			got = append(got, fmt.Sprintf("%d %s", r.Row, r.Code))
		}
		if want := []string{"2 validation_failed", "3 object_not_found", "5 role_has_all_rights"}; !slices.Equal(got, want) {
			t.Errorf("bad rows %q, want %q", got, want)
		}
	})
	set := h.ok(h.SetGrants(t.Context(), file(h.olivia), rows, true))
	if got, want := changes(set), []string{"add grant jane@example.org drive/a", "add grant eve@example.org mail/@all"}; !slices.Equal(got, want) || len(set.Failed) != 3 {
		t.Errorf("got %q and %+v", got, set.Failed)
	}
	h.holds(jane, "drive/a=technical")
	h.holds("adam@example.org")
	if got := h.logged("acme"); got[len(got)-1] != "grant.set olivia@example.org" {
		t.Errorf("the log ends with %q", got)
	}
	h.same(h.SetGrants(t.Context(), file(h.olivia), rows, true))
}
