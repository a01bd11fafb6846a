package org

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// GrantChange asks for one subject's access on one scope. What is not set stays.
type GrantChange struct {
	User string // e-mail or id:42
	Team string // slug or id:42 of a team, instead of a user
	// Partner is the slug of a partner instead of both. Its access is changed by 'partner edit'; as a row of a list of grants
	// it may only say what is so already.
	Partner string
	Spec    GrantSpec
	From    time.Time // zero: not given
	Until   time.Time // exclusive; zero: not given
	Reason  string
	Ticket  string
}

// Holder is whose access is stated.
func (c GrantChange) Holder() Holder { return Holder{User: c.User, Team: c.Team, Partner: c.Partner} }

// Temporary says that the change is about the temporary grant of the scope, not the standing one.
func (c GrantChange) Temporary() bool { return !c.From.IsZero() || !c.Until.IsZero() }

// Check refuses a change that says nothing, whose validity ends before it begins, or whose reason can't be shown.
func (c GrantChange) Check() error {
	if !c.Spec.RightsSet && !c.Spec.UsageSet {
		return Invalid("neither rights nor usage is given for %q", c.Spec.Scope.String()).
			WithHint("rights like technical,statistics or none, or a usage: user, admin, none")
	}
	if !c.From.IsZero() && !c.Until.IsZero() && !c.Until.After(c.From) {
		return Invalid("the grant would end before it begins").WithHint("give an end after the beginning")
	}
	if _, err := parseNote("reason", c.Reason); err != nil {
		return err
	}
	_, err := parseNote("ticket", c.Ticket)
	return err
}

// Continues says whether the change goes on from what is there. A grant that has ended is left behind, so that what the
// change doesn't give does not come back with it, unless the very same time is stated again.
func (c GrantChange) Continues(before Grant, at time.Time) bool {
	return before.StateAt(at) != SourceExpired || before.From.Equal(stored(c.From)) && before.Until.Equal(stored(c.Until))
}

// Apply states the change on what is there: rights and usage that are not given stay, a rule keeps its cut-off
// (future to all drops it, all to future sets it to the last product given out). The times of a temporary grant are
// stated together: an end without a beginning is "from now on". The result may hold nothing.
func (c GrantChange) Apply(before *Grant, last ProductID) Grant {
	var g Grant
	if before != nil {
		g = *before
	}
	wasFuture := before != nil && before.Scope == ScopeFuture
	g.Scope = c.Spec.Scope.Kind
	switch {
	case g.Scope != ScopeFuture:
		g.Since = 0
	case !wasFuture:
		g.Since = last
	}
	if c.Spec.RightsSet {
		g.Rights = c.Spec.Rights
	}
	if c.Spec.UsageSet {
		g.Usage = c.Spec.Usage
	}
	g.Temporary, g.From, g.Until = c.Temporary(), stored(c.From), stored(c.Until)
	if reason, _ := parseNote("reason", c.Reason); reason != "" { // what is wrong with it, Check has said
		g.Reason = reason
	}
	if ticket, _ := parseNote("ticket", c.Ticket); ticket != "" {
		g.Ticket = ticket
	}
	return g
}

// stored is a time as the store keeps it.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Empty says that the grant gives nothing and must not be kept.
func (g Grant) Empty() bool { return g.Rights == 0 && g.Usage == NoUsage }

// Same says that two grants give the same, for the same time, for the same stated reason.
func (g Grant) Same(o Grant) bool {
	return g.Scope == o.Scope && g.Since == o.Since && g.Rights == o.Rights && g.Usage == o.Usage &&
		g.From.Equal(o.From) && g.Until.Equal(o.Until) && g.Reason == o.Reason && g.Ticket == o.Ticket
}

// Loss says in words what before gave that after does not; empty: nothing. An expired grant gives nothing to lose.
// A nil after is a grant that is gone.
func Loss(before, after *Grant, at time.Time) string {
	if before == nil || before.StateAt(at) == SourceExpired {
		return ""
	}
	if after == nil {
		return before.gives()
	}
	var lost []string
	if r := before.Rights &^ after.Rights; r != 0 {
		lost = append(lost, r.String())
	}
	if before.Usage > after.Usage {
		lost = append(lost, usageWords(before.Usage))
	}
	if after.Scope == ScopeFuture && (before.Scope != ScopeFuture || before.Since < after.Since) {
		lost = append(lost, "what exists today")
	}
	if !after.Until.IsZero() && (before.Until.IsZero() || after.Until.Before(before.Until)) {
		lost = append(lost, "the time after "+after.Until.UTC().Format(time.RFC3339))
	}
	if after.From.After(at) && after.From.After(before.From) {
		lost = append(lost, "the time before "+after.From.UTC().Format(time.RFC3339))
	}
	return strings.Join(lost, ", ")
}

// Overrides finds the usage on the product that stating g would lower: that of the most specific of the other grants which
// are less specific than g. It says false if g lowers nothing, or if a standing grant overrides it already. Grants that have
// ended count for nothing, those that have not begun count for later.
func (g Grant) Overrides(others []Grant, p Product, at time.Time) (Source, bool) {
	if !g.covers(&p) {
		return Source{}, false
	}
	level := g.kind().specificity()
	lowered := Source{Usage: g.Usage}
	below := -1
	for i := range others {
		o := &others[i]
		l := o.kind().specificity()
		switch {
		case o.Usage == NoUsage || o.StateAt(at) == SourceExpired || !o.covers(&p):
		case l >= level && !o.Temporary:
			return Source{}, false
		case l < level && (l > below || l == below && o.Usage > lowered.Usage):
			below, lowered = l, Source{Kind: o.kind(), Name: cmp.Or(o.Name, o.scope(&p).String()), Usage: o.Usage, Temporary: o.Temporary}
		}
	}
	return lowered, g.Usage != NoUsage && lowered.Usage > g.Usage
}

func (g Grant) gives() string {
	if g.Usage == NoUsage {
		return g.Rights.String()
	}
	if g.Rights == 0 {
		return usageWords(g.Usage)
	}
	return fmt.Sprintf("%s, %s", g.Rights, usageWords(g.Usage))
}

func usageWords(u Usage) string { return "use as " + u.String() }

// Question is what grant check asks: a right, a usage role, or both.
type Question struct {
	Rights Rights
	Usage  Usage
}

// Answer is what grant check says.
type Answer struct {
	User    string   `json:"user"`
	Product string   `json:"product"`
	Right   *string  `json:"right"`
	Usage   *string  `json:"usage"`
	Allowed bool     `json:"allowed"`
	Reason  string   `json:"reason"`
	Sources []Source `json:"sources"`
}

// EffectiveAccess is what one person may do with one product.
type EffectiveAccess struct {
	User    string
	Name    string
	Role    Role
	State   MemberState
	Product Product
	Access  Access
}

// Revocation is what grant revoke takes away.
type Revocation struct {
	User   string
	Team   string // of a team, instead of a user
	Scopes []Scope
	All    bool // every direct grant
	Split  bool // rules that cover a named product become single grants for the others
}

// On is what the rule becomes on one of its products as a grant of its own, beside the grants that are there. A usage that
// the product states already goes before the rule's, which must not come back; a temporary statement that differs would
// count differently beside it than above it: then On says false.
func (g Grant) On(p Product, there []Grant, at time.Time) (Grant, bool) {
	single := g
	single.Scope, single.Product, single.Category, single.Since = ScopeProduct, p.ID, 0, 0
	exact := true
	for _, o := range there {
		switch {
		case o.Scope != ScopeProduct || o.Usage == NoUsage || o.StateAt(at) == SourceExpired:
		case !o.Temporary:
			single.Usage = NoUsage
			return single, true
		case g.Usage > o.Usage, g.Temporary && g.Usage != NoUsage && g.Usage != o.Usage:
			exact = false
		}
	}
	return single, exact
}

// Merge adds a grant to what stands in the same slot. Two that differ in time or reach can only be merged if one contains
// the other, because there is one grant a slot and nothing may be given that neither gave: else it says false. What has
// expired is replaced.
func (g Grant) Merge(before *Grant, at time.Time) (Grant, bool) {
	switch {
	case before == nil || before.StateAt(at) == SourceExpired:
		return g, true
	case before.sameReach(g):
		merged := *before
		merged.Rights |= g.Rights
		merged.Usage = max(merged.Usage, g.Usage)
		return merged, true
	case before.contains(g):
		return *before, true
	}
	return g, g.contains(*before)
}

func (g Grant) sameReach(o Grant) bool {
	return g.Scope == o.Scope && g.Since == o.Since && g.From.Equal(o.From) && g.Until.Equal(o.Until)
}

// contains says that g gives everything o gives, for as long and as widely.
func (g Grant) contains(o Grant) bool {
	wide := g.Scope == o.Scope && g.Since <= o.Since || g.Scope == ScopeAll && o.Scope == ScopeFuture
	early := g.From.IsZero() || (!o.From.IsZero() && !g.From.After(o.From))
	late := g.Until.IsZero() || (!o.Until.IsZero() && !g.Until.Before(o.Until))
	return wide && early && late && g.Rights.Has(o.Rights) && g.Usage >= o.Usage
}

// Words names a source in a sentence: "the rule drive/@all", "team design", "the role admin".
func (s Source) Words() string {
	switch s.Kind {
	case FromRole:
		return "the role " + s.Name
	case FromTeam:
		return "team " + s.Name
	case FromPartner:
		return "partner " + s.Name
	case FromDirect:
		if s.Temporary {
			return "a temporary grant"
		}
		return "a direct grant"
	default:
		if s.Temporary {
			return "the temporary rule " + s.Name
		}
		return "the rule " + s.Name
	}
}

// ReachFilter says whose access is listed, and on what.
type ReachFilter struct {
	User     string // empty: everybody
	Product  string
	Category string
	At       time.Time // zero: now
	Idle     bool      // also products on which nothing counts at that time
}

// For tells the record's state for who holds it: management rights sleep while the role has them all, and everything does
// while the membership does not count.
func (r GrantRecord) For(m Member, at time.Time) GrantRecord {
	g := Grant{Usage: r.Usage}
	if r.From != nil {
		g.From = *r.From
	}
	if r.Until != nil {
		g.Until = *r.Until
	}
	r.State = g.StateAt(at)
	if r.State == SourceActive && (m.State != Active || m.Role.Manages() && r.Usage == NoUsage) {
		r.State = SourceDormant
	}
	return r
}

// GrantFilter says which stored grants are listed.
type GrantFilter struct {
	At             time.Time // the time their states are told for; zero: now
	User           string    // empty: everybody, and every team
	Team           string    // the slug of a team, instead of a user
	Partner        string    // the slug of a partner, instead of a user
	Product        string
	Category       string
	ExpiringBefore time.Time // only those that end by then and have not ended; zero: all
}
