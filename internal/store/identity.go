package store

import (
	"context"
	"slices"

	"orgctl/internal/org"
)

// Whoami is the person behind the caller, and the organizations they belong to. It works also for somebody who belongs
// to none.
func (s *Store) Whoami(ctx context.Context, c org.Caller) (id org.Identity, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.login(ctx, c)
		if err != nil {
			return err
		}
		id = org.Identity{User: a.User, Email: a.Email}
		if err := t.sessionTimes(ctx, a, &id); err != nil {
			return err
		}
		if id.Factor, err = t.factorState(ctx, a.User); err != nil {
			return err
		}
		if a.Token.ID == 0 { // one answers oneself
			if id.Awaiting, err = t.awaiting(ctx, a.User); err != nil {
				return err
			}
		}
		id.Memberships, err = t.memberships(ctx, a, c)
		return err
	})
	return id, err
}

func (t *tx) sessionTimes(ctx context.Context, a org.Actor, id *org.Identity) error {
	if a.Token.ID != 0 {
		return t.tokenTimes(ctx, a, id)
	}
	var login, opened, used int64
	err := t.QueryRowContext(ctx, `SELECT u.created_at, s.created_at, s.used_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ?1`,
		a.Session).Scan(&login, &opened, &used)
	if t.now-used >= touchEvery.Microseconds() {
		used = t.now // this very look is a use
	}
	id.Created, id.LoggedIn = fromMicros(login), fromMicros(opened)
	id.Expires = fromMicros(min(used+sessionIdle.Microseconds(), opened+sessionMax.Microseconds()))
	return err
}

func (t *tx) tokenTimes(ctx context.Context, a org.Actor, id *org.Identity) error {
	var login, made, expires int64
	err := t.QueryRowContext(ctx, `SELECT u.created_at, k.created_at, k.expires_at FROM tokens k JOIN users u ON u.id = k.user_id WHERE k.id = ?1`,
		a.Token.ID).Scan(&login, &made, &expires)
	id.Token, id.Created, id.LoggedIn, id.Expires = a.Token.Name, fromMicros(login), fromMicros(made), fromMicros(expires)
	return err
}

// memberships lists where a login belongs, in the order of slugs, marking the organization commands work in. If that is a client
// of a partner of theirs, it comes last. For a token there is but its own.
func (t *tx) memberships(ctx context.Context, a org.Actor, asked org.Caller) (out []org.Membership, err error) {
	current, inside, err := t.whichOrg(ctx, a, asked)
	if kind := org.KindOf(err); err != nil && (asked.Org != "" || kind != org.KindUsage && kind != org.KindNotFound) {
		return nil, err
	}
	rows, err := t.QueryContext(ctx, `SELECT o.id FROM organizations o JOIN members m ON m.org_id = o.id
WHERE m.user_id = ?1 AND m.state <> 1 AND o.removed_at = 0 AND (?2 = 0 OR o.id = ?2) ORDER BY o.slug`, a.User, boundTo(a))
	if err != nil {
		return nil, err
	}
	var ids []org.OrgID
	if err := each(rows, func() error {
		var id org.OrgID
		defer func() { ids = append(ids, id) }()
		return rows.Scan(&id)
	}); err != nil {
		return nil, err
	}
	for _, id := range ids {
		m := org.Membership{Current: id == current.ID}
		if m.Org, err = t.organization(ctx, id); err != nil {
			return nil, err
		}
		if m.Member, err = t.memberByUser(ctx, id, a.User); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if current.ID == 0 || slices.ContainsFunc(out, func(m org.Membership) bool { return m.Current }) {
		return out, nil
	}
	return append(out, org.Membership{Org: current, Member: inside, Current: true}), nil
}

// boundTo is the organization of a token; 0: a session may go to all of them.
func boundTo(a org.Actor) org.OrgID {
	if a.Token.ID == 0 {
		return 0
	}
	return a.Org.ID
}

// Person is Whoami for what no token may do.
func (s *Store) Person(ctx context.Context, c org.Caller) (id org.Identity, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.inPerson(ctx, c)
		id = org.Identity{User: a.User, Email: a.Email}
		return err
	})
	return id, err
}

// Organizations lists the caller's own, in the order of slugs.
func (s *Store) Organizations(ctx context.Context, c org.Caller) ([]org.Membership, error) {
	id, err := s.Whoami(ctx, org.Caller{Session: c.Session, Token: c.Token})
	return id.Memberships, err
}
