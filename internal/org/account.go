package org

import (
	"time"
)

// Account is somebody who signs up: a login, the organization made in their name, and how they stay logged in. The
// password is a hash already: nothing behind the command line ever sees a password.
type Account struct {
	Email     Email
	FirstName string
	LastName  string
	Locale    string // empty: the organization's
	Password  string // a PHC string
	Session   [32]byte
	Org       Organization
}

// Checked is the account with everything that follows from the rest filled in, or what is wrong with it.
func (a Account) Checked() (Account, error) {
	var err error
	if a.FirstName, err = ParseDisplayName("first name", a.FirstName); err != nil {
		return a, err
	}
	if a.LastName, err = ParseDisplayName("last name", a.LastName); err != nil {
		return a, err
	}
	if a.Org.Name == "" {
		a.Org.Name = a.FirstName + " " + a.LastName
		if a.Org.Kind == "" {
			a.Org.Kind = "individual"
		}
	}
	if a.Org, err = a.Org.Checked(); err != nil {
		return a, err
	}
	if a.Locale == "" {
		a.Locale = a.Org.Locale
	}
	a.Locale, err = ParseLocale(a.Locale)
	return a, err
}

// Member is the account's owner in their organization.
func (a Account) Member() Member {
	return Member{Email: a.Email.Shown, Key: a.Email.Key, FirstName: a.FirstName, LastName: a.LastName, Locale: a.Locale, Role: Owner}
}

// LoginAttempt is a login that was counted and not decided yet: whoever asked compares the password with the hash.
type LoginAttempt struct {
	Email Email
	User  UserID // 0: nobody has this e-mail
	Hash  string // a PHC string; empty: there is no password to compare with

	Factor Factor // what is asked for besides the password
	Proof  Proof  // what was given for it
}

// Membership is one's place in an organization.
type Membership struct {
	Org     Organization
	Member  Member
	Current bool // commands work in it unless --org says otherwise
}

// Identity is who is logged in, and where they belong.
type Identity struct {
	User        UserID
	Email       string
	Created     time.Time
	LoggedIn    time.Time
	Expires     time.Time // when the session ends if it isn't used, or the token; zero: never
	Factor      FactorState
	Token       string // the name of the token that acts for the person; empty: they do themselves
	Memberships []Membership
	Awaiting    []InvitationDetail // to the e-mail, and not answered
}

// Current is the organization commands work in, if that is settled.
func (i Identity) Current() (Membership, bool) {
	for _, m := range i.Memberships {
		if m.Current {
			return m, true
		}
	}
	return Membership{}, false
}
