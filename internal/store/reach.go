package store

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"orgctl/internal/org"
)

// Reach lists what people may do: every product each of them may see, with the sources. An empty user means everybody,
// which needs the right to see the access of others. Sources that don't count now are listed with what does; products
// on which nothing counts are left out unless f.Idle. The rows come one person at a time from one snapshot, in the order
// of e-mails, categories and names.
func (s *Store) Reach(ctx context.Context, c org.Caller, f org.ReachFilter) iter.Seq2[org.EffectiveAccess, error] {
	return stream(ctx, s, func(t *tx, yield func(org.EffectiveAccess, error) bool) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		return t.reach(ctx, a, f, yield)
	})
}

func (t *tx) reach(ctx context.Context, a org.Actor, f org.ReachFilter, yield func(org.EffectiveAccess, error) bool) error {
	people, products, err := t.asked(ctx, a, f)
	if err != nil {
		return err
	}
	on := newShelf(products)
	for m, err := range people {
		if err != nil {
			return err
		}
		grants, err := t.grantsOf(ctx, m)
		if err != nil {
			return err
		}
		if err := on.fold(m, grants, t.at(f.At), f.Idle, yield); err != nil {
			return err
		}
	}
	return nil
}

// asked are the people and products that a filter is about: of one person only the products that can be theirs, of one
// product only the people who can have it.
func (t *tx) asked(ctx context.Context, a org.Actor, f org.ReachFilter) (people iter.Seq2[org.Member, error], products []org.Product, err error) {
	if f.User == "" {
		if err := a.May(org.ActSeeAccess); err != nil {
			return nil, nil, err
		}
	}
	var one org.Member
	if f.User != "" {
		if one, err = t.personSeen(ctx, a, f.User); err != nil {
			return nil, nil, err
		}
	}
	cat, err := t.catalog(ctx, a.Org.ID)
	if err != nil {
		return nil, nil, err
	}
	var p org.Product
	if f.Product != "" {
		if p, err = t.productSeenAt(ctx, a, cat, f.Product, t.at(f.At)); err != nil {
			return nil, nil, err
		}
		products = []org.Product{p}
	} else if products, err = t.productsOf(ctx, a.Org.ID, cat, f.Category, one); err != nil {
		return nil, nil, err
	}
	switch {
	case f.User != "":
		return only(one), products, nil
	case f.Product != "":
		members, err := t.reachable(ctx, a.Org.ID, p)
		return only(members...), products, err
	}
	people, err = t.everybody(ctx, a.Org.ID)
	return people, products, err
}

func only(members ...org.Member) iter.Seq2[org.Member, error] {
	return func(yield func(org.Member, error) bool) {
		for _, m := range members {
			if !yield(m, nil) {
				return
			}
		}
	}
}

// productsOf are the products of a category, or of every one, that a member's role and grants can reach; of nobody in
// particular, all.
func (t *tx) productsOf(ctx context.Context, id org.OrgID, cat org.Catalog, category string, m org.Member) ([]org.Product, error) {
	only := org.Everything
	if category != "" {
		c, err := cat.Lookup(category)
		if err != nil {
			return nil, err
		}
		only = c.ID
	}
	if m.User == 0 || m.Role.Manages() || m.Entry.Access == org.PartnerFull {
		return t.products(ctx, id, cat, only)
	}
	products, err := t.productsReached(ctx, id, cat, m.Subject, m.Entry.Subject)
	if only == org.Everything {
		return products, err
	}
	return slices.DeleteFunc(products, func(p org.Product) bool { return p.Category.ID != only }), err
}

// productsReached are the products that the grants of a subject reach, those of the teams it is in and those of a partnership.
func (t *tx) productsReached(ctx context.Context, id org.OrgID, cat org.Catalog, subject, partnership org.SubjectID) ([]org.Product, error) {
	products, err := t.productsBy(ctx, cat, reachedProducts, id, subject, partnership)
	slices.SortFunc(products, func(a, b org.Product) int {
		return cmp.Or(strings.Compare(a.Category.Code, b.Category.Code), strings.Compare(a.Name, b.Name))
	})
	return products, err
}

// reachedProducts starts from the grants. A rule on everything reaches every product.
const reachedProducts = `WITH own (id) AS MATERIALIZED (
  SELECT ?2 UNION ALL SELECT tm.team_id FROM team_members tm WHERE tm.member_id = ?2 + 0 UNION ALL SELECT ?3
), s (id) AS MATERIALIZED (
  SELECT g.product_id FROM own CROSS JOIN grants g ON g.subject_id = own.id
  UNION SELECT p.id FROM own CROSS JOIN rules r ON r.subject_id = own.id CROSS JOIN products p ON p.org_id = ?1 + 0 AND p.category_id = r.category_id AND p.id > r.since
  UNION SELECT p.id FROM own CROSS JOIN rules r ON r.subject_id = own.id AND r.category_id = 0 CROSS JOIN products p ON p.org_id = ?1 + 0
)
SELECT ` + productColumns + ` FROM s CROSS JOIN products p ON p.id = s.id WHERE p.org_id = ?1 + 0`

func (t *tx) productsBy(ctx context.Context, cat org.Catalog, query string, args ...any) (out []org.Product, err error) {
	read := productReader(cat)
	err = t.each(ctx, query, args, func(row scanner) error {
		p, err := read(row)
		out = append(out, p)
		return err
	})
	return out, err
}

// shelf is the products asked about, in the order in which they are shown, and where each is.
type shelf struct {
	products []org.Product
	at       map[org.ProductID]int
	of       map[org.CategoryID][]int
}

func newShelf(products []org.Product) *shelf {
	s := &shelf{products: products, at: map[org.ProductID]int{}, of: map[org.CategoryID][]int{}}
	for i, p := range products {
		s.at[p.ID] = i
		s.of[p.Category.ID] = append(s.of[p.Category.ID], i)
	}
	return s
}

// fold evaluates one person over the products that their role and grants can reach, and on each only what is about it: an
// organization has many products, and most people few of them.
func (s *shelf) fold(m org.Member, grants []org.Grant, at time.Time, idle bool, yield func(org.EffectiveAccess, error) bool) error {
	reached, all := map[int][]org.Grant{}, m.Role.Manages()
	var rules []org.Grant
	for _, g := range grants {
		switch g.Scope {
		case org.ScopeProduct:
			if i, ok := s.at[g.Product]; ok {
				reached[i] = append(reached[i], g)
			}
			continue
		case org.ScopeEverything:
			all = true
		}
		rules = append(rules, g)
	}
	for _, i := range s.order(reached, rules, all) {
		p := s.products[i]
		acc := org.Fold(p, m.Role, m.State, append(reached[i], rules...), at)
		if !acc.Any() && (!idle || len(acc.Sources) == 0) {
			continue
		}
		if !yield(org.EffectiveAccess{User: m.Email, Name: m.Name(), Role: m.Role, State: m.State, Product: p, Access: acc}, nil) {
			return errStopped
		}
	}
	return nil
}

// order is where the products stand that are reached one by one or by rules.
func (s *shelf) order(reached map[int][]org.Grant, rules []org.Grant, all bool) []int {
	var out []int
	if all {
		for i := range s.products {
			out = append(out, i)
		}
		return out
	}
	for i := range reached {
		out = append(out, i)
	}
	for _, r := range rules {
		out = append(out, s.of[r.Category]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// MatrixProducts lists the products of the organization, or of one category, in the order in which they are shown.
func (s *Store) MatrixProducts(ctx context.Context, c org.Caller, category string) (out []org.Product, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActSeeAccess)
		if err != nil {
			return err
		}
		cat, err := t.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		out, err = t.productsOf(ctx, a.Org.ID, cat, category, org.Member{})
		return err
	})
	return out, err
}
