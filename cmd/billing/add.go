package billingcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type addOptions struct {
	kind, amount, tax, currency, date, reference, client, product string
}

func newAdd(a *app.App) *cobra.Command {
	o := &addOptions{}
	c := &cobra.Command{
		Use:     "add",
		Aliases: []string{"create"},
		Short:   "Enter a payment, refund, top-up or payout",
		Long: `Enter a payment, refund, top-up or payout. The amount is given without a sign: the kind says which way the money goes.

A refund names the order or renewal by its reference and never gives back more than remains of it; cashback that was credited
for it is taken back in proportion. Records are never changed or removed, so that a retry adds another one: give it an --op-id.`,
		Example: `orgctl billing add --kind payment --amount 120.00 --reference INV-7 --client delta
orgctl billing add --kind topup --amount 500.00 --currency EUR --reference T-1 --date 2026-11-20`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(org.ActBook),
	}
	f := c.Flags()
	f.StringVar(&o.kind, "kind", "", "the `kind`: payment, refund, topup or payout")
	f.StringVar(&o.amount, "amount", "", "the `amount`, without a sign, like 120.00")
	f.StringVar(&o.tax, "tax", "", "the `tax` on it, if it is to be stated")
	f.StringVar(&o.currency, "currency", "", "`currency`, CHF or EUR; by default the organization's")
	f.StringVar(&o.date, "date", "", "the `day`, like 2026-11-22; by default today")
	f.StringVar(&o.reference, "reference", "", "what it belongs to, a `text` like the number of an invoice")
	f.StringVar(&o.client, "client", "", "the client that it is about, by its `slug`")
	f.StringVar(&o.product, "product", "", "the product that it is about, as `category/name`")
	app.Completes(c, "kind", cobra.FixedCompletions([]string{"payment", "refund", "topup", "payout"}, cobra.ShellCompDirectiveNoFileComp))
	app.Completes(c, "currency", cobra.FixedCompletions([]string{"CHF", "EUR"}, cobra.ShellCompDirectiveNoFileComp))
	a.CompleteScopes(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return addRun(ctx, a, o) })
	return c
}

func addRun(ctx context.Context, a *app.App, o *addOptions) error {
	r, err := o.record()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("entered the %s %s", r.Kind, r.Reference),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AddRecord(ctx, req, r)
		},
	})
}

// record reads the flags. The currency is left open if none was given.
func (o *addOptions) record() (r org.Record, err error) {
	for _, need := range []struct{ flag, value, hint string }{
		{"kind", o.kind, "one of payment, refund, topup, payout"},
		{"amount", o.amount, "without a sign, like --amount 120.00"},
		{"reference", o.reference, "what it belongs to, like --reference INV-7"},
	} {
		if need.value == "" {
			return r, app.Need(need.flag, "%s", need.hint)
		}
	}
	r = org.Record{Client: o.client, Product: o.product, Reference: o.reference}
	if r.Kind, err = org.ParseRecordKind(o.kind); err != nil {
		return r, err
	}
	if o.currency != "" {
		if r.Amount.Currency, err = org.ParseCurrency(o.currency); err != nil {
			return r, err
		}
	}
	if r.Amount, err = org.ParseMoney(o.amount, r.Amount.Currency); err != nil {
		return r, err
	}
	if o.tax != "" {
		tax, err := org.ParseMoney(o.tax, r.Amount.Currency)
		if err != nil {
			return r, err
		}
		r.Tax = &tax
	}
	if o.date != "" {
		r.Date, err = org.ParseDate(o.date)
	}
	return r, err
}
