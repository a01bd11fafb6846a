package store

import (
	"context"
	"iter"

	"orgctl/internal/org"
)

// Users streams the members of the caller's organization, or of one team, in the order of their e-mails.
func (s *Store) Users(ctx context.Context, c org.Caller, f org.UserFilter) iter.Seq2[org.Member, error] {
	return stream(ctx, s, func(t *tx, yield func(org.Member, error) bool) error {
		a, err := t.allowed(ctx, c, org.ActMembers)
		if err != nil {
			return err
		}
		people := t.allMembers(ctx, a.Org.ID)
		if f.Team != "" {
			team, err := t.team(ctx, a.Org.ID, f.Team)
			if err != nil {
				return err
			}
			members, err := t.teamMembers(ctx, team.ID)
			if err != nil {
				return err
			}
			people = only(members...)
		}
		for m, err := range people {
			if !yield(m, err) {
				return errStopped
			}
		}
		return nil
	})
}

// User is one member. Everybody may see themselves.
func (s *Store) User(ctx context.Context, c org.Caller, ref string) (m org.Member, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		m, err = t.memberSeen(ctx, a, ref)
		return err
	})
	return m, err
}

// memberSeen finds the member in question: oneself, or with the right to manage members anybody. Without it, others are
// refused before they are looked up, so that a guess tells nothing.
func (t *tx) memberSeen(ctx context.Context, a org.Actor, ref string) (org.Member, error) {
	m, err := t.member(ctx, a.Org.ID, ref)
	if denied := a.May(org.ActMembers); denied != nil && (err != nil || m.User != a.User) {
		return org.Member{}, denied
	}
	return m, err
}

// EditUser changes what a membership says of a person. Everybody may change their own names, locale and contact
// preferences; the billing mark is given by those who manage members. A token is nobody who changes themselves.
func (s *Store) EditUser(ctx context.Context, req org.Request, ref string, edit org.MemberEdit) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActSee, name: "user.edit", object: ref, input: edit}, func(a *act) error {
		before, err := a.memberSeen(ctx, a.Actor, ref)
		if err != nil {
			return err
		}
		if before.User != a.User || edit.Billing != nil || a.Token.ID != 0 {
			if err := a.May(org.ActMembers); err != nil {
				return err
			}
			if err := a.CanTouch(before); err != nil {
				return err
			}
		}
		after, err := edit.Apply(before)
		if err != nil {
			return err
		}
		if err := a.CanMark(before, after); err != nil {
			return err
		}
		return a.replaceMember(ctx, before, after)
	})
}

// replaceMember writes what became of a membership and records it. The same is no change. What somebody offered who may not any
// more is taken back.
func (a *act) replaceMember(ctx context.Context, before, after org.Member) error {
	if before == after {
		return nil
	}
	a.record(org.Change{Action: "edit", Kind: "user", Ref: after.Email, Before: before, After: after, Takes: org.MemberLoss(before, after)})
	if err := a.updateMember(ctx, after); err != nil || before.Role == after.Role {
		return err
	}
	return a.keepOffersBy(ctx, after)
}

func (a *act) updateMember(ctx context.Context, m org.Member) error {
	return a.exec(ctx, `UPDATE members SET role = ?3, state = ?4, first_name = ?5, last_name = ?6, locale = ?7, billing = ?8, notify_billing = ?9, notify_products = ?10
WHERE org_id = ?1 AND user_id = ?2`, a.Org.ID, m.User, int(m.Role), int(m.State), m.FirstName, m.LastName, m.Locale, m.Billing, m.NotifyBilling, m.NotifyProducts)
}
