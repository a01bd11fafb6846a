package store

import (
	"context"

	"orgctl/internal/org"
)

// CopyGrants merges the direct grants of one member into those of another: nothing is taken from anybody.
func (s *Store) CopyGrants(ctx context.Context, req org.Request, from, to string) (org.ChangeSet, error) {
	op := operation{action: org.ActGrants, name: "grant.copy", object: to, input: []string{from, to}}
	return s.change(ctx, req, op, func(a *act) error {
		g, err := a.granting(ctx)
		if err != nil {
			return err
		}
		source, err := g.holder(ctx, org.Holder{User: from})
		if err != nil {
			return err
		}
		target, err := g.holder(ctx, org.Holder{User: to})
		if err != nil {
			return err
		}
		if source.subject == target.subject {
			return org.Invalid("%q is on both sides", target.User).WithHint("name another member with --to")
		}
		if err := g.copyAll(ctx, source, target); err != nil {
			return err
		}
		return g.inform(ctx)
	})
}

func (g *granting) copyAll(ctx context.Context, source, target holder) error {
	grants, err := g.directGrants(ctx, source.subject)
	if err != nil {
		return err
	}
	for _, grant := range grants {
		if grant.StateAt(g.time()) == org.SourceExpired {
			continue
		}
		p, err := g.placeOf(ctx, grant)
		if err != nil {
			return err
		}
		p.subject, grant.Subject = target.subject, target.subject
		if err := org.CanHoldRights(target.member, grant.Rights); err != nil {
			return err
		}
		merged, err := g.merged(ctx, target, p, grant)
		if err != nil {
			return err
		}
		p.scope.Kind = merged.after.Scope
		if err := g.replace(ctx, target, p, merged.before, merged.after); err != nil {
			return err
		}
	}
	return nil
}

// merged is what a slot says with a grant added to what the member has there.
func (g *granting) merged(ctx context.Context, h holder, p place, add org.Grant) (restated, error) {
	before, err := g.grantAt(ctx, p.slot)
	if err != nil {
		return restated{}, err
	}
	after, ok := add.Merge(before, g.time())
	if !ok {
		return restated{}, org.Errorf(org.KindConflict, org.CodeConflict, "%q has a grant on %q with another time or reach: merging would give more than either", h.String(), p.scope.String()).
			WithHint("set it by hand: %s", org.ShellQuote([]string{"orgctl", "grant", "set", h.String(), "--grant", p.scope.String() + "=RIGHT"}))
	}
	return restated{before: before, after: after}, nil
}
