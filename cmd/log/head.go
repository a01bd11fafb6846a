package logcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newHead(a *app.App) *cobra.Command {
	o := sourceFlag{}
	c := &cobra.Command{
		Use:   "head",
		Short: "Print where the log ends, to be kept outside this machine",
		Long: `Print where the log ends, as SEQ:HASH. Whoever keeps it outside this machine, on paper or in another system, can prove
later with 'orgctl log verify --head SEQ:HASH' that nothing up to there was changed or cut off.`,
		Example: `orgctl log head
orgctl log head -o json`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActCompliance),
	}
	o.bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return headRun(ctx, a, o) })
	return c
}

func headRun(ctx context.Context, a *app.App, o sourceFlag) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	src, err := o.source(a)
	if err != nil {
		return err
	}
	head, err := s.LogHead(ctx, src)
	if err != nil {
		return err
	}
	if !a.Flags.Machine() && a.Flags.Output == "" {
		return term.Write(a.Streams, []byte(head.Head+"\n"))
	}
	type row = org.LogHead
	return term.PrintOne(a.Streams, a.Flags.Format, []term.Column[row]{
		{Name: "head", Value: func(h row) any { return h.Head }},
		{Name: "organization", Value: func(h row) any { return slugOrNil(h.Chain) }},
		{Name: "rows", Value: func(h row) any { return h.Rows }},
	}, head)
}
