package store

import (
	"context"

	"orgctl/internal/org"
)

// LockUser keeps a member out of the organization, or lets them in again. What they hold stays and sleeps; their sessions
// go on elsewhere. The last owner who can act and oneself are never locked.
func (s *Store) LockUser(ctx context.Context, req org.Request, ref string, locked bool) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "user.unlock", object: ref}
	if locked {
		op.name = "user.lock"
	}
	return s.change(ctx, req, op, func(a *act) error {
		m, err := a.member(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		if err := a.CanTouch(m); err != nil {
			return err
		}
		after, err := m.WithLock(locked)
		if err != nil || after == m {
			return err
		}
		if m.User == a.User {
			return org.Errorf(org.KindDenied, org.CodeDenied, "nobody locks themselves").WithHint("'orgctl user leave' ends your membership")
		}
		if locked {
			if err := a.keepsOwner(ctx, m); err != nil {
				return err
			}
		}
		return a.replaceMember(ctx, m, after)
	})
}
