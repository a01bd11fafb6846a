package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// AcceptPartnership answers an offer with yes: by its code, which says which offer is meant and whose answer it is, or by the slug
// of the other side. Only an owner of the side that was asked may. A client that was asked says what the partner gets; what it
// does not say is as it was asked.
func (s *Store) AcceptPartnership(ctx context.Context, req org.Request, ref string, code [32]byte, terms org.PartnerTerms) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "partner.accept", object: ref, input: terms}, func(a *act) error {
		p, mine, err := a.addressed(ctx, ref, code)
		if err != nil {
			return err
		}
		if mine == org.PartnerSide && !terms.Empty() {
			return org.Invalid("the client says what a partner gets").WithHint("leave --access, --payment and the products out, and accept or refuse what is offered")
		}
		switch {
		case p.State == org.PartnershipActive:
			return a.pays(ctx, p, true)
		case mine == org.ClientSide:
			return a.answer(ctx, p, terms)
		}
		return a.take(ctx, p)
	})
}

// RefusePartnership answers an offer with no.
func (s *Store) RefusePartnership(ctx context.Context, req org.Request, ref string, code [32]byte) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "partner.refuse", object: ref}, func(a *act) error {
		p, _, err := a.addressed(ctx, ref, code)
		if err != nil {
			return err
		}
		if p.State == org.PartnershipActive {
			return a.pays(ctx, p, false)
		}
		return a.closeOffer(ctx, p, org.PartnershipRefused)
	})
}

// addressed finds the offer to be answered and goes on as an owner of the side that was asked.
func (a *act) addressed(ctx context.Context, ref string, code [32]byte) (p org.Partnership, mine org.Side, err error) {
	if code != ([32]byte{}) {
		p, mine, err = a.byCode(ctx, code)
	} else {
		p, mine, err = a.bySlug(ctx, ref)
	}
	if err != nil {
		return p, mine, err
	}
	action := org.ActAuthorize
	if mine == org.PartnerSide {
		action = org.ActClients
	}
	if err := a.May(action); err != nil {
		return p, mine, err
	}
	a.between(p)
	a.chain, a.about = a.Org.ID, p.Of(mine.Other())
	if p.State == org.PartnershipPending && !p.Open(a.time()) {
		return p, mine, org.Errorf(org.KindConflict, org.CodeConflict, "the offer of %q ended on %s", p.Of(mine.Other()), civil(p.Expires)).
			WithHint("ask for it to be sent again")
	}
	return p, mine, nil
}

// byCode finds an offer by a code. Who holds a code and is nobody of the side that was asked is told that, not that there is
// nothing.
func (a *act) byCode(ctx context.Context, code [32]byte) (p org.Partnership, mine org.Side, err error) {
	p, err = scanPartnership(a.QueryRowContext(ctx, partnershipSelect+` WHERE p.state = 'pending' AND p.subject_id = (SELECT subject_id FROM partnership_codes WHERE hash = ?1)`, code[:]))
	if err != nil {
		return p, mine, noSuchCode(err)
	}
	mine = p.AskedBy.Other()
	c := a.req.Caller
	c.Org = fmt.Sprintf("id:%d", p.OrgOf(mine))
	as, err := a.actor(ctx, c)
	if org.KindOf(err) == org.KindNotFound {
		err = org.Errorf(org.KindDenied, org.CodeNotAuthorized, "only an owner of %q may answer this offer", p.Of(mine)).WithHint("hand the code to one")
	}
	if err == nil {
		a.Actor = as
	}
	return p, mine, err
}

// bySlug finds what the other side has offered to the caller's organization. Two organizations may be each other's partners; if
// both have offered something, a code says which is meant.
func (a *act) bySlug(ctx context.Context, ref string) (p org.Partnership, mine org.Side, err error) {
	if a.Actor, err = a.actor(ctx, a.req.Caller); err != nil {
		return p, mine, err
	}
	var there []org.Partnership
	for _, side := range []org.Side{org.ClientSide, org.PartnerSide} {
		one, err := a.across(ctx, a.Org.ID, side, ref)
		if org.KindOf(err) == org.KindNotFound {
			continue
		}
		if err != nil {
			return p, mine, err
		}
		waits := one.State == org.PartnershipPending && one.AskedBy == side.Other() || one.State == org.PartnershipActive && one.Offer == side.Other()
		if waits && mine != "" {
			return p, mine, org.Errorf(org.KindConflict, org.CodeConflict, "%q has offered two things: to be your client, and to be your partner", ref).
				WithHint("answer with the code of the one that you mean")
		}
		if waits {
			p, mine = one, side
		}
		there = append(there, one)
	}
	switch {
	case mine != "":
		return p, mine, nil
	case len(there) == 0:
		return p, mine, org.NotFound("offer of", ref).WithHint("'orgctl partner list' and 'orgctl client list' show what is open")
	}
	return p, mine, org.Errorf(org.KindConflict, org.CodeConflict, "nothing of %q waits for an answer: the partnership is %s", ref, there[0].Shown(a.time())).
		WithHint("'orgctl partner list' and 'orgctl client list' show what is open")
}

// answer is the client's yes to a request.
func (a *act) answer(ctx context.Context, before org.Partnership, terms org.PartnerTerms) error {
	a.between(before)
	p, err := terms.Apply(before)
	if err != nil {
		return err
	}
	if p, err = a.begin(ctx, before, p); err != nil {
		return err
	}
	if err := a.choose(ctx, p, terms); err != nil {
		return err
	}
	if p.Access == org.PartnerLimited && !terms.Selects() {
		a.set.Notes = append(a.set.Notes, fmt.Sprintf("%s has no product yet: orgctl partner edit %s --add-product REF", p.Partner, p.Partner))
	}
	if p.Offer == org.ClientSide {
		if err := a.offerToPay(ctx, p); err != nil {
			return err
		}
	}
	return a.cover(ctx, p)
}

// take is the partner's yes to an invitation.
func (a *act) take(ctx context.Context, before org.Partnership) error {
	if _, err := a.isPartner(ctx, a.Org); err != nil {
		return err
	}
	p, err := a.begin(ctx, before, before)
	if err != nil {
		return err
	}
	return a.cover(ctx, p)
}

// begin makes an offer an active partnership, if whoever made it still may.
func (a *act) begin(ctx context.Context, before, p org.Partnership) (org.Partnership, error) {
	var may bool
	err := a.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM members WHERE org_id = ?1 AND user_id = ?2 AND role = 4 AND state = 0)`,
		p.OrgOf(p.AskedBy), p.ByUser).Scan(&may)
	if err != nil {
		return p, err
	}
	if !may {
		return p, org.Errorf(org.KindConflict, org.CodeConflict, "%q, who made the offer, is no owner of %q any more", p.By, p.Of(p.AskedBy)).
			WithHint("ask an owner of it to make the offer again")
	}
	if p, err = a.active(ctx, p); err != nil {
		return p, err
	}
	if err := a.burnOfferCodes(ctx, p.ID); err != nil {
		return p, err
	}
	return a.putPartnership(ctx, before, p)
}

// active is the partnership as it begins. Of partners with full access there is one at most.
func (a *act) active(ctx context.Context, p org.Partnership) (org.Partnership, error) {
	p.State, p.Started = org.PartnershipActive, new(a.time())
	return p, a.onlyFull(ctx, p)
}

func (a *act) onlyFull(ctx context.Context, p org.Partnership) error {
	if p.Access != org.PartnerFull {
		return nil
	}
	var other string
	err := a.QueryRowContext(ctx, `SELECT o.slug FROM partnerships p CROSS JOIN organizations o ON o.id = p.partner_id
WHERE p.org_id = ?1 AND p.state = 'active' AND p.access = 'full' AND p.partner_id <> ?2`, p.ClientID, p.PartnerID).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil && a.Org.ID == p.PartnerID {
		other = "another partner" // whom it has is the client's business
	}
	if err == nil {
		err = org.Errorf(org.KindConflict, org.CodeConflict, "%q has a partner with full access already: %s", p.Client, other).
			WithHint("there is one at most: the client limits that one with 'orgctl partner edit', or this one gets limited access")
	}
	return err
}

// covered are the partner's people who are externals of the client: they come in by the partnership instead.
func (t *tx) covered(ctx context.Context, p org.Partnership) ([]org.Member, error) {
	return t.membersBy(ctx, `SELECT `+memberColumns+` FROM members m CROSS JOIN users u ON u.id = m.user_id CROSS JOIN members pm ON pm.org_id = ?2 AND pm.user_id = m.user_id
WHERE m.org_id = ?1 AND m.role = 1 AND m.state = 0 AND pm.role >= 2 AND pm.state = 0 ORDER BY u.email_key`, p.ClientID, p.PartnerID)
}

func (a *act) noteCovered(ctx context.Context, p org.Partnership) error {
	people, err := a.covered(ctx, p)
	for _, m := range people {
		a.set.Notes = append(a.set.Notes, fmt.Sprintf("%s is an external of %s: with the partnership they come in through %s, and their own grants and teams here end", m.Email, p.Client, p.Partner))
	}
	return err
}

// cover ends what the partner's people had as externals of the client, and lets them in by the partnership. Nothing of it
// returns at its end.
func (a *act) cover(ctx context.Context, p org.Partnership) error {
	people, err := a.covered(ctx, p)
	if err != nil || len(people) == 0 {
		return err
	}
	client, err := a.organization(ctx, p.ClientID)
	if err != nil {
		return err
	}
	for _, m := range people {
		err := a.within(client, func() error {
			if err := a.dropHoldings(ctx, m); err != nil {
				return err
			}
			return a.dropMembership(ctx, m, fmt.Sprintf("%s is no external of %s any more: they come in through partner %s", m.Email, p.Client, p.Partner))
		})
		if err != nil {
			return err
		}
		at, err := a.memberByUser(ctx, p.PartnerID, m.User)
		if err == nil && at.Role == org.Collaborator {
			err = a.assign(ctx, p, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// within runs something in another organization, in whose log it stands.
func (a *act) within(o org.Organization, fn func() error) error {
	home, logs := a.Org, a.logs
	a.Org, a.logs = o, []org.OrgID{o.ID}
	defer func() { a.Org, a.logs = home, logs }()
	return fn()
}
