package org_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestNewTeam(t *testing.T) {
	for name, c := range map[string]struct {
		team org.NewTeam
		want string // slug, name, colour; empty: refused
	}{
		"a name":              {org.NewTeam{Name: "Design"}, "design Design grey"},
		"accents and blanks":  {org.NewTeam{Name: "  Équipe Œuvre  "}, "equipe-oeuvre Équipe Œuvre grey"},
		"another slug":        {org.NewTeam{Name: "Design", Slug: "d1", Colour: "Purple"}, "d1 Design purple"},
		"American spelling":   {org.NewTeam{Name: "Design", Colour: "gray"}, "design Design grey"},
		"the longest name":    {org.NewTeam{Name: strings.Repeat("é", 128), Slug: "e"}, "e " + strings.Repeat("é", 128) + " grey"},
		"no name":             {org.NewTeam{Name: " "}, ""},
		"too long a name":     {org.NewTeam{Name: strings.Repeat("e", 129)}, ""},
		"a name of two lines": {org.NewTeam{Name: "a\nb"}, ""},
		"no slug":             {org.NewTeam{Name: "Design", Slug: "De sign"}, ""},
		"no colour of ours":   {org.NewTeam{Name: "Design", Colour: "plaid"}, ""},
	} {
		n, err := c.team.Checked()
		if got := strings.Join([]string{n.Slug, n.Name, n.Colour}, " "); c.want != "" && (err != nil || got != c.want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		}
		e, ok := errors.AsType[*org.Error](err)
		if c.want == "" && (!ok || e.Kind != org.KindUsage && e.Kind != org.KindNotFound || e.Hint == "") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLossWithout(t *testing.T) {
	for name, c := range map[string]struct {
		role   org.Role
		grants []string
		want   string
	}{
		"all of it":              {org.Collaborator, []string{"team:x drive/a=technical+use"}, "technical, use as user"},
		"what another gives":     {org.Collaborator, []string{"team:x drive/a=technical+use", "team:y drive/@all=technical+use"}, ""},
		"what is one's own":      {org.Collaborator, []string{"team:x drive/a=technical", "drive/a=technical+statistics"}, ""},
		"a higher usage":         {org.Collaborator, []string{"team:x drive/a=use-admin", "team:y drive/a=use"}, "use as admin"},
		"a usage that is not it": {org.Collaborator, []string{"team:x drive/a=use-admin", "drive/a=use"}, ""},
		"rights of an admin":     {org.Admin, []string{"team:x drive/a=technical"}, ""},
		"what begins later":      {org.Collaborator, []string{"team:x drive/a=technical from:1h"}, "technical"},
		"what has ended":         {org.Collaborator, []string{"team:x drive/a=technical until:-1h"}, ""},
		"of another category":    {org.Collaborator, []string{"team:x mail/@all=technical"}, ""},
	} {
		gone := func(g org.Grant) bool { return g.Name == "x" }
		got := org.LossWithout(org.Member{Role: c.role}, product(t, 10, "drive/a"), heldAll(t, c.grants), gone, noon())
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	later := held(t, "team:x drive/@future=technical since:99")
	if got := org.LossWithout(org.Member{Role: org.External}, org.ToCome(category(t, "drive")), []org.Grant{later}, func(org.Grant) bool { return true }, time.Time{}); got != "technical" {
		t.Errorf("on what is to come: %q", got)
	}
}
