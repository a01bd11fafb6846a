package tokencmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newList(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List your tokens, or everybody's if you manage members",
		Example: `orgctl token list
orgctl token list --filter state!=active -o name`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSee),
	}
	app.Shows(c, columns(time.Time{}))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a) })
	return c
}

func listRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Token]{
		Columns: columns(a.World.Now()),
		Name:    ref,
		Rows:    s.Tokens(ctx, caller),
		Empty:   "no tokens; make one with 'orgctl token create'",
	})
}

func columns(now time.Time) []term.Column[org.Token] {
	type row = org.Token
	return []term.Column[row]{
		{Name: "id", Value: func(k row) any { return k.ID }},
		{Name: "name", Value: func(k row) any { return k.Name }},
		{Name: "user", Value: func(k row) any { return k.User }},
		{Name: "can", Value: func(k row) any { return k.Can }},
		{Name: "state", Value: func(k row) any { return k.State(now) }},
		{Name: "expires_at", Value: func(k row) any { return k.Expires }},
		{Name: "used_at", Value: func(k row) any { return orNil(k.Used) }},
		{Name: "clients", Value: func(k row) any { return k.Clients }, Extra: true},
		{Name: "created_by", Value: func(k row) any { return k.Maker }, Extra: true},
		{Name: "created_at", Value: func(k row) any { return k.Created }, Extra: true},
	}
}

// orNil is a time, or null for none.
func orNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
