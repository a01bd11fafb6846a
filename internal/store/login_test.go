package store

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestLogin(t *testing.T) {
	h := newStore(t)
	attempt, err := h.BeginLogin(t.Context(), mail(t, "OLIVIA@example.org"))
	if err != nil || attempt.User == 0 || attempt.Hash != phc || attempt.Email.Shown != "olivia@example.org" {
		t.Fatalf("got %+v, %v", attempt, err)
	}
	session := sha256.Sum256([]byte("new"))
	h.ok(h.FinishLogin(t.Context(), attempt, session, phc+"stronger"))
	id, err := h.Whoami(t.Context(), org.Caller{Session: session})
	if err != nil || id.Email != "olivia@example.org" {
		t.Fatalf("got %+v, %v", id, err)
	}
	if m, ok := id.Current(); !ok || m.Org.Slug != "acme" {
		t.Errorf("the session works in %+v", m.Org)
	}
	again, err := h.BeginLogin(t.Context(), mail(t, "olivia@example.org"))
	if err != nil || again.Hash != phc+"stronger" {
		t.Errorf("the right password did not forget the failures or was not hashed anew: %+v, %v", again, err)
	}
	if got := h.logged(""); !slices.Contains(got, "login olivia@example.org") {
		t.Errorf("the log has %q", got)
	}
}

// Wrong passwords wait longer and longer, and an e-mail that nobody has is answered like one that somebody has.
func TestLoginDelays(t *testing.T) {
	for _, email := range []string{"olivia@example.org", "nobody@example.org"} {
		t.Run(email, func(t *testing.T) {
			h := newStore(t)
			wait := time.Second
			for range 12 {
				attempt, err := h.BeginLogin(t.Context(), mail(t, email))
				if err != nil {
					t.Fatal(err)
				}
				h.fails(org.CodeWrongPassword, h.FailLogin(t.Context(), attempt))
				h.now = h.now.Add(wait - time.Microsecond)
				_, err = h.BeginLogin(t.Context(), mail(t, email))
				h.fails(org.CodeTooEarly, err)
				h.now = h.now.Add(time.Microsecond)
				wait = min(2*wait, 15*time.Minute)
			}
			if n := strings.Count(strings.Join(h.logged(""), "\n"), "login.fail"); n != 12 {
				t.Errorf("%d failures in the log, want 12", n)
			}
			h.now = h.now.Add(25 * time.Hour)
			if _, err := h.BeginLogin(t.Context(), mail(t, email)); err != nil {
				t.Fatal(err)
			}
			h.now = h.now.Add(time.Second)
			if _, err := h.BeginLogin(t.Context(), mail(t, email)); err != nil {
				t.Errorf("the failures were not forgotten after a day: %v", err)
			}
		})
	}
}

// The attempt counts before any password is compared: of many at once, one gets to try.
func TestLoginCountsFirst(t *testing.T) {
	h := newStore(t)
	results := make(chan error, 20)
	for range cap(results) {
		go func() {
			_, err := h.BeginLogin(t.Context(), org.Email{Shown: "olivia@example.org", Key: "olivia@example.org"})
			results <- err
		}()
	}
	tried := 0
	for range cap(results) {
		if err := <-results; err == nil {
			tried++
		} else {
			h.fails(org.CodeTooEarly, err)
		}
	}
	if tried != 1 {
		t.Errorf("%d attempts got through, want 1", tried)
	}
}

func TestLoginWithPasswordChangedMeanwhile(t *testing.T) {
	h := newStore(t)
	attempt, err := h.BeginLogin(t.Context(), mail(t, "olivia@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	h.ok(h.ChangePassword(t.Context(), as(h.olivia), attempt, phc+"new"))
	h.refused(org.CodeWrongPassword)(h.FinishLogin(t.Context(), attempt, sha256.Sum256([]byte("late")), ""))
}

// Somebody who was only recorded has no password, and no hash compares with nothing.
func TestLoginWithoutPassword(t *testing.T) {
	h := newStore(t)
	h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, "jane@example.org"), Role: org.Collaborator}}, false))
	attempt, err := h.BeginLogin(t.Context(), mail(t, "jane@example.org"))
	if err != nil || attempt.Hash != "" {
		t.Fatalf("got %+v, %v", attempt, err)
	}
	h.refused(org.CodeWrongPassword)(h.FinishLogin(t.Context(), attempt, sha256.Sum256([]byte("x")), ""))
	h.refused(org.CodeWrongPassword)(h.FinishLogin(t.Context(), org.LoginAttempt{Email: mail(t, "nobody@example.org")}, sha256.Sum256([]byte("x")), ""))
}

func TestSessionEnds(t *testing.T) {
	h := newStore(t)
	start := h.now
	h.now = start.Add(12 * time.Hour)
	if _, err := h.Whoami(t.Context(), h.olivia); err != nil {
		t.Fatalf("after 12 hours: %v", err)
	}
	h.now = start.Add(12*time.Hour + time.Second)
	_, err := h.Whoami(t.Context(), h.olivia)
	h.fails(org.CodeSessionExpired, err)
	_, err = h.Whoami(t.Context(), org.Caller{})
	h.fails(org.CodeNotLoggedIn, err)
}

// A session lives on while it is used, but never longer than thirty days.
func TestSessionIsTouched(t *testing.T) {
	h := newStore(t)
	start := h.now
	for h.now = start; h.now.Sub(start) < 30*24*time.Hour; h.now = h.now.Add(11 * time.Hour) {
		h.open(h.Path())
		if _, err := h.Whoami(t.Context(), h.olivia); err != nil {
			t.Fatalf("after %v: %v", h.now.Sub(start), err)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	h.now = start.Add(30*24*time.Hour + time.Second)
	h.open(h.Path())
	_, err := h.Whoami(t.Context(), h.olivia)
	h.fails(org.CodeSessionExpired, err)
}

// Reading writes at most every ten minutes.
func TestSessionTouchIsRare(t *testing.T) {
	h := newStore(t)
	used := func() (at int64) {
		t.Helper()
		if err := h.reader.QueryRow(`SELECT used_at FROM sessions`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	first := used()
	for _, step := range []struct {
		after time.Duration
		want  bool
	}{{9 * time.Minute, false}, {2 * time.Minute, true}} {
		h.now = h.now.Add(step.after)
		if _, err := h.Whoami(t.Context(), h.olivia); err != nil {
			t.Fatal(err)
		}
		_ = h.Close()
		h.open(h.Path())
		if got := used() != first; got != step.want {
			t.Errorf("written: %v, want %v", got, step.want)
		}
	}
}

func TestLogout(t *testing.T) {
	h := newStore(t)
	other := h.login("olivia@example.org")
	h.ok(h.Logout(t.Context(), as(other)))
	_, err := h.Whoami(t.Context(), other)
	h.fails(org.CodeSessionExpired, err)
	if _, err := h.Whoami(t.Context(), h.olivia); err != nil {
		t.Errorf("the other session ended too: %v", err)
	}
}

func TestSwitchOrg(t *testing.T) {
	h := newStore(t)
	h.ok(h.AddOrg(t.Context(), as(h.olivia), account(t, "olivia@example.org", "globex").Org))
	set := h.ok(h.SwitchOrg(t.Context(), as(h.olivia), "globex"))
	if set.Org != "Globex" {
		t.Errorf("switched to %q", set.Org)
	}
	if a, err := h.Current(t.Context(), h.olivia); err != nil || a.Org.Slug != "globex" {
		t.Errorf("works in %q (%v)", a.Org.Slug, err)
	}
	h.same(h.SwitchOrg(t.Context(), as(h.olivia), "globex"))
	foreign := h.signUp("eve@example.org", "initech")
	h.refused(org.CodeNotFound)(h.SwitchOrg(t.Context(), as(h.olivia), "initech"))
	h.refused(org.CodeNotFound)(h.SwitchOrg(t.Context(), as(foreign), "acme"))
	dry := as(h.olivia)
	dry.DryRun = true
	h.ok(h.SwitchOrg(t.Context(), dry, "acme"))
	if a, err := h.Current(t.Context(), h.olivia); err != nil || a.Org.Slug != "globex" {
		t.Errorf("the dry run switched to %q (%v)", a.Org.Slug, err)
	}
	h.do(`UPDATE members SET state = 2 WHERE org_id = (SELECT id FROM organizations WHERE slug = 'acme')`)
	h.refused(org.CodeDenied)(h.SwitchOrg(t.Context(), as(h.olivia), "acme"))
}
