package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"

	"orgctl/internal/org"
)

// How long a session lives: without use, and at most.
const (
	sessionIdle = 12 * time.Hour
	sessionMax  = 30 * 24 * time.Hour
)

// login finds the person behind the caller's token or session, without an organization.
func (t *tx) login(ctx context.Context, c org.Caller) (org.Actor, error) {
	var a org.Actor
	if c.Token != ([32]byte{}) {
		return t.tokenLogin(ctx, c.Token)
	}
	if c.Session == ([32]byte{}) {
		return a, org.Errorf(org.KindAuth, org.CodeNotLoggedIn, "you are not logged in").WithHint("orgctl login")
	}
	var created, used int64
	var last org.OrgID
	var theme org.Theme
	err := t.row(ctx, `SELECT s.id, s.user_id, u.email, s.created_at, s.used_at, coalesce(s.org_id, 0), u.theme
FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = ?1`, c.Session[:]).Scan(&a.Session, &a.User, &a.Email, &created, &used, &last, &theme)
	expired := org.Errorf(org.KindAuth, org.CodeSessionExpired, "your session has ended").WithHint("orgctl login")
	if errors.Is(err, sql.ErrNoRows) {
		return a, expired
	}
	if err != nil {
		return a, err
	}
	if t.now-used > sessionIdle.Microseconds() || t.now-created > sessionMax.Microseconds() {
		return a, expired
	}
	t.s.noteUse(a.Session, used)
	t.s.theme.Store(&theme)
	a.Org.ID = last
	return a, nil
}

// inPerson is login for what nobody else may do in one's name: a token may not.
func (t *tx) inPerson(ctx context.Context, c org.Caller) (org.Actor, error) {
	a, err := t.login(ctx, c)
	if err == nil && a.Token.ID != 0 {
		err = org.Errorf(org.KindDenied, org.CodeNotAuthorized, "a token may not do that: it is for the person themselves").
			WithHint("do it logged in, without ORGCTL_TOKEN and --token-file")
	}
	return a, err
}

// actor finds the person behind the caller and how they stand to the organization in question: the one named, the
// token's, the session's last choice, or their only one. An organization that is not theirs does not exist for them. It
// lets nobody pass who lacks the second factor that the organization wants.
func (t *tx) actor(ctx context.Context, c org.Caller) (org.Actor, error) {
	a, err := t.standing(ctx, c)
	if err != nil {
		return a, err
	}
	return a, t.hasFactorFor(ctx, a)
}

// standing is actor also for those who lack the second factor.
func (t *tx) standing(ctx context.Context, c org.Caller) (org.Actor, error) {
	a, err := t.login(ctx, c)
	if err != nil {
		return a, err
	}
	if a.Org, a.Member, err = t.whichOrg(ctx, a, c); err != nil {
		return a, err
	}
	a.Standing = org.Standing{Role: a.Member.Role, Billing: a.Member.Billing, State: a.Member.State, Partner: a.Member.Entry.Access}
	a.As = a.Member.Entry.Partner
	if err := unlocked(a.Member, a.Org); err != nil {
		return a, err
	}
	if err := t.mandated(ctx, a); err != nil {
		return a, err
	}
	return a, t.noteVisit(ctx, a)
}

// unlocked refuses whoever is locked in the organization.
func unlocked(m org.Member, o org.Organization) error {
	if m.State != org.Locked {
		return nil
	}
	return org.Errorf(org.KindDenied, org.CodeDenied, "your membership of %q is locked", o.Slug).WithHint("ask an owner or admin of it")
}

// allowed is actor plus the row of the permission table.
func (t *tx) allowed(ctx context.Context, c org.Caller, action org.Action) (org.Actor, error) {
	a, err := t.actor(ctx, c)
	if err != nil {
		return a, err
	}
	return a, a.May(action)
}

// whichOrg picks the organization among those the person may enter, and says as whom they do.
func (t *tx) whichOrg(ctx context.Context, a org.Actor, c org.Caller) (o org.Organization, m org.Member, err error) {
	ref := c.Org
	if a.Token.ID != 0 {
		c.Default = "" // the token's own goes before
	}
	if ref == "" && a.Org.ID != 0 {
		return t.lastOrg(ctx, a)
	}
	if ref == "" && c.Default == "" {
		if o, err = t.onlyOrg(ctx, a.User); err != nil {
			return o, m, err
		}
		m, err = t.inside(ctx, o.ID, a.User)
		return o, m, err
	}
	ref = cmp.Or(ref, c.Default)
	if o, err = t.orgNamed(ctx, ref); err == nil {
		m, err = t.inside(ctx, o.ID, a.User)
	}
	if err == nil && !a.Token.Enters(o.ID, m.Entry) {
		err = sql.ErrNoRows
	}
	if errors.Is(err, sql.ErrNoRows) {
		return org.Organization{}, m, org.NotFound("organization", ref).WithHint("'orgctl org list' shows yours")
	}
	return o, m, err
}

// lastOrg is the session's choice, as long as the person may enter it. If not, it is not replaced by another: a command that
// was meant for a client whose partnership has ended must not change one's own organization.
func (t *tx) lastOrg(ctx context.Context, a org.Actor) (o org.Organization, m org.Member, err error) {
	if o, err = t.organization(ctx, a.Org.ID); err != nil {
		return o, m, err
	}
	if m, err = t.inside(ctx, o.ID, a.User); errors.Is(err, sql.ErrNoRows) {
		err = org.NotFound("organization", o.Slug).WithHint("choose where to work with 'orgctl switch org SLUG'; 'orgctl org list' shows yours")
		o = org.Organization{}
	}
	return o, m, err
}

// onlyOrg is the answer when nothing says which: there must be exactly one.
func (t *tx) onlyOrg(ctx context.Context, user org.UserID) (o org.Organization, err error) {
	rows, err := t.QueryContext(ctx, `SELECT o.id, o.slug FROM organizations o JOIN members m ON m.org_id = o.id
WHERE m.user_id = ?1 AND m.state <> 1 AND o.removed_at = 0 ORDER BY o.slug`, user)
	if err != nil {
		return o, err
	}
	var id org.OrgID
	var slugs []string
	err = each(rows, func() error {
		var slug string
		defer func() { slugs = append(slugs, slug) }()
		return rows.Scan(&id, &slug)
	})
	switch {
	case err != nil:
		return o, err
	case len(slugs) == 0:
		return o, org.Errorf(org.KindUsage, org.CodeUsage, "you belong to no organization").WithHint("make one with 'orgctl org add'")
	case len(slugs) > 1:
		return o, org.Errorf(org.KindUsage, org.CodeUsage, "you belong to several organizations: say which").
			WithHint("--org SLUG, or 'orgctl switch org SLUG'; one of %s", org.NameSome(slugs, 10))
	}
	return t.organization(ctx, id)
}
