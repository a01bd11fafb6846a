package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"orgctl/internal/org"
)

// tell posts a mail about a partnership to one side: to the contact of a partner, to the owners of a client.
func (a *act) tell(ctx context.Context, kind org.MailKind, p org.Partnership, to org.Side) error {
	if !a.req.Mail {
		return nil
	}
	client, err := a.organization(ctx, p.ClientID)
	if err != nil {
		return err
	}
	partner, err := a.organization(ctx, p.PartnerID)
	if err != nil {
		return err
	}
	m := org.Mail{Kind: kind, Params: map[string]string{"organization": client.Name, "access": p.Access.String(), "payment": string(p.Payment), "by": a.Email}}
	switch {
	case kind == org.MailPartner:
		m.Object, m.Params["expires"], m.Params["direction"] = int64(p.ID), p.Expires.Format(time.RFC3339), org.OfferToPartner
		if to == org.ClientSide {
			m.Params["organization"], m.Params["direction"] = partner.Name, org.OfferToClient
		}
		if m.Params["products"], err = a.productsOffered(ctx, p); err != nil {
			return err
		}
	case p.Offer != "":
		m.Params["offer"] = p.Of(to.Other())
	}
	people, err := a.addressees(ctx, p, to)
	if err != nil {
		return err
	}
	for _, one := range people {
		m.To, m.Name, m.Locale = one.Email, one.Name(), one.Locale
		if err := a.post(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// productsOffered names what a partner with limited access would get.
func (a *act) productsOffered(ctx context.Context, p org.Partnership) (string, error) {
	held, err := a.heldByPartner(ctx, p)
	var refs []string
	for _, r := range held {
		refs = append(refs, r.Ref())
	}
	return strings.Join(refs, ", "), err
}

func (a *act) addressees(ctx context.Context, p org.Partnership, to org.Side) ([]org.Member, error) {
	if to == org.PartnerSide {
		f, err := a.profile(ctx, p.PartnerID)
		if err == nil {
			return []org.Member{{Email: f.Email, FirstName: f.Name}}, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return a.membersBy(ctx, `SELECT `+memberColumns+` FROM members m CROSS JOIN users u ON u.id = m.user_id
WHERE m.org_id = ?1 AND m.role = 4 AND m.state = 0 ORDER BY u.email_key`, p.OrgOf(to))
}
