package store

import (
	"context"
	"iter"
	"slices"
	"strings"

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
	categories, err := t.categoriesUsed(ctx, a.Org.ID, cat, only)
	if err != nil {
		return err
	}
	all, read := a.Standing.May(org.ActUseProducts) == nil, productReader(cat)
	for _, c := range categories {
		err := t.each(ctx, productsOfCategory, []any{a.Org.ID, c.ID}, func(row scanner) error {
			p, err := read(row)
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
		if err != nil {
			return err
		}
	}
	return nil
}

// productsOfCategory walks the index of names: the first of very many products waits for no other.
const productsOfCategory = `SELECT ` + productColumns + ` FROM products p WHERE p.org_id = ?1 + 0 AND p.category_id = ?2 + 0 ORDER BY p.name`

// usedCategories goes from one category that an organization has products of to the next, without reading the products.
const usedCategories = `WITH RECURSIVE used (id) AS (
  SELECT min(category_id) FROM products WHERE org_id = ?1 + 0
  UNION ALL
  SELECT (SELECT min(p.category_id) FROM products p WHERE p.org_id = ?1 + 0 AND p.category_id > used.id) FROM used WHERE used.id IS NOT NULL)
SELECT id FROM used WHERE id IS NOT NULL AND (?2 = 0 OR id = ?2)`

// categoriesUsed are the categories that an organization has products of, or the one of them asked for, in the order of their codes.
func (t *tx) categoriesUsed(ctx context.Context, id org.OrgID, cat org.Catalog, only org.CategoryID) (out []org.Category, err error) {
	err = t.each(ctx, usedCategories, []any{id, only}, func(row scanner) error {
		var used org.CategoryID
		if err := row.Scan((*int64)(&used)); err != nil {
			return err
		}
		c, err := cat.ByID(used)
		out = append(out, c)
		return err
	})
	slices.SortFunc(out, func(a, b org.Category) int { return strings.Compare(a.Code, b.Code) })
	return out, err
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
