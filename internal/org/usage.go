package org

import (
	"encoding/json"
	"strings"
)

// Usage is the right to use a service, as opposed to managing it. The values are stored, and ordered: the higher one
// includes what the lower may do.
type Usage uint8

// The usage roles of a service's own app.
const (
	NoUsage Usage = iota
	UsageUser
	UsageAdmin
)

// String is "user", "admin" or "none", as ParseUsage reads it.
func (u Usage) String() string {
	switch u {
	case UsageUser:
		return "user"
	case UsageAdmin:
		return "admin"
	default:
		return "none"
	}
}

// MarshalJSON writes null, "user" or "admin".
func (u Usage) MarshalJSON() ([]byte, error) {
	if u == NoUsage {
		return []byte("null"), nil
	}
	return json.Marshal(u.String())
}

// UnmarshalJSON reads null or what ParseUsage reads.
func (u *Usage) UnmarshalJSON(b []byte) error {
	var word *string
	if err := json.Unmarshal(b, &word); err != nil {
		return Invalid("usage %s is not a word", b).WithHint("one of user, admin, none")
	}
	if word == nil {
		*u = NoUsage
		return nil
	}
	usage, err := ParseUsage(*word)
	if err == nil {
		*u = usage
	}
	return err
}

// ParseUsage reads "user", "admin" or "none". Nothing at all is an error, so that an empty variable in a script can't
// clear.
func ParseUsage(s string) (Usage, error) {
	for _, u := range []Usage{UsageUser, UsageAdmin, NoUsage} {
		if strings.EqualFold(strings.TrimSpace(s), u.String()) {
			return u, nil
		}
	}
	return NoUsage, Unknown("usage", s, []string{"user", "admin", "none"})
}
