package store

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// attemptOf is a login attempt whose password was right.
func (h *house) attemptOf(email string) org.LoginAttempt {
	h.t.Helper()
	attempt, err := h.BeginLogin(h.t.Context(), mail(h.t, email))
	if err != nil {
		h.t.Fatal(err)
	}
	return attempt
}

// token makes one that acts for its maker or for somebody else.
func (h *house) token(maker org.Caller, email string, n org.NewToken) org.Caller {
	h.t.Helper()
	n.Hash = sha256.Sum256([]byte("token " + n.Name + email))
	h.ok(h.AddToken(h.t.Context(), as(maker), h.attemptOf(email), n))
	return org.Caller{Token: n.Hash}
}

func TestTokensAreBound(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	all := h.token(h.olivia, "olivia@example.org", org.NewToken{Name: "all"})
	reader := h.token(h.olivia, "olivia@example.org", org.NewToken{Name: "reader", Can: []org.Action{org.ActSee}})
	h.addTo(h.olivia, "kim@example.org", org.Admin)
	if _, err := h.AddOrg(t.Context(), as(h.olivia), org.Organization{Slug: "other", Name: "Other", Kind: "company", Currency: org.CHF, Locale: "de_DE", Timezone: "UTC"}); err != nil {
		t.Fatal(err)
	}

	h.ok(h.LockUser(t.Context(), as(all), "jane@example.org", true))
	h.refused(org.CodeNotAuthorized)(h.LockUser(t.Context(), as(reader), "jane@example.org", false))
	for _, elsewhere := range []string{"other", "id:2"} {
		_, err := h.Current(t.Context(), in(all, elsewhere))
		h.fails(org.CodeNotFound, err)
	}
	byDefault := all
	byDefault.Default = "other"
	if a, err := h.Current(t.Context(), byDefault); err != nil || a.Org.Slug != "acme" || a.Name() != "olivia@example.org (token all)" {
		t.Errorf("a token is in %q as %q, %v", a.Org.Slug, a.Name(), err)
	}
	// What is about the person themselves.
	h.refused(org.CodeNotAuthorized)(h.AddToken(t.Context(), as(all), h.attemptOf("olivia@example.org"), org.NewToken{Name: "more"}))
	h.now = h.now.Add(time.Hour)
	h.refused(org.CodeNotAuthorized)(h.ChangePassword(t.Context(), as(all), h.attemptOf("olivia@example.org"), phc+"new"))
	h.now = h.now.Add(time.Hour)
	h.refused(org.CodeNotAuthorized)(h.EnrolFactor(t.Context(), as(all), h.attemptOf("olivia@example.org"), []byte("secret")))
	h.refused(org.CodeNotAuthorized)(h.Leave(t.Context(), as(all)))
	h.refused(org.CodeNotAuthorized)(h.SwitchOrg(t.Context(), as(all), "other"))
	h.refused(org.CodeNotAuthorized)(h.Logout(t.Context(), as(all)))
	h.refused(org.CodeNotAuthorized)(h.RevokeToken(t.Context(), as(all), "1"))
}

// The use of a token is written down once a day, and shows in the log.
func TestTokenUseIsNotedDaily(t *testing.T) {
	h := newStore(t)
	token := h.token(h.olivia, "olivia@example.org", org.NewToken{Name: "ci"})
	uses := func() int { return h.count("log") }
	before := uses()
	for i, want := range []int{1, 1, 2} {
		if _, err := h.Current(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		h.touchToken()
		if got := uses() - before; got != want {
			t.Errorf("use %d: %d rows in the log, want %d", i, got, want)
		}
		h.now = h.now.Add(12 * time.Hour)
	}
	h.sound()
	h.now = h.now.Add(org.TokenIdle - 24*time.Hour)
	if _, err := h.Current(t.Context(), token); err != nil {
		t.Errorf("a token of a year less a day: %v", err)
	}
	h.now = h.now.Add(48 * time.Hour)
	_, err := h.Current(t.Context(), token)
	h.fails(org.CodeToken, err)
}

// A check finds a token that was widened, moved to somebody else, or made behind the log's back.
func TestCheckLooksAtTokens(t *testing.T) {
	for name, q := range map[string]string{
		"widened":  `UPDATE tokens SET can = '[]'`,
		"moved":    `UPDATE tokens SET user_id = (SELECT max(user_id) FROM members)`,
		"for ever": `UPDATE tokens SET expires_at = 0`,
		"gone":     `DELETE FROM tokens`,
		"another":  `INSERT INTO tokens (hash, org_id, user_id, created_by, name, created_at) SELECT x'00', org_id, user_id, created_by, 'x', 0 FROM tokens`,
	} {
		h := newStore(t)
		h.addUser("jane@example.org", org.Collaborator)
		end := h.now.Add(time.Hour)
		h.token(h.olivia, "olivia@example.org", org.NewToken{Name: "ci", Can: []org.Action{org.ActSee}, Expires: &end})
		h.sound()
		h.exec(q)
		if report, err := h.check(t.Context(), nil); err != nil || len(report.Findings) != 1 || !strings.HasPrefix(report.Findings[0].Object, "token id:") {
			t.Errorf("%s: found %v, %v", name, report.Findings, err)
		}
	}
}

// sound fails the test unless a check finds nothing.
func (h *house) sound() {
	h.t.Helper()
	if report, err := h.check(h.t.Context(), nil); err != nil || len(report.Findings) > 0 {
		h.t.Errorf("found %v, %v", report.Findings, err)
	}
}
