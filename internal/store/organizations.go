package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

const orgColumns = `id, slug, name, kind, street, postal_code, city, country, phone, website, vat, currency, locale, timezone, requires_2fa, last_product, created_at`

func scanOrg(row scanner) (o org.Organization, err error) {
	var created int64
	err = row.Scan(&o.ID, &o.Slug, &o.Name, &o.Kind, &o.Street, &o.PostalCode, &o.City, &o.Country, &o.Phone, &o.Website, &o.VAT,
		&o.Currency, &o.Locale, &o.Timezone, &o.Requires2FA, &o.LastProduct, &created)
	o.Created = fromMicros(created)
	return o, err
}

func (t *tx) organization(ctx context.Context, id org.OrgID) (org.Organization, error) {
	return scanOrg(t.row(ctx, `SELECT `+orgColumns+` FROM organizations WHERE id = ?1`, id))
}

// Current is who asks and the organization they are in.
func (s *Store) Current(ctx context.Context, c org.Caller) (a org.Actor, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err = t.actor(ctx, c)
		return err
	})
	return a, err
}

const memberColumns = `m.user_id, m.subject_id, u.email, u.email_key, m.first_name, m.last_name, m.locale, m.role, m.state, m.billing, m.notify_billing, m.notify_products, m.created_at`

func scanMember(row scanner) (org.Member, error) { return memberReader()(row) }

// memberReader reads members with more columns behind theirs, row after row in the same place: each is a copy of it.
func memberReader(more ...any) func(scanner) (org.Member, error) {
	var m org.Member
	done, dest := memberInto(&m)
	dest = append(dest, more...)
	return func(row scanner) (org.Member, error) {
		err := row.Scan(dest...)
		done()
		return m, err
	}
}

// memberInto is where the columns of a member go, and what is to be done once they are there.
func memberInto(m *org.Member) (done func(), dest []any) {
	var created int64
	return func() { m.Created = fromMicros(created) }, []any{(*int64)(&m.User), (*int64)(&m.Subject), &m.Email, &m.Key, &m.FirstName, &m.LastName, &m.Locale,
		(*uint8)(&m.Role), (*uint8)(&m.State), &m.Billing, &m.NotifyBilling, &m.NotifyProducts, &created}
}

func (t *tx) memberByUser(ctx context.Context, id org.OrgID, user org.UserID) (org.Member, error) {
	return scanMember(t.row(ctx, `SELECT `+memberColumns+` FROM members m JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1 AND m.user_id = ?2`, id, user))
}

// member finds a member by e-mail or id:42.
func (t *tx) member(ctx context.Context, id org.OrgID, ref string) (m org.Member, err error) {
	user, byID, err := org.ParseID(ref)
	if err != nil {
		return m, err
	}
	if byID {
		m, err = t.memberByUser(ctx, id, org.UserID(user))
	} else {
		var email org.Email
		if email, err = org.ParseEmail(ref); err != nil {
			return m, err
		}
		m, err = scanMember(t.row(ctx, `SELECT `+memberColumns+` FROM users u CROSS JOIN members m ON m.user_id = u.id WHERE u.email_key = ?2 AND m.org_id = ?1`, id, email.Key))
	}
	return m, noUser(ref, err)
}

// noUser makes "not here" of the row that was not found.
func noUser(ref string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return org.NotFound("user", ref).WithHint("'orgctl user list' shows who is here")
	}
	return err
}
