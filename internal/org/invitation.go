package org

import (
	"strconv"
	"strings"
	"time"
)

// InvitationID names an invitation.
type InvitationID int64

// InvitationState is where an invitation stands. Expired is never stored: it is a pending one whose time is over.
type InvitationState string

// The states of an invitation.
const (
	InvitationPending   InvitationState = "pending"
	InvitationAccepted  InvitationState = "accepted"
	InvitationRejected  InvitationState = "rejected"
	InvitationCancelled InvitationState = "cancelled"
	InvitationExpired   InvitationState = "expired"
)

// Invitation asks somebody to join an organization. Its JSON is what the log keeps of it.
type Invitation struct {
	ID         InvitationID    `json:"id"`
	Email      string          `json:"email"`
	Role       Role            `json:"role"`
	State      InvitationState `json:"state"`
	Strict     bool            `json:"strict"`
	Silent     bool            `json:"silent"`
	InvitedBy  string          `json:"invited_by"`
	AcceptedBy string          `json:"accepted_by"`
	Created    time.Time       `json:"created_at"`
	Sent       time.Time       `json:"sent_at"`
	Expires    time.Time       `json:"expires_at"`
	Answered   time.Time       `json:"answered_at,omitzero"`

	Org     OrgID  `json:"-"`
	User    UserID `json:"-"` // the login of the invited address
	Inviter UserID `json:"-"`
	Known   bool   `json:"-"` // that login needs no code
}

// At is the invitation as it stands at a time.
func (i Invitation) At(now time.Time) Invitation {
	if i.State == InvitationPending && !now.Before(i.Expires) {
		i.State = InvitationExpired
	}
	return i
}

// Open says that it can still be answered.
func (i Invitation) Open(now time.Time) bool { return i.At(now).State == InvitationPending }

// InvitationDetail is an invitation with the organization it is to, and what the membership is to be. Of an answered one
// only what the membership is now is known.
type InvitationDetail struct {
	Invitation
	In          Organization
	Member      Member
	Teams       []string
	Held        []GrantRecord
	HasPassword bool // the login of the address has one
}

// NewInvitation is somebody to be invited, with what they are to have from the beginning.
type NewInvitation struct {
	Email Email
	Role  Role // none: as recorded
	MemberEdit
	Teams    []string
	Grants   []GrantSpec
	NoStrict bool
	Silent   bool
	Lives    time.Duration
	Code     [32]byte `json:"-"` // the hash of the code to be handed over; a mail carries one of its own
}

// InvitationEdit says what of a pending invitation becomes what.
type InvitationEdit struct {
	Role Role // none: as it is
	MemberEdit
}

// Empty says that nothing was asked for.
func (e InvitationEdit) Empty() bool { return e.Role == NoRole && e.MemberEdit.Empty() }

// Reply is what somebody answers to an invitation with. Either a code or a reference says to which; a code proves that
// the mail, or whoever handed it over, reached them.
type Reply struct {
	Code [32]byte // its hash; zero: none
	Ref  string   // the id, or the slug of the organization

	// Anew: not with a session that is there, but as the login of the invited address. Either Password is the hash of its
	// first one, or an attempt has verified the one it has.
	Anew      bool
	Email     Email // another login than that of the invited address; zero: that one
	Password  string
	Attempt   LoginAttempt
	Session   [32]byte // the hash of the secret they stay logged in with
	FirstName *string
	LastName  *string
}

// Keyed says that there is a code.
func (r Reply) Keyed() bool { return r.Code != [32]byte{} }

// ParseInvitationID reads "42" and "id:42". The second result says whether s is written as an id at all.
func ParseInvitationID(s string) (InvitationID, bool, error) {
	if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
		s = "id:" + strconv.FormatInt(n, 10)
	}
	id, ok, err := ParseID(s)
	return InvitationID(id), ok, err
}

// Vouches refuses an invitation whose inviter could not make it any more.
func (s Standing) Vouches(role Role) error {
	if (s.Role != NoRole || s.Partner != NoPartner) && s.State == Active && s.May(ActMembers) == nil && s.CanGive(role) == nil {
		return nil
	}
	return Errorf(KindDenied, CodeNotAuthorized, "whoever invited you may not do so any more").
		WithHint("ask an owner or admin of the organization to send the invitation again")
}

// PickInvitation is the one of somebody's own that a reference means: an id, or the slug of the organization.
func PickInvitation(own []InvitationDetail, ref string) (Invitation, error) {
	id, byID, err := ParseInvitationID(ref)
	if err != nil {
		return Invitation{}, err
	}
	for _, d := range own {
		if byID && d.ID == id || !byID && d.In.Slug == ref {
			return d.Invitation, nil
		}
	}
	return Invitation{}, NotFound("invitation", ref).
		WithHint("'orgctl invitation list --mine' shows those that await you; one that was made before you chose your password needs its code")
}
