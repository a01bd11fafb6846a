package productcmd

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type addOptions struct {
	describeFlags
	order orderFlags
	batch app.BatchFlags
}

func newAdd(a *app.App) *cobra.Command {
	o := &addOptions{}
	c := &cobra.Command{
		Use:     "add CATEGORY/NAME",
		Aliases: []string{"create"},
		Short:   "Add a product, or many from a file",
		Long: `Add a product, or many from a file. On a terminal, what is not given is asked.

With a price, the product is ordered from today on: the order is written into the book, with a row for each discount. What was
not given a price can be renewed with one later.

A file has the columns category, name and, if stated, label, price, currency and period. It is taken whole or not at all,
unless --continue-on-error says otherwise. Adding the very same product again changes nothing.`,
		Example: `orgctl product add drive/archive --label "Annual reports"
orgctl product add domain/acme.example --price 12.50 --period 1y
orgctl product add drive/press --price 347.20 --period 1y --discount 25
orgctl product add --from products.csv`,
		Args:              func(c *cobra.Command, args []string) error { return addArgs(o, c, args) },
		Annotations:       app.Writes(org.ActProducts),
		ValidArgsFunction: completeNew(a),
	}
	o.bind(c)
	o.order.bind(c)
	o.batch.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return addRun(ctx, a, o, args) })
	return c
}

func addArgs(o *addOptions, c *cobra.Command, args []string) error {
	if o.batch.Given() {
		return app.SubjectOrFile(&o.batch)(c, args)
	}
	return cmp.Or(o.batch.Alone(), app.AtMostOne("CATEGORY/NAME")(c, args))
}

func addRun(ctx context.Context, a *app.App, o *addOptions, args []string) error {
	switch {
	case o.batch.Given():
		return addFileRun(ctx, a, o)
	case len(args) > 0:
		return addOne(ctx, a, o, args[0], nil)
	case !a.Interactive():
		return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing CATEGORY/NAME").WithHint("like drive/marketing, or many with --from products.csv")
	}
	ref, err := askProduct(ctx, a, o)
	if err != nil {
		return err
	}
	return addOne(ctx, a, o, ref, append(o.equivalent(a, "add", ref), o.order.words()...))
}

func addOne(ctx context.Context, a *app.App, o *addOptions, ref string, equivalent []string) error {
	n, err := newProduct(ref, o.description())
	if err != nil {
		return err
	}
	if n.Volume, err = o.order.volume(); err != nil {
		return err
	}
	n.Reference = o.order.reference
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	set, err := apply(ctx, a, ref, app.Change{
		Done: "added", Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AddProducts(ctx, req, []org.NewProduct{n}, false)
		},
	})
	if err != nil || !set.Changed || set.DryRun {
		return err
	}
	sayWho(ctx, a, s, caller, set.Changes[0].Ref)
	return nil
}

// newProduct reads a product to be added.
func newProduct(ref string, d description) (org.NewProduct, error) {
	r, err := org.ParseProductRef(ref)
	if err != nil {
		return org.NewProduct{}, err
	}
	if r.ID != 0 {
		return org.NewProduct{}, org.Invalid("a product is added by its name, not by the id %q", ref).WithHint("like drive/marketing")
	}
	edit, err := d.edit()
	return org.NewProduct{Category: r.Category, Name: r.Name, ProductEdit: edit}, err
}

// sayWho tells who has the new product at once, because a rule covers it: nothing else would show it.
func sayWho(ctx context.Context, a *app.App, s *app.Store, caller org.Caller, ref string) {
	if a.Flags.Quiet || a.Flags.Machine() {
		return
	}
	people, err := s.Who(ctx, caller, ref, org.Question{}, time.Time{})
	if err != nil {
		return // whoever may order need not see the access of others
	}
	var names []string
	for _, e := range people {
		if slices.ContainsFunc(e.Access.Sources, throughRule) {
			names = append(names, e.User)
		}
	}
	const most = 5
	switch n := len(names); {
	case n == 0:
	case n <= most:
		a.Streams.Say("through rules it is at once there for %s: see 'orgctl grant who %s'", strings.Join(names, ", "), ref)
	default:
		a.Streams.Say("through rules it is at once there for %s and %d more: see 'orgctl grant who %s'", strings.Join(names[:most], ", "), n-most, ref)
	}
}

func throughRule(s org.Source) bool {
	return s.State == org.SourceActive && s.Kind != org.FromRole && s.Kind != org.FromPartner
}
