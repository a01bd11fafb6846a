package exportcmd

import (
	"context"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/export"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type accessOptions struct {
	formFlags
	out string
}

func newAccess(a *app.App) *cobra.Command {
	o := &accessOptions{}
	c := &cobra.Command{
		Use:   "access",
		Short: "Export who may do what: a row for each person and product, with the sources",
		Long: `Export who may do what: a row for each person and product, added up, with the sources. It is for reading, in a spreadsheet
for instance; 'orgctl grant list -o csv' writes what can be read back.`,
		Example: `orgctl export access --out access.csv
orgctl export access --dialect excel-fr --out access-fr.csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSeeAccess),
	}
	c.Flags().StringVar(&o.out, "out", "-", "the `file` to write; - is stdout")
	o.formFlags.bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return accessRun(ctx, a, o) })
	return c
}

func accessRun(ctx context.Context, a *app.App, o *accessOptions) error {
	toFile := o.out != "" && o.out != "-"
	if err := oneFormat(a, toFile); err != nil {
		return err
	}
	if err := app.CheckOut(o.out); err != nil {
		return err
	}
	if err := a.MayReplace(ctx, o.out, app.Earlier{What: "export", Is: export.IsOurs}); err != nil {
		return err
	}
	dialect, err := export.ParseDialect(o.dialect)
	if err != nil {
		return err
	}
	req, err := a.Request()
	if err != nil {
		return err
	}
	req.OpID = "" // what is exported changes nothing
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	in, err := s.StartAccessExport(ctx, req)
	if err != nil {
		return err
	}
	if a.Flags.DryRun {
		a.Streams.Say("dry run: this would export who may do what in %s; nothing was written", in.Name)
		return nil
	}
	rows := 0
	err = a.WriteOut(o.out, func(write func([]byte) error) error {
		line := export.Table(shown(a, !toFile, write), dialect, o.raw)
		rows, err = accessLines(line, s.Reach(ctx, req.Caller, org.ReachFilter{}))
		return err
	})
	switch {
	case err != nil || !toFile:
		return err
	case a.Flags.Machine():
		return term.PrintValue(a.Streams, a.Flags.Format, map[string]any{"file": o.out, "organization": in.Slug, "rows": rows})
	}
	a.Streams.Done("exported %s of %s to %s", countRows(int64(rows)), in.Name, o.out)
	return nil
}

// accessLines writes a line for each person and product, and counts them.
func accessLines(line func([]string) error, reach iter.Seq2[org.EffectiveAccess, error]) (rows int, err error) {
	if err := line(export.AccessColumns()); err != nil {
		return 0, err
	}
	for e, err := range reach {
		if err != nil {
			return rows, err
		}
		if err := line(accessCells(e)); err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}

func accessCells(e org.EffectiveAccess) []string {
	usage := ""
	if e.Access.Usage != org.NoUsage {
		usage = e.Access.Usage.String()
	}
	var sources []string
	for _, s := range e.Access.Sources {
		if s.State == org.SourceActive {
			sources = append(sources, s.Words())
		}
	}
	return []string{e.User, e.Name, e.Role.String(), e.Product.Ref(), e.Product.Category.Code, strings.Join(e.Access.Rights.Names(), "|"), usage, strings.Join(sources, "; ")}
}
