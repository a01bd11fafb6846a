package app

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// RangeFlags say which days are meant: by the name of a period, or from and to.
type RangeFlags struct{ Period, From, To string }

// Bind adds the flags.
func (o *RangeFlags) Bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.Period, "period", "", "a `period`: last-quarter, this-month, 2026-03, 2026-Q2, 2026 …")
	f.StringVar(&o.From, "from", "", "from this `day` on, like 2026-07-01")
	f.StringVar(&o.To, "to", "", "up to and including this `day`")
	c.MarkFlagsMutuallyExclusive("period", "from")
	c.MarkFlagsMutuallyExclusive("period", "to")
	Completes(c, "period", cobra.FixedCompletions(org.Presets(), cobra.ShellCompDirectiveNoFileComp))
}

// Given says whether any of them was.
func (o *RangeFlags) Given() bool { return *o != RangeFlags{} }

// Range reads the flags. What depends on the day is resolved in the organization's timezone.
func (o *RangeFlags) Range(ctx context.Context, a *App) (r org.DateRange, err error) {
	if o.Period != "" {
		loc, err := a.Location(ctx, o.Period)
		if err != nil {
			return r, err
		}
		return org.ParseRange(o.Period, org.DateOf(a.World.Now().In(loc)))
	}
	for _, end := range []struct {
		to   *org.Date
		text string
	}{{&r.From, o.From}, {&r.To, o.To}} {
		if end.text == "" {
			continue
		}
		if *end.to, err = org.ParseDate(end.text); err != nil {
			return r, err
		}
	}
	return r.Checked()
}
