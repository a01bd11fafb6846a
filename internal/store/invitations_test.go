package store

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

const mia = "mia@example.org"

// code is the hash of a code with this name.
func code(name string) [32]byte { return sha256.Sum256([]byte("code " + name)) }

// invitation is somebody to be invited, whose code is named like their e-mail.
func invitation(t *testing.T, email string, role org.Role) org.NewInvitation {
	t.Helper()
	return org.NewInvitation{Email: mail(t, email), Role: role, Lives: 30 * 24 * time.Hour, Code: code(email)}
}

// invite invites somebody into the caller's organization.
func (h *house) invite(by org.Caller, n org.NewInvitation) (org.ChangeSet, error) {
	return h.InviteUsers(h.t.Context(), as(by), []org.NewInvitation{n}, false)
}

// invited is invite for somebody who can be.
func (h *house) invited(by org.Caller, email string, role org.Role) {
	h.t.Helper()
	h.ok(h.invite(by, invitation(h.t, email, role)))
}

// firstly is the reply of somebody who chooses their first password.
func firstly(email string) org.Reply {
	return org.Reply{Code: code(email), Anew: true, Password: phc, Session: sha256.Sum256([]byte("first session of " + email))}
}

func (h *house) accept(c org.Caller, r org.Reply) (org.ChangeSet, error) {
	return h.AcceptInvitation(h.t.Context(), as(c), r)
}

// gone expects that a code is answered like any that never was.
func (h *house) gone(email string) {
	h.t.Helper()
	h.wholly(func(c ctx) {
		for _, fn := range []func(ctx, org.Request, org.Reply) (org.ChangeSet, error){h.AcceptInvitation, h.RejectInvitation} {
			_, err := fn(c, org.Request{}, firstly(email))
			h.fails(org.CodeNotFound, err)
			if !strings.Contains(err.Error(), "there is no such code, or its time is over") {
				h.t.Errorf("said: %v", err)
			}
		}
		_, err := h.InvitationOf(c, code(email))
		h.fails(org.CodeNotFound, err)
	})
}

// states are the invitations of acme.
func (h *house) states() string {
	h.t.Helper()
	all, err := h.Invitations(h.t.Context(), h.olivia)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, i := range all {
		out = append(out, i.Email+" "+i.Role.String()+" "+string(i.State))
	}
	return strings.Join(out, ", ")
}

// whole expects that the store says what its log says.
func (h *house) whole() {
	h.t.Helper()
	report, err := h.check(h.t.Context(), nil)
	if err != nil || len(report.Findings) > 0 {
		h.t.Errorf("found %v, %v", report.Findings, err)
	}
}

func TestInviteAndAccept(t *testing.T) {
	h := office(t)
	h.ok(h.team("Design", nil, "mail/a=use"))
	n := invitation(t, mia, org.Collaborator)
	n.FirstName, n.Teams, n.Grants = new("Mia"), []string{"design"}, []org.GrantSpec{h.statement(mia, "drive/a=technical").Spec}
	set := h.ok(h.invite(h.olivia, n))
	if got := changes(set); !slices.Equal(got, []string{"add login " + mia, "add user " + mia, "add grant " + mia + " drive/a", "add team-member design " + mia, "add invitation " + mia}) {
		t.Errorf("changed %q", got)
	}
	if got := h.access(mia, "drive/a") + h.access(mia, "mail/a"); got != " use=none use=none" {
		t.Errorf("a pending invitee has %q", got)
	}
	h.refused(org.CodeExists)(h.invite(h.olivia, n))
	session := firstly(mia).Session
	h.ok(h.accept(org.Caller{}, firstly(mia)))
	if got := h.access(mia, "drive/a") + h.access(mia, "mail/a"); got != "technical use=none use=user" {
		t.Errorf("a member has %q", got)
	}
	a, err := h.Current(t.Context(), org.Caller{Session: session})
	if err != nil || a.Email != mia || a.Org.Slug != "acme" || a.Role != org.Collaborator {
		t.Errorf("logged in as %+v, %v", a, err)
	}
	for _, chain := range []string{"acme", ""} {
		if got := h.logged(chain); got[len(got)-1] != "invitation.accept "+mia {
			t.Errorf("the log %q says %q", chain, got)
		}
	}
	h.gone(mia)
	h.whole()
}

// Every code since the last sending counts until one was used; then none does.
func TestCodesOfAnInvitation(t *testing.T) {
	h := office(t)
	h.invited(h.olivia, mia, org.Collaborator)
	again := func(name string) {
		h.t.Helper()
		h.ok(h.ResendInvitation(t.Context(), as(h.olivia), mia, code(name), 24*time.Hour))
	}
	again("second")
	h.gone(mia)
	id := int64(1)
	if err := h.write(t.Context(), func(t *tx) error { return t.keepCode(h.t.Context(), org.MailInvitation, id, code("third")) }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"second", "third"} {
		if d, err := h.InvitationOf(t.Context(), code(name)); err != nil || d.Member.Email != mia || d.HasPassword {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
	h.now = h.now.Add(24*time.Hour - time.Microsecond)
	if _, err := h.InvitationOf(t.Context(), code("third")); err != nil {
		t.Errorf("over too early: %v", err)
	}
	h.now = h.now.Add(time.Microsecond)
	h.olivia = h.login("olivia@example.org")
	h.gone("second")
	if got := h.states(); got != mia+" collaborator expired" {
		t.Errorf("got %s", got)
	}
	again("fourth")
	h.gone("third")
	r := firstly(mia)
	r.Code = code("fourth")
	h.ok(h.accept(org.Caller{}, r))
	if n := h.count("invitation_codes"); n != 0 {
		t.Errorf("%d codes are left", n)
	}
	if err := h.write(t.Context(), func(t *tx) error { return t.keepCode(h.t.Context(), org.MailInvitation, id, code("late")) }); !errors.Is(err, errMailGone) {
		t.Errorf("a code for nothing: %v", err)
	}
	h.gone("late")
	h.refused(org.CodeConflict)(h.ResendInvitation(t.Context(), as(h.olivia), "id:1", code("fifth"), time.Hour))
	h.refused(org.CodeConflict)(h.CancelInvitation(t.Context(), as(h.olivia), "1"))
	h.whole()
}

func TestCancelAndRefuse(t *testing.T) {
	for name, end := range map[string]func(h *house) (org.ChangeSet, error){
		"cancelled": func(h *house) (org.ChangeSet, error) {
			return h.CancelInvitation(h.t.Context(), org.Request{Caller: h.olivia}, mia)
		},
		"rejected": func(h *house) (org.ChangeSet, error) {
			return h.RejectInvitation(h.t.Context(), org.Request{}, firstly(mia))
		},
		"cancelled by removing": func(h *house) (org.ChangeSet, error) {
			return h.RemoveUser(h.t.Context(), org.Request{Caller: h.olivia}, mia)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			h.ok(h.team("Design", nil, "mail/a=use"))
			n := invitation(t, mia, org.Owner)
			n.Teams, n.Grants = []string{"design"}, []org.GrantSpec{h.statement(mia, "drive/a=use").Spec}
			h.ok(h.invite(h.olivia, n))
			set := h.ok(end(h)) // unconfirmed: nothing is taken from somebody who had nothing
			if len(set.Taking()) > 0 || len(set.Changes) != 4 {
				t.Errorf("takes %q of %q", set.Taking(), changes(set))
			}
			if got := h.states(); !strings.HasPrefix(got, mia+" owner "+strings.Fields(name)[0]) {
				t.Errorf("got %s", got)
			}
			_, err := h.User(t.Context(), h.olivia, mia)
			h.fails(org.CodeNotFound, err)
			h.gone(mia)
			h.ok(h.SignUp(t.Context(), org.Request{}, account(t, mia, "mias"))) // the address is nobody's
			h.whole()
		})
	}
}

// The rights of whoever invites are looked at when it is made, when it is changed and when it is accepted.
func TestNobodyInvitesToMoreThanTheyHold(t *testing.T) {
	h := office(t)
	adam, jane := h.login("adam@example.org"), h.login(jane)
	h.wholly(func(ctx) {
		h.refused(org.CodeNotAuthorized)(h.invite(adam, invitation(t, mia, org.Owner)))
		h.refused(org.CodeNotAuthorized)(h.invite(jane, invitation(t, mia, org.External)))
		n := invitation(t, mia, org.External)
		n.Billing = new(true)
		h.refused(org.CodeValidation)(h.invite(adam, n))
		n = invitation(t, mia, org.Admin)
		n.Grants = []org.GrantSpec{h.statement(mia, "drive/a=technical").Spec}
		h.refused(org.CodeRoleHasRights)(h.invite(adam, n))
	})
	h.invited(h.olivia, mia, org.Owner)
	role := func(r org.Role) org.InvitationEdit { return org.InvitationEdit{Role: r} }
	h.wholly(func(c ctx) {
		h.refused(org.CodeNotAuthorized)(h.ResendInvitation(c, as(adam), mia, code("x"), time.Hour))
		h.refused(org.CodeNotAuthorized)(h.EditInvitation(c, as(adam), mia, role(org.External)))
		h.refused(org.CodeNotAuthorized)(h.CancelInvitation(c, as(adam), mia))
	})
	h.invited(adam, "max@example.org", org.Admin)
	h.refused(org.CodeNotAuthorized)(h.EditInvitation(t.Context(), as(adam), "max@example.org", role(org.Owner)))
	h.ok(h.EditInvitation(t.Context(), as(h.olivia), "max@example.org", role(org.Owner)))
	d, err := h.Invitation(t.Context(), h.olivia, "max@example.org")
	if err != nil || d.Role != org.Owner || d.Member.Role != org.Owner || d.InvitedBy != "olivia@example.org" {
		t.Errorf("who made it an owner vouches for it: %+v, %v", d, err)
	}
	h.invited(adam, "kim@example.org", org.External)
	for _, state := range []int{2, 0} { // a lock cancels nothing, but nobody accepts what a locked admin sent
		h.exec(`UPDATE members SET state = ?1 WHERE role = 3`, state)
		_, err := h.accept(org.Caller{}, firstly("kim@example.org"))
		if (state == 0) != (err == nil) {
			t.Errorf("state %d: %v", state, err)
		}
	}
}

// What somebody invited to is cancelled when they could not any more, in the transaction that takes their right.
func TestInvitationsGoWithTheirInviter(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(h *house, adam org.Caller) (org.ChangeSet, error)
		want string
	}{
		"removed": {func(h *house, _ org.Caller) (org.ChangeSet, error) {
			return h.RemoveUser(h.t.Context(), as(h.olivia), "adam@example.org")
		}, "cancelled"},
		"left": {func(h *house, adam org.Caller) (org.ChangeSet, error) { return h.Leave(h.t.Context(), as(adam)) }, "cancelled"},
		"demoted": {func(h *house, _ org.Caller) (org.ChangeSet, error) {
			return h.SetRole(h.t.Context(), as(h.olivia), "adam@example.org", org.Collaborator, false)
		}, "cancelled"},
		"promoted": {func(h *house, _ org.Caller) (org.ChangeSet, error) {
			return h.SetRole(h.t.Context(), as(h.olivia), "adam@example.org", org.Owner, false)
		}, "pending"},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			adam := h.login("adam@example.org")
			h.invited(adam, mia, org.External)
			h.invited(h.olivia, "max@example.org", org.External)
			set := h.ok(c.do(h, adam))
			if got := h.states(); got != mia+" external "+c.want+", max@example.org external pending" {
				t.Errorf("got %s", got)
			}
			said := slices.Contains(set.Taking(), "the invitation of "+mia+" by adam@example.org is cancelled")
			if said != (c.want == "cancelled") {
				t.Errorf("said %q", set.Taking())
			}
			if _, err := h.InvitationOf(t.Context(), code(mia)); (err == nil) != (c.want == "pending") {
				t.Errorf("the code: %v", err)
			}
			h.whole()
		})
	}
}

// An owner who is demoted to admin keeps the invitations that an admin may make.
func TestDemotedOwner(t *testing.T) {
	h := office(t)
	owen := h.addUser("owen@example.org", org.Owner)
	h.invited(owen, mia, org.Owner)
	h.invited(owen, "max@example.org", org.Admin)
	h.ok(h.SetRole(t.Context(), as(h.olivia), "owen@example.org", org.Admin, false))
	if got := h.states(); got != mia+" owner cancelled, max@example.org admin pending" {
		t.Errorf("got %s", got)
	}
}

// Time goes by between the preview and the confirmation; it is still the same change.
func TestConfirmedCancelling(t *testing.T) {
	h := office(t)
	h.invited(h.login("adam@example.org"), mia, org.External)
	_, err := h.RemoveUser(t.Context(), org.Request{Caller: h.olivia}, "adam@example.org")
	h.fails(org.CodeConfirm, err)
	req := as(h.olivia)
	req.Expect = err.(*org.Error).Preview.Digest()
	h.now = h.now.Add(time.Minute)
	h.ok(h.RemoveUser(t.Context(), req, "adam@example.org"))
}

func TestRoleOfAPendingMember(t *testing.T) {
	h := office(t)
	h.invited(h.olivia, mia, org.Admin)
	set := h.ok(h.SetRole(t.Context(), org.Request{Caller: h.olivia, Mail: true}, mia, org.External, false))
	if set.Mails != 0 || len(set.Taking()) > 0 || !slices.Equal(changes(set), []string{"edit user " + mia, "edit invitation " + mia}) {
		t.Errorf("%d mails, takes %q: %q", set.Mails, set.Taking(), changes(set))
	}
	h.refused(org.CodeConflict)(h.ResetUser(t.Context(), as(h.olivia), mia, code("reset")))
	h.refused(org.CodeExists)(h.AddUsers(t.Context(), as(h.olivia), []org.NewMember{{Email: mail(t, mia), Role: org.External}}, false))
	h.ok(h.EditInvitation(t.Context(), as(h.olivia), mia, org.InvitationEdit{Role: org.Collaborator, MemberEdit: org.MemberEdit{Billing: new(true)}}))
	h.ok(h.EditInvitation(t.Context(), as(h.olivia), mia, org.InvitationEdit{Role: org.External}))
	m, err := h.User(t.Context(), h.olivia, mia)
	if err != nil || m.Billing || m.Role != org.External || m.State != org.Pending {
		t.Errorf("got %+v, %v", m, err)
	}
	h.whole()
}

// The mail carries the code; a silent invitation sends none, and an answered one sends none any more.
func TestInvitationByMail(t *testing.T) {
	h := office(t)
	h.ok(h.team("Design", nil))
	req := as(h.olivia)
	req.Mail = true
	n := invitation(t, mia, org.Collaborator)
	n.Teams, n.Grants, n.Locale = []string{"design"}, []org.GrantSpec{h.statement(mia, "drive/a=technical").Spec, h.statement(mia, "mail/@future=use").Spec}, new("fr_FR")
	if set := h.ok(h.InviteUsers(t.Context(), req, []org.NewInvitation{n}, false)); set.Mails != 1 {
		t.Errorf("%d mails", set.Mails)
	}
	var params string
	if err := h.reader.QueryRow(`SELECT kind || ' ' || recipient || ' ' || locale || ' ' || object_id || ' ' || state || ' ' || params FROM mails`).Scan(&params); err != nil {
		t.Fatal(err)
	}
	want := `invitation mia@example.org fr_FR 1 queued {"by":"olivia@example.org","expires":"2026-12-22","organization":"Acme","products":"drive/a, ce qui viendra dans mail","role":"collaborator","teams":"Design"}`
	if params != want {
		t.Errorf("got %s", params)
	}
	if n := h.count("invitation_codes"); n != 0 {
		t.Error("a code was made that nobody gets")
	}
	silent := invitation(t, "max@example.org", org.External)
	silent.Silent = true
	if set := h.ok(h.InviteUsers(t.Context(), req, []org.NewInvitation{silent}, false)); set.Mails != 0 || h.count("invitation_codes") != 1 {
		t.Errorf("%d mails, %d codes", set.Mails, h.count("invitation_codes"))
	}
	h.ok(h.ResendInvitation(t.Context(), req, mia, code("unused"), time.Hour))
	h.gone("unused")
	if got := h.count("mails WHERE state = 'cancelled'"); got != 1 {
		t.Errorf("%d mails were called back", got)
	}
	h.ok(h.CancelInvitation(t.Context(), req, mia))
	if got := h.count("mails WHERE state = 'queued'"); got != 0 {
		t.Errorf("%d mails go out for nothing", got)
	}
}
