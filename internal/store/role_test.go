package store

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestSetRole(t *testing.T) {
	h := newStore(t)
	adam := h.addUser("adam@example.org", org.Admin)
	jane := h.addUser("jane@example.org", org.Collaborator)
	for _, refused := range []struct {
		caller org.Caller
		user   string
		role   org.Role
	}{
		{adam, "jane@example.org", org.Owner},
		{adam, "adam@example.org", org.Owner},
		{adam, "olivia@example.org", org.Admin},
		{jane, "jane@example.org", org.Admin},
		{jane, "adam@example.org", org.Collaborator},
	} {
		h.refused(org.CodeNotAuthorized)(h.SetRole(t.Context(), as(refused.caller), refused.user, refused.role, false))
	}
	set := h.ok(h.SetRole(t.Context(), org.Request{Caller: adam}, "jane@example.org", org.Admin, false))
	if got := strings.Join(changes(set), "\n"); !strings.Contains(got, "edit user jane@example.org") || !strings.Contains(got, "remove session jane@example.org") {
		t.Errorf("changed\n%s", got)
	}
	_, err := h.Whoami(t.Context(), jane)
	h.fails(org.CodeSessionExpired, err)
	if _, err := h.Whoami(t.Context(), adam); err != nil {
		t.Errorf("the acting session ended: %v", err)
	}
	h.same(h.SetRole(t.Context(), as(adam), "jane@example.org", org.Admin, false))
	h.refused(org.CodeConfirm)(h.SetRole(t.Context(), org.Request{Caller: adam}, "jane@example.org", org.External, false))
}

// Grants sleep under a role that has every right, and count again after it.
func TestDormantGrants(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	h.addProduct("drive/marketing", "drive/sales")
	h.grant("jane@example.org", "drive/marketing=technical+use", "mail/@all=statistics")
	set := h.ok(h.SetRole(t.Context(), as(h.olivia), "jane@example.org", org.Admin, false))
	want := []string{"technical on drive/marketing stays, but sleeps until a demotion", "statistics on mail/@all stays, but sleeps until a demotion"}
	if !slices.Equal(set.Notes, want) {
		t.Errorf("notes %q, want %q", set.Notes, want)
	}
	if got := h.access("jane@example.org", "drive/sales"); got != "technical, statistics use=none" {
		t.Errorf("an admin has %s", got)
	}
	dry := as(h.olivia)
	dry.DryRun = true
	set = h.ok(h.SetRole(t.Context(), dry, "jane@example.org", org.Collaborator, false))
	if want := "technical on drive/marketing counts again"; len(set.Notes) == 0 || set.Notes[0] != want {
		t.Errorf("the preview says %q, want %q", set.Notes, want)
	}
	h.ok(h.SetRole(t.Context(), as(h.olivia), "jane@example.org", org.Collaborator, false))
	if got := h.access("jane@example.org", "drive/marketing"); got != "technical use=user" {
		t.Errorf("the grants did not wake up: %s", got)
	}
}

func TestDropGrants(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	h.addProduct("drive/marketing")
	h.grant("jane@example.org", "drive/marketing=technical+use", "mail/@all=statistics")
	h.refused(org.CodeConfirm)(h.SetRole(t.Context(), org.Request{Caller: h.olivia}, "jane@example.org", org.Admin, true))
	set := h.ok(h.SetRole(t.Context(), as(h.olivia), "jane@example.org", org.Admin, true))
	got := changes(set)
	if !slices.Contains(got, "edit grant jane@example.org drive/marketing") || !slices.Contains(got, "remove grant jane@example.org mail/@all") || len(set.Notes) != 0 {
		t.Errorf("changed %q, notes %q", got, set.Notes)
	}
	h.ok(h.SetRole(t.Context(), as(h.olivia), "jane@example.org", org.Collaborator, false))
	if got := h.access("jane@example.org", "drive/marketing"); got != " use=user" {
		t.Errorf("has %s, want the usage alone", got)
	}
}
