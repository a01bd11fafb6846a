// Package billingcmd is 'orgctl billing': the book of an organization, in which every order, discount, cashback and payment is
// a row of its own. It refuses to know how amounts follow from each other: that is package org.
package billingcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "billing",
		Short: "See and keep the book: what was ordered, discounted, paid and credited",
		Long: `See and keep the book: what was ordered, discounted, paid and credited.

Every organization has a book of its own and sees no other. Records are only ever added, with a signed amount: what is owed
is positive, what reduces it (discounts, cashback, payments, refunds, top-ups) is negative, so that they add up. Orders and
renewals come from 'orgctl product add' and 'orgctl product renew' with a price, or from a file.`,
	}
	c.AddCommand(newList(a), newAdd(a), newImport(a), newBalance(a), newRates(a))
	return c
}

// columns are those of a record, by the names of the export.
func columns() []term.Column[org.Record] {
	type row = org.Record
	return []term.Column[row]{
		{Name: "record_id", Value: func(r row) any { return int64(r.ID) }, Right: true},
		{Name: "date", Value: func(r row) any { return r.Date.String() }},
		{Name: "client", Value: func(r row) any { return orNil(r.Client) }},
		{Name: "client_name", Value: func(r row) any { return orNil(r.ClientName) }, Extra: true},
		{Name: "kind", Value: func(r row) any { return string(r.Kind) }},
		{Name: "product", Value: func(r row) any { return orNil(r.Product) }},
		{Name: "label", Value: func(r row) any { return orNil(r.Label) }, Extra: true},
		{Name: "category", Value: func(r row) any { return orNil(r.Category) }, Extra: true},
		{Name: "period_start", Value: func(r row) any { return orNil(r.Start.String()) }, Extra: true},
		{Name: "period_end", Value: func(r row) any { return orNil(r.End.String()) }, Extra: true},
		{Name: "list_price", Value: func(r row) any { return decimal(r.ListPrice) }, Extra: true, Right: true},
		{Name: "discount_percent", Value: func(r row) any { return percent(r.Discount) }, Extra: true, Right: true},
		{Name: "amount", Value: func(r row) any { return r.Amount.Decimal() }, Right: true},
		{Name: "tax", Value: func(r row) any { return decimal(r.Tax) }, Extra: true, Right: true},
		{Name: "currency", Value: func(r row) any { return string(r.Amount.Currency) }},
		{Name: "paid_by", Value: func(r row) any { return orNil(string(r.PaidBy)) }, Extra: true},
		{Name: "ordered_by", Value: func(r row) any { return orNil(string(r.OrderedBy)) }, Extra: true},
		{Name: "reference", Value: func(r row) any { return r.Reference }},
		{Name: "created_at", Value: func(r row) any { return r.Created }, Extra: true},
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func decimal(m *org.Money) any {
	if m == nil {
		return nil
	}
	return m.Decimal()
}

func percent(p *org.Percent) any {
	if p == nil {
		return nil
	}
	return p.String()
}
