package store

import (
	"context"

	"orgctl/internal/org"
)

// Sheet reads everything that editing one member's access needs: the products, the direct grants, and what the member
// may do today.
func (s *Store) Sheet(ctx context.Context, c org.Caller, user string) (sheet org.Sheet, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActGrants)
		if err != nil {
			return err
		}
		sheet = org.Sheet{Org: a.Org}
		if sheet.Member, err = t.member(ctx, a.Org.ID, user); err != nil {
			return err
		}
		cat, err := t.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		if sheet.Products, err = t.products(ctx, a.Org.ID, cat, org.Everything); err != nil {
			return err
		}
		if sheet.Direct, err = t.directGrants(ctx, sheet.Member.Subject); err != nil {
			return err
		}
		grants, err := t.grantsOf(ctx, sheet.Member)
		if err != nil {
			return err
		}
		sheet.Access = map[org.ProductID]org.Access{}
		for _, p := range sheet.Products {
			sheet.Access[p.ID] = org.Fold(p, sheet.Member.Role, sheet.Member.State, grants, t.time())
		}
		return nil
	})
	return sheet, err
}

// MembersFor lists the members for a person to choose from.
func (s *Store) MembersFor(ctx context.Context, c org.Caller, action org.Action) (out []org.Member, err error) {
	err = s.read(ctx, func(t *tx) error {
		out = nil
		a, err := t.allowed(ctx, c, action)
		if err != nil {
			return err
		}
		for m, err := range t.allMembers(ctx, a.Org.ID) {
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}
