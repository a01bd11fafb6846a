package store

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func newMember(t *testing.T, email string, role org.Role) org.NewMember {
	return org.NewMember{Email: mail(t, email), Role: role}
}

func TestAddUsers(t *testing.T) {
	h := newStore(t)
	jane := newMember(t, "Jane@example.org", org.Collaborator)
	jane.FirstName, jane.Billing = new("Jane"), new(true)
	set := h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{jane}, false))
	if got, want := changes(set), []string{"add login Jane@example.org", "add user Jane@example.org"}; !slices.Equal(got, want) {
		t.Errorf("changed %q, want %q", got, want)
	}
	m, err := h.User(t.Context(), h.olivia, "jane@example.org")
	if err != nil || m.FirstName != "Jane" || !m.Billing || m.Locale != "de_DE" || m.State != org.Active {
		t.Errorf("got %+v, %v", m, err)
	}
	h.same(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{jane}, false))
	h.same(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{newMember(t, "jane@example.org", org.Collaborator)}, false))
	h.refused(org.CodeExists)(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{newMember(t, "jane@example.org", org.Admin)}, false))
	jane.FirstName = new("Janet")
	h.refused(org.CodeExists)(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{jane}, false))
}

func TestAddUserWithLoginElsewhere(t *testing.T) {
	h := newStore(t)
	eve := h.signUp("eve@example.org", "initech")
	set := h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{newMember(t, "eve@example.org", org.External)}, false))
	if got := changes(set); !slices.Equal(got, []string{"add user eve@example.org"}) {
		t.Errorf("changed %q", got)
	}
	if a, err := h.Current(t.Context(), in(eve, "acme")); err != nil || a.Role != org.External {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestAddUsersWholeOrNothing(t *testing.T) {
	h := newStore(t)
	adam := h.addUser("adam@example.org", org.Admin)
	people := []org.NewMember{newMember(t, "a@example.org", org.Collaborator), newMember(t, "b@example.org", org.Owner), newMember(t, "olivia@example.org", org.External)}
	h.wholly(func(ctx ctx) {
		_, err := h.AddUsers(ctx, file(adam), people, false)
		h.fails(org.CodeValidation, err)
		if e := err.(*org.Error); len(e.Rows) != 2 || e.Rows[0].Row != 2 || e.Rows[0].Code != org.CodeNotAuthorized || e.Rows[1].Row != 3 || e.Rows[1].Code != org.CodeExists {
			t.Errorf("got the rows %+v", e.Rows)
		}
	})
	set := h.ok(h.AddUsers(t.Context(), file(adam), people, true))
	if len(set.Failed) != 2 || h.count("members") != 3 {
		t.Errorf("failed %+v, %d members", set.Failed, h.count("members"))
	}
}

func TestAddUserDryRun(t *testing.T) {
	h := newStore(t)
	h.wholly(func(ctx ctx) {
		req := as(h.olivia)
		req.DryRun = true
		set := h.ok(h.AddUsers(ctx, req, []org.NewMember{newMember(t, "jane@example.org", org.Collaborator)}, false))
		if !set.DryRun || set.Operation != nil {
			t.Errorf("got %+v", set)
		}
	})
}

func TestExternalHasNoBilling(t *testing.T) {
	h := newStore(t)
	external := newMember(t, "max@example.com", org.External)
	external.Billing = new(true)
	h.refused(org.CodeValidation)(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{external}, false))
	jane := newMember(t, "jane@example.org", org.Collaborator)
	jane.Billing = new(true)
	h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{jane}, false))
	set := h.ok(h.SetRole(t.Context(), as(h.olivia), "jane@example.org", org.External, false))
	if got := set.Taking(); len(got) != 1 || got[0] != "jane@example.org loses the role collaborator and the billing mark" {
		t.Errorf("takes %q", got)
	}
	h.refused(org.CodeValidation)(h.EditUser(t.Context(), as(h.olivia), "jane@example.org", org.MemberEdit{Billing: new(true)}))
}

func TestUsersList(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	adam := h.addUser("adam@example.org", org.Admin)
	h.signUp("eve@example.org", "initech")
	email := func(m org.Member) string { return m.Email }
	want := []string{"adam@example.org", "jane@example.org", "olivia@example.org"}
	if got := refs(t, h.Users(t.Context(), adam, org.UserFilter{}), email); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, err := range h.Users(t.Context(), jane, org.UserFilter{}) {
		h.fails(org.CodeNotAuthorized, err)
	}
	for range h.Users(t.Context(), adam, org.UserFilter{}) {
		break // whoever stops early leaves no transaction behind
	}
	h.addUser("zoe@example.org", org.Collaborator)
}

// Everybody sees themselves; without the right to see others, a member and somebody unknown are the same answer.
func TestUserSeen(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	if m, err := h.User(t.Context(), jane, "jane@example.org"); err != nil || m.Email != "jane@example.org" {
		t.Errorf("got %+v, %v", m, err)
	}
	_, member := h.User(t.Context(), jane, "olivia@example.org")
	_, nobody := h.User(t.Context(), jane, "nobody@example.org")
	h.fails(org.CodeNotAuthorized, member)
	h.fails(org.CodeNotAuthorized, nobody)
	if member.Error() != nobody.Error() {
		t.Errorf("%q and %q tell who is here", member, nobody)
	}
	h.signUp("eve@example.org", "initech")
	_, err := h.User(t.Context(), h.olivia, "eve@example.org")
	h.fails(org.CodeNotFound, err)
}

func TestEditUser(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	adam := h.addUser("adam@example.org", org.Admin)
	names := org.MemberEdit{FirstName: new("Jane"), Locale: new("fr")}
	h.ok(h.EditUser(t.Context(), as(jane), "jane@example.org", names))
	h.same(h.EditUser(t.Context(), as(jane), "jane@example.org", names))
	h.refused(org.CodeNotAuthorized)(h.EditUser(t.Context(), as(jane), "adam@example.org", names))
	h.refused(org.CodeNotAuthorized)(h.EditUser(t.Context(), as(jane), "jane@example.org", org.MemberEdit{Billing: new(true)}))
	h.refused(org.CodeNotAuthorized)(h.EditUser(t.Context(), as(adam), "olivia@example.org", names))
	h.ok(h.EditUser(t.Context(), as(adam), "jane@example.org", org.MemberEdit{Billing: new(true)}))
	h.refused(org.CodeConfirm)(h.EditUser(t.Context(), org.Request{Caller: adam}, "jane@example.org", org.MemberEdit{Billing: new(false)}))
	m, err := h.User(t.Context(), jane, "jane@example.org")
	if err != nil || m.FirstName != "Jane" || m.Locale != "fr_FR" || !m.Billing {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestRemoveUser(t *testing.T) {
	h := newStore(t)
	adam := h.addUser("adam@example.org", org.Admin)
	jane := h.addUser("jane@example.org", org.Collaborator)
	h.addProduct("drive/marketing")
	h.grant("jane@example.org", "drive/marketing=technical+use", "mail/@future=statistics", "@everything=statistics")
	h.refused(org.CodeConfirm)(h.RemoveUser(t.Context(), org.Request{Caller: adam}, "jane@example.org"))
	h.refused(org.CodeNotAuthorized)(h.RemoveUser(t.Context(), as(adam), "olivia@example.org"))
	h.refused(org.CodeNotAuthorized)(h.RemoveUser(t.Context(), as(jane), "adam@example.org"))
	set := h.ok(h.RemoveUser(t.Context(), as(adam), "jane@example.org"))
	got := strings.Join(changes(set), "\n")
	for _, want := range []string{"remove grant jane@example.org drive/marketing", "remove grant jane@example.org mail/@future",
		"remove grant jane@example.org @everything", "remove session jane@example.org", "remove user jane@example.org"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not recorded in\n%s", want, got)
		}
	}
	if len(set.Taking()) != 5 {
		t.Errorf("takes %q", set.Taking())
	}
	if n := h.count("grants") + h.count("rules"); n != 0 {
		t.Errorf("%d grants are left", n)
	}
	_, err := h.Whoami(t.Context(), jane)
	h.fails(org.CodeSessionExpired, err)
	if id, err := h.Whoami(t.Context(), h.login("jane@example.org")); err != nil || len(id.Memberships) != 0 {
		t.Errorf("the login is not what it was: %+v, %v", id, err)
	}
	h.refused(org.CodeNotFound)(h.RemoveUser(t.Context(), as(adam), "jane@example.org"))
	// Added again, they are somebody new: nothing comes back.
	h.addUser("jane@example.org", org.Collaborator)
	if got := h.access("jane@example.org", "drive/marketing"); got != " use=none" {
		t.Errorf("access came back: %s", got)
	}
}

// An owner always remains.
func TestLastOwner(t *testing.T) {
	h := newStore(t)
	h.wholly(func(ctx ctx) {
		h.refused(org.CodeLastOwner)(h.RemoveUser(ctx, as(h.olivia), "olivia@example.org"))
		h.refused(org.CodeLastOwner)(h.Leave(ctx, as(h.olivia)))
		h.refused(org.CodeLastOwner)(h.SetRole(ctx, as(h.olivia), "olivia@example.org", org.Admin, false))
	})
	oscar := h.addUser("oscar@example.org", org.Owner)
	// An owner who is locked can repair nothing.
	if err := h.write(t.Context(), func(t *tx) error {
		_, err := t.Exec(`UPDATE members SET state = 2 WHERE user_id = (SELECT id FROM users WHERE email_key = 'oscar@example.org')`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.refused(org.CodeLastOwner)(h.Leave(t.Context(), as(h.olivia)))
	if err := h.write(t.Context(), func(t *tx) error {
		_, err := t.Exec(`UPDATE members SET state = 0`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.refused(org.CodeConfirm)(h.Leave(t.Context(), org.Request{Caller: h.olivia}))
	h.ok(h.Leave(t.Context(), as(h.olivia)))
	if id, err := h.Whoami(t.Context(), h.olivia); err != nil || len(id.Memberships) != 0 {
		t.Errorf("leaving logged out: %+v, %v", id, err)
	}
	h.refused(org.CodeLastOwner)(h.Leave(t.Context(), as(oscar)))
}
