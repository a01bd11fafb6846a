package store

import (
	"context"
	"iter"

	"orgctl/internal/org"
)

// Products streams the products of the caller's organization in the order of category and name: all of them for those
// who manage them all, else those on which the caller has access now. An empty category means every one.
func (s *Store) Products(ctx context.Context, c org.Caller, category string) iter.Seq2[org.Product, error] {
	return stream(ctx, s, func(t *tx, yield func(org.Product, error) bool) error { return t.listProducts(ctx, c, category, yield) })
}

func (t *tx) listProducts(ctx context.Context, c org.Caller, category string, yield func(org.Product, error) bool) error {
	a, err := t.actor(ctx, c)
	if err != nil {
		return err
	}
	cat, err := t.catalog(ctx, a.Org.ID)
	if err != nil {
		return err
	}
	only := org.Everything
	if category != "" {
		found, err := cat.Lookup(category)
		if err != nil {
			return err
		}
		only = found.ID
	}
	grants, err := t.grantsOf(ctx, a.Member)
	if err != nil {
		return err
	}
	rows, err := t.QueryContext(ctx, productRows, a.Org.ID, only)
	if err != nil {
		return err
	}
	all := a.Standing.May(org.ActUseProducts) == nil
	return each(rows, func() error {
		p, err := scanProduct(rows, cat)
		if err != nil {
			return err
		}
		if !all && !org.Fold(p, a.Role, a.State, grants, t.time()).Any() {
			return nil
		}
		if !yield(p, nil) {
			return errStopped
		}
		return nil
	})
}

// Product is one product that the caller may see.
func (s *Store) Product(ctx context.Context, c org.Caller, ref string) (p org.Product, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		cat, err := t.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		p, err = t.productSeen(ctx, a, cat, ref)
		return err
	})
	return p, err
}
