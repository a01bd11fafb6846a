package store

import (
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"orgctl/internal/org"
)

func attempt(h *house, email string) org.LoginAttempt {
	h.t.Helper()
	a, err := h.BeginLogin(h.t.Context(), mail(h.t, email))
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func TestChangePassword(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	other := h.login("jane@example.org")
	h.ok(h.ChangePassword(t.Context(), as(jane), attempt(h, "jane@example.org"), phc+"new"))
	if _, err := h.Whoami(t.Context(), jane); err != nil {
		t.Errorf("the session that changed the password ended: %v", err)
	}
	_, err := h.Whoami(t.Context(), other)
	h.fails(org.CodeSessionExpired, err)
	if got := attempt(h, "jane@example.org").Hash; got != phc+"new" {
		t.Errorf("the hash is %q", got)
	}
	if got := h.logged(""); !slices.Contains(got, "user.password jane@example.org") {
		t.Errorf("the store's log has %q", got)
	}
}

func TestChangePasswordOfOthers(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	h.refused(org.CodeNotAuthorized)(h.ChangePassword(t.Context(), as(h.olivia), attempt(h, "jane@example.org"), phc+"new"))
}

func TestReset(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	first, code := sha256.Sum256([]byte("first")), sha256.Sum256([]byte("code"))
	h.ok(h.ResetUser(t.Context(), as(h.olivia), "jane@example.org", first))
	h.ok(h.ResetUser(t.Context(), as(h.olivia), "jane@example.org", code))
	_, _, err := h.CodeOwner(t.Context(), first)
	h.fails(org.CodeNotFound, err)
	owner, _, err := h.CodeOwner(t.Context(), code)
	if err != nil || owner.Shown != "jane@example.org" {
		t.Fatalf("got %v, %v", owner, err)
	}
	session := sha256.Sum256([]byte("after the reset"))
	h.ok(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code, Password: phc + "reset", Session: session}))
	_, err = h.Whoami(t.Context(), jane)
	h.fails(org.CodeSessionExpired, err)
	if a, err := h.Current(t.Context(), org.Caller{Session: session}); err != nil || a.Email != "jane@example.org" || a.Org.Slug != "acme" {
		t.Errorf("got %+v, %v", a, err)
	}
	h.refused(org.CodeNotFound)(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code, Password: phc, Session: session}))
}

func TestResetCodeExpires(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	code := sha256.Sum256([]byte("code"))
	h.ok(h.ResetUser(t.Context(), as(h.olivia), "jane@example.org", code))
	h.now = h.now.Add(24 * time.Hour)
	_, _, err := h.CodeOwner(t.Context(), code)
	h.fails(org.CodeNotFound, err)
	h.refused(org.CodeNotFound)(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code, Password: phc, Session: sha256.Sum256(nil)}))
}

// A code counts once, whoever is first.
func TestRedeemAtOnce(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	code := sha256.Sum256([]byte("code"))
	h.ok(h.ResetUser(t.Context(), as(h.olivia), "jane@example.org", code))
	results := make(chan error, 50)
	for i := range cap(results) {
		go func() {
			_, err := h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code, Password: phc, Session: sha256.Sum256([]byte{byte(i)})})
			results <- err
		}()
	}
	won := 0
	for range cap(results) {
		err := <-results
		if e, ok := errors.AsType[*org.Error](err); err != nil && (!ok || e.Code != org.CodeNotFound) {
			t.Error(err)
		}
		if err == nil {
			won++
		}
	}
	if won != 1 {
		t.Errorf("the code counted %d times", won)
	}
}

func TestResetReaches(t *testing.T) {
	h := newStore(t)
	adam := h.addUser("adam@example.org", org.Admin)
	jane := h.addUser("jane@example.org", org.Collaborator)
	codes := 0
	reset := func(c org.Caller, user string) error {
		codes++
		_, err := h.ResetUser(t.Context(), as(c), user, sha256.Sum256([]byte{byte(codes)}))
		return err
	}
	h.fails(org.CodeNotAuthorized, reset(adam, "olivia@example.org"))
	h.fails(org.CodeNotAuthorized, reset(jane, "adam@example.org"))
	h.fails(org.CodeDenied, reset(adam, "adam@example.org"))
	h.fails(org.CodeNotFound, reset(adam, "nobody@example.org"))
	if err := reset(adam, "jane@example.org"); err != nil {
		t.Error(err)
	}
	eve := h.signUp("eve@example.org", "initech")
	h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, "eve@example.org"), Role: org.External}}, false))
	h.fails(org.CodeDenied, reset(h.olivia, "eve@example.org"))
	h.ok(h.AddUsers(t.Context(), as(eve), []org.NewMember{{Email: mail(t, "olivia@example.org"), Role: org.Admin}}, false))
	h.fails(org.CodeDenied, reset(in(h.olivia, "acme"), "eve@example.org"))
	h.ok(h.SetRole(t.Context(), as(eve), "olivia@example.org", org.Owner, false))
	olivia := h.login("olivia@example.org")
	if err := reset(in(olivia, "acme"), "eve@example.org"); err != nil {
		t.Errorf("an owner of both organizations may not: %v", err)
	}
}
