package store

import (
	"context"
	"fmt"

	"orgctl/internal/org"
)

// SetRole gives a member another role and ends their sessions. Grants stay: those that a role makes needless sleep until
// the next demotion, unless dropGrants takes the management rights away.
func (s *Store) SetRole(ctx context.Context, req org.Request, ref string, role org.Role, dropGrants bool) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "user.role", object: ref, input: []any{role, dropGrants}}
	return s.change(ctx, req, op, func(a *act) error {
		m, err := a.member(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		after, err := a.newRole(ctx, m, role)
		if err != nil {
			return err
		}
		if dropGrants {
			if err := a.dropRights(ctx, m); err != nil {
				return err
			}
		}
		if after == m {
			return nil
		}
		if err := a.noteGrants(ctx, m, after); err != nil {
			return err
		}
		if err := a.replaceMember(ctx, m, after); err != nil {
			return err
		}
		if err := a.followRole(ctx, after); err != nil || m.State == org.Pending {
			return err
		}
		if err := a.cancelMade(ctx, m, org.Standing{Role: role, State: m.State}); err != nil {
			return err
		}
		return a.announceRole(ctx, m, after)
	})
}

// announceRole tells the person of their role, and ends the sessions in which they had another.
func (a *act) announceRole(ctx context.Context, m, after org.Member) error {
	if m.User == a.User {
		a.set.Notes = append(a.set.Notes, "your sessions end with your role: log in again")
	}
	if err := a.post(ctx, org.Mail{Kind: org.MailRole, To: m.Email, Name: m.Name(), Locale: m.Locale,
		Params: map[string]string{"organization": a.Org.Name, "before": m.Role.String(), "role": after.Role.String(), "by": a.Email}}); err != nil {
		return err
	}
	return a.endSessions(ctx, m.User, m.Email, 0)
}

// newRole is the member with the role, if the caller may give it and somebody stays to own the organization. An external
// has no billing mark.
func (a *act) newRole(ctx context.Context, m org.Member, role org.Role) (org.Member, error) {
	after := m
	after.Role = role
	after.Billing = m.Billing && role != org.External
	if role == m.Role {
		return after, nil
	}
	if err := a.CanTouch(m); err != nil {
		return after, err
	}
	if err := a.CanGive(role); err != nil {
		return after, err
	}
	return after, a.keepsOwner(ctx, m)
}

// keepsOwner refuses to let go of the only owner who can act. Somebody who only is recorded as an owner counts; that nobody is
// left who can log in is said.
func (a *act) keepsOwner(ctx context.Context, m org.Member) error {
	var others, able int
	err := a.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE u.password <> '') FROM members m JOIN users u ON u.id = m.user_id
WHERE m.org_id = ?1 AND m.user_id <> ?2 AND m.role >= 3 AND m.role = 4 AND m.state = 0`, a.Org.ID, m.User).Scan(&others, &able)
	if err != nil {
		return err
	}
	if m.Role == org.Owner && m.State == org.Active && others > 0 && able == 0 {
		a.set.Notes = append(a.set.Notes, fmt.Sprintf("no other owner of %s has a password: whoever owns the store's file lets one in with 'orgctl store recover EMAIL'", a.Org.Slug))
	}
	return org.KeepsOwner(m, a.Org.Slug, others+1)
}

// dropRights takes the management rights out of a member's direct grants. Usage stays.
func (a *act) dropRights(ctx context.Context, m org.Member) error {
	return a.eachGrant(ctx, m.Subject, func(g *granting, grant org.Grant, p place) error {
		left := grant
		left.Rights = 0
		return g.replace(ctx, holderOf(m), p, &grant, left)
	})
}

// eachGrant calls fn for every grant that a subject holds by itself, with the place where it stands.
func (a *act) eachGrant(ctx context.Context, subject org.SubjectID, fn func(g *granting, grant org.Grant, p place) error) error {
	g, err := a.granting(ctx)
	if err != nil {
		return err
	}
	grants, err := a.directGrants(ctx, subject)
	if err != nil {
		return err
	}
	for _, grant := range grants {
		p, err := g.placeOf(ctx, grant)
		if err != nil {
			return err
		}
		if err := fn(g, grant, p); err != nil {
			return err
		}
	}
	return nil
}

// noteGrants tells which grants fall asleep by a promotion, or wake up by a demotion.
func (a *act) noteGrants(ctx context.Context, before, after org.Member) error {
	if before.Role.Manages() == after.Role.Manages() {
		return nil
	}
	return a.eachGrant(ctx, before.Subject, func(_ *granting, grant org.Grant, p place) error {
		if grant.Rights == 0 || grant.StateAt(a.time()) == org.SourceExpired {
			return nil
		}
		what := "counts again"
		if after.Role.Manages() {
			what = "stays, but sleeps until a demotion"
		}
		a.set.Notes = append(a.set.Notes, fmt.Sprintf("%s on %s %s", grant.Rights, p.scope, what))
		return nil
	})
}
