package org

import (
	"cmp"
	"strings"
	"time"
)

// Holder names whose a grant is: a member's by the e-mail, a team's by the slug, or a partner's by the slug.
type Holder struct {
	User    string
	Team    string
	Partner string
}

// String is the holder as one would type it.
func (h Holder) String() string { return cmp.Or(h.Partner, h.Team, h.User) }

// Words names the holder in a sentence.
func (h Holder) Words() string {
	switch {
	case h.Partner != "":
		return "partner " + h.Partner
	case h.Team != "":
		return "team " + h.Team
	}
	return h.User
}

// GrantRecord is a stored grant as it is listed and logged: everything that setting it again needs.
type GrantRecord struct {
	User       string      `json:"user"`
	Team       string      `json:"team,omitempty"`    // of a team's grant, which has no user
	Partner    string      `json:"partner,omitempty"` // of a partner's grant, which has no user either
	Product    *string     `json:"product"`
	Category   *string     `json:"category"`
	Scope      string      `json:"scope"` // product, all, future, everything
	Rights     Rights      `json:"rights"`
	Usage      Usage       `json:"usage"`
	From       *time.Time  `json:"from"`
	Until      *time.Time  `json:"until"`
	Reason     string      `json:"reason"`
	Ticket     string      `json:"ticket"`
	State      SourceState `json:"-"`
	CreatedBy  string      `json:"created_by"`
	CreatedAt  time.Time   `json:"created_at"`
	Temporary  bool        `json:"temporary"`
	SubjectID  SubjectID   `json:"subject_id"`
	ProductID  ProductID   `json:"product_id,omitempty"`
	CategoryID CategoryID  `json:"category_id,omitempty"`
	Since      ProductID   `json:"since,omitempty"`
}

// Holder is whose the grant is.
func (r GrantRecord) Holder() Holder { return Holder{User: r.User, Team: r.Team, Partner: r.Partner} }

// Record shows a stored grant of a member, a team or a partner on a scope.
func (g Grant) Record(h Holder, scope Scope, at time.Time) GrantRecord {
	r := GrantRecord{
		User: h.User, Team: h.Team, Partner: h.Partner, Scope: scope.Kind.String(), Rights: g.Rights, Usage: g.Usage, From: timeOrNil(g.From), Until: timeOrNil(g.Until),
		Reason: g.Reason, Ticket: g.Ticket, State: g.StateAt(at), CreatedBy: g.CreatedBy, CreatedAt: g.CreatedAt,
		Temporary: g.Temporary, SubjectID: g.Subject, ProductID: g.Product, CategoryID: g.Category, Since: g.Since,
	}
	switch scope.Kind {
	case ScopeProduct:
		ref := scope.String()
		r.Product, r.Category = &ref, &scope.Category
	case ScopeEverything:
	default:
		r.Category = &scope.Category
	}
	return r
}

// Ref names the scope as one would type it.
func (r GrantRecord) Ref() string {
	switch {
	case r.Product != nil:
		return *r.Product
	case r.Category != nil:
		return *r.Category + "/@" + r.Scope
	default:
		return "@everything"
	}
}

// Spec is what the grant gives, as --grant takes it.
func (r GrantRecord) Spec() string {
	_, words, _ := strings.Cut(GrantSpec{Rights: r.Rights, RightsSet: r.Rights != 0, Usage: r.Usage, UsageSet: r.Usage != NoUsage}.String(), "=")
	return r.Ref() + "=" + words
}
