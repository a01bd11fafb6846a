package store

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// mailing is a request whose mail goes out.
func mailing(c org.Caller) org.Request {
	req := as(c)
	req.Mail = true
	return req
}

// outbox is every mail of the store: its kind, whom it is for and how far it has come.
func (h *house) outbox() []string {
	h.t.Helper()
	return h.strings(`SELECT kind || ' ' || recipient || ' ' || state || ' ' || attempts FROM mails ORDER BY id`)
}

// has compares the outbox.
func (h *house) has(want ...string) {
	h.t.Helper()
	if got := h.outbox(); !slices.Equal(got, want) {
		h.t.Errorf("the outbox has\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// take takes the next mail.
func (h *house) take() (org.Letter, bool) {
	h.t.Helper()
	l, ok, err := h.TakeMail(h.t.Context(), 0, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return l, ok
}

func (h *house) settle(l org.Letter, f *org.SendFailure) org.PostedMail {
	h.t.Helper()
	p, err := h.SettleMail(h.t.Context(), l, f)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// demoted is a store in which one mail waits.
func demoted(t *testing.T) *house {
	t.Helper()
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	h.ok(h.SetRole(t.Context(), mailing(h.olivia), "jane@example.org", org.External, false))
	return h
}

// A mail that was taken belongs to its taker for a time, longer than an attempt lasts. Then it is due again: its taker is dead.
func TestATakenMailIsNobodyElses(t *testing.T) {
	h := demoted(t)
	first, ok := h.take()
	if !ok || first.Attempt != 1 {
		t.Fatalf("taken %v, attempt %d", ok, first.Attempt)
	}
	for _, later := range []time.Duration{0, time.Minute, mailLease - time.Minute - time.Microsecond} {
		h.now = h.now.Add(later)
		if _, ok := h.take(); ok {
			t.Fatalf("taken twice at %s", h.now)
		}
	}
	h.now = h.now.Add(time.Microsecond)
	second, ok := h.take()
	if !ok || second.Attempt != 2 || second.MessageID != first.MessageID {
		t.Fatalf("taken %v as %+v", ok, second)
	}
	// The first taker was only slow. What it says now counts no more: the second one has the mail.
	if p := h.settle(first, nil); p.State != org.MailQueued {
		t.Errorf("the first settled it: %+v", p)
	}
	if p := h.settle(second, nil); p.State != org.MailSent {
		t.Errorf("the second did not: %+v", p)
	}
	if p := h.settle(second, &org.SendFailure{Reason: "late"}); p.State != org.MailSent || p.Error != "" {
		t.Errorf("what was sent became %+v", p)
	}
	h.has("role jane@example.org sent 2")
}

// A mail that does not go out is tried again after longer and longer waits, never before its time, and in the end it is given
// up in sight, from where it can be brought back.
func TestAMailIsTriedAgainUntilItIsGivenUp(t *testing.T) {
	h := demoted(t)
	failure := &org.SendFailure{Reason: "out of order", Server: true}
	for i, wait := range org.MailTries() {
		l, ok := h.take()
		if !ok {
			t.Fatalf("attempt %d: it is not due", i+1)
		}
		if p := h.settle(l, failure); p.State != org.MailQueued || p.Error != "out of order" {
			t.Fatalf("attempt %d: %+v", i+1, p)
		}
		h.now = h.now.Add(wait - time.Microsecond)
		if _, ok := h.take(); ok {
			t.Fatalf("attempt %d came early", i+2)
		}
		h.now = h.now.Add(time.Microsecond)
	}
	l, _ := h.take()
	if p := h.settle(l, failure); p.State != org.MailDead {
		t.Fatalf("after the last attempt: %+v", p)
	}
	h.now = h.now.AddDate(1, 0, 0)
	h.has("role jane@example.org dead 7")
	if n, err := h.CountMails(t.Context(), h.login("olivia@example.org")); err != nil || n != (org.MailCount{Dead: 1}) {
		t.Errorf("counted %+v, %v", n, err)
	}
	h.ok(h.RetryMail(t.Context(), as(h.login("olivia@example.org")), l.ID))
	again, ok := h.take()
	if !ok || again.Attempt != 1 || again.MessageID != l.MessageID {
		t.Errorf("retried %v as %+v", ok, again)
	}
	if p := h.settle(again, &org.SendFailure{Reason: "nobody there", Final: true}); p.State != org.MailDead {
		t.Errorf("refused for good: %+v", p)
	}
	clean(t, h.path)
}

// The hash of a code is there before the code can be in anybody's hands, and a mail whose code nobody wants any more is not
// sent.
func TestCodesAreKeptBeforeTheyLeave(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	h.ok(h.ResetUser(t.Context(), mailing(h.olivia), "jane@example.org", [32]byte{}))
	if n := h.count("codes"); n != 0 {
		t.Errorf("%d codes before anything was sent", n)
	}
	for i := range 2 {
		hash := sha256.Sum256([]byte{byte(i)})
		if _, ok, err := h.TakeMail(t.Context(), 0, map[org.MailKind][32]byte{org.MailReset: hash}); !ok || err != nil {
			t.Fatalf("%v, %v", ok, err)
		}
		if who, _, err := h.CodeOwner(t.Context(), hash); err != nil || who.Shown != "jane@example.org" {
			t.Errorf("the code is %q's, %v", who.Shown, err)
		}
		h.now = h.now.Add(mailLease)
	}
	h.ok(h.ResetUser(t.Context(), mailing(h.olivia), "jane@example.org", [32]byte{}))
	h.has("reset jane@example.org cancelled 2", "reset jane@example.org queued 0")
	if n := h.count("codes"); n != 0 {
		t.Errorf("%d codes of the reset before count", n)
	}
}

// Whoever gets a login by the file of the store is not alone in knowing: its owner hears of it, and so do the other owners of
// every organization that it belongs to, in the language of each, and nobody else.
func TestOwnersHearOfARecovery(t *testing.T) {
	h := newStore(t)
	bea := h.signUp("bea@example.org", "bees")
	h.addTo(bea, "jane@example.org", org.Owner)
	h.addUser("jane@example.org", org.Collaborator)
	h.addUser("ada@example.org", org.Admin)
	h.addUser("otto@example.org", org.Owner)
	h.signUp("carl@example.org", "cats") // where jane is nobody
	french := "fr_FR"
	h.ok(h.EditUser(t.Context(), as(h.olivia), "otto@example.org", org.MemberEdit{Locale: &french}))
	req := org.Request{Confirmed: true, Mail: true}
	h.ok(h.Recover(t.Context(), req, org.Recovery{Email: "jane@example.org", Org: "acme", Code: sha256.Sum256([]byte("new"))}))
	got := h.strings(`SELECT m.recipient || ' ' || coalesce(o.slug, '–') || ' ' || m.locale || ' ' || (m.params ->> 'login') || ' ' || (m.params ->> 'event') FROM mails m
LEFT JOIN organizations o ON o.id = m.org_id ORDER BY m.org_id, m.recipient`)
	want := []string{
		"jane@example.org – de_DE jane@example.org recovered",
		"olivia@example.org acme de_DE jane@example.org recovered",
		"otto@example.org acme fr_FR jane@example.org recovered",
		"bea@example.org bees de_DE jane@example.org recovered",
	}
	if !slices.Equal(got, want) {
		t.Errorf("they heard:\n%s", strings.Join(got, "\n"))
	}
}

// What waited when a backup was made does not go out of the restored store: it was sent since, or its code is void.
func TestARestoredStoreSendsNothingOld(t *testing.T) {
	h := demoted(t)
	first, _ := h.take()
	h.settle(first, nil)
	h.ok(h.SetRole(t.Context(), mailing(h.olivia), "jane@example.org", org.Collaborator, false))
	from := h.backup("a.db")
	second, _ := h.take()
	h.settle(second, nil)
	restore(t, h.path, from)
	if l, ok := h.take(); ok {
		t.Errorf("it sends %+v", l)
	}
	h.has("role jane@example.org sent 1", "role jane@example.org cancelled 0")
	h.ok(h.SetRole(t.Context(), mailing(h.login("olivia@example.org")), "jane@example.org", org.External, false))
	if third, ok := h.take(); !ok || third.MessageID == "" || strings.Split(third.MessageID, ".")[0] == strings.Split(second.MessageID, ".")[0] {
		t.Errorf("taken %v: %q after %q: readers would take one for the other", ok, third.MessageID, second.MessageID)
	}
	clean(t, h.path)
}

// One organization never sees the mails of another, and a mail about a login only its owner.
func TestMailsAreSeenByWhomTheyConcern(t *testing.T) {
	h := demoted(t)
	bea := h.signUp("bea@example.org", "bees")
	ada := h.addUser("ada@example.org", org.Admin)
	h.ok(h.ChangePassword(t.Context(), mailing(ada), attempt(h, "ada@example.org"), phc+"x"))
	h.addTo(bea, "joe@example.org", org.Collaborator)
	h.ok(h.SetRole(t.Context(), mailing(bea), "joe@example.org", org.External, false))
	h.has("role jane@example.org queued 0", "security ada@example.org queued 0", "role joe@example.org queued 0")
	for name, c := range map[string]struct {
		who  org.Caller
		want string
	}{
		"an owner":       {h.olivia, "[1]"},
		"herself":        {ada, "[2 1]"},
		"somebody else":  {bea, "[3]"},
		"a collaborator": {h.login("jane@example.org"), "this needs"},
	} {
		ids, err := []int64{}, error(nil)
		for m, failed := range h.Mails(t.Context(), c.who, org.MailFilter{}) {
			ids, err = append(ids, m.ID), failed
		}
		got := fmt.Sprint(ids)
		if err != nil {
			got = err.Error()
		}
		if got != c.want && (err == nil || name != "a collaborator") {
			t.Errorf("%s sees %s, want %s", name, got, c.want)
		}
		for id := int64(1); id <= 3; id++ {
			_, err := h.RetryMail(t.Context(), as(c.who), id)
			if sees := strings.Contains(c.want, fmt.Sprint(id)); sees != (err == nil) {
				t.Errorf("%s tries mail %d again: %v", name, id, err)
			}
		}
	}
}
