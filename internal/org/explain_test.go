package org_test

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// jane is what she may do with drive/a, as a collaborator unless a role is given.
func jane(t *testing.T, role org.Role, state org.MemberState, grants ...string) org.EffectiveAccess {
	t.Helper()
	if role == org.NoRole {
		role = org.Collaborator
	}
	p := product(t, 10, "drive/a")
	return org.EffectiveAccess{User: "jane@example.org", Role: role, State: state, Product: p,
		Access: org.Fold(p, role, state, heldAll(t, grants), noon())}
}

func TestAnswer(t *testing.T) {
	const soon, gone = "2026-11-22 13:00Z", "2026-11-22 11:00Z"
	for name, c := range map[string]struct {
		role    org.Role
		state   org.MemberState
		grants  []string
		ask     string // as in a grant: technical+use
		allowed bool
		reason  string
		sources int
	}{
		"yes":                           {grants: []string{"drive/a=technical"}, ask: "technical", allowed: true, reason: "technical through a direct grant", sources: 1},
		"yes, usage":                    {grants: []string{"drive/@all=use"}, ask: "use", allowed: true, reason: "use as user through the rule drive/@all", sources: 1},
		"yes, the higher usage":         {grants: []string{"team:design drive/a=use-admin"}, ask: "use", allowed: true, reason: "use as user through team design", sources: 1},
		"yes, both":                     {grants: []string{"drive/a=technical", "@everything=use"}, ask: "technical+use", allowed: true, reason: "technical and use as user through a direct grant, the rule @everything", sources: 2},
		"yes, twice":                    {grants: []string{"drive/a=technical", "team:design drive/@all=technical+statistics"}, ask: "technical", allowed: true, reason: "technical through a direct grant, team design", sources: 2},
		"yes, for a while":              {grants: []string{"drive/a=technical until:1h"}, ask: "technical", allowed: true, reason: "technical through a temporary grant", sources: 1},
		"yes, by a rule for a while":    {grants: []string{"drive/@all=technical until:1h"}, ask: "technical", allowed: true, reason: "technical through the temporary rule drive/@all", sources: 1},
		"yes, each source once":         {grants: []string{"team:design drive/a=technical", "team:design drive/@all=technical"}, ask: "technical", allowed: true, reason: "technical through team design", sources: 2},
		"yes, two rights of two":        {grants: []string{"drive/a=technical", "drive/@all=statistics"}, ask: "technical+statistics", allowed: true, reason: "technical,statistics through a direct grant, the rule drive/@all", sources: 2},
		"yes, by role":                  {role: org.Admin, grants: []string{"drive/a=technical"}, ask: "technical", allowed: true, reason: "technical through the role admin", sources: 2},
		"yes, what is overridden":       {grants: []string{"drive/a=use", "team:design drive/a=use-admin"}, ask: "use", allowed: true, reason: "use as user through a direct grant", sources: 2},
		"no":                            {ask: "technical", reason: "technical is not granted"},
		"no, something else":            {grants: []string{"drive/a=technical+use"}, ask: "statistics", reason: "statistics is not granted; what is: technical, use as user"},
		"no, a lower usage":             {grants: []string{"drive/a=use"}, ask: "use-admin", reason: "use as admin is not granted; what is: use as user", sources: 1},
		"no, one of two":                {grants: []string{"drive/a=technical"}, ask: "technical+statistics", reason: "technical,statistics is not granted; what is: technical", sources: 1},
		"no, ended":                     {grants: []string{"drive/a=technical until:-1h"}, ask: "technical", reason: "technical is not granted: a temporary grant gave it until " + gone, sources: 1},
		"no, not begun":                 {grants: []string{"drive/a=technical from:1h"}, ask: "technical", reason: "technical is not granted: a temporary grant gives it from " + soon + " on", sources: 1},
		"no, ended and not begun":       {grants: []string{"drive/a=technical until:-1h", "team:x drive/a=technical from:1h"}, ask: "technical", reason: "technical is not granted: team x gives it from " + soon + " on", sources: 2},
		"no, the last to end":           {grants: []string{"drive/a=technical until:-2h", "team:x drive/a=technical until:-1h"}, ask: "technical", reason: "technical is not granted: team x gave it until " + gone, sources: 2},
		"no, the first to begin":        {grants: []string{"drive/a=technical from:2h", "team:x drive/a=technical from:1h"}, ask: "technical", reason: "technical is not granted: team x gives it from " + soon + " on", sources: 2},
		"no, a part had ended":          {grants: []string{"drive/a=technical until:-1h"}, ask: "technical+statistics", reason: "technical,statistics is not granted: a temporary grant gave technical until " + gone, sources: 1},
		"no, usage ended":               {grants: []string{"drive/@all=use-admin until:-1h"}, ask: "use", reason: "use as user is not granted: the temporary rule drive/@all gave it until " + gone, sources: 1},
		"no, a lower usage ended":       {grants: []string{"drive/@all=use until:-1h"}, ask: "use-admin", reason: "use as admin is not granted", sources: 1},
		"no, ended elsewhere":           {grants: []string{"drive/a=statistics until:-1h"}, ask: "technical", reason: "technical is not granted"},
		"no, overridden":                {grants: []string{"drive/a=use", "team:design drive/a=use-admin"}, ask: "use-admin", reason: "use as admin is not granted: a direct grant says use as user, which overrides team design (admin)", sources: 2},
		"no, though the role manages":   {role: org.Owner, ask: "use", reason: "use as user is not granted; what is: technical, statistics"},
		"no, the invitation is pending": {state: org.Pending, grants: []string{"drive/a=technical"}, ask: "technical", reason: "invitation pending", sources: 1},
		"no, the membership is locked":  {role: org.Admin, state: org.Locked, ask: "technical", reason: "membership locked", sources: 1},
	} {
		t.Run(name, func(t *testing.T) {
			spec, err := org.ParseGrantSpec("drive/a=" + c.ask)
			if err != nil {
				t.Fatal(err)
			}
			a := jane(t, c.role, c.state, c.grants...).Answer(org.Question{Rights: spec.Rights, Usage: spec.Usage})
			if a.Allowed != c.allowed || a.Reason != c.reason || len(a.Sources) != c.sources {
				t.Errorf("got %v %q of %d sources\nwant %v %q of %d", a.Allowed, a.Reason, len(a.Sources), c.allowed, c.reason, c.sources)
			}
			if (a.Right != nil) != (spec.Rights != 0) || (a.Usage != nil) != (spec.Usage != org.NoUsage) || a.Product != "drive/a" {
				t.Errorf("the question is not repeated: %+v", a)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	const set = "orgctl grant set jane@example.org --product drive/a "
	for name, c := range map[string]struct {
		role    org.Role
		state   org.MemberState
		grants  []string
		missing []string // what: hint
		notes   []string
	}{
		"nothing":   {missing: []string{"technical: " + set + "--right technical", "statistics: " + set + "--right statistics", "use: " + set + "--usage user"}},
		"all":       {grants: []string{"drive/a=technical+statistics+use"}},
		"one right": {grants: []string{"drive/@all=technical+use"}, missing: []string{"statistics: " + set + "--right statistics"}},
		"an owner":  {role: org.Owner, missing: []string{"use: " + set + "--usage user"}},
		"ended, not begun": {
			grants: []string{"drive/a=technical+use until:-1h", "drive/@all=statistics from:1h"},
			missing: []string{"technical: a temporary grant gave it until 2026-11-22 11:00Z", "statistics: the temporary rule drive/@all gives it from 2026-11-22 13:00Z on",
				"use: a temporary grant gave it until 2026-11-22 11:00Z"},
		},
		"pending": {
			state: org.Pending, grants: []string{"drive/a=technical"}, notes: []string{"invitation pending"},
			missing: []string{"technical: a direct grant would give it but is dormant", "statistics: " + set + "--right statistics", "use: " + set + "--usage user"},
		},
		"lower than the team's": {
			grants: []string{"drive/a=technical+statistics", "drive/@all=use", "team:design drive/a=use-admin"},
			notes:  []string{"the rule drive/@all says use as user, which overrides team design (admin)"},
		},
		"lower than a rule's": {
			grants: []string{"drive/a=technical+statistics+use", "@everything=use-admin"},
			notes:  []string{"a direct grant says use as user, which overrides the rule @everything (admin)"},
		},
		"higher than the team's": {grants: []string{"drive/a=technical+statistics+use-admin", "team:design drive/a=use"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := jane(t, c.role, c.state, c.grants...)
			x := e.Explain()
			var missing []string
			for _, m := range x.Missing {
				missing = append(missing, m.What+": "+m.Hint)
			}
			if !slices.Equal(missing, c.missing) || !slices.Equal(x.Notes, c.notes) {
				t.Errorf("missing %q\nwant    %q\nnotes %q\nwant  %q", missing, c.missing, x.Notes, c.notes)
			}
			if x.Rights != e.Access.Rights || x.Usage != e.Access.Usage || len(x.Sources) != len(e.Access.Sources) || x.Sources == nil {
				t.Errorf("not what the access is: %+v", x)
			}
		})
	}
}

// TestExplainIsSafeToPaste has an e-mail that a shell would take apart.
func TestExplainIsSafeToPaste(t *testing.T) {
	e := jane(t, org.Collaborator, org.Active)
	e.User = "o'hara@example.org"
	if hint := e.Explain().Missing[0].Hint; !strings.Contains(hint, `set 'o'\''hara@example.org' --product`) {
		t.Errorf("got %s", hint)
	}
}
