package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// AddProducts adds products, all or nothing; with keepGoing the good ones of a batch. One that is there already and
// described alike is no change. Whoever may order may add products with a price.
func (s *Store) AddProducts(ctx context.Context, req org.Request, products []org.NewProduct, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: addAction(products), name: "product.add", object: productObject(products), input: products}
	return s.change(ctx, req, op, func(a *act) error {
		cat, err := a.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		err = eachRow(ctx, a, products, keepGoing, func(n org.NewProduct) error { return a.addProduct(ctx, cat, n) })
		if err != nil {
			return err
		}
		// Rules on future products compare with this number, so it only ever grows, also when the last product goes.
		_, err = a.ExecContext(ctx, `UPDATE organizations SET last_product = max(last_product, coalesce((SELECT max(id) FROM products WHERE org_id = ?1), 0)) WHERE id = ?1`, a.Org.ID)
		return err
	})
}

func addAction(products []org.NewProduct) org.Action {
	for _, p := range products {
		if p.Price == nil {
			return org.ActProducts
		}
	}
	return org.ActOrder
}

func productObject(products []org.NewProduct) string {
	if len(products) == 1 {
		return products[0].Category + "/" + products[0].Name
	}
	return fmt.Sprintf("%d products", len(products))
}

func (a *act) addProduct(ctx context.Context, cat org.Catalog, n org.NewProduct) error {
	c, err := cat.Lookup(n.Category)
	if err != nil {
		return err
	}
	name, err := org.ParseProductName(c, n.Name)
	if err != nil {
		return err
	}
	p, err := n.ProductEdit.Apply(org.Product{Category: c, Name: name, Created: a.time()}, a.Org.Currency)
	if err != nil {
		return err
	}
	if p, err = a.paidFromToday(p); err != nil {
		return err
	}
	st, err := a.stmt(ctx, `INSERT INTO products (org_id, category_id, name, label, price, currency, period, paid_from, paid_until, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (org_id, category_id, name) DO NOTHING RETURNING id`)
	if err != nil {
		return err
	}
	price, currency := priceColumns(p)
	err = st.QueryRowContext(ctx, a.Org.ID, c.ID, name, p.Label, price, currency, p.Period.String(), dateOrNull(p.From), dateOrNull(p.Until), a.now).Scan(&p.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return a.sameProduct(ctx, cat, p.Ref(), n)
	}
	if err != nil {
		return err
	}
	a.record(org.Change{Action: "add", Kind: "product", Ref: p.Ref(), After: p})
	return a.orderAdded(ctx, p, n)
}

// sameProduct refuses to describe a product anew by adding it. What was not stated agrees with everything.
func (a *act) sameProduct(ctx context.Context, cat org.Catalog, ref string, n org.NewProduct) error {
	p, err := a.product(ctx, a.Org.ID, cat, ref)
	if err != nil {
		return err
	}
	as, err := n.ProductEdit.Apply(p, a.Org.Currency)
	if err != nil || as.Same(p) {
		return err
	}
	return org.Errorf(org.KindConflict, org.CodeExists, "there is a product %q already, described otherwise", p.Ref()).
		WithHint("change it with 'orgctl product edit %s'", p.Ref())
}

func priceColumns(p org.Product) (price sql.NullInt64, currency sql.NullString) {
	if p.Price != nil {
		price = sql.NullInt64{Int64: p.Price.Minor, Valid: true}
		currency = sql.NullString{String: string(p.Price.Currency), Valid: true}
	}
	return price, currency
}

// EditProduct changes how a product is described. The technical right on it is enough, but not for what is paid.
func (s *Store) EditProduct(ctx context.Context, req org.Request, ref string, edit org.ProductEdit) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActEditProduct, name: "product.edit", object: ref, input: edit}, func(a *act) error {
		cat, err := a.catalog(ctx, a.Org.ID)
		if err != nil {
			return err
		}
		p, err := a.productSeen(ctx, a.Actor, cat, ref)
		if err != nil {
			return err
		}
		if err := a.canEdit(ctx, p, edit); err != nil {
			return err
		}
		after, err := edit.Apply(p, a.Org.Currency)
		if err != nil || after.Same(p) {
			return err
		}
		price, currency := priceColumns(after)
		a.record(org.Change{Action: "edit", Kind: "product", Ref: p.Ref(), Before: p, After: after})
		_, err = a.ExecContext(ctx, `UPDATE products SET label = ?3, price = ?4, currency = ?5, period = ?6 WHERE org_id = ?1 AND id = ?2`,
			a.Org.ID, p.ID, after.Label, price, currency, after.Period.String())
		return err
	})
}

// canEdit asks what the permission table leaves to the product in question.
func (a *act) canEdit(ctx context.Context, p org.Product, edit org.ProductEdit) error {
	if edit.Priced() {
		if err := a.May(org.ActOrder); err != nil {
			return err
		}
	}
	if a.Verdict(org.ActEditProduct) != org.WithTech {
		return nil
	}
	e, err := a.access(ctx, a.Member, p, a.time())
	if err != nil || e.Access.Rights.Has(org.Technical) {
		return err
	}
	return org.Errorf(org.KindDenied, org.CodeDenied, "you have no technical right on %q", p.Ref()).
		WithHint("'orgctl grant why %s %s' says what you have; ask an owner or admin for more", a.Email, p.Ref())
}

// RemoveProduct removes a product and every grant on it.
func (s *Store) RemoveProduct(ctx context.Context, req org.Request, ref string) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActProducts, name: "product.remove", object: ref}, func(a *act) error {
		g, err := a.granting(ctx)
		if err != nil {
			return err
		}
		p, err := a.product(ctx, a.Org.ID, g.cat, ref)
		if err != nil {
			return err
		}
		losers, err := a.losers(ctx, p)
		if err != nil {
			return err
		}
		if err := g.dropGrantsOn(ctx, p); err != nil {
			return err
		}
		a.record(org.Change{Action: "remove", Kind: "product", Ref: p.Ref(), Before: p, Takes: goneFor(p, losers)})
		_, err = a.ExecContext(ctx, `DELETE FROM products WHERE org_id = ?1 AND id = ?2`, a.Org.ID, p.ID)
		return err
	})
}

// losers are the people who can use or manage a product other than by their role.
func (a *act) losers(ctx context.Context, p org.Product) ([]string, error) {
	members, err := a.reachable(ctx, a.Org.ID, p)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, m := range members {
		e, err := a.access(ctx, m, p, a.time())
		if err != nil {
			return nil, err
		}
		if e.Access.Usage != org.NoUsage || (!m.Role.Manages() && m.Entry.Access != org.PartnerFull && e.Access.Any()) {
			out = append(out, m.Email)
		}
	}
	return out, nil
}

func goneFor(p org.Product, losers []string) string {
	text := fmt.Sprintf("%s is gone for good", p.Ref())
	if len(losers) > 0 {
		text += ", also for " + org.NameSome(losers, 10)
	}
	return text
}

// dropGrantsOn takes every grant on one product away.
func (g *granting) dropGrantsOn(ctx context.Context, p org.Product) error {
	members, err := g.holders(ctx, g.Org.ID, p.ID)
	if err != nil {
		return err
	}
	holding, err := g.groupsHolding(ctx, g.Org.ID, p.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		holding = append(holding, holderOf(m))
	}
	for _, h := range holding {
		at, err := g.locate(ctx, g.Org.ID, g.cat, h.subject, org.Scope{Kind: org.ScopeProduct, Category: p.Category.Code, Product: p.Name})
		if err != nil {
			return err
		}
		if err := g.clear(ctx, h, at); err != nil {
			return err
		}
	}
	return nil
}
