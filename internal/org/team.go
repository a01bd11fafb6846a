package org

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Team is a work team: a group of members that holds grants together. Its JSON is what the log keeps of it.
type Team struct {
	ID      SubjectID `json:"id"`
	Slug    string    `json:"slug"`
	Name    string    `json:"name"`
	Colour  string    `json:"colour"`
	Leader  string    `json:"leader"` // the e-mail of the contact, a member of the organization; empty: nobody
	Created time.Time `json:"created_at"`

	LeaderID SubjectID `json:"-"`
	Members  int       `json:"-"`
	Grants   int       `json:"-"`
}

// TeamDetail is a team with everybody in it and everything it holds.
type TeamDetail struct {
	Team
	People []Member
	Held   []GrantRecord
}

// TeamMember is somebody's place in a team, as the log keeps it.
type TeamMember struct {
	Team    string    `json:"team"`
	User    string    `json:"user"`
	TeamID  SubjectID `json:"team_id"`
	Subject SubjectID `json:"subject_id"`
	Created time.Time `json:"created_at"`
}

// NewTeam describes a team to be added, with its people and what it is to hold.
type NewTeam struct {
	Name    string
	Slug    string // empty: from the name
	Colour  string // empty: grey
	Leader  string // an e-mail or id:42; empty: nobody
	Members []string
	Grants  []GrantSpec
}

// Checked is the team with every detail in its one spelling and with the defaults filled in.
func (n NewTeam) Checked() (NewTeam, error) {
	name, err := ParseDisplayName("name of the team", n.Name)
	if err != nil {
		return n, err
	}
	n.Name = name
	if n.Slug, err = ParseSlug("slug", cmp.Or(n.Slug, SlugFrom(name))); err != nil {
		return n, err
	}
	n.Colour, err = ParseColour(cmp.Or(n.Colour, "grey"))
	return n, err
}

// TeamEdit says what of a team becomes what. Nil stays as it is; an empty leader is nobody.
type TeamEdit struct {
	Name, Colour, Leader *string
}

// Empty says that nothing is to be changed.
func (e TeamEdit) Empty() bool { return e == TeamEdit{} }

// Apply is the team as it would be. The leader is left to whoever knows the members.
func (e TeamEdit) Apply(t Team) (Team, error) {
	var err error
	if e.Name != nil {
		if t.Name, err = ParseDisplayName("name of the team", *e.Name); err != nil {
			return t, err
		}
	}
	if e.Colour != nil {
		t.Colour, err = ParseColour(*e.Colour)
	}
	return t, err
}

// Colours lists those that a team can have. They are names and no numbers, so that every terminal can say them.
func Colours() []string {
	return []string{"red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "grey"}
}

// ParseColour reads the name of a colour in any case.
func ParseColour(s string) (string, error) {
	word := strings.ToLower(strings.TrimSpace(s))
	if word == "gray" {
		word = "grey"
	}
	if slices.Contains(Colours(), word) {
		return word, nil
	}
	return "", Unknown("colour", s, Colours())
}

// TeamFilter says which teams are listed.
type TeamFilter struct {
	User string // only those this member is in; empty: all
}

// UserFilter says which members are listed.
type UserFilter struct {
	Team string // only those in this team; empty: all
}
