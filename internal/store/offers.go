package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"

	"orgctl/internal/org"
)

// offerLives is how long an offer between a client and a partner can be answered.
const offerLives = 30 * 24 * time.Hour

// InvitePartner offers a partner access to the caller's organization. If the partner has asked for it, the offer is the answer;
// with o.Accept, of somebody who owns both, it is accepted at once.
func (s *Store) InvitePartner(ctx context.Context, req org.Request, o org.Offer) (org.ChangeSet, error) {
	op := operation{action: org.ActAuthorize, name: "partner.invite", object: o.To, input: o.Terms}
	return s.change(ctx, req, op, func(a *act) error {
		partner, err := a.otherOrg(ctx, o.To, org.ClientSide)
		if err != nil {
			return err
		}
		if _, err := a.isPartner(ctx, partner); err != nil {
			return err
		}
		if o.Accept {
			if err := a.ownsToo(ctx, partner); err != nil {
				return err
			}
		}
		p, err := a.vacant(ctx, a.Org, partner)
		if err != nil {
			return err
		}
		if p.Open(a.time()) { // the partner asked
			return a.answer(ctx, p, o.Terms)
		}
		before := p
		p.AskedBy = org.ClientSide
		p.Access, p.Payment = o.Terms.Access, cmp.Or(o.Terms.Payment, org.ClientSide)
		return a.offer(ctx, before, p, o)
	})
}

// RequestClient asks an organization to be let in as its partner. In a partnership that is active it can only be asked that the
// partner pay.
func (s *Store) RequestClient(ctx context.Context, req org.Request, o org.Offer) (org.ChangeSet, error) {
	op := operation{action: org.ActClients, name: "client.request", object: o.To, input: o.Terms}
	return s.change(ctx, req, op, func(a *act) error {
		if _, err := a.isPartner(ctx, a.Org); err != nil {
			return err
		}
		client, err := a.otherOrg(ctx, o.To, org.PartnerSide)
		if err != nil {
			return err
		}
		if p, err := a.pair(ctx, client.ID, a.Org.ID); err == nil && p.State == org.PartnershipActive {
			return a.askToPay(ctx, p, o)
		}
		p, err := a.vacant(ctx, client, a.Org)
		if err != nil {
			return err
		}
		before := p
		p.AskedBy = org.PartnerSide
		p.Access, p.Payment = o.Terms.Access, cmp.Or(o.Terms.Payment, org.ClientSide)
		return a.offer(ctx, before, p, o)
	})
}

// otherOrg is the organization on the other side of an offer.
func (a *act) otherOrg(ctx context.Context, ref string, as org.Side) (org.Organization, error) {
	o, err := a.orgNamed(ctx, ref)
	if err = noPartnership(as, ref, err); err != nil {
		return o, err
	}
	if o.ID == a.Org.ID {
		return o, org.Invalid("%q can't be its own partner", o.Slug).WithHint("'orgctl partner search' finds partners")
	}
	return o, nil
}

// ownsToo refuses whoever can't speak for the partner as well.
func (a *act) ownsToo(ctx context.Context, partner org.Organization) error {
	c := a.req.Caller
	c.Org = partner.Slug
	other, err := a.actor(ctx, c)
	if err == nil {
		err = other.May(org.ActClients)
	}
	if org.KindOf(err) == org.KindNotFound || org.KindOf(err) == org.KindDenied {
		return org.Errorf(org.KindDenied, org.CodeNotAuthorized, "only an owner of %q may accept for it", partner.Slug).
			WithHint("leave --accept out: the partner accepts by itself")
	}
	return err
}

// vacant is the partnership of two organizations to make an offer in: a new one, one that is over, or one that the other side
// has offered. What is open already is not offered again.
func (a *act) vacant(ctx context.Context, client, partner org.Organization) (org.Partnership, error) {
	p, err := a.pair(ctx, client.ID, partner.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return org.Partnership{ClientID: client.ID, Client: client.Slug, PartnerID: partner.ID, Partner: partner.Slug}, nil
	}
	mine := org.ClientSide
	if partner.ID == a.Org.ID {
		mine = org.PartnerSide
	}
	other := p.Of(mine.Other())
	switch {
	case err != nil:
		return p, err
	case p.State == org.PartnershipActive && mine == org.ClientSide:
		return p, org.Errorf(org.KindConflict, org.CodeExists, "%q is a partner already", other).WithHint("orgctl partner edit %s", other)
	case p.Open(a.time()) && p.AskedBy == mine && mine == org.ClientSide:
		return p, org.Errorf(org.KindConflict, org.CodeExists, "%q is invited already, until %s", other, civil(p.Expires)).
			WithHint("orgctl partner resend %s, or 'partner edit' to change the offer, or 'partner cancel'", other)
	case p.Open(a.time()) && p.AskedBy == mine:
		return p, org.Errorf(org.KindConflict, org.CodeExists, "%q was asked already, until %s", other, civil(p.Expires)).
			WithHint("wait for its answer, or take it back with 'orgctl client cancel %s'", other)
	case p.Open(a.time()) && mine == org.PartnerSide:
		return p, org.Errorf(org.KindConflict, org.CodeExists, "%q has invited you, until %s", other, civil(p.Expires)).
			WithHint("orgctl partner accept %s", other)
	}
	return p, nil
}

func civil(t time.Time) string { return t.UTC().Format("2006-01-02") }

// offer makes a partnership an open offer, or, with o.Accept, an active one.
func (a *act) offer(ctx context.Context, before, p org.Partnership, o org.Offer) (err error) {
	a.between(p)
	p.State, p.Offer, p.By, p.ByUser, p.Started, p.Ended = org.PartnershipPending, "", a.Email, a.User, nil, nil
	p.Created, p.Expires = a.time(), a.time().Add(offerLives)
	if o.Accept {
		if p, err = a.active(ctx, p); err != nil {
			return err
		}
	}
	if p, err = a.putPartnership(ctx, before, p); err != nil {
		return err
	}
	if before.ID != 0 { // what was selected in an offer whose time was over, and its codes
		if err := a.burnOfferCodes(ctx, p.ID); err != nil {
			return err
		}
		if err := a.dropSelection(ctx, p); err != nil {
			return err
		}
	}
	if p.AskedBy == org.ClientSide {
		if err := a.choose(ctx, p, o.Terms); err != nil {
			return err
		}
	}
	if o.Accept {
		return a.cover(ctx, p)
	}
	if err := a.noteCovered(ctx, p); err != nil {
		return err
	}
	return a.send(ctx, p, o.Code)
}

// putPartnership writes what became of a partnership, into the logs of both sides. A new one gets its id.
func (a *act) putPartnership(ctx context.Context, before, p org.Partnership) (org.Partnership, error) {
	err := a.writePartnership(ctx, before, &p, "")
	return p, err
}

func (a *act) writePartnership(ctx context.Context, before org.Partnership, p *org.Partnership, takes string) error {
	change := org.Change{Action: "edit", Kind: "partnership", Ref: p.Client + " " + p.Partner, Before: before, Takes: takes, Chains: p.Both()}
	if before.ID == 0 {
		change.Action, change.Before = "add", nil
		if err := a.QueryRowContext(ctx, `INSERT INTO subjects (org_id, kind) VALUES (?1, 'partnership') RETURNING id`, p.ClientID).Scan(&p.ID); err != nil {
			return err
		}
	}
	change.After = *p
	a.record(change)
	_, err := a.ExecContext(ctx, `INSERT INTO partnerships
(subject_id, org_id, partner_id, state, asked_by, access, payment, payment_offer, by_user, created_at, expires_at, started_at, ended_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (subject_id) DO UPDATE SET state = excluded.state, asked_by = excluded.asked_by, access = excluded.access, payment = excluded.payment,
  payment_offer = excluded.payment_offer, by_user = excluded.by_user, created_at = excluded.created_at, expires_at = excluded.expires_at,
  started_at = excluded.started_at, ended_at = excluded.ended_at`,
		p.ID, p.ClientID, p.PartnerID, p.State, p.AskedBy, p.Access.String(), p.Payment, p.Offer, p.ByUser, micros(p.Created), micros(p.Expires),
		microsOrZero(p.Started), microsOrZero(p.Ended))
	return err
}

func microsOrZero(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return micros(*t)
}

// send lets an offer travel: by mail with a code made on the way, or with one that the command hands over. Codes from before
// stay good until the offer is sent again.
func (a *act) send(ctx context.Context, p org.Partnership, code [32]byte) error {
	if code != ([32]byte{}) {
		return a.keepOfferCode(ctx, p.ID, code)
	}
	return a.tell(ctx, org.MailPartner, p, p.AskedBy.Other())
}

func (t *tx) keepOfferCode(ctx context.Context, id org.SubjectID, hash [32]byte) error {
	res, err := t.ExecContext(ctx, `INSERT INTO partnership_codes (hash, subject_id, created_at)
SELECT ?1, subject_id, ?3 FROM partnerships WHERE subject_id = ?2 AND state = 'pending'`, hash[:], id, t.now)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); n != 0 || err != nil {
		return err
	}
	return errMailGone
}

// burnOfferCodes voids the codes of an offer, and takes back the mails that would carry another.
func (a *act) burnOfferCodes(ctx context.Context, id org.SubjectID) error {
	if _, err := a.ExecContext(ctx, `DELETE FROM partnership_codes WHERE subject_id = ?1`, id); err != nil {
		return err
	}
	return a.cancelMails(ctx, org.MailPartner, int64(id))
}

// ResendPartner sends an invitation of the caller's again: its time begins anew, and codes from before are void.
func (s *Store) ResendPartner(ctx context.Context, req org.Request, ref string, code [32]byte) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActAuthorize, name: "partner.resend", object: ref}, func(a *act) error {
		before, err := a.ownOffer(ctx, org.ClientSide, ref)
		if err != nil {
			return err
		}
		p := before
		p.By, p.ByUser, p.Expires = a.Email, a.User, a.time().Add(offerLives)
		if p, err = a.putPartnership(ctx, before, p); err != nil {
			return err
		}
		if err := a.burnOfferCodes(ctx, p.ID); err != nil {
			return err
		}
		return a.send(ctx, p, code)
	})
}

// CancelOffer takes an offer back: an invitation as the client, a request as the partner.
func (s *Store) CancelOffer(ctx context.Context, req org.Request, as org.Side, ref string) (org.ChangeSet, error) {
	op := operation{action: org.ActAuthorize, name: "partner.cancel", object: ref}
	if as == org.PartnerSide {
		op.action, op.name = org.ActClients, "client.cancel"
	}
	return s.change(ctx, req, op, func(a *act) error {
		p, err := a.ownOffer(ctx, as, ref)
		if err != nil {
			return err
		}
		return a.closeOffer(ctx, p, org.PartnershipCancelled)
	})
}

// ownOffer is an offer that the caller's organization has made and that was not answered, be its time over or not.
func (a *act) ownOffer(ctx context.Context, as org.Side, ref string) (org.Partnership, error) {
	p, err := a.across(ctx, a.Org.ID, as, ref)
	if err != nil {
		return p, err
	}
	a.between(p)
	if p.State != org.PartnershipPending || p.AskedBy != as {
		return p, org.Errorf(org.KindConflict, org.CodeConflict, "there is no offer of yours to %q: the partnership is %s", p.Of(as.Other()), p.Shown(a.time())).
			WithHint("'orgctl partner list' and 'orgctl client list' show what is open")
	}
	return p, nil
}

// closeOffer ends an offer without a partnership.
func (a *act) closeOffer(ctx context.Context, p org.Partnership, state org.PartnershipState) error {
	a.between(p)
	before := p
	p.State = state
	if _, err := a.putPartnership(ctx, before, p); err != nil {
		return err
	}
	if err := a.burnOfferCodes(ctx, p.ID); err != nil {
		return err
	}
	return a.dropSelection(ctx, p)
}

func (t *tx) partnershipsBy(ctx context.Context, query string, args ...any) (out []org.Partnership, err error) {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		p, err := scanPartnership(rows)
		out = append(out, p)
		return err
	})
	return out, err
}
