package org

// Action is a row of the permission table. Tokens are bound to rows by these names.
type Action string

// The actions, in the order of the table.
const (
	ActSee         Action = "read"         // see the organization, switch to it, one's own access
	ActUseProducts Action = "products.all" // all products with every management right, no grant needed
	ActGranted     Action = "products.granted"
	ActSeeAccess   Action = "access.read"
	ActEditOrg     Action = "org.edit"
	ActRemoveOrg   Action = "org.remove"
	ActMembers     Action = "members"
	ActOwners      Action = "owners"
	ActGrants      Action = "grants"
	ActProducts    Action = "products"
	ActOrder       Action = "order"
	ActEditProduct Action = "product.edit"
	ActTeams       Action = "teams"
	ActAuthorize   Action = "partners"
	ActSeePartners Action = "partners.read"
	ActClients     Action = "clients"
	ActEnter       Action = "clients.enter"
	ActExport      Action = "export"
	ActBook        Action = "book"
	ActCompliance  Action = "compliance" // 2FA enforcement, the log, the certificate
	ActDirectory   Action = "directory"
	ActStore       Action = "store"
)

// Verdict is what a cell of the table says.
type Verdict uint8

// The verdicts. All but Yes and No depend on something more than the role.
const (
	No           Verdict = iota
	Yes                  // always
	NotOwners            // yes, but never on owners
	OnlyLower            // yes, but on collaborators and externals only
	WithBilling          // with the billing mark of the membership
	WithTech             // with the technical right on the product in question
	Assigned             // for the clients one is assigned to
	AssignedBill         // for the clients one is assigned to, and with the billing mark
	GrantedOnly          // what was granted, nothing else
	NotApply             // the question does not arise
)

// Permission is one row of the table: who may do what.
type Permission struct {
	Action         Action
	Text           string
	Owner          Verdict
	Admin          Verdict
	Collaborator   Verdict
	External       Verdict
	PartnerFull    Verdict
	PartnerLimited Verdict
	Missing        string // what a refusal says, after "you may not"
	Commands       []string
}

// Permissions is the one table of who may do what. Enforcement, the docs page and the tokens all read it.
// It is built on demand, so that commands that ask for nothing pay nothing.
func Permissions() []Permission {
	return []Permission{
		{ActSee, "see the organization, switch to it; see one's own access", Yes, Yes, Yes, Yes, Yes, Yes, "see this organization", nil},
		{ActUseProducts, "all products, always, with every management right (no grant needed)", Yes, Yes, No, No, Yes, No, "manage every product", nil},
		{ActGranted, "granted products only", NotApply, NotApply, GrantedOnly, GrantedOnly, NotApply, GrantedOnly, "see this product", nil},
		{ActSeeAccess, "see others' access, matrix", Yes, Yes, No, No, Yes, No, "see the access of others", nil},
		{ActEditOrg, "edit organization details, own catalog entries", Yes, Yes, No, No, Yes, No, "edit the organization", nil},
		{ActRemoveOrg, "delete the organization", Yes, No, No, No, No, No, "delete the organization", nil},
		{ActMembers, "list, invite, add, remove members; roles; lock, unlock, reset", Yes, NotOwners, No, No, OnlyLower, No, "manage members", nil},
		{ActOwners, "give or take the owner role, touch an owner", Yes, No, No, No, No, No, "give or take the owner role or change an owner", nil},
		{ActGrants, "edit product access", Yes, Yes, No, No, Yes, No, "edit product access", nil},
		{ActProducts, "add, remove products", Yes, Yes, No, No, Yes, No, "add or remove products", nil},
		{ActOrder, "order and renew with a price", Yes, Yes, WithBilling, No, Yes, No, "order or renew products", nil},
		{ActEditProduct, "edit a product", Yes, Yes, WithTech, WithTech, Yes, WithTech, "edit this product", nil},
		{ActTeams, "work teams (see own: every member)", Yes, Yes, No, No, Yes, No, "manage work teams", nil},
		{ActAuthorize, "authorize a partner; change, resend, cancel, end it", Yes, No, No, No, No, No, "authorize partners", nil},
		{ActSeePartners, "see partners", Yes, Yes, No, No, Yes, No, "see partners", nil},
		{ActClients, "as a partner: ask for a client, accept, refuse, end", Yes, No, No, No, NotApply, NotApply, "manage clients", nil},
		{ActEnter, "as a partner: enter managed clients, list", Yes, Yes, Assigned, No, NotApply, NotApply, "list or enter clients", nil},
		{ActExport, "as a partner: export", Yes, Yes, AssignedBill, No, NotApply, NotApply, "export clients", nil},
		{ActBook, "own book: see, import, rates", Yes, Yes, WithBilling, No, No, No, "see the book", nil},
		{ActCompliance, "enforce 2FA, activity log, DPA certificate", Yes, Yes, No, No, No, No, "see the log or the certificate", nil},
		{ActDirectory, "organization directory", Yes, Yes, Yes, No, No, No, "see the directory", nil},
		{ActStore, "store …: whoever owns the file, without login", NotApply, NotApply, NotApply, NotApply, NotApply, NotApply, "act as the owner of the file", nil},
	}
}

// Standing is how somebody stands to an organization: as a member with a role, or as a partner's person.
type Standing struct {
	Role    Role
	Billing bool
	Partner PartnerAccess // the access of the partnership they came through; members: NoPartner
	State   MemberState
}

// PartnerAccess is how much a client gave a partner.
type PartnerAccess uint8

// Limited is a selection of products, full is everything.
const (
	NoPartner PartnerAccess = iota
	PartnerLimited
	PartnerFull
)

// Verdict reads the cell of the table for this standing. Somebody who is both a member and a partner's person gets
// the better of the two.
func (s Standing) Verdict(action Action) Verdict {
	row := permission(action)
	member, partner := No, No
	switch s.Role {
	case Owner:
		member = row.Owner
	case Admin:
		member = row.Admin
	case Collaborator:
		member = row.Collaborator
	case External:
		member = row.External
	}
	switch s.Partner {
	case PartnerFull:
		partner = row.PartnerFull
	case PartnerLimited:
		partner = row.PartnerLimited
	}
	if partner == Yes || member == No || member == NotApply && partner != No {
		return partner
	}
	return member
}

// May says whether the standing allows the action, and a refusal with the reason if not. Verdicts that depend on
// the object (an owner, a product, a client) are let through: the use case asks the matching rule next.
func (s Standing) May(action Action) error {
	switch v := s.Verdict(action); {
	case v == No || v == NotApply, v == WithBilling && !s.Billing, v == AssignedBill && !s.Billing:
		return s.refuse(action, v)
	default:
		return nil
	}
}

func (s Standing) refuse(action Action, v Verdict) error {
	who := s.Role.String() + "s"
	if s.Role == NoRole {
		who = "this partner's people"
	}
	err := Errorf(KindDenied, CodeNotAuthorized, "%s may not %s", who, permission(action).Missing)
	if v == WithBilling || v == AssignedBill {
		return err.WithHint("the billing mark is missing: ask an owner or admin for it")
	}
	return err.WithHint("ask %s", permission(action).whoMay())
}

func (p Permission) whoMay() string {
	if p.Admin == Yes || p.Admin == NotOwners {
		return "an owner or admin of the organization"
	}
	return "an owner of the organization"
}

func permission(action Action) Permission {
	for _, row := range Permissions() {
		if row.Action == action {
			return row
		}
	}
	panic("org: no row in the permission table for " + string(action))
}

// CanTouch refuses to change a member who stands above what the standing may change.
func (s Standing) CanTouch(m Member) error {
	if m.Role == Owner && s.Verdict(ActOwners) != Yes {
		return Errorf(KindDenied, CodeNotAuthorized, "%q is an owner: only owners may change owners", m.Email).
			WithHint("ask an owner of the organization")
	}
	if s.Verdict(ActMembers) == OnlyLower && m.Role.Manages() {
		return Errorf(KindDenied, CodeNotAuthorized, "%q is an admin: a partner's people change collaborators and externals only", m.Email).
			WithHint("ask an owner or admin of the organization")
	}
	return nil
}

// CanGive refuses to give a role above what the standing may give.
func (s Standing) CanGive(role Role) error {
	if role == Owner && s.Verdict(ActOwners) != Yes {
		return Errorf(KindDenied, CodeNotAuthorized, "only owners may make somebody an owner").WithHint("ask an owner of the organization")
	}
	if s.Verdict(ActMembers) == OnlyLower && role.Manages() {
		return Errorf(KindDenied, CodeNotAuthorized, "a partner's people never make somebody %s", role).
			WithHint("ask an owner or admin of the organization")
	}
	return nil
}

// KeepsOwner refuses to leave an organization without an owner: nobody could repair it afterwards.
func KeepsOwner(m Member, slug string, owners int) error {
	if m.Role != Owner || m.State == Pending || owners > 1 {
		return nil
	}
	return Errorf(KindDenied, CodeLastOwner, "%q is the last owner of %q", m.Email, slug).WithHint("make someone else owner first")
}

// CanHoldRights refuses management rights for a role that has them all by itself.
func CanHoldRights(m Member, rights Rights) error {
	if rights == 0 || !m.Role.Manages() {
		return nil
	}
	return Errorf(KindDenied, CodeRoleHasRights, "%q is %s and has every management right without a grant", m.Email, m.Role.WithArticle()).
		WithHint("grant usage only: orgctl grant set %s --product REF --usage user", m.Email)
}

// WithArticle is the role as it stands in a sentence.
func (r Role) WithArticle() string {
	if r == Collaborator {
		return "a collaborator"
	}
	return "an " + r.String()
}

// CanMark refuses to open the book to somebody by whoever does not see it themselves.
func (s Standing) CanMark(before, after Member) error {
	if !after.Billing || before.Billing || s.May(ActBook) == nil {
		return nil
	}
	return Errorf(KindDenied, CodeNotAuthorized, "a partner's people don't see the book and give nobody the billing mark").
		WithHint("ask an owner or admin of the organization")
}

// CanBill refuses the billing mark for an external.
func CanBill(role Role, billing bool) error {
	if role == External && billing {
		return Invalid("an external can't have the billing mark").WithHint("make them a collaborator, or leave --billing out")
	}
	return nil
}
