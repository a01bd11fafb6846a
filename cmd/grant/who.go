package grantcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newWho(a *app.App) *cobra.Command {
	o := checkOptions{}
	c := &cobra.Command{
		Use:   "who CATEGORY/NAME",
		Short: "List everyone who may do something with a product",
		Example: `orgctl grant who drive/marketing
orgctl grant who drive/marketing --right technical -o name`,
		Args:              app.AtMostOne("CATEGORY/NAME"),
		Annotations:       app.Reads(org.ActSeeAccess),
		ValidArgsFunction: a.CompleteProducts,
	}
	c.Flags().StringSliceVar(&o.rights, "right", nil, "only who has this management `right`")
	c.Flags().StringVar(&o.usage, "usage", "", "only who may use the service in this `role`")
	c.Flags().StringVar(&o.asOf, "as-of", "", "at this `time`, if nothing changes")
	app.Shows(c, whoColumns())
	c.RunE = a.RunPicked(app.PickProduct(), func(ctx context.Context, ref string) error { return whoRun(ctx, a, ref, o) })
	return c
}

func whoRun(ctx context.Context, a *app.App, product string, o checkOptions) error {
	q, err := o.question()
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	at, err := asOf(ctx, a, o.asOf)
	if err != nil {
		return err
	}
	if err := offered(ctx, s, caller, product, q); err != nil {
		return err
	}
	people, err := s.Who(ctx, caller, product, q, at)
	if err != nil {
		return err
	}
	type row = org.EffectiveAccess
	return term.PrintList(a.Streams, a.Flags.Format, term.List[row]{
		Columns: whoColumns(),
		Name:    func(e row) string { return e.User },
		Rows:    term.Rows(people),
		Empty:   "nobody",
	})
}

func whoColumns() []term.Column[org.EffectiveAccess] {
	type row = org.EffectiveAccess
	return []term.Column[org.EffectiveAccess]{
		{Name: "user", Value: func(e row) any { return e.User }},
		{Name: "role", Value: func(e row) any { return e.Role.String() }},
		{Name: "rights", Value: func(e row) any { return e.Access.Rights }, Text: func(e row) string { return bars(e.Access.Rights) }},
		{Name: "usage", Value: func(e row) any { return usageOrNil(e.Access.Usage) }},
		{Name: "sources", Value: func(e row) any { return e.Access.Sources }, Text: func(e row) string { return sourceLine(e.Access.Sources) }},
	}
}

// offered refuses a question that the product's category can't answer, as grant check does.
func offered(ctx context.Context, s *app.Store, caller org.Caller, product string, q org.Question) error {
	if q == (org.Question{}) {
		return nil
	}
	p, err := s.Product(ctx, caller, product)
	if err != nil {
		return err
	}
	if err := p.Category.CheckRights(q.Rights); err != nil {
		return err
	}
	return p.Category.CheckUsage(q.Usage)
}
