package org

import (
	"cmp"
	"slices"
	"time"
)

// Via is the way a grant reaches a person.
type Via uint8

// A grant is the person's own, their team's, or that of a partnership their organization has.
const (
	ViaDirect Via = iota
	ViaTeam
	ViaPartner
)

// Grant is one stored entitlement: a subject, a scope, and rights and/or usage, perhaps for a time.
type Grant struct {
	Subject   SubjectID
	Via       Via
	Name      string // of the team or partner
	Scope     ScopeKind
	Category  CategoryID // of a rule; Everything for everything
	Product   ProductID  // of a grant on one product
	Since     ProductID  // a rule covers products with a greater id: 0 covers all
	Temporary bool
	Rights    Rights
	Usage     Usage
	From      time.Time // zero: always
	Until     time.Time // exclusive; zero: without end
	Reason    string
	Ticket    string
	CreatedBy string    // the e-mail of whoever set it
	CreatedAt time.Time // UTC
}

// Covers says whether the grant's scope contains the product.
func (g Grant) Covers(p Product) bool { return g.covers(&p) }

func (g *Grant) covers(p *Product) bool {
	switch g.Scope {
	case ScopeProduct:
		return g.Product == p.ID
	case ScopeEverything:
		return true
	default:
		return g.Category == p.Category.ID && p.ID > g.Since
	}
}

// SourceKind says where a part of somebody's access comes from.
type SourceKind string

// The kinds of sources.
const (
	FromDirect     SourceKind = "direct"
	FromCategory   SourceKind = "category"
	FromEverything SourceKind = "everything"
	FromRole       SourceKind = "role"
	FromTeam       SourceKind = "team"
	FromPartner    SourceKind = "partner"
)

// SourceState says whether a source counts at the time asked about.
type SourceState string

// A dormant source is overridden by the person's role or state and counts again when that changes.
const (
	SourceActive  SourceState = "active"
	SourceDormant SourceState = "dormant"
	SourceFuture  SourceState = "future"
	SourceExpired SourceState = "expired"
)

// Source is one reason for somebody's access to a product, or one that would be a reason at another time.
type Source struct {
	Kind      SourceKind  `json:"kind"`
	Name      string      `json:"name"`
	Rights    Rights      `json:"rights"`
	Usage     Usage       `json:"usage"`
	From      *time.Time  `json:"from"`
	Until     *time.Time  `json:"until"`
	State     SourceState `json:"state"`
	Reason    string      `json:"reason,omitempty"`
	Ticket    string      `json:"ticket,omitempty"`
	Temporary bool        `json:"-"`
	Scope     Scope       `json:"-"`
}

// Access is what one person may do with one product at one time, and why.
type Access struct {
	Rights  Rights
	Usage   Usage
	Sources []Source
}

// Any says that the product is the person's to see.
func (a Access) Any() bool { return a.Rights != 0 || a.Usage != NoUsage }

// Fold is the one evaluator. It adds up what the role gives and what the grants give at a time: management rights are a
// union, usage is the most specific direct statement and only without one the highest of the teams and partners. Grants
// that don't cover the product are passed over; rights and usage that its category doesn't offer fall away.
func Fold(p Product, role Role, state MemberState, grants []Grant, at time.Time) Access {
	f := folding{role: role, state: state, at: at}
	if role.Manages() && p.Category.Rights != 0 {
		f.Sources = append(f.Sources, Source{Kind: FromRole, Name: role.String(), Rights: p.Category.Rights, State: stateOf(state, SourceActive)})
	}
	for i := range grants {
		if grants[i].covers(&p) {
			f.add(&p, &grants[i])
		}
	}
	a := f.Access
	for i := range a.Sources {
		if a.Sources[i].State == SourceActive {
			a.Rights |= a.Sources[i].Rights
		}
	}
	level := a.usageLevel()
	for i := range a.Sources {
		if s := &a.Sources[i]; s.statesUsage() && s.Kind.specificity() == level {
			a.Usage = max(a.Usage, s.Usage)
		}
	}
	if len(a.Sources) > 1 {
		slices.SortStableFunc(a.Sources, inOrder)
	}
	return a
}

// folding is what one person may do with one product while it is added up.
type folding struct {
	Access
	role  Role
	state MemberState
	at    time.Time
}

// inOrder shows first what counts, and the specific before the general.
func inOrder(x, y Source) int {
	return cmp.Or(cmp.Compare(x.State.rank(), y.State.rank()), cmp.Compare(y.Kind.specificity(), x.Kind.specificity()),
		cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Name, y.Name))
}

// usageLevel is how specific the statements are whose usage counts; -1 if there is none.
func (a Access) usageLevel() int {
	level := -1
	for i := range a.Sources {
		if s := &a.Sources[i]; s.statesUsage() {
			level = max(level, s.Kind.specificity())
		}
	}
	return level
}

// statesUsage says that the source speaks of usage at the time asked about, whether or not it is overridden.
func (s *Source) statesUsage() bool { return s.State == SourceActive && s.Usage != NoUsage }

// add shows a grant as the source it is for the product. Management rights of somebody whose role has them all sleep, while the
// usage in the same grant counts: then the one grant is two sources.
func (f *folding) add(p *Product, g *Grant) {
	s := Source{
		Kind: g.kind(), Name: g.Name, Rights: g.Rights & p.Category.Rights, State: stateOf(f.state, g.StateAt(f.at)),
		From: timeOrNil(g.From), Until: timeOrNil(g.Until), Reason: g.Reason, Ticket: g.Ticket, Temporary: g.Temporary, Scope: g.scope(p),
	}
	if p.Category.Usage {
		s.Usage = g.Usage
	}
	if g.Via == ViaDirect {
		s.Name = s.Scope.String()
	}
	if s.Rights == 0 && s.Usage == NoUsage {
		return
	}
	if !f.role.Manages() || s.Rights == 0 {
		f.Sources = append(f.Sources, s)
		return
	}
	sleeping := s
	sleeping.Usage = NoUsage
	if sleeping.State == SourceActive {
		sleeping.State = SourceDormant
	}
	if s.Usage != NoUsage {
		s.Rights = 0
		f.Sources = append(f.Sources, s)
	}
	f.Sources = append(f.Sources, sleeping)
}

// StateAt places the grant's validity relative to a time. Until is exclusive.
func (g *Grant) StateAt(at time.Time) SourceState {
	switch {
	case !g.Until.IsZero() && !at.Before(g.Until):
		return SourceExpired
	case !g.From.IsZero() && at.Before(g.From):
		return SourceFuture
	default:
		return SourceActive
	}
}

func (g *Grant) scope(p *Product) Scope {
	switch g.Scope {
	case ScopeProduct:
		return Scope{Kind: ScopeProduct, Category: p.Category.Code, Product: p.Name}
	case ScopeEverything:
		return Scope{Kind: ScopeEverything}
	default:
		return Scope{Kind: g.Scope, Category: p.Category.Code}
	}
}

// stateOf lets a membership that does not count put every source of it to sleep.
func stateOf(m MemberState, s SourceState) SourceState {
	if m != Active && s == SourceActive {
		return SourceDormant
	}
	return s
}

// kind is the source that the grant is.
func (g *Grant) kind() SourceKind {
	switch {
	case g.Via == ViaTeam:
		return FromTeam
	case g.Via == ViaPartner:
		return FromPartner
	case g.Scope == ScopeProduct:
		return FromDirect
	case g.Scope == ScopeEverything:
		return FromEverything
	default:
		return FromCategory
	}
}

// specificity orders the statements about usage: a higher one overrides a lower one. Teams and partners are alike.
func (k SourceKind) specificity() int {
	switch k {
	case FromDirect:
		return 3
	case FromCategory:
		return 2
	case FromEverything:
		return 1
	default:
		return 0
	}
}

// rank is the order in which sources are shown: what counts first.
func (s SourceState) rank() int {
	switch s {
	case SourceActive:
		return 0
	case SourceDormant:
		return 1
	case SourceFuture:
		return 2
	default:
		return 3
	}
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	set := t // so that only a time that is there costs memory
	return &set
}
