package productcmd

import (
	"context"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

// productSpec is what a file of products may hold: what 'product list -o csv' writes.
func productSpec() table.Spec {
	return table.Spec{
		Subject: "products",
		Columns: []table.Column{
			{Name: "category", Required: true}, {Name: "name", Required: true},
			{Name: "label"}, {Name: "price"}, {Name: "currency"}, {Name: "period"},
		},
		ReadOnly: readOnly(),
	}
}

func addFileRun(ctx context.Context, a *app.App, o *addOptions) error {
	if o.given() || o.order.given() {
		return org.Invalid("--from brings the labels and prices: leave the other flags out")
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return app.ApplyFile(ctx, a, app.Batch[org.NewProduct]{
		BatchFlags: o.batch, Spec: productSpec(), Done: "added products from " + o.batch.From,
		Parse: productOf,
		Run: func(ctx context.Context, req org.Request, products []org.NewProduct, keepGoing bool) (org.ChangeSet, error) {
			return s.AddProducts(ctx, req, products, keepGoing)
		},
	})
}

// productOf reads one row. An empty cell is "not stated".
func productOf(row table.Row) (org.NewProduct, error) {
	cell := func(name string) *string {
		if text := row.Value(name); text != "" {
			return &text
		}
		return nil
	}
	for _, name := range []string{"category", "name"} {
		if cell(name) == nil {
			return org.NewProduct{}, org.Invalid("the %s is missing", name).WithHint("a product is a category and a name, like drive and marketing")
		}
	}
	ref := row.Value("category") + "/" + row.Value("name")
	return newProduct(ref, description{cell("label"), cell("price"), cell("currency"), cell("period")})
}
