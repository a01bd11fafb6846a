package productcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

func newEdit(a *app.App) *cobra.Command {
	o := &describeFlags{}
	c := &cobra.Command{
		Use:   "edit CATEGORY/NAME",
		Short: "Change the label, price or period of a product",
		Long: `Change the label, price or period of a product. What is not given stays; on a terminal, without any of the flags, it is
asked. The technical right on the product is enough for the label; prices and periods are for those who may order.`,
		Example: `orgctl product edit drive/marketing --label "Marketing and press"
orgctl product edit drive/marketing --price 130.00 --period 1y
orgctl product edit drive/marketing --label "" --price none`,
		Args:              app.AtMostOne("CATEGORY/NAME"),
		Annotations:       app.Writes(org.ActEditProduct),
		ValidArgsFunction: one(a.CompleteProducts),
	}
	o.bind(c)
	c.RunE = a.RunPicked(app.PickProduct(), func(ctx context.Context, ref string) error { return editRun(ctx, a, o, ref) })
	return c
}

func editRun(ctx context.Context, a *app.App, o *describeFlags, ref string) error {
	var equivalent []string
	if !o.given() {
		if !a.Interactive() {
			return app.Need("label", "or --price, --period: what of %s shall change?", ref)
		}
		if err := askEdit(ctx, a, o, ref); err != nil {
			return err
		}
		equivalent = o.equivalent(a, "edit", ref)
	}
	edit, err := o.description().edit()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	_, err = apply(ctx, a, ref, app.Change{
		Done: "edited", Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditProduct(ctx, req, ref, edit)
		},
	})
	return err
}

// askEdit asks for what may be changed: who may not order is not asked for what is paid.
func askEdit(ctx context.Context, a *app.App, o *describeFlags, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	p, err := s.Product(ctx, caller, ref)
	if err != nil {
		return err
	}
	steps := o.steps(a, actor.Org.Name+", "+p.Ref(), p)
	if actor.May(org.ActOrder) != nil {
		steps = steps[:1]
	}
	return prompt.Run(ctx, steps)
}
