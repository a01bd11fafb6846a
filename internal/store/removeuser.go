package store

import (
	"context"
	"fmt"

	"orgctl/internal/org"
)

// RemoveUser ends a membership and everything that hangs on it. The login stays.
func (s *Store) RemoveUser(ctx context.Context, req org.Request, ref string) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActMembers, name: "user.remove", object: ref}, func(a *act) error {
		m, err := a.member(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		if err := a.CanTouch(m); err != nil {
			return err
		}
		if err := a.keepsOwner(ctx, m); err != nil {
			return err
		}
		return a.dropMember(ctx, m)
	})
}

// noMember tells a partner's person that something is for members.
func (a *act) noMember() *org.Error {
	return org.Errorf(org.KindConflict, org.CodeConflict, "you are no member of %q: you come in through partner %q", a.Org.Slug, a.As)
}

// Leave ends the caller's own membership.
func (s *Store) Leave(ctx context.Context, req org.Request) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActSee, own: true, open: true, name: "user.leave", object: req.Caller.Org}, func(a *act) error {
		if a.Member.Subject == 0 {
			return a.noMember().WithHint("an owner of the partner ends the partnership with 'orgctl client leave %s'", a.Org.Slug)
		}
		if err := a.keepsOwner(ctx, a.Member); err != nil {
			return err
		}
		return a.dropMember(ctx, a.Member)
	})
}

// dropMember takes a member's grants, places in teams and leaderships, invitations of and by them, what they had to do with clients
// and partners, the sessions and tokens in the organization and the membership itself. A pending one goes without a loss.
func (a *act) dropMember(ctx context.Context, m org.Member) error {
	if m.State == org.Pending {
		defer a.hush(len(a.set.Changes))
	}
	for _, drop := range []func(context.Context, org.Member) error{a.dropHoldings, a.dropSessions, a.dropTokens, a.dropAssignments, a.dropOffersBy} {
		if err := drop(ctx, m); err != nil {
			return err
		}
	}
	return a.dropMembership(ctx, m, fmt.Sprintf("%s is no member of %s any more", m.Email, a.Org.Slug))
}

// dropHoldings takes a member's grants, places in teams and leaderships, and invitations of and by them.
func (a *act) dropHoldings(ctx context.Context, m org.Member) error {
	if err := a.withdraw(ctx, m); err != nil {
		return err
	}
	if err := a.cancelMade(ctx, m, org.Standing{}); err != nil {
		return err
	}
	err := a.eachGrant(ctx, m.Subject, func(g *granting, grant org.Grant, p place) error {
		return g.replace(ctx, holderOf(m), p, &grant, org.Grant{})
	})
	if err != nil {
		return err
	}
	return a.dropTeams(ctx, m)
}

// dropMembership removes a member who holds nothing any more.
func (a *act) dropMembership(ctx context.Context, m org.Member, takes string) error {
	a.record(org.Change{Action: "remove", Kind: "user", Ref: m.Email, Before: m, Takes: takes})
	if _, err := a.ExecContext(ctx, `DELETE FROM members WHERE org_id = ?1 AND user_id = ?2`, a.Org.ID, m.User); err != nil {
		return err
	}
	_, err := a.ExecContext(ctx, `DELETE FROM subjects WHERE org_id = ?1 AND id = ?2`, a.Org.ID, m.Subject)
	return err
}

// dropSessions ends a member's sessions in the organization. The caller's own goes on without it: they are not logged
// out of the store by leaving.
func (a *act) dropSessions(ctx context.Context, m org.Member) error {
	if m.User == a.User {
		_, err := a.ExecContext(ctx, `UPDATE sessions SET org_id = NULL WHERE user_id = ?1 AND org_id = ?2`, m.User, a.Org.ID)
		return err
	}
	rows, err := a.QueryContext(ctx, `DELETE FROM sessions WHERE user_id = ?1 AND org_id = ?2 RETURNING id, created_at`, m.User, a.Org.ID)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var id, created int64
		err := rows.Scan(&id, &created)
		a.record(org.Change{Action: "remove", Kind: "session", Ref: fmt.Sprintf("%s id:%d", m.Email, id),
			Before: map[string]any{"id": id, "created_at": fromMicros(created)},
			Takes:  fmt.Sprintf("%s is logged out of the session of %s", m.Email, fromMicros(created).Format("2006-01-02 15:04Z"))})
		return err
	})
}
