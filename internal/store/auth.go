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

// login finds the person behind the caller's session, without an organization.
func (t *tx) login(ctx context.Context, c org.Caller) (org.Actor, error) {
	var a org.Actor
	if c.Session == ([32]byte{}) {
		return a, org.Errorf(org.KindAuth, org.CodeNotLoggedIn, "you are not logged in").WithHint("orgctl login")
	}
	st, err := t.stmt(ctx, `SELECT s.id, s.user_id, u.email, s.created_at, s.used_at, coalesce(s.org_id, 0), u.theme
FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = ?1`)
	if err != nil {
		return a, err
	}
	var created, used int64
	var last org.OrgID
	var theme org.Theme
	err = st.QueryRowContext(ctx, c.Session[:]).Scan(&a.Session, &a.User, &a.Email, &created, &used, &last, &theme)
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

// actor finds the person behind the caller and how they stand to the organization in question: the one named, the
// session's last choice, or their only one. An organization that is not theirs does not exist for them.
func (t *tx) actor(ctx context.Context, c org.Caller) (org.Actor, error) {
	a, err := t.login(ctx, c)
	if err != nil {
		return a, err
	}
	id, err := t.whichOrg(ctx, a, c)
	if err != nil {
		return a, err
	}
	if a.Org, err = t.organization(ctx, id); err != nil {
		return a, err
	}
	if a.Member, err = t.memberByUser(ctx, id, a.User); err != nil {
		return a, err
	}
	a.Standing = org.Standing{Role: a.Member.Role, Billing: a.Member.Billing, State: a.Member.State}
	if a.Member.State == org.Locked {
		return a, org.Errorf(org.KindDenied, org.CodeDenied, "your membership of %q is locked", a.Org.Slug).WithHint("ask an owner or admin of it")
	}
	return a, nil
}

// allowed is actor plus the row of the permission table.
func (t *tx) allowed(ctx context.Context, c org.Caller, action org.Action) (org.Actor, error) {
	a, err := t.actor(ctx, c)
	if err != nil {
		return a, err
	}
	return a, a.May(action)
}

// orgBySlug and orgByID find an organization that the person ?1 may enter.
const (
	orgBySlug = `SELECT o.id FROM organizations o CROSS JOIN members m ON m.org_id = o.id AND m.user_id = ?1 WHERE o.slug = ?2 AND m.state <> 1 AND o.removed_at = 0`
	orgByID   = `SELECT o.id FROM organizations o CROSS JOIN members m ON m.org_id = o.id AND m.user_id = ?1 WHERE o.id = ?2 AND m.state <> 1 AND o.removed_at = 0`
)

// whichOrg picks the organization among those the person may enter.
func (t *tx) whichOrg(ctx context.Context, a org.Actor, c org.Caller) (org.OrgID, error) {
	ref := c.Org
	if ref == "" && a.Org.ID != 0 {
		if ok, err := t.isMember(ctx, a.Org.ID, a.User); err != nil || ok {
			return a.Org.ID, err
		}
	}
	if ref == "" && c.Default == "" {
		return t.onlyOrg(ctx, a.User)
	}
	ref = cmp.Or(ref, c.Default)
	id, byID, err := org.ParseID(ref)
	if err != nil {
		return 0, err
	}
	// Two statements: one for both would be prepared anew for every other value.
	query, named := orgBySlug, any(ref)
	if byID {
		query, named = orgByID, id
	}
	st, err := t.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	var found org.OrgID
	err = st.QueryRowContext(ctx, a.User, named).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, org.NotFound("organization", ref).WithHint("'orgctl org list' shows yours")
	}
	return found, err
}

func (t *tx) isMember(ctx context.Context, id org.OrgID, user org.UserID) (ok bool, err error) {
	st, err := t.stmt(ctx, `SELECT EXISTS (SELECT 1 FROM members m CROSS JOIN organizations o ON o.id = m.org_id
WHERE m.org_id = ?1 AND m.user_id = ?2 AND m.state <> 1 AND o.removed_at = 0)`)
	if err != nil {
		return false, err
	}
	return ok, st.QueryRowContext(ctx, id, user).Scan(&ok)
}

// onlyOrg is the answer when nothing says which: there must be exactly one.
func (t *tx) onlyOrg(ctx context.Context, user org.UserID) (org.OrgID, error) {
	rows, err := t.QueryContext(ctx, `SELECT o.id, o.slug FROM organizations o JOIN members m ON m.org_id = o.id
WHERE m.user_id = ?1 AND m.state <> 1 AND o.removed_at = 0 ORDER BY o.slug`, user)
	if err != nil {
		return 0, err
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
		return 0, err
	case len(slugs) == 0:
		return 0, org.Errorf(org.KindUsage, org.CodeUsage, "you belong to no organization").WithHint("make one with 'orgctl org add'")
	case len(slugs) > 1:
		return 0, org.Errorf(org.KindUsage, org.CodeUsage, "you belong to several organizations: say which").
			WithHint("--org SLUG, or 'orgctl switch org SLUG'; one of %s", org.NameSome(slugs, 10))
	}
	return id, nil
}
