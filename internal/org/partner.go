package org

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Side is one of the two organizations of a partnership.
type Side string

// The client lets the partner in.
const (
	ClientSide  Side = "client"
	PartnerSide Side = "partner"
)

// Other is the side across.
func (s Side) Other() Side {
	if s == ClientSide {
		return PartnerSide
	}
	return ClientSide
}

// ParsePayment reads who pays.
func ParsePayment(s string) (Side, error) {
	switch side := Side(strings.ToLower(strings.TrimSpace(s))); side {
	case ClientSide, PartnerSide:
		return side, nil
	}
	return "", Unknown("payment", s, []string{"client", "partner"})
}

// PartnershipState is where a partnership stands.
type PartnershipState string

// Pending becomes active, refused or cancelled, and active becomes ended. A new offer begins again from whatever is over.
const (
	PartnershipPending   PartnershipState = "pending"
	PartnershipActive    PartnershipState = "active"
	PartnershipRefused   PartnershipState = "refused"
	PartnershipCancelled PartnershipState = "cancelled"
	PartnershipEnded     PartnershipState = "ended"
)

// String is limited or full; empty for no partnership.
func (p PartnerAccess) String() string {
	switch p {
	case PartnerLimited:
		return "limited"
	case PartnerFull:
		return "full"
	default:
		return ""
	}
}

// MarshalText writes the name.
func (p PartnerAccess) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePartnerAccess reads.
func (p *PartnerAccess) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePartnerAccess(string(b))
	return err
}

// ParsePartnerAccess reads how much a partner gets.
func ParsePartnerAccess(s string) (PartnerAccess, error) {
	for _, p := range []PartnerAccess{PartnerLimited, PartnerFull} {
		if strings.EqualFold(strings.TrimSpace(s), p.String()) {
			return p, nil
		}
	}
	return NoPartner, Unknown("access", s, []string{"limited", "full"})
}

// PartnerRights are those that a partner can be given on single products.
const PartnerRights = Technical | Statistics

// PartnerProfile is how an organization presents itself as a partner. Its JSON is what the log keeps of it.
type PartnerProfile struct {
	ID      OrgID     `json:"id"`
	Slug    string    `json:"slug"`
	Name    string    `json:"name"`
	Email   string    `json:"email"`
	Active  bool      `json:"active"`
	Created time.Time `json:"created_at"`
}

// Search is what a profile is found by.
func (p PartnerProfile) Search() string { return FoldSearch(p.Name + " " + p.Email) }

// FoldSearch is a text without case, accents and needless blanks, for comparing what people type with what is there.
func FoldSearch(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(strings.Join(strings.Fields(s), " "))) {
		switch plain := plainLetter(r); {
		case plain != "":
			b.WriteString(plain)
		case !unicode.Is(unicode.M, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// ProfileEdit says what of a profile becomes what. Nil stays as it is.
type ProfileEdit struct {
	Name, Email *string
	Active      *bool
}

// Empty says that nothing is to be changed.
func (e ProfileEdit) Empty() bool { return e == ProfileEdit{} }

// Apply is the profile as it would be. A new one is active unless it says otherwise.
func (e ProfileEdit) Apply(p PartnerProfile) (PartnerProfile, error) {
	if e.Name != nil {
		p.Name = *e.Name
	}
	if e.Email != nil {
		p.Email = *e.Email
	}
	if e.Active != nil {
		p.Active = *e.Active
	}
	var err error
	if p.Name, err = ParseDisplayName("name of the partner", p.Name); err != nil {
		return p, err
	}
	email, err := ParseEmail(p.Email)
	p.Email = email.Shown
	return p, err
}

// Partnership is what two organizations have agreed, or one has offered. Its JSON is what the logs of both keep of it.
type Partnership struct {
	ID        SubjectID        `json:"id"`
	ClientID  OrgID            `json:"client_id"`
	Client    string           `json:"client"`
	PartnerID OrgID            `json:"partner_id"`
	Partner   string           `json:"partner"`
	State     PartnershipState `json:"state"`
	AskedBy   Side             `json:"asked_by"`
	Access    PartnerAccess    `json:"access"`
	Payment   Side             `json:"payment"`
	Offer     Side             `json:"payment_offer"` // who proposed that the partner pay and waits for the other; empty: nobody
	By        string           `json:"by"`            // who made the offer
	Created   time.Time        `json:"created_at"`
	Expires   time.Time        `json:"expires_at"`
	Started   *time.Time       `json:"started_at"`
	Ended     *time.Time       `json:"ended_at"`

	ByUser UserID `json:"-"`
}

// Open says that the partnership is an offer that can still be answered.
func (p Partnership) Open(at time.Time) bool {
	return p.State == PartnershipPending && at.Before(p.Expires)
}

// Shown is the state as it is told: an offer whose time is over has expired.
func (p Partnership) Shown(at time.Time) string {
	if p.State == PartnershipPending && !p.Open(at) {
		return "expired"
	}
	return string(p.State)
}

// Awaits says that one side has something to answer: an offer of the other, or its proposal that the partner pay.
func (p Partnership) Awaits(side Side, at time.Time) bool {
	return p.Open(at) && p.AskedBy == side.Other() || p.State == PartnershipActive && p.Offer == side.Other()
}

// Of is the slug of one side.
func (p Partnership) Of(s Side) string {
	if s == ClientSide {
		return p.Client
	}
	return p.Partner
}

// OrgOf is the organization of one side.
func (p Partnership) OrgOf(s Side) OrgID {
	if s == ClientSide {
		return p.ClientID
	}
	return p.PartnerID
}

// Both are the two organizations, in whose logs what concerns both stands.
func (p Partnership) Both() []OrgID { return []OrgID{p.ClientID, p.PartnerID} }

// Assignment lets a collaborator of a partner into a client, as the logs of both keep it.
type Assignment struct {
	ID       SubjectID `json:"id"` // of the partnership
	ClientID OrgID     `json:"client_id"`
	Client   string    `json:"client"`
	Partner  string    `json:"partner"`
	User     string    `json:"user"`
	UserID   UserID    `json:"user_id"`
	Created  time.Time `json:"created_at"`
}

// Entry is the partnership by which somebody enters an organization; zero: none.
type Entry struct {
	Subject SubjectID
	Org     OrgID  // the partner
	Partner string // its slug
	Access  PartnerAccess
}

// Grants are what it gives without being stored: full access is every right on everything.
func (e Entry) Grants() []Grant {
	if e.Access != PartnerFull {
		return nil
	}
	return []Grant{{Subject: e.Subject, Via: ViaPartner, Name: e.Partner, Scope: ScopeEverything, Rights: AllRights}}
}

// PartnerTerms are what an offer, an answer or a change says a partner gets. What is zero stays, or is the default.
type PartnerTerms struct {
	Access  PartnerAccess
	Payment Side
	Grants  []GrantSpec // with Replace all of it; else they are added
	Replace bool        // Grants are the whole selection, also if there are none
	Remove  []Scope     // products to be taken out of the selection
}

// Empty says that nothing was said.
func (t PartnerTerms) Empty() bool {
	return t.Access == NoPartner && t.Payment == "" && !t.Selects()
}

// Selects says that the terms speak of single products.
func (t PartnerTerms) Selects() bool { return t.Replace || len(t.Grants)+len(t.Remove) > 0 }

// Check refuses terms that contradict themselves or give a partner what none can have.
func (t PartnerTerms) Check() error {
	if t.Access == PartnerFull && t.Selects() {
		return Invalid("full access is everything: it goes without products").WithHint("leave the products out, or give --access limited")
	}
	if t.Access == PartnerLimited && t.Payment == PartnerSide {
		return Invalid("the partner can pay only with full access").WithHint("give --access full, or --payment client")
	}
	for _, g := range t.Grants {
		if err := checkPartnerGrant(g); err != nil {
			return err
		}
	}
	return nil
}

func checkPartnerGrant(g GrantSpec) error {
	switch {
	case g.Scope.Kind != ScopeProduct:
		return Invalid("a partner is granted single products, not %q", g.Scope.String()).WithHint("name products, or give --access full for everything")
	case g.UsageSet && g.Usage != NoUsage:
		return Invalid("a partner manages products and does not use them").WithHint("give rights only: technical, statistics")
	case g.Rights&^PartnerRights != 0:
		return Invalid("a partner gets technical and statistics, not %s", (g.Rights &^ PartnerRights).String()).WithHint("one of technical, statistics")
	case g.Rights == 0 && !g.Clear && g.RightsSet:
		return Invalid("%q gives nothing", g.String()).WithHint("one of technical, statistics; products that are not named are not given")
	}
	return nil
}

// Apply is the partnership under these terms. Leaving full access leaves the payment with the client.
func (t PartnerTerms) Apply(p Partnership) (Partnership, error) {
	p.Access = cmp.Or(t.Access, p.Access)
	if p.Access == PartnerLimited && t.Payment == PartnerSide {
		return p, Errorf(KindConflict, CodeConflict, "%q has limited access: only a partner with full access can pay", p.Partner).
			WithHint("give --access full too")
	}
	if p.Access == PartnerFull && t.Selects() {
		return p, Errorf(KindConflict, CodeConflict, "%q has full access: it goes without products", p.Partner).WithHint("give --access limited too")
	}
	if p.Access == PartnerLimited {
		p.Payment, p.Offer = ClientSide, ""
		return p, nil
	}
	return p.pay(t.Payment), nil
}

// pay applies what the client says about who pays. That the partner does takes its consent: what it asked for itself.
func (p Partnership) pay(payment Side) Partnership {
	switch {
	case payment == ClientSide:
		p.Payment, p.Offer = ClientSide, ""
	case payment == PartnerSide && p.Payment != PartnerSide && p.Offer == PartnerSide:
		p.Payment, p.Offer = PartnerSide, ""
	case payment == PartnerSide && p.Payment != PartnerSide:
		p.Offer = ClientSide
	}
	return p
}

// PartnerRow is a partnership as one of its sides lists it.
type PartnerRow struct {
	Partnership
	Name     string // of the organization across
	Email    string // the contact of the partner
	Products int    // how many the partner has rights on
	People   int    // who of the partner may enter
	Last     *time.Time
}

// PartnerDetail is a partnership whole.
type PartnerDetail struct {
	PartnerRow
	Held   []GrantRecord
	Inside []Member // who may enter
}

// Offer says what a client or a partner offers the other, and how it travels.
type Offer struct {
	To     string // the slug of the other side
	Terms  PartnerTerms
	Accept bool     // the caller owns both sides and accepts at once
	Code   [32]byte // the hash of a code that the command hands over itself; zero: it goes by mail
}

// Ending says how a partnership is to be ended.
type Ending struct {
	With        string // the slug of the other side
	WithCreated bool   // also members, grants and invitations that the partner's people made
	Attempt     LoginAttempt
}
