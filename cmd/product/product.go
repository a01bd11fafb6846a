// Package productcmd is 'orgctl product': what an organization has, written category/name. It refuses to know who may see
// or change a product, and what a category offers: it asks the store and package org.
package productcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "product",
		Short: "List, add, edit, renew and remove products",
		Long: `List, add, edit, renew and remove products.

A product is one instance of a category, written category/name: drive/marketing, domain/acme.ch. Its name can't be changed
later; its label, price and period can. 'orgctl catalog list' shows the categories.`,
	}
	c.AddCommand(newList(a), newShow(a), newAdd(a), newEdit(a), newRenew(a), newRemove(a))
	return c
}

// columns are those of a product. The first six are what 'product add --from' takes, so that a list can be fed back.
func columns() []term.Column[org.Product] {
	type row = org.Product
	return []term.Column[row]{
		{Name: "category", Value: func(p row) any { return p.Category.Code }},
		{Name: "name", Value: func(p row) any { return p.Name }},
		{Name: "label", Value: func(p row) any { return p.Label }},
		{Name: "price", Value: price, Right: true},
		{Name: "currency", Value: currency},
		{Name: "period", Value: period},
		reference(),
		{Name: "paid_from", Value: func(p row) any { return day(p.From) }, Extra: true},
		{Name: "paid_until", Value: func(p row) any { return day(p.Until) }, Extra: true},
		{Name: "id", Value: func(p row) any { return p.ID }, Extra: true},
		{Name: "created_at", Value: func(p row) any { return p.Created }, Extra: true},
	}
}

// reference is how people write the product.
func reference() term.Column[org.Product] {
	return term.Column[org.Product]{Name: "product", Value: func(p org.Product) any { return p.Ref() }, Extra: true}
}

// apply runs a change of one product and reports it under the product's one spelling: it may have been typed with a
// synonym, in capitals or by its id.
func apply(ctx context.Context, a *app.App, ref string, c app.Change) (org.ChangeSet, error) {
	set, err := a.Try(ctx, c)
	if err != nil {
		return set, err
	}
	for _, change := range set.Changes {
		if change.Kind == "product" {
			ref = change.Ref
		}
	}
	c.Done += " " + ref
	return set, a.Report(c, set)
}

// readOnly are the columns of a list that say nothing about what a product shall be.
func readOnly() []string { return []string{"product", "paid_from", "paid_until", "id", "created_at"} }

func day(d *org.Date) any {
	if d == nil {
		return nil
	}
	return d.String()
}

func price(p org.Product) any {
	if p.Price == nil {
		return nil
	}
	return p.Price.Decimal()
}

func currency(p org.Product) any {
	if p.Price == nil {
		return nil
	}
	return string(p.Price.Currency)
}

func period(p org.Product) any {
	if p.Period.IsZero() {
		return nil
	}
	return p.Period.String()
}
