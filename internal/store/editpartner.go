package store

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/org"
)

// EditPartner changes what a partner gets, or what it was offered: limited access or full, which products, and who pays.
func (s *Store) EditPartner(ctx context.Context, req org.Request, ref string, terms org.PartnerTerms) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActAuthorize, name: "partner.edit", object: ref, input: terms}, func(a *act) error {
		before, err := a.partnerOf(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		a.between(before)
		if err := editable(before, a); err != nil {
			return err
		}
		p, err := edited(before, terms)
		if err != nil {
			return err
		}
		return a.replacePartnership(ctx, before, p, terms)
	})
}

// edited is the partnership under new terms.
func edited(before org.Partnership, terms org.PartnerTerms) (org.Partnership, error) {
	p, err := terms.Apply(before)
	if err != nil {
		return p, err
	}
	if p.State == org.PartnershipPending && terms.Payment != "" {
		p.Payment, p.Offer = terms.Payment, "" // to be accepted with the offer
	}
	if before.Access == org.PartnerFull && p.Access == org.PartnerLimited && !terms.Selects() {
		return p, org.Errorf(org.KindUsage, org.CodeInputRequired, "missing --product").
			WithHint("which products does %s keep? '--product none' leaves it without any", p.Partner)
	}
	return p, nil
}

// replacePartnership writes what became of a partnership and of its selection, and tells who pays.
func (a *act) replacePartnership(ctx context.Context, before, p org.Partnership, terms org.PartnerTerms) error {
	if p.State == org.PartnershipActive {
		if err := a.onlyFull(ctx, p); err != nil {
			return err
		}
	}
	if p != before {
		if err := a.writePartnership(ctx, before, &p, narrowed(before, p)); err != nil {
			return err
		}
	}
	if before.Access != p.Access && p.Access == org.PartnerFull {
		if err := a.dropSelection(ctx, p); err != nil {
			return err
		}
	}
	if err := a.choose(ctx, p, terms); err != nil {
		return err
	}
	return a.tellPayment(ctx, before, p)
}

func editable(p org.Partnership, a *act) error {
	switch {
	case p.State == org.PartnershipActive, p.State == org.PartnershipPending && p.AskedBy == org.ClientSide:
		return nil
	case p.Open(a.time()):
		return org.Errorf(org.KindConflict, org.CodeConflict, "%q has asked to be a partner and is none yet", p.Partner).
			WithHint("answer with 'orgctl partner accept %s' and what it shall get", p.Partner)
	}
	return org.Errorf(org.KindConflict, org.CodeConflict, "%q is no partner: the partnership is %s", p.Partner, p.Shown(a.time())).
		WithHint("orgctl partner invite %s", p.Partner)
}

// narrowed says what a partner loses by the kind of its access; single products are said one by one.
func narrowed(before, p org.Partnership) string {
	if before.State == org.PartnershipActive && before.Access == org.PartnerFull && p.Access == org.PartnerLimited {
		return fmt.Sprintf("partner %s loses full access: what it keeps is the products named", p.Partner)
	}
	return ""
}

// tellPayment tells the partner who pays from now on, or asks whether it will.
func (a *act) tellPayment(ctx context.Context, before, p org.Partnership) error {
	if p.State != org.PartnershipActive || p.Payment == before.Payment && p.Offer == before.Offer {
		return nil
	}
	if p.Offer == org.ClientSide {
		return a.offerToPay(ctx, p)
	}
	return a.tell(ctx, org.MailPayment, p, org.PartnerSide)
}

// offerToPay says that the partner has not agreed to pay yet.
func (a *act) offerToPay(ctx context.Context, p org.Partnership) error {
	a.set.Notes = append(a.set.Notes, fmt.Sprintf("the client goes on paying until %s agrees, with 'orgctl partner accept %s'", p.Partner, p.Client))
	return a.tell(ctx, org.MailPayment, p, org.PartnerSide)
}

// askToPay is the partner's request, in a partnership that is active, to pay itself.
func (a *act) askToPay(ctx context.Context, before org.Partnership, o org.Offer) error {
	a.between(before)
	if o.Terms.Payment != org.PartnerSide || before.Payment == org.PartnerSide {
		return org.Errorf(org.KindConflict, org.CodeExists, "%q is a client already", before.Client).WithHint("'orgctl client list' shows what you have")
	}
	p := before
	switch {
	case p.Access != org.PartnerFull:
		return org.Errorf(org.KindConflict, org.CodeConflict, "access to %q is limited: only with full access can a partner pay", p.Client).
			WithHint("its owner gives it with 'orgctl partner edit %s --access full'", p.Partner)
	case p.Offer == org.ClientSide: // both want it
		p.Payment, p.Offer = org.PartnerSide, ""
	default:
		p.Offer = org.PartnerSide
	}
	if p == before {
		return nil
	}
	if _, err := a.putPartnership(ctx, before, p); err != nil {
		return err
	}
	return a.tell(ctx, org.MailPayment, p, org.ClientSide)
}

// pays is the answer to the question whether the partner shall pay.
func (a *act) pays(ctx context.Context, before org.Partnership, yes bool) error {
	p := before
	p.Offer = ""
	if yes {
		p.Payment = org.PartnerSide
	}
	if _, err := a.putPartnership(ctx, before, p); err != nil {
		return err
	}
	return a.tell(ctx, org.MailPayment, p, before.Offer)
}

// choose brings the selection of a partner with limited access to what the terms say.
func (a *act) choose(ctx context.Context, p org.Partnership, terms org.PartnerTerms) error {
	if !terms.Selects() {
		return nil
	}
	return a.inClient(ctx, p, func(g *granting, h holder) error {
		named, err := g.giveAll(ctx, h, terms.Grants)
		if err != nil {
			return err
		}
		for _, scope := range terms.Remove {
			at, err := g.placeIn(ctx, h, scope)
			if err != nil {
				return err
			}
			if slices.Contains(named, at.slot) {
				return org.Invalid("%q is both added and removed", scope.String()).WithHint("state each product once")
			}
			if err := g.take(ctx, h, at); err != nil {
				return err
			}
		}
		if !terms.Replace {
			return nil
		}
		return g.takeBut(ctx, h, named)
	})
}

// giveAll grants a partner several products, each stated once.
func (g *granting) giveAll(ctx context.Context, h holder, specs []org.GrantSpec) (named []slot, err error) {
	for _, spec := range specs {
		at, err := g.give(ctx, h, spec)
		if err != nil {
			return nil, err
		}
		if slices.Contains(named, at) {
			return nil, org.Invalid("%q is stated twice", spec.Scope.String()).WithHint("state each product once")
		}
		named = append(named, at)
	}
	return named, nil
}

// inClient runs a change of what a partner holds, in the client.
func (a *act) inClient(ctx context.Context, p org.Partnership, fn func(*granting, holder) error) error {
	client, err := a.organization(ctx, p.ClientID)
	if err != nil {
		return err
	}
	return a.within(client, func() error {
		g, err := a.granting(ctx)
		if err != nil {
			return err
		}
		h, err := a.holderOfPartner(ctx, p)
		if err != nil {
			return err
		}
		return fn(g, h)
	})
}

// give grants a partner one product. Rights that are not said stay, or are all that a partner can have.
func (g *granting) give(ctx context.Context, h holder, spec org.GrantSpec) (slot, error) {
	at, err := g.placeIn(ctx, h, spec.Scope)
	if err != nil {
		return slot{}, err
	}
	if err := offers(at.category, spec); err != nil {
		return at.slot, err
	}
	before, err := g.grantAt(ctx, at.slot)
	if err != nil {
		return at.slot, err
	}
	after := org.Grant{Subject: h.subject, Scope: org.ScopeProduct, Product: at.product.ID, Rights: spec.Rights}
	switch {
	case spec.Clear:
		after.Rights = 0
	case !spec.RightsSet && before != nil:
		after.Rights = before.Rights
	case !spec.RightsSet:
		after.Rights = org.PartnerRights & at.category.Rights
	}
	return at.slot, g.restate(ctx, h, at, before, after)
}

// take takes one product from a partner. One that it does not hold is no change.
func (g *granting) take(ctx context.Context, h holder, at place) error {
	before, err := g.grantAt(ctx, at.slot)
	if err != nil || before == nil {
		return err
	}
	return g.restate(ctx, h, at, before, org.Grant{})
}

func (g *granting) takeBut(ctx context.Context, h holder, keep []slot) error {
	held, err := g.directGrants(ctx, h.subject)
	if err != nil {
		return err
	}
	for _, grant := range held {
		at, err := g.placeOf(ctx, grant)
		if err != nil {
			return err
		}
		if slices.Contains(keep, at.slot) {
			continue
		}
		if err := g.take(ctx, h, at); err != nil {
			return err
		}
	}
	return nil
}

// restate is replace, but from a partner that has only been offered something nothing is taken.
func (g *granting) restate(ctx context.Context, h holder, at place, before *org.Grant, after org.Grant) error {
	if h.member.State == org.Active {
		return g.replace(ctx, h, at, before, after)
	}
	if before == nil && after.Empty() || before != nil && before.Same(after) {
		return nil
	}
	return g.put(ctx, h, at, restated{before: before, after: after})
}

// dropSelection takes every single product from a partner that loses nothing by it: the offer is over, or it gets everything.
func (a *act) dropSelection(ctx context.Context, p org.Partnership) error {
	p.State = org.PartnershipPending
	return a.inClient(ctx, p, func(g *granting, h holder) error { return g.takeBut(ctx, h, nil) })
}
