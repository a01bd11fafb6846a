package org

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// TokenIdle is how long a token lives without being used.
const TokenIdle = 365 * 24 * time.Hour

// Token acts for a member in one organization. Its JSON is what the log keeps of it: how and when it is used is no part of
// that.
type Token struct {
	ID        int64      `json:"id"`
	Name      string     `json:"name"`
	User      string     `json:"user"`
	UserID    UserID     `json:"user_id"`
	CreatedBy UserID     `json:"created_by"`
	Can       []Action   `json:"can"`     // empty: whatever the user may
	Clients   bool       `json:"clients"` // it may enter clients
	Expires   *time.Time `json:"expires_at"`
	Created   time.Time  `json:"created_at"`

	Maker    string    `json:"-"` // the e-mail behind CreatedBy
	Used     time.Time `json:"-"` // the day of the last use; zero: never
	Disabled time.Time `json:"-"` // zero: it is not
}

// TokenState says whether a token works.
type TokenState string

// The states of a token.
const (
	TokenActive   TokenState = "active"
	TokenExpired  TokenState = "expired"
	TokenIdled    TokenState = "idle"     // not used for a year
	TokenDisabled TokenState = "disabled" // by the owner of the store's file
)

// State is what the token is at a time.
func (t Token) State(at time.Time) TokenState {
	used := t.Used
	if used.IsZero() {
		used = t.Created
	}
	switch {
	case !t.Disabled.IsZero():
		return TokenDisabled
	case t.Expires != nil && !at.Before(*t.Expires):
		return TokenExpired
	case at.Sub(used) > TokenIdle:
		return TokenIdled
	}
	return TokenActive
}

// Usable refuses a token that does not work any more.
func (t Token) Usable(at time.Time) error {
	err := Errorf(KindAuth, CodeToken, "the token %q has ended", t.Name).WithHint("make a new one with 'orgctl token create'")
	switch t.State(at) {
	case TokenActive:
		return nil
	case TokenIdled:
		err.Msg = fmt.Sprintf("the token %q was not used for a year and counts no more", t.Name)
	case TokenDisabled:
		err.Msg = fmt.Sprintf("the token %q was disabled by the owner of the store's file", t.Name)
	}
	return err
}

// NewToken is a token to be made.
type NewToken struct {
	Name    string
	For     string // the e-mail of a recorded member; empty: oneself
	Can     []Action
	Clients bool
	Expires *time.Time
	Hash    [32]byte
}

// ParseTokenName bounds the name of a token.
func ParseTokenName(s string) (string, error) { return ParseDisplayName("name of the token", s) }

// ParseTokenID reads the number of a token, with or without "id:" before it.
func ParseTokenID(s string) (int64, error) {
	id, _, err := ParseID("id:" + strings.TrimPrefix(strings.TrimSpace(s), "id:"))
	return id, err
}

// TokenRows are the rows of the permission table that a token can be bound to, in the order of the table.
func TokenRows() []Action {
	var out []Action
	for _, p := range Permissions() {
		if p.Action != ActStore {
			out = append(out, p.Action)
		}
	}
	return out
}

// ParseCan reads rows of the permission table by their names or by a short one. To see the organization and one's own
// access belongs to every token.
func ParseCan(words []string) ([]Action, error) {
	if len(words) == 0 {
		return nil, nil
	}
	known := TokenRows()
	out := []Action{ActSee}
	for _, word := range words {
		row := Action(strings.ToLower(strings.TrimSpace(word)))
		if long, ok := shortRow(row); ok {
			row = long
		}
		if !slices.Contains(known, row) {
			var names []string
			for _, k := range known {
				names = append(names, string(k))
			}
			return nil, Unknown("action", word, names)
		}
		out = append(out, row)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// shortRow are the names that people would rather type.
func shortRow(word Action) (Action, bool) {
	switch word {
	case "access":
		return ActSeeAccess, true
	case "log":
		return ActCompliance, true
	case "users":
		return ActMembers, true
	case "billing":
		return ActBook, true
	}
	return "", false
}

// Mandate is a token in use: how far it goes. The zero value is a person, whom none binds.
type Mandate struct {
	ID      int64
	Name    string
	Org     OrgID    // where it is for
	Can     []Action // empty: whatever the user may
	Clients bool     // and for its clients
	Maker   UserID   // who made it
}

// Enters says whether the mandate is for the organization, which its user enters by a partnership or not. No mandate at all
// enters everywhere.
func (m Mandate) Enters(id OrgID, by Entry) bool {
	return m.ID == 0 || id == m.Org || m.Clients && by.Org == m.Org
}

// Covers says whether the mandate has the row.
func (m Mandate) Covers(action Action) bool {
	return m.ID == 0 || len(m.Can) == 0 || slices.Contains(m.Can, action)
}

func (m Mandate) refuse(action Action) error {
	return Errorf(KindDenied, CodeNotAuthorized, "the token %q may not %s", m.Name, permission(action).Missing).
		WithHint("it needs the row %q: 'orgctl token create --can'", action)
}

// May is what the standing allows, within the rows of the token.
func (a Actor) May(action Action) error {
	if err := a.Standing.May(action); err != nil {
		return err
	}
	if !a.Token.Covers(action) {
		return a.Token.refuse(action)
	}
	return nil
}

// CanTouch is what the standing allows, within the rows of the token.
func (a Actor) CanTouch(m Member) error {
	if err := a.Standing.CanTouch(m); err != nil {
		return err
	}
	if m.Role == Owner && !a.Token.Covers(ActOwners) {
		return a.Token.refuse(ActOwners)
	}
	return nil
}

// CanGive is what the standing allows, within the rows of the token.
func (a Actor) CanGive(role Role) error {
	if err := a.Standing.CanGive(role); err != nil {
		return err
	}
	if role == Owner && !a.Token.Covers(ActOwners) {
		return a.Token.refuse(ActOwners)
	}
	return nil
}

// Name is the actor as the log has it: whoever reads it sees that a program acted.
func (a Actor) Name() string {
	if a.Token.ID == 0 {
		return a.Email
	}
	return fmt.Sprintf("%s (token %s)", a.Email, a.Token.Name)
}

// CanMakeToken refuses a token for somebody else unless they were only recorded and stand no higher than whoever makes it.
func (a Actor) CanMakeToken(m Member, hasPassword bool) error {
	if m.User == a.User {
		return nil
	}
	if err := a.May(ActMembers); err != nil {
		return err
	}
	if err := a.CanTouch(m); err != nil {
		return err
	}
	if m.Role > a.Role {
		return Errorf(KindDenied, CodeNotAuthorized, "%q stands above you", m.Email).WithHint("ask an owner of the organization")
	}
	if m.State == Pending {
		return Errorf(KindConflict, CodeConflict, "%q is invited and no member yet", m.Email).
			WithHint("record somebody who never logs in with 'orgctl user add'")
	}
	if hasPassword {
		return Errorf(KindDenied, CodeNotAuthorized, "%q logs in themselves: only they make tokens that act for them", m.Email).
			WithHint("make one for somebody who was only recorded with 'orgctl user add'")
	}
	return nil
}
