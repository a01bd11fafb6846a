package grantcmd

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type listOptions struct {
	user, team, partner, product, category string
	effective                              bool
	expiring                               string
	asOf                                   string
}

func newList(a *app.App) *cobra.Command {
	o := listOptions{}
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List grants, or with --effective what people may really do",
		Example: `orgctl grant list --user jane@example.org
orgctl grant list --team design
orgctl grant list --effective --category drive
orgctl grant list --expiring 30d
orgctl grant list -o csv > grants.csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSeeAccess),
	}
	f := c.Flags()
	f.StringVar(&o.user, "user", "", "only those of this `e-mail`")
	f.StringVar(&o.team, "team", "", "only those of this `team`")
	f.StringVar(&o.partner, "partner", "", "only those of this `partner`")
	f.StringVar(&o.product, "product", "", "only those on this `category/name`")
	f.StringVar(&o.category, "category", "", "only those in this `category`")
	f.BoolVar(&o.effective, "effective", false, "what people may do, added up, with every source")
	f.StringVar(&o.expiring, "expiring", "", "only those that end within this `time`: 30d, 2027-01-31")
	f.StringVar(&o.asOf, "as-of", "", "what counts at this `time`, if nothing changes")
	c.MarkFlagsMutuallyExclusive("effective", "expiring")
	c.MarkFlagsMutuallyExclusive("team", "partner", "user")
	c.MarkFlagsMutuallyExclusive("team", "partner", "effective")
	app.Completes(c, "user", a.CompleteUsers)
	a.CompleteScopes(c)
	app.Shows(c, grantColumns(false))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, o) })
	return c
}

func listRun(ctx context.Context, a *app.App, o listOptions) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if o.effective {
		return listEffective(ctx, a, s, caller, o)
	}
	at, err := asOf(ctx, a, o.asOf)
	if err != nil {
		return err
	}
	f := org.GrantFilter{User: o.user, Team: o.team, Partner: o.partner, Product: o.product, Category: o.category, At: at}
	if o.expiring != "" {
		loc, err := a.Location(ctx, o.expiring)
		if err != nil {
			return err
		}
		if f.ExpiringBefore, err = org.ParseTime(o.expiring, a.World.Now(), loc, true); err != nil {
			return err
		}
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.GrantRecord]{
		Columns: grantColumns(o.user != ""),
		Name:    func(r org.GrantRecord) string { return r.Holder().String() },
		Rows:    s.Grants(ctx, caller, f),
		Empty:   "no grants; owners and admins need none",
	})
}

// grantColumns are those of a stored grant. Of one user, nothing is a team's.
func grantColumns(ofUser bool) []term.Column[org.GrantRecord] {
	type row = org.GrantRecord
	return []term.Column[row]{
		{Name: "user", Value: func(r row) any { return textOrNil(r.User) }},
		{Name: "product", Value: func(r row) any { return orNil(r.Product) }},
		{Name: "category", Value: func(r row) any { return orNil(r.Category) }},
		{Name: "scope", Value: func(r row) any { return r.Scope }},
		{Name: "rights", Value: func(r row) any { return r.Rights }, Text: func(r row) string { return bars(r.Rights) }},
		{Name: "usage", Value: func(r row) any { return usageOrNil(r.Usage) }},
		{Name: "from", Value: func(r row) any { return timeOrNil(r.From) }},
		{Name: "until", Value: func(r row) any { return timeOrNil(r.Until) }},
		{Name: "reason", Value: func(r row) any { return r.Reason }, Extra: true},
		{Name: "ticket", Value: func(r row) any { return r.Ticket }, Extra: true},
		{Name: "state", Value: func(r row) any { return string(r.State) }},
		{Name: "team", Value: func(r row) any { return textOrNil(r.Team) }, Extra: ofUser},
		{Name: "partner", Value: func(r row) any { return textOrNil(r.Partner) }, Extra: true},
		{Name: "created_by", Value: func(r row) any { return r.CreatedBy }, Extra: true},
		{Name: "created_at", Value: func(r row) any { return r.CreatedAt }, Extra: true},
	}
}

func listEffective(ctx context.Context, a *app.App, s *app.Store, caller org.Caller, o listOptions) error {
	at, err := asOf(ctx, a, o.asOf)
	if err != nil {
		return err
	}
	f := org.ReachFilter{User: o.user, Product: o.product, Category: o.category, At: at}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.EffectiveAccess]{
		Columns: effectiveColumns(),
		Name:    func(e org.EffectiveAccess) string { return e.Product.Ref() },
		Rows:    s.Reach(ctx, caller, f),
		Empty:   "no access",
	})
}

func effectiveColumns() []term.Column[org.EffectiveAccess] {
	type row = org.EffectiveAccess
	return []term.Column[row]{
		{Name: "user", Value: func(e row) any { return e.User }},
		{Name: "product", Value: func(e row) any { return e.Product.Ref() }},
		{Name: "category", Value: func(e row) any { return e.Product.Category.Code }, Extra: true},
		{Name: "rights", Value: func(e row) any { return e.Access.Rights }, Text: func(e row) string { return bars(e.Access.Rights) }},
		{Name: "usage", Value: func(e row) any { return usageOrNil(e.Access.Usage) }},
		{Name: "sources", Value: func(e row) any { return e.Access.Sources }, Text: func(e row) string { return sourceLine(e.Access.Sources) }},
	}
}

// bars writes rights as the import reads them.
func bars(r org.Rights) string { return strings.Join(r.Names(), "|") }

func orNil(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func timeOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

func usageOrNil(u org.Usage) any {
	if u == org.NoUsage {
		return nil
	}
	return u.String()
}
