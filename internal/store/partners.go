package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

const partnershipColumns = `p.subject_id, p.org_id, c.slug, p.partner_id, o.slug, p.state, p.asked_by, p.access, p.payment, p.payment_offer,
  p.by_user, b.email, p.created_at, p.expires_at, p.started_at, p.ended_at`

const partnershipFrom = ` FROM partnerships p CROSS JOIN organizations c ON c.id = p.org_id CROSS JOIN organizations o ON o.id = p.partner_id
CROSS JOIN users b ON b.id = p.by_user`

const partnershipSelect = `SELECT ` + partnershipColumns + partnershipFrom

func scanPartnership(row scanner, more ...any) (p org.Partnership, err error) {
	var access string
	var created, expires, started, ended int64
	err = row.Scan(append([]any{&p.ID, &p.ClientID, &p.Client, &p.PartnerID, &p.Partner, &p.State, &p.AskedBy, &access, &p.Payment, &p.Offer,
		&p.ByUser, &p.By, &created, &expires, &started, &ended}, more...)...)
	if err != nil {
		return p, err
	}
	p.Created, p.Expires, p.Started, p.Ended = fromMicros(created), fromMicros(expires), timeOrNone(started), timeOrNone(ended)
	p.Access, err = org.ParsePartnerAccess(access)
	return p, err
}

const assignmentSelect = `SELECT x.subject_id, p.org_id, c.slug, o.slug, u.email, x.user_id, x.created_at
FROM partnerships p CROSS JOIN assignments x ON x.subject_id = p.subject_id CROSS JOIN users u ON u.id = x.user_id
CROSS JOIN organizations c ON c.id = p.org_id CROSS JOIN organizations o ON o.id = p.partner_id`

func scanAssignment(row scanner) (x org.Assignment, err error) {
	var created int64
	err = row.Scan(&x.ID, &x.ClientID, &x.Client, &x.Partner, &x.User, &x.UserID, &created)
	x.Created = fromMicros(created)
	return x, err
}

func (t *tx) partnershipByID(ctx context.Context, id org.SubjectID) (org.Partnership, error) {
	return scanPartnership(t.QueryRowContext(ctx, partnershipSelect+` WHERE p.subject_id = ?1`, id))
}

// pair is the partnership of two organizations, whatever its state; sql.ErrNoRows: they never had one.
func (t *tx) pair(ctx context.Context, client, partner org.OrgID) (org.Partnership, error) {
	return scanPartnership(t.QueryRowContext(ctx, partnershipSelect+` WHERE p.org_id = ?1 AND p.partner_id = ?2`, client, partner))
}

// across finds the partnership that an organization, being one side, has with another.
func (t *tx) across(ctx context.Context, id org.OrgID, as org.Side, ref string) (org.Partnership, error) {
	other, err := t.orgNamed(ctx, ref)
	if err != nil {
		return org.Partnership{}, noPartnership(as, ref, err)
	}
	client, partner := id, other.ID
	if as == org.PartnerSide {
		client, partner = other.ID, id
	}
	p, err := t.pair(ctx, client, partner)
	return p, noPartnership(as, ref, err)
}

// noPartnership makes "not yours" of "not there".
func noPartnership(as org.Side, ref string, err error) error {
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	case err == nil:
		return nil
	case as == org.ClientSide:
		return org.NotFound("partner", ref).WithHint("'orgctl partner list' shows yours, 'orgctl partner search' finds others")
	default:
		return org.NotFound("client", ref).WithHint("'orgctl client list' shows yours")
	}
}

// orgNamed finds an organization of the store by its slug or id:42; sql.ErrNoRows: there is none.
func (t *tx) orgNamed(ctx context.Context, ref string) (o org.Organization, err error) {
	id, byID, err := org.ParseID(ref)
	if err != nil {
		return o, err
	}
	query, key := `SELECT `+orgColumns+` FROM organizations WHERE removed_at = 0 AND slug = ?1`, any(ref)
	if byID {
		query, key = `SELECT `+orgColumns+` FROM organizations WHERE removed_at = 0 AND id = ?1`, id
	}
	return scanOrg(t.row(ctx, query, key))
}

// partnerOf finds a partner of a client by slug or id:42, whatever its state.
func (t *tx) partnerOf(ctx context.Context, client org.OrgID, ref string) (org.Partnership, error) {
	return t.across(ctx, client, org.ClientSide, ref)
}

func (t *tx) holderOfPartner(ctx context.Context, p org.Partnership) (holder, error) {
	h := holder{Holder: org.Holder{Partner: p.Partner}, subject: p.ID}
	if p.State != org.PartnershipActive {
		h.member.State = org.Pending // what it holds does not count yet
	}
	people, err := t.peopleOf(ctx, p)
	for _, m := range people {
		h.people = append(h.people, m.Email)
	}
	return h, err
}

// partnerSeen is a partner whose grants are asked about, by who may see partners.
func (t *tx) partnerSeen(ctx context.Context, a org.Actor, ref string) (holder, error) {
	if err := a.May(org.ActSeePartners); err != nil {
		return holder{}, err
	}
	p, err := t.partnerOf(ctx, a.Org.ID, ref)
	if err != nil {
		return holder{}, err
	}
	return t.holderOfPartner(ctx, p)
}

// partnersHolding are the partners with a grant on a product, or on anything, in the order of their slugs.
func (t *tx) partnersHolding(ctx context.Context, id org.OrgID, product org.ProductID) (out []holder, err error) {
	var held []org.Partnership
	rows, err := t.QueryContext(ctx, partnershipSelect+` WHERE p.org_id = ?1
AND EXISTS (SELECT 1 FROM grants g WHERE g.subject_id = p.subject_id AND (?2 = 0 OR g.product_id = ?2)) ORDER BY o.slug`, id, product)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		p, err := scanPartnership(rows)
		held = append(held, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, p := range held {
		h, err := t.holderOfPartner(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// peopleOf are the partner's people who may enter the client, or may once the partnership is active, in the order of their
// e-mails, with their roles at the partner's.
func (t *tx) peopleOf(ctx context.Context, p org.Partnership) ([]org.Member, error) {
	return t.membersBy(ctx, `SELECT `+memberColumns+` FROM members m CROSS JOIN users u ON u.id = m.user_id
WHERE m.org_id = ?1 AND m.state = 0 AND (m.role >= 3 OR m.role = 2 AND EXISTS (SELECT 1 FROM assignments x WHERE x.subject_id = ?2 AND x.user_id = m.user_id))
ORDER BY u.email_key`, p.PartnerID, p.ID)
}

// rowColumns are what a list tells beside the partnership: the name across, the partner's contact, how many products it has
// rights on, how many of its people may enter, and when one
// last was there or did something.
const rowColumns = `, coalesce(f.email, ''),
  CASE WHEN p.access = 'full' AND p.state = 'active' THEN (SELECT count(*) FROM products d WHERE d.org_id = p.org_id)
    ELSE (SELECT count(*) FROM grants g WHERE g.subject_id = p.subject_id) END,
  (SELECT count(*) FROM members m WHERE m.org_id = p.partner_id AND m.role >= 3 AND m.state = 0)
    + (SELECT count(*) FROM assignments x CROSS JOIN members m ON m.org_id = x.partner_id AND m.user_id = x.user_id WHERE x.subject_id = p.subject_id AND m.role = 2 AND m.state = 0),
  (SELECT coalesce(max(at), 0) FROM (SELECT v.at FROM visits v WHERE v.subject_id = p.subject_id
    UNION ALL SELECT max(l.at) FROM log l WHERE l.org_id = p.org_id AND l.partner = o.slug AND l.partner <> ''))`

const rowFrom = partnershipFrom + ` LEFT JOIN partner_profiles f ON f.org_id = p.partner_id`

const (
	partnerRows = `SELECT ` + partnershipColumns + `, o.name` + rowColumns + rowFrom + ` WHERE p.org_id = ?1`
	clientRows  = `SELECT ` + partnershipColumns + `, c.name` + rowColumns + rowFrom + ` WHERE p.partner_id = ?1`
)

func (t *tx) partnerRows(ctx context.Context, query string, args ...any) (out []org.PartnerRow, err error) {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var r org.PartnerRow
		var last int64
		var err error
		r.Partnership, err = scanPartnership(rows, &r.Name, &r.Email, &r.Products, &r.People, &last)
		if r.State != org.PartnershipActive {
			r.People = 0
		}
		r.Last = timeOrNone(last)
		out = append(out, r)
		return err
	})
	return out, err
}

// Partners lists the partners of the caller's organization, also those to be and those that were, in the order of their slugs.
func (s *Store) Partners(ctx context.Context, c org.Caller) (out []org.PartnerRow, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActSeePartners)
		if err != nil {
			return err
		}
		out, err = t.partnerRows(ctx, partnerRows+` ORDER BY o.slug`, a.Org.ID)
		return err
	})
	return out, err
}

// Partner is one partner of the caller's organization, with what it holds and who may enter.
func (s *Store) Partner(ctx context.Context, c org.Caller, ref string) (d org.PartnerDetail, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActSeePartners)
		if err != nil {
			return err
		}
		p, err := t.partnerOf(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		rows, err := t.partnerRows(ctx, partnerRows+` AND p.subject_id = ?2`, a.Org.ID, p.ID)
		if err != nil {
			return err
		}
		d = org.PartnerDetail{PartnerRow: rows[0]}
		if p.State == org.PartnershipActive {
			if d.Inside, err = t.peopleOf(ctx, p); err != nil {
				return err
			}
		}
		d.Held, err = t.heldByPartner(ctx, p)
		return err
	})
	return d, err
}

// heldByPartner are the stored grants of a partner.
func (t *tx) heldByPartner(ctx context.Context, p org.Partnership) ([]org.GrantRecord, error) {
	cat, err := t.catalog(ctx, p.ClientID)
	if err != nil {
		return nil, err
	}
	return t.heldBy(ctx, cat, holder{Holder: org.Holder{Partner: p.Partner}, subject: p.ID})
}
