package org

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MailKind says what a mail tells: it chooses the text and, for those that carry a code, what the code is for.
type MailKind string

// The kinds of mail.
const (
	MailInvitation MailKind = "invitation" // carries a code
	MailRole       MailKind = "role"
	MailAccess     MailKind = "access"
	MailSecurity   MailKind = "security"
	MailReset      MailKind = "reset"       // carries a code
	MailPartner    MailKind = "partnership" // an offer to a partner or to a client; carries a code
	MailPayment    MailKind = "payment"     // who pays has changed
	MailTest       MailKind = "test"
)

// Mail is something to be told to a person. It holds nothing secret: the code of a mail that carries one is made when the
// mail is sent, and belongs to Object.
type Mail struct {
	Kind   MailKind
	Object int64 // what the code is for: the id of a login, an invitation or a partnership; 0: there is no code
	To     string
	Name   string
	Locale string            // as in a membership; empty: the organization's
	Params map[string]string // what the text needs to know, in words
}

// MailState is how far a mail has come.
type MailState string

// The states. A dead mail was given up: refused for good, or tried too often.
const (
	MailQueued    MailState = "queued"
	MailSent      MailState = "sent"
	MailDead      MailState = "dead"
	MailCancelled MailState = "cancelled"
)

// PostedMail is a mail in the outbox and what became of it so far.
type PostedMail struct {
	ID    int64     `json:"id"`
	To    string    `json:"to"`
	State MailState `json:"state"`
	Error string    `json:"error,omitempty"` // why it waits, or was given up
}

// OutboxMail is a row of the outbox. There is no code in it.
type OutboxMail struct {
	Mail
	ID       int64
	Org      string // the slug; empty: it concerns a login and no organization
	State    MailState
	Error    string // why the last attempt failed
	Attempts int
	Next     time.Time // when it is tried again; zero: never
	Created  time.Time
	Sent     time.Time
}

// Ref is the mail as one types it.
func (m OutboxMail) Ref() string { return fmt.Sprintf("id:%d", m.ID) }

// Record is what the log keeps of a mail.
func (m OutboxMail) Record() map[string]any {
	return map[string]any{"id": m.ID, "kind": m.Kind, "to": m.To, "state": m.State, "attempts": m.Attempts}
}

// MailCount is how many mails of an organization wait, and how many were given up.
type MailCount struct {
	Queued int `json:"queued"`
	Dead   int `json:"dead"`
}

// MailFilter chooses mails of the outbox.
type MailFilter struct {
	State MailState // empty: every
}

// Letter is a mail on its way: taken from the outbox for one attempt to send it.
type Letter struct {
	Mail
	ID        int64 // 0: it is in no outbox
	Attempt   int
	MessageID string // the part before the "@", the same at each attempt
	Code      string // empty: it carries none
	At        time.Time
	Lease     time.Time // until then nobody else takes it
}

// ParseMailRef reads the id of a mail: "id:12", or just "12".
func ParseMailRef(s string) (int64, error) {
	id, byID, err := ParseID(s)
	if byID {
		return id, err
	}
	if id, _, err = ParseID("id:" + s); err != nil {
		return 0, Invalid("%q is not a mail", s).WithHint("name it by its id, like id:12; 'orgctl mail list' shows them")
	}
	return id, nil
}

// SendFailure says why a letter did not go out.
type SendFailure struct {
	Reason string
	Final  bool // it was refused for good: trying again is of no use
	Server bool // the server is the matter, not this letter: no other would go out either
}

func (f *SendFailure) Error() string { return f.Reason }

// CodeKinds are the kinds of mail that carry a code.
func CodeKinds() []MailKind { return []MailKind{MailInvitation, MailPartner, MailReset} }

// MailTries are the waits between attempts; after the last one a mail is given up.
func MailTries() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 24 * time.Hour}
}

// Settle says what becomes of a letter after an attempt that failed: the state, and how long to wait for the next one.
func (f *SendFailure) Settle(attempt int) (MailState, time.Duration) {
	tries := MailTries()
	if f.Final || attempt > len(tries) {
		return MailDead, 0
	}
	return MailQueued, tries[max(attempt, 1)-1]
}

// Alert is something that happened to a login and that its owner must hear of.
type Alert string

// The alerts. Their words are in the mail.
const (
	AlertPassword  Alert = "password_changed"
	AlertReset     Alert = "password_reset" // by a code
	AlertRecovered Alert = "recovered"      // by whoever owns the file of the store
	Alert2FAOn     Alert = "two_factor_on"
	Alert2FAOff    Alert = "two_factor_off"
	Alert2FACodes  Alert = "two_factor_codes" // new recovery codes
	AlertTokenMade Alert = "token_created"
	AlertTokenGone Alert = "token_revoked"
)

// AccessChange is what a mail about access says of one scope.
type AccessChange struct {
	Scope  string `json:"scope"`
	Before Held   `json:"before,omitzero"`
	After  Held   `json:"after,omitzero"`
}

// Held is what somebody holds on a scope, as --grant takes it but without the scope; zero: nothing.
type Held struct {
	Rights string     `json:"rights"`
	From   *time.Time `json:"from,omitempty"`
	Until  *time.Time `json:"until,omitempty"`
}

// AccessChanges tells of two grants in one place, the second instead of the first, what the person must know. A grant that
// has ended held nothing, a reason changes nothing, and a rule whose reach changes is two scopes.
func AccessChanges(before, after GrantRecord) []AccessChange {
	b, a := before.held(), after.held()
	switch {
	case b == Held{}, a == Held{}, before.Ref() == after.Ref():
		if b.same(a) {
			return nil
		}
		c := AccessChange{Scope: after.Ref(), Before: b, After: a}
		if a == (Held{}) {
			c.Scope = before.Ref()
		}
		return []AccessChange{c}
	}
	return []AccessChange{{Scope: before.Ref(), Before: b}, {Scope: after.Ref(), After: a}}
}

// held is what the grant gives. The record of no grant, and one that has ended, give nothing.
func (r GrantRecord) held() Held {
	if r.State == SourceExpired || r.Rights == 0 && r.Usage == NoUsage {
		return Held{}
	}
	_, words, _ := strings.Cut(r.Spec(), "=")
	return Held{Rights: words, From: r.From, Until: r.Until}
}

func (h Held) same(o Held) bool {
	return h.Rights == o.Rights && sameTime(h.From, o.From) && sameTime(h.Until, o.Until)
}

func sameTime(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

// The directions of an offer of partnership, as its mail has them.
const (
	OfferToPartner = "to-partner" // a client invites a partner
	OfferToClient  = "to-client"  // a partner asks for a client
)

// ParseMailState reads the state of a mail; empty is any.
func ParseMailState(s string, known []string) (MailState, error) {
	if s != "" && !slices.Contains(known, s) {
		return "", Unknown("state", s, known)
	}
	return MailState(s), nil
}
