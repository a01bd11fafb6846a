package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

// SignUp makes a login and the organization in their name, and logs them in. An e-mail that the store knows already gets
// a password only through a code.
func (s *Store) SignUp(ctx context.Context, req org.Request, acc org.Account) (org.ChangeSet, error) {
	op := operation{name: "signup", object: acc.Email.Shown, input: acc.Org}
	return s.storeChange(ctx, req, op, func(a *act) error { return a.found(ctx, acc) })
}

// found makes a login, its organization with the login as owner, and the session they go on with.
func (a *act) found(ctx context.Context, acc org.Account) error {
	user, shown, err := a.newLogin(ctx, acc.Email, acc.Password)
	if err != nil {
		return err
	}
	acc.Email.Shown = shown
	if a.Org, err = a.addOrg(ctx, acc.Org); err != nil {
		return err
	}
	a.User, a.Email, a.chain, a.both = user, acc.Email.Shown, a.Org.ID, true
	owner := acc.Member()
	owner.User = user
	if _, err := a.addMember(ctx, owner); err != nil {
		return err
	}
	return a.addSession(ctx, acc.Session, a.Org.ID)
}

// newLogin makes a login of an e-mail that nobody is known by: the store has none, or only one that somebody was invited with,
// which without the code means nothing. Its pending invitations then need their codes.
func (a *act) newLogin(ctx context.Context, email org.Email, password string) (id org.UserID, shown string, err error) {
	err = a.QueryRowContext(ctx, `SELECT u.id, u.email FROM users u WHERE u.email_key = ?1 AND u.password = ''
AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id AND m.state <> 1)`, email.Key).Scan(&id, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = a.addLogin(ctx, email, password)
		return id, email.Shown, err
	}
	if err != nil {
		return 0, "", err
	}
	return id, shown, a.firstPassword(ctx, id, org.Email{Shown: shown, Key: email.Key}, password)
}

// addLogin makes a login of an e-mail that the store does not know. Without a password nobody can log in as them.
func (a *act) addLogin(ctx context.Context, email org.Email, password string) (id org.UserID, err error) {
	st, err := a.stmt(ctx, `INSERT INTO users (email, email_key, password, created_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (email_key) DO NOTHING RETURNING id`)
	if err != nil {
		return 0, err
	}
	err = st.QueryRowContext(ctx, email.Shown, email.Key, password, a.now).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, org.Errorf(org.KindConflict, org.CodeExists, "the store knows %q already", email.Shown).
			WithHint("log in with 'orgctl login'; somebody without a password gets one by the code that an owner or admin sends with 'orgctl user reset'")
	}
	a.record(newLogin(id, email))
	return id, err
}

// loginRecord is what the log says of a login.
type loginRecord struct {
	Email string     `json:"email"`
	ID    org.UserID `json:"id"`
}

func newLogin(id org.UserID, email org.Email) org.Change {
	return org.Change{Action: "add", Kind: "login", Ref: email.Shown, After: loginRecord{email.Shown, id}}
}

// addOrg makes an organization. Slugs of removed ones are never given again.
func (a *act) addOrg(ctx context.Context, o org.Organization) (org.Organization, error) {
	err := a.QueryRowContext(ctx, `INSERT INTO organizations
(slug, name, kind, street, postal_code, city, country, phone, website, vat, currency, locale, timezone, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (slug) DO NOTHING RETURNING id`,
		o.Slug, o.Name, o.Kind, o.Street, o.PostalCode, o.City, o.Country, o.Phone, o.Website, o.VAT, o.Currency, o.Locale, o.Timezone, a.now).Scan(&o.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return o, org.Errorf(org.KindConflict, org.CodeExists, "the slug %q is taken", o.Slug).
			WithHint("choose another slug; those of removed organizations stay reserved")
	}
	o.Created = a.time()
	a.record(org.Change{Action: "add", Kind: "organization", Ref: o.Slug, After: o})
	return o, err
}

// addMember makes somebody with a login a member of the organization acted in.
func (a *act) addMember(ctx context.Context, m org.Member) (org.Member, error) {
	subject, err := a.stmt(ctx, `INSERT INTO subjects (org_id, kind) VALUES (?1, 'member') RETURNING id`)
	if err != nil {
		return m, err
	}
	if err := subject.QueryRowContext(ctx, a.Org.ID).Scan(&m.Subject); err != nil {
		return m, err
	}
	member, err := a.stmt(ctx, `INSERT INTO members
(org_id, user_id, subject_id, role, state, first_name, last_name, locale, billing, notify_billing, notify_products, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`)
	if err != nil {
		return m, err
	}
	_, err = member.ExecContext(ctx, a.Org.ID, m.User, m.Subject, int(m.Role), int(m.State), m.FirstName, m.LastName, m.Locale,
		m.Billing, m.NotifyBilling, m.NotifyProducts, a.now)
	m.Created = a.time()
	a.record(org.Change{Action: "add", Kind: "user", Ref: m.Email, After: m})
	return m, err
}
