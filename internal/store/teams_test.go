package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

const (
	adam = "adam@example.org"
	eve  = "eve@example.org"
)

// team adds a team of acme, described as flags would.
func (h *house) team(name string, members []string, grants ...string) (org.ChangeSet, error) {
	h.t.Helper()
	return h.teamAs(as(h.olivia), name, members, grants...)
}

func (h *house) teamAs(req org.Request, name string, members []string, grants ...string) (org.ChangeSet, error) {
	h.t.Helper()
	n := org.NewTeam{Name: name, Members: members}
	for _, text := range grants {
		spec, err := org.ParseGrantSpec(text)
		if err != nil {
			h.t.Fatal(err)
		}
		n.Grants = append(n.Grants, spec)
	}
	n, err := n.Checked()
	if err != nil {
		h.t.Fatal(err)
	}
	return h.AddTeam(h.t.Context(), req, n)
}

// teamSet states grants of a team.
func (h *house) teamSet(req org.Request, team string, texts ...string) (org.ChangeSet, error) {
	h.t.Helper()
	var changes []org.GrantChange
	for _, text := range texts {
		c := h.statement("", text)
		c.Team = team
		changes = append(changes, c)
	}
	return h.SetGrants(h.t.Context(), req, changes, false)
}

// unasked is a request of olivia that nobody confirmed.
func (h *house) unasked() org.Request { return org.Request{Caller: h.olivia} }

// takes is what a change wants confirmed.
func (h *house) takes(set org.ChangeSet, err error) []string {
	h.t.Helper()
	if err == nil {
		return nil
	}
	h.fails(org.CodeConfirm, err)
	e, _ := errors.AsType[*org.Error](err)
	return e.Preview.Taking()
}

func TestAddTeam(t *testing.T) {
	h := office(t)
	set := h.ok(h.team("Équipe Design", []string{jane, eve}, "drive/a=technical+use-admin", "mail/@all=use"))
	want := []string{"add team equipe-design", "add grant equipe-design drive/a", "add grant equipe-design mail/@all",
		"add team-member equipe-design jane@example.org", "add team-member equipe-design eve@example.org"}
	if got := changes(set); !slices.Equal(got, want) {
		t.Errorf("changed %q, want %q", got, want)
	}
	for product, want := range map[string]string{"drive/a": "technical use=admin", "drive/b": " use=none", "mail/a": " use=user"} {
		for _, user := range []string{jane, eve} {
			if got := h.access(user, product); got != want {
				t.Errorf("%s on %s: %q, want %q", user, product, got, want)
			}
		}
	}
	h.same(h.team("Équipe Design", []string{eve, jane}, "mail/@all=use", "drive/a=technical+use-admin"))
	self := as(h.login(jane))
	h.wholly(func(ctx) {
		h.refused(org.CodeExists)(h.team("Équipe Design", []string{adam}))
		h.refused(org.CodeExists)(h.team("equipe design", nil)) // another name, but the same slug
		h.refused(org.CodeNotFound)(h.team("Other", []string{jane, "nobody@example.org"}, "drive/b=use"))
		h.refused(org.CodeNotFound)(h.team("Other", nil, "drive/x=use"))
		h.refused(org.CodeValidation)(h.team("Other", nil, "domain/acme.ch=use"))
		h.refused(org.CodeValidation)(h.team("Other", nil, "drive/a=use", "drive/a=technical"))
		h.refused(org.CodeNotAuthorized)(h.teamAs(self, "Other", nil))
	})
}

// TestTeamsInEveryAnswer asks every question there is about somebody who has everything through a team.
func TestTeamsInEveryAnswer(t *testing.T) {
	h := office(t)
	h.ok(h.team("Design", []string{jane, adam}, "drive/a=technical+use", "mail/@future=statistics"))
	self := h.login(jane)
	e, err := h.Access(t.Context(), self, jane, "drive/a", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if s := e.Access.Sources; len(s) != 1 || s[0].Kind != org.FromTeam || s[0].Name != "design" || s[0].Words() != "team design" {
		t.Errorf("the sources are %+v", s)
	}
	if got := refs(t, h.Products(t.Context(), self, ""), org.Product.Ref); !slices.Equal(got, []string{"drive/a"}) {
		t.Errorf("she sees %q", got)
	}
	if got, _ := h.Complete(t.Context(), self, org.CompleteProduct, ""); !slices.Equal(got, []string{"drive/a\t"}) {
		t.Errorf("completed are %q", got)
	}
	who, err := h.Who(t.Context(), h.olivia, "drive/a", org.Question{Usage: org.UsageUser}, time.Time{})
	if err != nil || len(who) != 2 || who[0].User != adam || who[1].User != jane {
		t.Errorf("who: %+v, %v", who, err)
	}
	reach := func(f org.ReachFilter) []string {
		return refs(t, h.Reach(t.Context(), h.olivia, f), func(e org.EffectiveAccess) string { return e.User + " " + e.Product.Ref() })
	}
	if got := reach(org.ReachFilter{User: jane}); !slices.Equal(got, []string{"jane@example.org drive/a"}) {
		t.Errorf("list: %q", got)
	}
	if got := reach(org.ReachFilter{Product: "drive/a"}); !slices.Contains(got, "jane@example.org drive/a") {
		t.Errorf("list of a product: %q", got)
	}
	if got := reach(org.ReachFilter{}); !slices.Contains(got, "jane@example.org drive/a") {
		t.Errorf("matrix: %q", got)
	}
	sheet, err := h.Sheet(t.Context(), h.olivia, jane)
	if err != nil || len(sheet.Direct) != 0 || !sheet.Access[h.idOf("drive/a")].Any() {
		t.Errorf("the sheet is %+v, %v", sheet, err)
	}
	h.addProduct("mail/new")
	if got := h.access(jane, "mail/new"); got != "statistics use=none" {
		t.Errorf("on a product that came later: %q", got)
	}
}

// TestTeamsAddUp puts what somebody has by themselves beside what two teams give.
func TestTeamsAddUp(t *testing.T) {
	h := office(t)
	h.ok(h.team("One", []string{jane}, "drive/a=technical+use"))
	h.ok(h.team("Two", []string{jane}, "drive/@all=use-admin"))
	if got := h.access(jane, "drive/a"); got != "technical use=admin" {
		t.Errorf("the highest of the teams: %q", got)
	}
	if got, want := h.takes(h.setAs(h.unasked(), jane, "drive/a=statistics+use")), "jane@example.org loses use as admin on drive/a, which came from team two"; !slices.Equal(got, []string{want}) {
		t.Errorf("it takes %q, want %q", got, want)
	}
	h.ok(h.set(jane, "drive/a=statistics+use"))
	if got := h.access(jane, "drive/a"); got != "technical, statistics use=user" {
		t.Errorf("her own goes before: %q", got)
	}
	e, err := h.Access(t.Context(), h.olivia, jane, "drive/a", time.Time{})
	if err != nil || !slices.Contains(e.Explain().Notes, "a direct grant says use as user, which overrides team two (admin)") {
		t.Errorf("why says %q, %v", e.Explain().Notes, err)
	}
	h.ok(h.set(jane, "drive/a=none"))
	_, err = h.revoke("drive/a")
	h.fails(org.CodeConflict, err)
	if got := hint(err); !strings.HasPrefix(got, "orgctl team members remove ") || !strings.HasSuffix(got, jane) {
		t.Errorf("the hint is %q", got)
	}
}

func TestTeamGrants(t *testing.T) {
	h := office(t)
	h.ok(h.team("Design", nil, "drive/a=technical"))
	h.ok(h.teamSet(h.unasked(), "design", "drive/a=none")) // nobody is in it: nobody loses anything
	h.ok(h.AddTeamMembers(t.Context(), as(h.olivia), "design", []string{jane}))
	h.ok(h.teamSet(as(h.olivia), "Design", "drive/a=technical+use-admin", "drive/@all=statistics", "mail/a=use until:2h"))
	h.same(h.teamSet(as(h.olivia), "design", "drive/a=technical+use-admin"))
	listed := func(f org.GrantFilter) []string {
		return refs(t, h.Grants(t.Context(), h.olivia, f), func(r org.GrantRecord) string { return r.User + r.Team + " " + r.Spec() })
	}
	all := []string{"design drive/@all=statistics", "design drive/a=technical+use-admin", "design mail/a=use"}
	if got := listed(org.GrantFilter{Team: "design"}); !slices.Equal(got, all) {
		t.Errorf("listed %q", got)
	}
	if got := listed(org.GrantFilter{}); !slices.Equal(got, all) {
		t.Errorf("listed among all %q", got)
	}
	if got := listed(org.GrantFilter{Product: "drive/a"}); !slices.Equal(got, all[1:2]) {
		t.Errorf("listed on a product %q", got)
	}
	revocation := org.Revocation{Team: "design", Scopes: []org.Scope{{Category: "drive", Product: "a"}}}
	got := h.takes(h.RevokeGrants(t.Context(), h.unasked(), revocation))
	if want := "jane@example.org loses technical, use as admin on drive/a, which came from team design"; !slices.Equal(got, []string{want}) {
		t.Errorf("it takes %q, want %q", got, want)
	}
	set := h.ok(h.RevokeGrants(t.Context(), as(h.olivia), revocation))
	if len(set.Remaining) != 1 || set.Remaining[0].Team != "design" || set.Remaining[0].Rights != org.Statistics {
		t.Errorf("what remains is %+v", set.Remaining)
	}
	_, err := h.RevokeGrants(t.Context(), as(h.olivia), revocation)
	h.fails(org.CodeConflict, err)
	if !strings.HasSuffix(hint(err), "or the whole rule: orgctl team revoke design --category drive") {
		t.Errorf("the hint is %q", hint(err))
	}
	revocation.Split = true
	h.ok(h.RevokeGrants(t.Context(), as(h.olivia), revocation))
	if got := listed(org.GrantFilter{Team: "design"}); !slices.Equal(got, []string{"design drive/@future=statistics", "design drive/b=statistics", "design mail/a=use"}) {
		t.Errorf("after the split: %q", got)
	}
	h.ok(h.RevokeGrants(t.Context(), as(h.olivia), org.Revocation{Team: "design", All: true}))
	if got := listed(org.GrantFilter{}); len(got) > 0 {
		t.Errorf("left: %q", got)
	}
	h.refused(org.CodeNotFound)(h.teamSet(as(h.olivia), "nothing", "drive/a=use"))
}

func TestTeamGrantsOfMany(t *testing.T) {
	h := office(t)
	h.addUser("tom@example.org", org.Collaborator)
	h.ok(h.team("All", []string{jane, adam, eve, "tom@example.org"}, "drive/a=technical"))
	got := h.takes(h.teamSet(h.unasked(), "all", "drive/a=none"))
	if want := "4 members of team all lose technical on drive/a"; !slices.Equal(got, []string{want}) {
		t.Errorf("it takes %q, want %q", got, want)
	}
}

// TestLeavingATeam takes people out one by one: what they have from elsewhere is no loss.
func TestLeavingATeam(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical+use"))
	h.ok(h.team("One", []string{jane, eve, adam}, "drive/a=technical+use-admin", "mail/@future=statistics"))
	h.ok(h.teamSet(as(h.olivia), "one", "drive/b=use from:1h until:2h"))
	for user, want := range map[string][]string{
		jane: {"jane@example.org loses use as user on drive/b; statistics on products to come in mail"},
		eve:  {"eve@example.org loses technical, use as admin on drive/a; use as user on drive/b; statistics on products to come in mail"},
		adam: {"adam@example.org loses use as admin on drive/a; use as user on drive/b"},
	} {
		if got := h.takes(h.RemoveTeamMembers(t.Context(), h.unasked(), "one", []string{user})); !slices.Equal(got, want) {
			t.Errorf("it takes %q, want %q", got, want)
		}
	}
	h.wholly(func(c ctx) {
		h.refused(org.CodeNotFound)(h.RemoveTeamMembers(c, as(h.olivia), "one", []string{jane, "nobody@example.org"}))
		h.refused(org.CodeNotFound)(h.RemoveTeamMembers(c, as(h.olivia), "one", []string{"nobody@example.org"}))
	})
	h.ok(h.RemoveTeamMembers(t.Context(), as(h.olivia), "one", []string{jane, eve}))
	h.same(h.RemoveTeamMembers(t.Context(), as(h.olivia), "one", []string{jane, eve}))
	if got := h.access(eve, "drive/a"); got != " use=none" {
		t.Errorf("eve still has %q", got)
	}
	h.ok(h.team("Idle", []string{eve}))
	h.ok(h.RemoveTeamMembers(t.Context(), h.unasked(), "idle", []string{eve})) // nothing is lost: nobody is asked
}

// TestOnEverything takes out of a team that holds everything.
func TestOnEverything(t *testing.T) {
	h := office(t)
	h.ok(h.team("Ops", []string{eve}, "@everything=technical"))
	got := h.takes(h.RemoveTeamMembers(t.Context(), h.unasked(), "ops", []string{eve}))
	if want := "eve@example.org loses technical on domain/acme.ch, drive/a, drive/b, mail/a, products to come"; !slices.Equal(got, []string{want}) {
		t.Errorf("it takes %q, want %q", got, want)
	}
}

func TestRemoveTeam(t *testing.T) {
	h := office(t)
	h.ok(h.team("One", []string{jane, eve}, "drive/a=technical", "drive/@all=use"))
	h.ok(h.team("Two", []string{jane}, "drive/@all=technical+use"))
	got := h.takes(h.RemoveTeam(t.Context(), h.unasked(), "one"))
	want := []string{"eve@example.org loses technical, use as user on drive/a; use as user on drive/b, products to come in drive", "team one is gone for good"}
	if !slices.Equal(got, want) {
		t.Errorf("it takes %q, want %q", got, want)
	}
	set := h.ok(h.RemoveTeam(t.Context(), as(h.olivia), "one"))
	if len(set.Changes) != 5 { // two people, two grants, the team
		t.Errorf("changed %q", changes(set))
	}
	if n := h.count("team_members") + h.count("rules") + h.count("subjects WHERE kind = 'team'"); n != 3 {
		t.Errorf("%d rows of team two are left, want 3", n)
	}
	h.refused(org.CodeNotFound)(h.RemoveTeam(t.Context(), as(h.olivia), "one"))
	h.ok(h.team("One", nil)) // a slug may come again: the log tells them apart by their ids
}

func TestEditTeam(t *testing.T) {
	h := office(t)
	h.ok(h.team("Design", nil))
	edit := func(name, colour, leader *string) (org.ChangeSet, error) {
		return h.EditTeam(t.Context(), as(h.olivia), "design", org.TeamEdit{Name: name, Colour: colour, Leader: leader})
	}
	h.ok(edit(new("Design & Brand"), new("Purple"), new(jane)))
	h.same(edit(new("Design & Brand"), new("purple"), new("JANE@example.org")))
	d, err := h.Team(t.Context(), h.olivia, "Design & Brand")
	if err != nil || d.Slug != "design" || d.Colour != "purple" || d.Leader != jane || len(d.People) != 0 {
		t.Errorf("got %+v, %v", d, err)
	}
	h.refused(org.CodeNotFound)(edit(nil, nil, new("nobody@example.org")))
	h.refused(org.CodeValidation)(edit(nil, new("plaid"), nil))
	h.refused(org.CodeValidation)(edit(new(strings.Repeat("x", 129)), nil, nil))
	h.ok(edit(nil, nil, new("")))
}

// TestOwnTeams shows members the teams they are in, and answers for others as if they were not there.
func TestOwnTeams(t *testing.T) {
	h := office(t)
	h.ok(h.team("Mine", []string{jane}, "drive/a=use"))
	h.ok(h.team("Theirs", []string{eve}))
	self := h.login(jane)
	slugs := func(c org.Caller, f org.TeamFilter) (out []string) {
		teams, err := h.Teams(t.Context(), c, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, team := range teams {
			out = append(out, team.Slug)
		}
		return out
	}
	for name, c := range map[string]struct{ got, want []string }{
		"all":             {slugs(h.olivia, org.TeamFilter{}), []string{"mine", "theirs"}},
		"somebody's":      {slugs(h.olivia, org.TeamFilter{User: eve}), []string{"theirs"}},
		"one's own":       {slugs(self, org.TeamFilter{}), []string{"mine"}},
		"one's own, said": {slugs(self, org.TeamFilter{User: jane}), []string{"mine"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	if d, err := h.Team(t.Context(), self, "mine"); err != nil || len(d.People) != 1 || len(d.Held) != 1 {
		t.Errorf("her own team: %+v, %v", d, err)
	}
	_, unseen := h.Team(t.Context(), self, "theirs")
	_, missing := h.Team(t.Context(), self, "nothing")
	if strings.ReplaceAll(unseen.Error(), "theirs", "nothing") != missing.Error() || hint(unseen) != hint(missing) || org.KindOf(unseen) != org.KindNotFound {
		t.Errorf("they can be told apart: %v, %v", unseen, missing)
	}
	if _, err := h.Teams(t.Context(), self, org.TeamFilter{User: eve}); org.KindOf(err) != org.KindDenied {
		t.Errorf("the teams of another: %v", err)
	}
	if err := firstError(h.Grants(t.Context(), self, org.GrantFilter{Team: "theirs"})); org.KindOf(err) != org.KindNotFound {
		t.Errorf("the grants of another team: %v", err)
	}
	if got, _ := h.Complete(t.Context(), self, org.CompleteTeam, ""); !slices.Equal(got, []string{"mine\tMine"}) {
		t.Errorf("completed are %q", got)
	}
	if got, _ := h.Complete(t.Context(), h.olivia, org.CompleteTeam, "T"); !slices.Equal(got, []string{"theirs\tTheirs"}) {
		t.Errorf("completed are %q", got)
	}
	for name, err := range map[string]error{
		"edit":   second(h.EditTeam(t.Context(), as(self), "mine", org.TeamEdit{Name: new("x")})),
		"remove": second(h.RemoveTeam(t.Context(), as(self), "mine")),
		"add":    second(h.AddTeamMembers(t.Context(), as(self), "mine", []string{eve})),
		"out":    second(h.RemoveTeamMembers(t.Context(), as(self), "mine", []string{jane})),
		"grant":  second(h.teamSet(as(self), "mine", "drive/b=use")),
		"list":   firstError(h.Users(t.Context(), self, org.UserFilter{Team: "mine"})),
	} {
		if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeNotAuthorized {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := refs(t, h.Users(t.Context(), h.olivia, org.UserFilter{Team: "mine"}), func(m org.Member) string { return m.Email }); !slices.Equal(got, []string{jane}) {
		t.Errorf("who is in it: %q", got)
	}
}

// TestTeamsOfAnother keeps teams of two organizations apart.
func TestTeamsOfAnother(t *testing.T) {
	h := office(t)
	otto := h.signUp("otto@example.org", "other")
	h.ok(h.AddProducts(t.Context(), as(otto), []org.NewProduct{{Category: "drive", Name: "a"}}, false))
	h.ok(h.team("Design", []string{jane}, "@everything=technical"))
	h.addTo(otto, jane, org.Collaborator)
	if got := h.asked(otto, jane, "drive/a", time.Time{}); got != " none" {
		t.Errorf("jane there: %q", got)
	}
	h.refused(org.CodeNotFound)(h.AddTeamMembers(t.Context(), as(otto), "design", []string{jane}))
	h.refused(org.CodeNotFound)(h.AddTeamMembers(t.Context(), as(h.olivia), "design", []string{"otto@example.org"}))
	h.ok(h.teamAs(as(otto), "Design", nil)) // the slug is each organization's own
}

// TestRemovingAUserOfTeams takes places and leaderships with the membership, and the log says so.
func TestRemovingAUserOfTeams(t *testing.T) {
	h := office(t)
	h.ok(h.team("One", []string{jane, eve}, "drive/a=use"))
	h.ok(h.EditTeam(t.Context(), as(h.olivia), "one", org.TeamEdit{Leader: new(jane)}))
	self := as(h.login(eve))
	set := h.ok(h.RemoveUser(t.Context(), as(h.olivia), jane))
	for _, want := range []string{"remove team-member one jane@example.org", "edit team one", "remove user jane@example.org"} {
		if !slices.Contains(changes(set), want) {
			t.Errorf("%q is missing in %q", want, changes(set))
		}
	}
	d, err := h.Team(t.Context(), h.olivia, "one")
	if err != nil || d.Leader != "" || len(d.People) != 1 {
		t.Errorf("left is %+v, %v", d, err)
	}
	h.ok(h.Leave(t.Context(), self))
	if n := h.count("team_members"); n != 0 {
		t.Errorf("%d places are left", n)
	}
}

// TestRemovingAProductOfTeams takes what teams hold on it, too.
func TestRemovingAProductOfTeams(t *testing.T) {
	h := office(t)
	h.ok(h.team("One", []string{eve}, "drive/a=use"))
	got := h.takes(h.RemoveProduct(t.Context(), h.unasked(), "drive/a"))
	if len(got) == 0 || !strings.HasSuffix(got[len(got)-1], "also for eve@example.org") {
		t.Errorf("it takes %q", got)
	}
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/a"))
}

// TestCheckKnowsTeams compares teams with the log, and finds what was changed behind its back.
func TestCheckKnowsTeams(t *testing.T) {
	h := office(t)
	h.ok(h.team("One", []string{jane, eve}, "drive/a=use", "mail/@all=technical"))
	h.ok(h.EditTeam(t.Context(), as(h.olivia), "one", org.TeamEdit{Leader: new(jane)}))
	h.ok(h.RemoveTeamMembers(t.Context(), as(h.olivia), "one", []string{eve}))
	findings := func() (out []string) {
		r, err := At(h.path, h.options()).Check(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			out = append(out, f.Object)
		}
		return out
	}
	if got := findings(); len(got) > 0 {
		t.Errorf("found %q", got)
	}
	h.do(`UPDATE teams SET colour = 'red'`)
	h.do(`DELETE FROM team_members`)
	if got := findings(); !slices.Equal(got, []string{"team one", "team-member one jane@example.org"}) {
		t.Errorf("found %q", got)
	}
}

// TestReadableGrants is for people with the sqlite3 shell.
func TestReadableGrants(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical"))
	h.ok(h.team("One", nil, "drive/@all=use"))
	got := h.strings(`SELECT coalesce(user, '') || coalesce(team, '') || ' ' || scope FROM readable_grants ORDER BY 1`)
	if want := []string{"jane@example.org drive/a", "one drive/@all"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
