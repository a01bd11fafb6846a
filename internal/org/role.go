package org

import "strings"

// Role is what a member is in one organization. The zero value is "no role": somebody who is not a member, for
// instance a partner's person.
type Role uint8

// The roles, strongest last, so that a comparison says who stands above whom.
const (
	NoRole Role = iota
	External
	Collaborator
	Admin
	Owner
)

// Roles lists every role a member can have, strongest first, for questions and help.
func Roles() []Role { return []Role{Owner, Admin, Collaborator, External} }

// String is the canonical name, or "none".
func (r Role) String() string {
	switch r {
	case Owner:
		return "owner"
	case Admin:
		return "admin"
	case Collaborator:
		return "collaborator"
	case External:
		return "external"
	default:
		return "none"
	}
}

// MarshalText writes the canonical name; no role is empty.
func (r Role) MarshalText() ([]byte, error) {
	if r == NoRole {
		return nil, nil
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what ParseRole accepts.
func (r *Role) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*r = NoRole
		return nil
	}
	*r, err = ParseRole(string(b))
	return err
}

// Manages says that the role has every management right on every product by itself, without a grant.
func (r Role) Manages() bool { return r >= Admin }

// ParseRole accepts our names and those of the published API.
func ParseRole(s string) (Role, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "owner", "legal-representative", "legal_representative":
		return Owner, nil
	case "admin", "administrator":
		return Admin, nil
	case "collaborator", "normal":
		return Collaborator, nil
	case "external":
		return External, nil
	}
	return NoRole, Invalid("unknown role %q", s).WithHint("one of owner, admin, collaborator, external")
}

// MemberState is where a membership stands.
type MemberState uint8

// The states of a membership. Expired invitations are pending ones whose time is over.
const (
	Active MemberState = iota
	Pending
	Locked
)

func (s MemberState) String() string {
	switch s {
	case Pending:
		return "pending"
	case Locked:
		return "locked"
	default:
		return "active"
	}
}

// MarshalText writes the state's name.
func (s MemberState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the state's name.
func (s *MemberState) UnmarshalText(b []byte) error {
	for _, known := range []MemberState{Active, Pending, Locked} {
		if known.String() == string(b) {
			*s = known
			return nil
		}
	}
	return Invalid("unknown state %q", b)
}
