package store

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestAddOrg(t *testing.T) {
	h := newStore(t)
	globex := account(t, "olivia@example.org", "globex").Org
	h.ok(h.AddOrg(t.Context(), as(h.olivia), globex))
	h.same(h.AddOrg(t.Context(), as(h.olivia), globex))
	if got := h.logged("globex"); !slices.Equal(got, []string{"org.add olivia@example.org"}) {
		t.Errorf("the log has %q", got)
	}
	m, err := h.User(t.Context(), in(h.olivia, "globex"), "olivia@example.org")
	if err != nil || m.Role != org.Owner || m.FirstName != "Olivia" {
		t.Errorf("got %+v, %v", m, err)
	}
	// Commands go on in the organization they worked in.
	if a, err := h.Current(t.Context(), h.olivia); err != nil || a.Org.Slug != "acme" {
		t.Errorf("works in %q (%v)", a.Org.Slug, err)
	}
	globex.Name = "Other"
	h.refused(org.CodeExists)(h.AddOrg(t.Context(), as(h.olivia), globex))
	eve := h.signUp("eve@example.org", "initech")
	h.refused(org.CodeExists)(h.AddOrg(t.Context(), as(eve), account(t, "eve@example.org", "globex").Org))
}

func TestOrganizationsAreOnesOwn(t *testing.T) {
	h := newStore(t)
	eve := h.signUp("eve@example.org", "initech")
	h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, "eve@example.org"), Role: org.External}}, false))
	for caller, want := range map[org.Caller]string{h.olivia: "acme:owner", eve: "acme:external initech:owner*"} {
		got, err := h.Organizations(t.Context(), caller)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, m := range got {
			word := m.Org.Slug + ":" + m.Member.Role.String()
			if m.Current && len(got) > 1 {
				word += "*"
			}
			words = append(words, word)
		}
		if strings.Join(words, " ") != want {
			t.Errorf("got %q, want %q", words, want)
		}
	}
	_, err := h.Current(t.Context(), in(h.olivia, "initech"))
	h.fails(org.CodeNotFound, err)
	_, err = h.Current(t.Context(), in(h.olivia, "nowhere"))
	h.fails(org.CodeNotFound, err)
}

func TestEditOrg(t *testing.T) {
	h := newStore(t)
	edit := org.OrgEdit{Name: new("Acme Ltd"), City: new("Genève"), Timezone: new("Europe/Paris")}
	set := h.ok(h.EditOrg(t.Context(), as(h.olivia), edit))
	if got := changes(set); !slices.Equal(got, []string{"edit organization acme"}) {
		t.Errorf("changed %q", got)
	}
	h.same(h.EditOrg(t.Context(), as(h.olivia), edit))
	a, err := h.Current(t.Context(), h.olivia)
	if err != nil || a.Org.Name != "Acme Ltd" || a.Org.City != "Genève" || a.Org.Timezone != "Europe/Paris" || a.Org.Country != "CH" {
		t.Errorf("got %+v, %v", a.Org, err)
	}
	h.refused(org.CodeValidation)(h.EditOrg(t.Context(), as(h.olivia), org.OrgEdit{Timezone: new("Mars/Olympus")}))
	jane := h.addUser("jane@example.org", org.Collaborator)
	h.refused(org.CodeNotAuthorized)(h.EditOrg(t.Context(), as(jane), edit))
}

func TestRemoveOrg(t *testing.T) {
	h := newStore(t)
	adam := h.addUser("adam@example.org", org.Admin)
	h.addProduct("drive/marketing", "mail/acme")
	h.refused(org.CodeNotAuthorized)(h.RemoveOrg(t.Context(), as(adam)))
	_, err := h.RemoveOrg(t.Context(), as(h.olivia))
	h.fails(org.CodeNotEmpty, err)
	if want := `"acme" can't be removed: it still has 2 products and 1 other member`; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/marketing"))
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "mail/acme"))
	h.ok(h.RemoveUser(t.Context(), as(h.olivia), "adam@example.org"))
	h.grant("olivia@example.org", "drive/@all=use")
	h.refused(org.CodeConfirm)(h.RemoveOrg(t.Context(), org.Request{Caller: h.olivia}))
	h.ok(h.RemoveOrg(t.Context(), as(h.olivia)))
	id, err := h.Whoami(t.Context(), h.olivia)
	if err != nil || len(id.Memberships) != 0 || id.Email != "olivia@example.org" {
		t.Errorf("got %+v, %v", id, err)
	}
	_, err = h.Current(t.Context(), in(h.olivia, "acme"))
	h.fails(org.CodeNotFound, err)
	h.refused(org.CodeExists)(h.AddOrg(t.Context(), as(h.olivia), account(t, "olivia@example.org", "acme").Org))
	if got := h.logged("acme"); got[len(got)-1] != "org.remove olivia@example.org" {
		t.Errorf("the log ends in %q", got[len(got)-1])
	}
	h.ok(h.AddOrg(t.Context(), as(h.olivia), account(t, "olivia@example.org", "next").Org))
}

func TestDirectory(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	external := h.addUser("max@example.com", org.External)
	email := func(m org.Member) string { return m.Email }
	want := []string{"jane@example.org", "olivia@example.org"}
	if got := refs(t, h.Directory(t.Context(), jane), email); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, err := range h.Directory(t.Context(), external) {
		h.fails(org.CodeNotAuthorized, err)
	}
}

// An invitation that was not accepted opens nothing.
func TestPendingBelongsNowhere(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	if err := h.write(t.Context(), func(t *tx) error {
		_, err := t.Exec(`UPDATE members SET state = 1 WHERE role = 2`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Organizations(t.Context(), jane); err != nil || len(got) != 0 {
		t.Errorf("belongs to %+v (%v)", got, err)
	}
	_, err := h.Current(t.Context(), in(jane, "acme"))
	h.fails(org.CodeNotFound, err)
	_, err = h.Current(t.Context(), jane)
	h.fails(org.CodeNotFound, err)
}
