package store

import (
	"slices"
	"testing"

	"orgctl/internal/org"
)

// signUp makes another login with an organization of its own.
func (h *house) signUp(email, slug string) org.Caller {
	h.t.Helper()
	acc := account(h.t, email, slug)
	h.ok(h.SignUp(h.t.Context(), org.Request{}, acc))
	return org.Caller{Session: acc.Session}
}

func TestSignUp(t *testing.T) {
	h := newStore(t)
	eve := h.signUp("eve@example.org", "initech")
	a, err := h.Current(t.Context(), eve)
	if err != nil || a.Org.Slug != "initech" || a.Role != org.Owner {
		t.Fatalf("got %+v, %v", a, err)
	}
	if got := h.logged("initech"); !slices.Equal(got, []string{"signup eve@example.org"}) {
		t.Errorf("the organization's log has %q", got)
	}
	if got := h.logged(""); !slices.Contains(got, "signup eve@example.org") {
		t.Errorf("the store's log has %q", got)
	}
}

// An e-mail that the store knows gets a password only through a code, also if nobody ever logged in with it.
func TestSignUpKnown(t *testing.T) {
	h := newStore(t)
	h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, "jane@example.org"), Role: org.Collaborator}}, false))
	for _, email := range []string{"jane@example.org", "JANE@EXAMPLE.ORG", "olivia@example.org"} {
		h.wholly(func(ctx ctx) {
			h.refused(org.CodeExists)(h.SignUp(ctx, org.Request{}, account(t, email, "mine")))
		})
	}
	h.wholly(func(ctx ctx) {
		h.refused(org.CodeExists)(h.SignUp(ctx, org.Request{}, account(t, "eve@example.org", "acme")))
	})
}

func TestSignUpAgainUnderOpID(t *testing.T) {
	h := newStore(t)
	req := org.Request{OpID: "once"}
	acc := account(t, "eve@example.org", "initech")
	h.ok(h.SignUp(t.Context(), req, acc))
	set, err := h.SignUp(t.Context(), req, acc)
	if err != nil || set.Changed || !set.Replayed || len(set.Changes) == 0 {
		t.Errorf("got %+v, %v", set, err)
	}
	h.refused(org.CodeOpIDReused)(h.SignUp(t.Context(), req, account(t, "mallory@example.org", "mallory")))
}

func TestSignUpDryRun(t *testing.T) {
	h := newStore(t)
	h.wholly(func(ctx ctx) {
		set := h.ok(h.SignUp(ctx, org.Request{DryRun: true}, account(t, "eve@example.org", "initech")))
		if set.Operation != nil {
			t.Errorf("a dry run has the operation %q", *set.Operation)
		}
	})
}
