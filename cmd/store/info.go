package storecmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newInfo(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "info",
		Short: "Say where the store is, how large it is, and what is in it",
		Example: `orgctl store info
orgctl store info -o json --jq .path`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.FileOwner),
	}
	app.Shows(c, infoColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return infoRun(ctx, a) })
	return c
}

func infoRun(ctx context.Context, a *app.App) error {
	f, err := a.File()
	if err != nil {
		return err
	}
	info, err := f.Info(ctx)
	if err != nil {
		return err
	}
	return term.PrintOne(a.Streams, a.Flags.Format, infoColumns(), info)
}

func infoColumns() []term.Column[org.StoreInfo] {
	type row = org.StoreInfo
	return []term.Column[row]{
		{Name: "path", Value: func(i row) any { return i.Path }},
		{Name: "schema", Value: func(i row) any { return i.Schema }},
		{Name: "size", Value: func(i row) any { return i.Size }, Text: func(i row) string { return bytes(i.Size) }},
		{Name: "wal_size", Value: func(i row) any { return i.WALSize }, Text: func(i row) string { return bytes(i.WALSize) }},
		{Name: "organizations", Value: func(i row) any { return i.Organizations }},
		{Name: "users", Value: func(i row) any { return i.Users }},
		{Name: "products", Value: func(i row) any { return i.Products }},
		{Name: "grants", Value: func(i row) any { return i.Grants }},
		{Name: "rules", Value: func(i row) any { return i.Rules }},
		{Name: "log_rows", Value: func(i row) any { return i.LogRows }},
		{Name: "log_head", Value: func(i row) any { return i.LogHead }},
		{Name: "sqlite", Value: func(i row) any { return i.SQLite }},
		{Name: "read_only", Value: func(i row) any { return i.ReadOnly }},
		{Name: "owner", Value: func(i row) any { return i.Owner }},
		{Name: "group", Value: func(i row) any { return i.Group }},
		{Name: "mode", Value: func(i row) any { return i.Mode }},
	}
}

// bytes is a size for people: the number counts, the unit helps.
func bytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d bytes (%.1f MiB)", n, float64(n)/(1<<20))
}
