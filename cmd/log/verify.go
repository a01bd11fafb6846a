package logcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type verifyOptions struct {
	sourceFlag
	head string
}

func newVerify(a *app.App) *cobra.Command {
	o := verifyOptions{}
	c := &cobra.Command{
		Use:   "verify",
		Short: "Compute the chain of the log anew and find the first row that was changed",
		Long: `Compute the chain of the log anew and find the first row that was changed, removed or moved. A broken log is exit code 6.

With --head, the value that 'orgctl log head' printed earlier, it also says whether that row is still there: a log whose
end was cut off is a whole log otherwise.`,
		Example: `orgctl log verify
orgctl log verify --of-store -o json`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActCompliance),
	}
	c.Flags().StringVar(&o.head, "head", "", "an earlier `SEQ:HASH` that must still be there")
	o.bind(c)
	app.Shows(c, proofColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return verifyRun(ctx, a, o) })
	return c
}

func verifyRun(ctx context.Context, a *app.App, o verifyOptions) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	src, err := o.source(a)
	if err != nil {
		return err
	}
	proof, err := s.LogVerify(ctx, src, o.head)
	if err != nil {
		return err
	}
	if a.Flags.Machine() || a.Flags.Output != "" {
		if err := term.PrintOne(a.Streams, a.Flags.Format, proofColumns(), proof); err != nil {
			return err
		}
	}
	if f := proof.Fault; f != nil {
		return org.Errorf(org.KindUnavailable, org.CodeDamaged, "%s is not whole: row %d: %s", nameOf(proof.Chain), f.Seq, f.Why).
			WithHint("keep a copy of the file; 'orgctl store check' looks at all of it, and 'orgctl store restore' brings a backup back")
	}
	a.Streams.Done("%s is whole: %d rows, up to %s", nameOf(proof.Chain), proof.Rows, proof.Head)
	return nil
}

func proofColumns() []term.Column[org.LogProof] {
	type row = org.LogProof
	fault := func(p row) org.LogFault {
		if p.Fault == nil {
			return org.LogFault{}
		}
		return *p.Fault
	}
	return []term.Column[row]{
		{Name: "organization", Value: func(p row) any { return slugOrNil(p.Chain) }},
		{Name: "whole", Value: func(p row) any { return p.Fault == nil }},
		{Name: "rows", Value: func(p row) any { return p.Rows }},
		{Name: "head", Value: func(p row) any { return p.Head }},
		{Name: "broken_row", Value: func(p row) any {
			if p.Fault == nil {
				return nil
			}
			return p.Fault.Seq
		}},
		{Name: "why", Value: func(p row) any { return fault(p).Why }},
	}
}

func slugOrNil(slug string) any {
	if slug == "" {
		return nil
	}
	return slug
}
