package billingcmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/export"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

type importOptions struct {
	format string
	raw    bool
}

func newImport(a *app.App) *cobra.Command {
	o := &importOptions{}
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Bring records into the book from a file",
		Long: `Bring records into the book from a file (.csv or .jsonl, - for standard input): all of them, or none if a single one can't
be taken; every bad line is named.

The columns are client, date, kind, product, period_start, period_end, list_price, discount_percent, amount, tax, currency,
paid_by, ordered_by and reference; what 'orgctl export clients' writes is taken as it is, in every dialect. A row that is there
already is passed over and counted. One of the same kind, reference and product that says otherwise is refused (exit code 4):
what was recorded is never changed.`,
		Example: `orgctl billing import records.csv
orgctl billing import records.csv --dry-run`,
		Args:        app.One("FILE"),
		Annotations: app.Writes(org.ActBook),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"csv", "jsonl", "json"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	c.Flags().StringVar(&o.format, "format", "", "what the file holds: `csv` or jsonl; without it, the file's ending says")
	c.Flags().BoolVar(&o.raw, "raw", false, "take texts as they are: the file was exported with --raw")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return importRun(ctx, a, o, args[0]) })
	return c
}

// recordSpec is what a file of records may hold: what an export writes.
func recordSpec() table.Spec {
	return table.Spec{
		Subject: "records", Semicolons: true, ReadOnly: []string{"record_id", "category", "id", "created_at"},
		Columns: []table.Column{
			{Name: "client"}, {Name: "date", Required: true}, {Name: "kind", Required: true}, {Name: "product"}, {Name: "period_start"}, {Name: "period_end"},
			{Name: "list_price"}, {Name: "discount_percent"}, {Name: "amount", Required: true}, {Name: "tax"}, {Name: "currency"},
			{Name: "paid_by"}, {Name: "ordered_by"}, {Name: "reference", Required: true}, {Name: "client_name"}, {Name: "label"},
		},
	}
}

func importRun(ctx context.Context, a *app.App, o *importOptions, path string) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if path == "-" && o.format == "" {
		o.format = "csv"
	}
	format, err := table.Format(path, o.format)
	if err != nil {
		return err
	}
	parse := parser{raw: o.raw || format != "csv"} // only csv is made harmless for spreadsheets
	err = app.ApplyFile(ctx, a, app.Batch[org.Record]{
		BatchFlags: app.BatchFlags{FileFlags: app.FileFlags{From: path, Format: o.format}}, Spec: recordSpec(), Done: "brought in records from " + path,
		Parse: parse.record,
		Run: func(ctx context.Context, req org.Request, records []org.Record, keepGoing bool) (org.ChangeSet, error) {
			set, err := s.ImportBook(ctx, req, records, keepGoing)
			if set.Skipped > 0 {
				set.Notes = append(set.Notes, fmt.Sprintf("%d of %d records were there already", set.Skipped, len(records)))
			}
			return set, err
		},
	})
	// A fault of the header is none of a row, and has its own hint.
	if e, ok := errors.AsType[*org.Error](err); ok && e.Kind == org.KindUsage && len(e.Rows) > 0 && e.Rows[0].Row > 0 {
		return e.WithHint("mend the file and import it again: what is there already is passed over")
	}
	return err
}

// parser reads rows into records.
type parser struct{ raw bool }

func (p parser) text(row table.Row, column string) string {
	if p.raw {
		return row.Value(column)
	}
	return export.Restore(row.Value(column))
}

func (p parser) record(row table.Row) (r org.Record, err error) {
	r = org.Record{Client: p.text(row, "client"), ClientName: p.text(row, "client_name"), Product: p.text(row, "product"),
		Label: p.text(row, "label"), Reference: p.text(row, "reference")}
	if r.Kind, err = org.ParseRecordKind(row.Value("kind")); err != nil {
		return r, err
	}
	for _, d := range []struct {
		to     *org.Date
		column string
	}{{&r.Date, "date"}, {&r.Start, "period_start"}, {&r.End, "period_end"}} {
		if err := d.to.UnmarshalText([]byte(row.Value(d.column))); err != nil {
			return r, err
		}
	}
	if err := amounts(&r, row); err != nil {
		return r, err
	}
	if r.PaidBy, err = org.ParseParty("paid_by", row.Value("paid_by")); err != nil {
		return r, err
	}
	if r.OrderedBy, err = org.ParseParty("ordered_by", row.Value("ordered_by")); err != nil {
		return r, err
	}
	return r.Checked()
}

// amounts reads the numbers. A currency that is not stated is the organization's.
func amounts(r *org.Record, row table.Row) (err error) {
	var currency org.Currency
	if text := row.Value("currency"); text != "" {
		if currency, err = org.ParseCurrency(text); err != nil {
			return err
		}
	}
	if row.Value("amount") == "" {
		return org.Invalid("the amount is missing").WithHint("a number with a sign, like 120.00 or -12.50")
	}
	if r.Amount, err = org.ParseMoney(row.Number("amount"), currency); err != nil {
		return err
	}
	for _, m := range []struct {
		to     **org.Money
		column string
	}{{&r.ListPrice, "list_price"}, {&r.Tax, "tax"}} {
		if text := row.Number(m.column); text != "" {
			money, err := org.ParseMoney(text, currency)
			if err != nil {
				return err
			}
			*m.to = &money
		}
	}
	if text := row.Number("discount_percent"); text != "" {
		percent, err := org.ParsePercent(text)
		r.Discount = &percent
		return err
	}
	return nil
}
