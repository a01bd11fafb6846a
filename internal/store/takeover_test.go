package store

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"orgctl/internal/org"
)

// exec changes the store behind everybody's back.
func (h *house) exec(q string, args ...any) {
	h.t.Helper()
	if err := h.write(h.t.Context(), func(t *tx) error {
		_, err := t.Exec(q, args...)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
}

// initech makes another organization and returns its owner.
func (h *house) initech() org.Caller {
	h.t.Helper()
	return h.signUp("bill@example.org", "initech")
}

// A sign-up without the code ignores the invitation, and the login it makes is not the one that was invited: it needs the
// code, whatever it guesses.
func TestSignUpIgnoresInvitations(t *testing.T) {
	h := office(t)
	h.invited(h.olivia, mia, org.Owner)
	set := h.ok(h.SignUp(t.Context(), org.Request{}, account(t, "MIA@example.org", "mias")))
	if got := changes(set); !slices.Equal(got[:1], []string{"edit password " + mia}) {
		t.Errorf("changed %q", got)
	}
	squatter := org.Caller{Session: sha256.Sum256([]byte("session of MIA@example.org"))}
	a, err := h.Current(t.Context(), squatter)
	if err != nil || a.Org.Slug != "mias" {
		t.Fatalf("got %+v, %v", a, err)
	}
	id, err := h.Whoami(t.Context(), squatter)
	if err != nil || len(id.Memberships) != 1 || len(id.Awaiting) != 0 {
		t.Errorf("got %+v, %v", id, err)
	}
	h.wholly(func(c ctx) {
		for _, ref := range []string{"acme", "id:1", "1"} {
			h.refused(org.CodeNotFound)(h.AcceptInvitation(c, as(squatter), org.Reply{Ref: ref}))
			h.refused(org.CodeNotFound)(h.RejectInvitation(c, as(squatter), org.Reply{Ref: ref}))
		}
		_, err := h.Current(c, in(squatter, "acme"))
		h.fails(org.CodeNotFound, err)
		h.refused(org.CodeNotFound)(h.SwitchOrg(c, as(squatter), "acme"))
	})
	h.ok(h.accept(squatter, org.Reply{Code: code(mia)}))
	h.whole()
}

// A login that was there when it was invited needs no code, until somebody may have come into it by one.
func TestLoginOlderThanTheInvitation(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.invited(h.olivia, "bill@example.org", org.Collaborator)
	if own, err := h.Awaiting(t.Context(), bill); err != nil || len(own) != 1 || own[0].In.Slug != "acme" {
		t.Errorf("got %+v, %v", own, err)
	}
	h.refused(org.CodeNotFound)(h.accept(h.login(jane), org.Reply{Ref: "acme"}))
	reset := code("reset")
	h.ok(h.Recover(t.Context(), as(org.Caller{}), org.Recovery{Email: "bill@example.org", Org: "initech", Code: reset}))
	h.gone("bill@example.org")
	session := sha256.Sum256([]byte("recovered"))
	h.ok(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: reset, Password: phc, Session: session}))
	recovered := org.Caller{Session: session}
	h.refused(org.CodeNotFound)(h.accept(recovered, org.Reply{Ref: "acme"}))
	h.ok(h.ResendInvitation(t.Context(), as(h.olivia), "bill@example.org", code("again"), time.Hour))
	h.refused(org.CodeNotFound)(h.accept(recovered, org.Reply{Ref: "acme"}))
	h.ok(h.accept(recovered, org.Reply{Code: code("again")}))
}

// An admin who can reset somebody's password gets no further than their own organization by it.
func TestResetReachesNoInvitation(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.ok(h.ResetUser(t.Context(), as(h.olivia), jane, code("before")))
	h.login(jane)
	h.invited(bill, jane, org.Admin)
	h.ok(h.ResetUser(t.Context(), as(h.olivia), jane, code("reset")))
	session := sha256.Sum256([]byte("olivia in disguise"))
	h.ok(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code("reset"), Password: phc, Session: session}))
	h.refused(org.CodeNotFound)(h.accept(org.Caller{Session: session}, org.Reply{Ref: "initech"}))

	h.ok(h.ResetUser(t.Context(), as(h.olivia), jane, code("later")))
	h.ok(h.accept(h.login(jane), org.Reply{Code: code(jane)}))
	h.refused(org.CodeNotFound)(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code("later"), Password: phc, Session: session}))
}

// The code of an invitation does not give the first password to a login that is recorded where the inviter has no say: who
// printed the code could use it.
func TestCodeIsNoWayIntoOtherOrganizations(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, mia), Role: org.Admin}}, false))
	h.invited(bill, mia, org.External)
	h.wholly(func(ctx) { h.refused(org.CodeDenied)(h.accept(org.Caller{}, firstly(mia))) })
	h.wholly(func(c ctx) {
		h.refused(org.CodeExists)(h.SignUp(c, org.Request{}, account(t, mia, "mias")))
	})
	h.ok(h.ResetUser(t.Context(), as(h.olivia), mia, code("reset")))
	session := sha256.Sum256([]byte("mia"))
	h.ok(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code("reset"), Password: phc, Session: session}))
	h.ok(h.accept(org.Caller{Session: session}, org.Reply{Code: code(mia)}))
}

// Two organizations invite the same address: the first code makes the login, the second invitation needs its own.
func TestTwoInvitationsOneLogin(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.invited(bill, mia, org.External)
	n := invitation(t, mia, org.Owner)
	n.Code = code("acme")
	h.ok(h.invite(h.olivia, n))
	h.ok(h.accept(org.Caller{}, firstly(mia)))
	maybeBill := org.Caller{Session: firstly(mia).Session}
	h.refused(org.CodeNotFound)(h.accept(maybeBill, org.Reply{Ref: "acme"}))
	h.ok(h.accept(maybeBill, org.Reply{Code: code("acme")}))
}

// Codes to an address that was recorded once are worth nothing when somebody else makes it their login.
func TestOldCodesOfAnAddress(t *testing.T) {
	for name, first := range map[string]func(h *house) (org.ChangeSet, error){
		"signed up": func(h *house) (org.ChangeSet, error) {
			return h.SignUp(h.t.Context(), org.Request{}, account(h.t, mia, "mias"))
		},
		"invited": func(h *house) (org.ChangeSet, error) {
			h.invited(h.olivia, mia, org.External)
			return h.accept(org.Caller{}, firstly(mia))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			h.ok(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, mia), Role: org.Admin}}, false))
			h.ok(h.ResetUser(t.Context(), as(h.olivia), mia, code("old")))
			h.ok(h.RemoveUser(t.Context(), as(h.olivia), mia))
			h.ok(first(h))
			h.refused(org.CodeNotFound)(h.RedeemCode(t.Context(), org.Request{}, org.Redemption{Code: code("old"), Password: phc, Session: [32]byte{1}}))
			h.whole()
		})
	}
}

func TestAcceptAsAnExistingLogin(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.invited(h.olivia, "bill@example.org", org.Admin)
	h.wholly(func(ctx) { h.refused(org.CodeChanged)(h.accept(org.Caller{}, firstly("bill@example.org"))) }) // never replaced
	r := org.Reply{Code: code("bill@example.org"), Anew: true, Session: sha256.Sum256([]byte("new"))}
	h.refused(org.CodeChanged)(h.accept(org.Caller{}, r)) // nothing proved
	var err error
	if r.Attempt, err = h.BeginLogin(t.Context(), mail(t, jane)); err != nil {
		t.Fatal(err)
	}
	h.refused(org.CodeChanged)(h.accept(org.Caller{}, r)) // somebody else proved
	if r.Attempt, err = h.BeginLogin(t.Context(), mail(t, "bill@example.org")); err != nil {
		t.Fatal(err)
	}
	h.ok(h.accept(org.Caller{}, r))
	if h.count("attempts WHERE failures > 0") != 1 {
		t.Error("the right password counts as a failure")
	}
	for _, c := range []org.Caller{{Session: r.Session}, bill} {
		if _, err := h.Current(t.Context(), in(c, "acme")); err != nil {
			t.Errorf("no member: %v", err)
		}
	}
}

// A strict invitation is for its address; the code is not spent on anybody else.
func TestStrict(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.invited(h.olivia, mia, org.Collaborator)
	other := firstly(mia)
	other.Email = mail(t, "max@example.org")
	h.wholly(func(ctx) {
		h.refused(org.CodeDenied)(h.accept(bill, org.Reply{Code: code(mia)}))
		h.refused(org.CodeDenied)(h.accept(org.Caller{}, other))
	})
	h.ok(h.accept(org.Caller{}, firstly(mia)))
}

// Without strict the membership moves to whoever accepts, with everything the log keeps under the e-mail.
func TestNotStrict(t *testing.T) {
	for name, accept := range map[string]func(h *house, bill org.Caller) (org.ChangeSet, error){
		"bill@example.org": func(h *house, bill org.Caller) (org.ChangeSet, error) {
			return h.accept(bill, org.Reply{Code: code(mia)})
		},
		"new@example.org": func(h *house, _ org.Caller) (org.ChangeSet, error) {
			r := firstly(mia)
			r.Email = mail(h.t, "new@example.org")
			return h.accept(org.Caller{}, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			bill := h.initech()
			h.ok(h.team("Design", nil, "mail/a=use"))
			n := invitation(t, mia, org.Collaborator)
			n.NoStrict, n.Teams = true, []string{"design"}
			n.Grants = []org.GrantSpec{h.statement(mia, "drive/a=technical").Spec, h.statement(mia, "drive/@future=use").Spec}
			h.ok(h.invite(h.olivia, n))
			h.ok(h.EditTeam(t.Context(), as(h.olivia), "design", org.TeamEdit{Leader: new(mia)}))
			h.refused(org.CodeExists)(h.accept(h.login(jane), org.Reply{Code: code(mia)}))
			h.ok(accept(h, bill))
			if got := h.access(name, "drive/a") + ", " + h.access(name, "mail/a"); got != "technical use=none,  use=user" {
				t.Errorf("they have %q", got)
			}
			d, err := h.Team(t.Context(), h.olivia, "design")
			if err != nil || d.Leader != name || d.People[0].Email != name {
				t.Errorf("got %+v, %v", d, err)
			}
			i, err := h.Invitation(t.Context(), h.olivia, "1")
			if err != nil || i.Email != mia || i.AcceptedBy != name {
				t.Errorf("got %+v, %v", i, err)
			}
			_, err = h.User(t.Context(), h.olivia, mia)
			h.fails(org.CodeNotFound, err)
			h.whole()
		})
	}
}

// Another address that is recorded somewhere does not get its first password by an invitation that is not strict.
func TestNotStrictGivesNoOtherAddress(t *testing.T) {
	h := office(t)
	n := invitation(t, mia, org.Collaborator)
	n.NoStrict = true
	h.ok(h.invite(h.olivia, n))
	h.ok(h.AddUsers(t.Context(), as(h.initech()), []org.NewMember{{Email: mail(t, "rec@example.org"), Role: org.Owner}}, false))
	r := firstly(mia)
	for _, email := range []string{"rec@example.org", "eve@example.org"} {
		r.Email = mail(t, email)
		h.wholly(func(ctx) { h.refused(org.CodeExists)(h.accept(org.Caller{}, r)) })
	}
	r.Email, r.Password = mail(t, "nobody@example.org"), ""
	h.wholly(func(ctx) { h.refused(org.CodeChanged)(h.accept(org.Caller{}, r)) })
	r.Email, r.Password = mail(t, "bill@example.org"), phc
	h.wholly(func(ctx) { h.refused(org.CodeChanged)(h.accept(org.Caller{}, r)) })
}

// Somebody who was recorded keeps the membership, whatever becomes of the invitation.
func TestInviteRecorded(t *testing.T) {
	h := office(t)
	h.grant(jane, "drive/a=technical")
	n := invitation(t, jane, org.NoRole)
	h.wholly(func(ctx) {
		other := invitation(t, jane, org.Admin)
		h.refused(org.CodeExists)(h.invite(h.olivia, other))
		other = n
		other.NoStrict = true
		h.refused(org.CodeValidation)(h.invite(h.olivia, other))
	})
	h.ok(h.invite(h.olivia, n))
	h.refused(org.CodeExists)(h.invite(h.olivia, n))
	h.refused(org.CodeConflict)(h.EditInvitation(t.Context(), as(h.olivia), jane, org.InvitationEdit{Role: org.Admin}))
	h.ok(h.SetRole(t.Context(), as(h.olivia), jane, org.External, false))
	h.ok(h.CancelInvitation(t.Context(), as(h.olivia), jane))
	h.ok(h.invite(h.olivia, n))
	h.ok(h.RejectInvitation(t.Context(), org.Request{}, firstly(jane)))
	h.ok(h.invite(h.olivia, n))
	if got := h.access(jane, "drive/a"); got != "technical use=none" {
		t.Errorf("jane has %s", got)
	}
	h.ok(h.accept(org.Caller{}, firstly(jane)))
	h.refused(org.CodeExists)(h.invite(h.olivia, n))
	if got := h.access(jane, "drive/a"); got != "technical use=none" {
		t.Errorf("jane has %s", got)
	}
	if got := h.states(); got != jane+" external cancelled, "+jane+" external rejected, "+jane+" external accepted" {
		t.Errorf("got %s", got)
	}
	h.whole()
}

func TestRecordedAndGone(t *testing.T) {
	h := office(t)
	h.ok(h.invite(h.olivia, invitation(t, jane, org.NoRole)))
	h.ok(h.RemoveUser(t.Context(), as(h.olivia), jane))
	h.gone(jane)
	h.whole()
}

func TestRemovingWithInvitations(t *testing.T) {
	h := newStore(t)
	h.invited(h.olivia, mia, org.Collaborator)
	h.wholly(func(c ctx) {
		_, err := h.RemoveOrg(c, as(h.olivia))
		h.fails(org.CodeNotEmpty, err)
		if err.Error() != `"acme" can't be removed: it still has 1 pending invitation` {
			t.Errorf("said: %v", err)
		}
	})
	h.ok(h.CancelInvitation(t.Context(), as(h.olivia), mia))
	h.ok(h.RemoveOrg(t.Context(), as(h.olivia)))
	key := code(mia)
	h.exec(`INSERT INTO invitation_codes (hash, invitation_id, created_at) VALUES (?1, 1, 0)`, key[:])
	h.gone(mia) // answered
	h.exec(`UPDATE invitations SET state = 'pending'`)
	h.gone(mia) // to an organization that is no more
}

// A hundred accepts at once, through several handles on the store: exactly one is let in, the others are told that the code
// is gone or that somebody was faster.
func TestHundredAccepts(t *testing.T) {
	h := office(t)
	n := invitation(t, mia, org.Collaborator)
	n.NoStrict = true
	h.ok(h.invite(h.olivia, n))
	var sessions []org.Caller
	for i := range 50 {
		sessions = append(sessions, h.signUp(fmt.Sprintf("u%d@example.org", i), fmt.Sprintf("org%d", i)))
	}
	var stores []*Store
	for range 4 {
		s, err := Open(t.Context(), h.path, h.options())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		stores = append(stores, s)
	}
	var wait sync.WaitGroup
	results := make([]error, 100)
	for i := range results {
		wait.Go(func() {
			req, r := org.Request{}, firstly(mia)
			if i%2 == 0 {
				req.Caller, r = sessions[i/2], org.Reply{Code: code(mia)}
			}
			_, results[i] = stores[i%len(stores)].AcceptInvitation(t.Context(), req, r)
		})
	}
	wait.Wait()
	won := 0
	for _, err := range results {
		switch org.KindOf(err) {
		case org.KindNotFound, org.KindConflict:
		default:
			if err != nil {
				t.Errorf("got %v", err)
			}
		}
		if err == nil {
			won++
		}
	}
	if won != 1 || h.count("members WHERE state = 0") != 4+50+1 {
		t.Errorf("%d were let in", won)
	}
	h.whole()
}

// A pending membership is none: it gives no name, no organization, and no say to anybody else.
func TestPendingIsNoMembership(t *testing.T) {
	h := office(t)
	bill := h.initech()
	n := invitation(t, "bill@example.org", org.Owner)
	n.FirstName, n.LastName = new("Silly"), new("Billy")
	h.ok(h.invite(h.olivia, n))
	acme, err := h.Current(t.Context(), h.olivia)
	if err != nil {
		t.Fatal(err)
	}
	h.refused(org.CodeExists)(h.AddOrg(t.Context(), as(bill), acme.Org))
	o, err := org.Organization{Name: "Second", Country: "CH"}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	h.ok(h.AddOrg(t.Context(), as(bill), o))
	m, err := h.User(t.Context(), in(bill, "second"), "bill@example.org")
	if err != nil || m.LastName != "Owner" {
		t.Errorf("they are called %s %s, %v", m.FirstName, m.LastName, err)
	}
	h.refused(org.CodeConfirm)(h.Recover(t.Context(), as(org.Caller{}), org.Recovery{Email: "bill@example.org", Org: "acme", Code: code("r")}))
	h.invited(bill, jane, org.External)
	h.ok(h.ResetUser(t.Context(), as(h.olivia), jane, code("reset")))
}

// Who belongs nowhere any more keeps their login: nobody signs up over it.
func TestSignUpNeverReplacesAPassword(t *testing.T) {
	h := office(t)
	bill := h.initech()
	h.ok(h.RemoveOrg(t.Context(), as(bill)))
	h.invited(h.olivia, "bill@example.org", org.External)
	h.wholly(func(c ctx) {
		h.refused(org.CodeExists)(h.SignUp(c, org.Request{}, account(t, "bill@example.org", "bills")))
	})
	h.ok(h.accept(bill, org.Reply{Ref: "acme"}))
}
