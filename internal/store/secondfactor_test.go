package store

import (
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"orgctl/internal/org"
)

// enable switches somebody's second factor on, with two recovery codes.
func (h *house) enable(who org.Caller, email string) (codes [][32]byte) {
	h.t.Helper()
	codes = [][32]byte{sha256.Sum256([]byte("first of " + email)), sha256.Sum256([]byte("second of " + email))}
	h.ok(h.EnrolFactor(h.t.Context(), as(who), h.attemptOf(email), []byte("12345678901234567890")))
	attempt := h.attemptOf(email)
	attempt.Proof.Step = 1
	h.ok(h.ConfirmFactor(h.t.Context(), as(who), attempt, codes))
	return codes
}

func TestNoSessionWithoutTheSecondFactor(t *testing.T) {
	h := newStore(t)
	codes := h.enable(h.olivia, "olivia@example.org")
	h.addUser("kim@example.org", org.Owner)
	n := 0
	login := func(p org.Proof) error {
		n++
		h.now = h.now.Add(time.Hour)
		attempt := h.attemptOf("olivia@example.org")
		if !attempt.Factor.On || string(attempt.Factor.Secret) != "12345678901234567890" {
			t.Fatalf("the attempt says %+v", attempt.Factor)
		}
		attempt.Proof = p
		_, err := h.FinishLogin(t.Context(), attempt, sha256.Sum256([]byte{byte(n)}), "")
		return err
	}
	h.fails(org.Code2FARequired, login(org.Proof{}))
	h.fails(org.CodeWrongFactor, login(org.Proof{Step: 1})) // it confirmed the factor
	h.fails(org.CodeWrongFactor, login(org.Proof{Recovery: sha256.Sum256(nil)}))
	for _, p := range []org.Proof{{Step: 3}, {Recovery: codes[0]}} {
		if err := login(p); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
		h.fails(org.CodeWrongFactor, login(p))
	}
	h.fails(org.CodeWrongFactor, login(org.Proof{Step: 2})) // from before the last
	sessions := h.count("sessions")

	// No other way leads past it either.
	code := sha256.Sum256([]byte("reset"))
	h.now = h.now.Add(-9 * time.Hour)
	h.ok(h.ResetUser(t.Context(), as(h.login("kim@example.org")), "olivia@example.org", code))
	r := org.Redemption{Code: code, Password: phc + "new", Session: sha256.Sum256([]byte("session"))}
	h.refused(org.Code2FARequired)(h.RedeemCode(t.Context(), org.Request{}, r))
	r.Proof.Step = 3
	h.refused(org.CodeWrongFactor)(h.RedeemCode(t.Context(), org.Request{}, r))
	if got := h.count("sessions"); got != sessions+1 {
		t.Errorf("%d sessions more", got-sessions)
	}
	r.Proof.Step = 4
	h.ok(h.RedeemCode(t.Context(), org.Request{}, r))
	h.sound()
}

// Whoever writes a new way to a session can't forget the second factor.
func TestSessionsAskForTheSecondFactorThemselves(t *testing.T) {
	h := newStore(t)
	h.enable(h.olivia, "olivia@example.org")
	h.refused(org.Code2FARequired)(h.storeChange(t.Context(), org.Request{}, operation{name: "back door"}, func(a *act) error {
		a.User, a.Email = 1, "olivia@example.org"
		return a.addSession(t.Context(), sha256.Sum256(nil), 0)
	}))
}

// Of many who come with one recovery code at once, one gets in.
func TestARecoveryCodeCountsOnce(t *testing.T) {
	h := newStore(t)
	codes := h.enable(h.olivia, "olivia@example.org")
	attempt := h.attemptOf("olivia@example.org")
	attempt.Proof.Recovery = codes[0]
	results := make(chan error, 50)
	for i := range cap(results) {
		go func() {
			_, err := h.FinishLogin(t.Context(), attempt, sha256.Sum256([]byte{byte(i)}), "")
			results <- err
		}()
	}
	won := 0
	for range cap(results) {
		err := <-results
		if err == nil {
			won++
		} else if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeWrongFactor {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d got in", won)
	}
}

func TestRecoveryClearsTheSecondFactor(t *testing.T) {
	h := newStore(t)
	h.enable(h.olivia, "olivia@example.org")
	token := h.token(h.olivia, "olivia@example.org", org.NewToken{Name: "ci"})
	code := sha256.Sum256([]byte("code"))
	set := h.ok(h.Recover(t.Context(), org.Request{Confirmed: true}, org.Recovery{Email: "olivia@example.org", Org: "acme", Code: code}))
	if got := len(set.Taking()); got != 2 {
		t.Errorf("takes %q", set.Taking())
	}
	if h.count("second_factors")+h.count("recovery_codes") != 0 {
		t.Error("something is left of it")
	}
	_, err := h.Current(t.Context(), token)
	h.fails(org.CodeToken, err)
	h.ok(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code, Password: phc, Session: sha256.Sum256(nil)}))
	h.sound()
}

// A check finds a second factor that was taken or switched on behind the log's back.
func TestCheckLooksAtSecondFactors(t *testing.T) {
	for name, q := range map[string]string{
		"gone":      `DELETE FROM recovery_codes; DELETE FROM second_factors`,
		"pending":   `UPDATE second_factors SET confirmed_at = 0`,
		"another's": `INSERT INTO second_factors (user_id, secret, created_at, confirmed_at) SELECT max(id), x'00', 0, 1 FROM users`,
	} {
		h := newStore(t)
		h.addUser("jane@example.org", org.Collaborator)
		h.enable(h.olivia, "olivia@example.org")
		h.sound()
		h.exec(q)
		if report, err := h.check(t.Context(), nil); err != nil || len(report.Findings) != 1 {
			t.Errorf("%s: found %v, %v", name, report.Findings, err)
		}
	}
}

// Locking, and the duty to have a second factor, never shut everybody out.
func TestNobodyIsLockedOutForGood(t *testing.T) {
	h := newStore(t)
	kim := h.addUser("kim@example.org", org.Owner)
	h.refused(org.CodeDenied)(h.LockUser(t.Context(), as(kim), "kim@example.org", true))
	h.ok(h.LockUser(t.Context(), as(kim), "olivia@example.org", true))
	h.refused(org.CodeLastOwner)(h.Leave(t.Context(), as(kim)))
	h.refused(org.CodeDenied)(h.LockUser(t.Context(), as(h.olivia), "kim@example.org", true))
	duty := true
	h.refused(org.Code2FARequired)(h.EditOrg(t.Context(), as(kim), org.OrgEdit{Requires2FA: &duty}))
	h.enable(kim, "kim@example.org")
	h.addTo(kim, "jane@example.org", org.Collaborator)
	h.refused(org.CodeConfirm)(h.EditOrg(t.Context(), org.Request{Caller: kim}, org.OrgEdit{Requires2FA: &duty}))
	set := h.ok(h.EditOrg(t.Context(), as(kim), org.OrgEdit{Requires2FA: &duty}))
	if got := set.Taking(); len(got) != 1 || got[0] != "jane@example.org can do nothing here until they have a second factor" {
		t.Errorf("takes %q", got)
	}
	h.ok(h.LockUser(t.Context(), as(kim), "olivia@example.org", false))
	_, err := h.Current(t.Context(), h.olivia)
	h.fails(org.Code2FARequired, err)
	h.ok(h.Leave(t.Context(), as(h.olivia)))
	h.sound()
}
