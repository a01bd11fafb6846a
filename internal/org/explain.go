package org

import (
	"fmt"
	"slices"
	"strings"
)

// Explanation is what grant why says: what somebody may do with a product, every source, and what is missing.
type Explanation struct {
	User    string
	Product string
	Role    Role
	State   MemberState
	Rights  Rights
	Usage   Usage
	Sources []Source
	Missing []Missing
	Notes   []string
}

// Missing is something that somebody may not do, and the command that would change that.
type Missing struct {
	What string `json:"what"`
	Hint string `json:"hint"`
}

// Explain says why access is as it is.
func (e EffectiveAccess) Explain() Explanation {
	x := Explanation{User: e.User, Product: e.Product.Ref(), Role: e.Role, State: e.State, Rights: e.Access.Rights, Usage: e.Access.Usage,
		Sources: e.Access.Sources, Missing: []Missing{}, Notes: []string{}}
	if x.Sources == nil {
		x.Sources = []Source{}
	}
	if e.State != Active {
		x.Notes = append(x.Notes, stateReason(e.State))
	}
	x.Notes = append(x.Notes, e.Access.overridden()...)
	for one := range (e.Product.Category.Rights &^ e.Access.Rights).All() {
		x.Missing = append(x.Missing, Missing{one.String(), e.wouldGive(one, NoUsage)})
	}
	if e.Product.Category.Usage && e.Access.Usage == NoUsage {
		x.Missing = append(x.Missing, Missing{"use", e.wouldGive(0, UsageUser)})
	}
	return x
}

// overridden notes each usage that a more specific statement lowers.
func (a Access) overridden() []string {
	var notes []string
	for _, s := range a.Sources {
		if s.statesUsage() && s.Usage > a.Usage {
			notes = append(notes, a.override(s))
		}
	}
	return notes
}

// override says what stands in the way of a usage that would count without it.
func (a Access) override(s Source) string {
	by := slices.IndexFunc(a.Sources, func(o Source) bool { return a.givesUsage(o) })
	return fmt.Sprintf("%s says use as %s, which overrides %s (%s)", a.Sources[by].Words(), a.Usage, s.Words(), s.Usage)
}

// givesUsage says that the usage of the source is the one that counts.
func (a Access) givesUsage(s Source) bool {
	return s.statesUsage() && s.Kind.specificity() == a.usageLevel()
}

// wouldGive names the nearest thing that would give it: a source that does not count now, or a new grant.
func (e EffectiveAccess) wouldGive(r Rights, u Usage) string {
	if near := e.Access.nearest(r, u); near != "" {
		return near
	}
	command := []string{"orgctl", "grant", "set", e.User, "--product", e.Product.Ref()}
	if r != 0 {
		return ShellQuote(append(command, "--right", r.String()))
	}
	return ShellQuote(append(command, "--usage", u.String()))
}

// nearest is the source that comes closest to giving what is missing: it would if nothing more specific spoke against it,
// in another role, or at another time. Of several that begin or have ended it is the one nearest in time.
func (a Access) nearest(r Rights, u Usage) string {
	var near *Source
	for i := range a.Sources {
		s := &a.Sources[i]
		gives := s.Rights&r != 0 || u != NoUsage && s.Usage >= u
		if gives && (near == nil || s.nearer(*near)) {
			near = s
		}
	}
	if near == nil {
		return ""
	}
	what := "it"
	if !near.Rights.Has(r) || near.Usage < u {
		what = near.part(r, u)
	}
	switch near.State {
	case SourceExpired:
		return fmt.Sprintf("%s gave %s until %s", near.Words(), what, near.Until.UTC().Format(minute))
	case SourceFuture:
		return fmt.Sprintf("%s gives %s from %s on", near.Words(), what, near.From.UTC().Format(minute))
	case SourceDormant:
		return fmt.Sprintf("%s would give %s but is dormant", near.Words(), what)
	default:
		return a.override(*near)
	}
}

// minute is how times are written in sentences.
const minute = "2006-01-02 15:04Z"

// nearer says that the source would count sooner than another, or has ended later.
func (s Source) nearer(than Source) bool {
	switch {
	case s.State != than.State:
		return s.State.rank() < than.State.rank()
	case s.State == SourceFuture:
		return s.From.Before(*than.From)
	case s.State == SourceExpired:
		return s.Until.After(*than.Until)
	}
	return false
}

// part is what the source has of what was asked.
func (s Source) part(r Rights, u Usage) string {
	g := Grant{Rights: s.Rights & r}
	if u != NoUsage && s.Usage >= u {
		g.Usage = u
	}
	return g.gives()
}

// Answer answers a question about access, with the sources that count or, for a no, the nearest miss.
func (e EffectiveAccess) Answer(q Question) Answer {
	a := Answer{User: e.User, Product: e.Product.Ref(), Sources: []Source{}}
	var parts []string
	if q.Rights != 0 {
		text := strings.Join(q.Rights.Names(), ",")
		a.Right = &text
		parts = append(parts, text)
	}
	if q.Usage != NoUsage {
		text := q.Usage.String()
		a.Usage = &text
		parts = append(parts, "use as "+text)
	}
	a.Allowed = e.Access.Rights.Has(q.Rights) && e.Access.Usage >= q.Usage
	for _, s := range e.Access.Sources {
		if s.Rights&q.Rights != 0 || q.Usage != NoUsage && s.Usage != NoUsage {
			a.Sources = append(a.Sources, s)
		}
	}
	what := strings.Join(parts, " and ")
	if a.Allowed {
		a.Reason = what + " through " + e.Access.through(q)
		return a
	}
	a.Reason = e.refusal(q, what)
	return a
}

// through names the sources that give what was asked, each once.
func (a Access) through(q Question) string {
	var words []string
	for _, s := range a.Sources {
		gives := s.State == SourceActive && s.Rights&q.Rights != 0 || q.Usage != NoUsage && a.givesUsage(s)
		if gives && !slices.Contains(words, s.Words()) {
			words = append(words, s.Words())
		}
	}
	return strings.Join(words, ", ")
}

func (e EffectiveAccess) refusal(q Question, what string) string {
	if e.State != Active {
		return stateReason(e.State)
	}
	missing := q.Rights &^ e.Access.Rights
	u := q.Usage
	if e.Access.Usage >= u {
		u = NoUsage
	}
	if near := e.Access.nearest(missing, u); near != "" {
		return what + " is not granted: " + near
	}
	if e.Access.Any() {
		return fmt.Sprintf("%s is not granted; what is: %s", what, e.Access.words())
	}
	return what + " is not granted"
}

func (a Access) words() string { return Grant{Rights: a.Rights, Usage: a.Usage}.gives() }

func stateReason(s MemberState) string {
	if s == Pending {
		return "invitation pending"
	}
	return "membership locked"
}
