package productcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

type renewOptions struct {
	order                          orderFlags
	until, period, price, currency string
}

func newRenew(a *app.App) *cobra.Command {
	o := &renewOptions{}
	c := &cobra.Command{
		Use:   "renew CATEGORY/NAME",
		Short: "Pay for a further period of a product, until a day",
		Long: `Pay for a further period of a product, until a day, which is included. To the same day again is no change, so that a retry
pays nothing twice.

The renewal is written into the book at the price of the product, once for each of its periods, or at --price for all of it. A
product without a price is renewed without a record.`,
		Example: `orgctl product renew drive/marketing --until 2027-11-21 --price 347.20 --discount 25
orgctl product renew domain/acme.ch --until 2027-12-31`,
		Args:              app.AtMostOne("CATEGORY/NAME"),
		Annotations:       app.Writes(org.ActOrder),
		ValidArgsFunction: one(a.CompleteProducts),
	}
	f := c.Flags()
	f.StringVar(&o.until, "until", "", "the last `day` paid for, like 2027-12-31")
	f.StringVar(&o.period, "period", "", "a `period` more, like 1y, instead of --until; again is once more")
	f.StringVar(&o.price, "price", "", "the `price` of the whole renewal, without tax; by default the product's")
	f.StringVar(&o.currency, "currency", "", "`currency` of the price, CHF or EUR; by default the organization's")
	o.order.bind(c)
	c.MarkFlagsMutuallyExclusive("until", "period")
	completeDescription(c)
	c.RunE = a.RunPicked(app.PickProduct(), func(ctx context.Context, ref string) error { return renewRun(ctx, a, o, ref) })
	return c
}

func renewRun(ctx context.Context, a *app.App, o *renewOptions, ref string) error {
	var equivalent []string
	if o.until == "" && o.period == "" {
		if !a.Interactive() {
			return app.Need("until", "the last day to be paid for, like 2027-12-31")
		}
		if err := askRenew(ctx, a, o, ref); err != nil {
			return err
		}
		equivalent = o.equivalent(a, ref)
	}
	r, err := o.renewal()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	_, err = apply(ctx, a, ref, app.Change{
		Done: "renewed", Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.RenewProduct(ctx, req, ref, r)
		},
	})
	return err
}

// renewal reads the flags.
func (o *renewOptions) renewal() (r org.Renewal, err error) {
	if o.until != "" {
		if r.Until, err = org.ParseDate(o.until); err != nil {
			return r, err
		}
	}
	if o.period != "" {
		if r.Period, err = org.ParsePeriod(o.period); err != nil {
			return r, err
		}
	}
	given := description{}
	if o.price != "" {
		given.price = &o.price
	}
	if o.currency != "" {
		given.currency = &o.currency
	}
	edit, err := given.edit()
	if err != nil {
		return r, err
	}
	if edit.NoPrice {
		return r, org.Invalid("a renewal at no price").WithHint("--price 0.00 costs nothing; without --price it costs what the product does")
	}
	r.Price, r.Reference = edit.Price, o.order.reference
	r.Volume, err = o.order.volume()
	return r, err
}

// askRenew asks until when, and proposes the end of the next period.
func askRenew(ctx context.Context, a *app.App, o *renewOptions, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	if err := actor.May(org.ActOrder); err != nil {
		return err
	}
	p, err := s.Product(ctx, caller, ref)
	if err != nil {
		return err
	}
	loc, err := org.LoadTimezone(actor.Org.Timezone)
	if err != nil {
		return err
	}
	q := prompt.Input{Step: fmt.Sprintf("%s, %s", actor.Org.Name, p.Ref()), Label: "Paid for until which day?", Required: true,
		Help: "The last day that is paid for, like 2027-12-31.",
		Validate: func(text string) error {
			_, err := org.ParseDate(text)
			return err
		}}
	next, err := p.Renew(org.Renewal{Period: p.Period}, org.DateOf(a.World.Now().In(loc)), actor.Org.Currency)
	if err == nil {
		q.Default = next.End.String()
	}
	o.until, err = a.Prompt().Input(ctx, q)
	return err
}

func (o *renewOptions) equivalent(a *app.App, ref string) []string {
	words := []string{"orgctl", "product", "renew", ref}
	for _, flag := range []struct{ name, value string }{{"org", a.Flags.Settings["org"]}, {"until", o.until}, {"price", o.price}, {"currency", o.currency}} {
		if flag.value != "" {
			words = append(words, "--"+flag.name, flag.value)
		}
	}
	return append(words, o.order.words()...)
}
