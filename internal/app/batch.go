package app

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
	"orgctl/internal/table"
)

// BatchFlags are those of commands that take many things from a file.
type BatchFlags struct {
	FileFlags
	Keep    bool // --continue-on-error
	Results string
}

// Bind adds the flags.
func (o *BatchFlags) Bind(c *cobra.Command) {
	o.FileFlags.Bind(c, "take them from a `file` (.csv or .jsonl), or - for standard input")
	f := c.Flags()
	f.BoolVar(&o.Keep, "continue-on-error", false, "with --from: leave bad rows out and do the others")
	f.StringVar(&o.Results, "results", "", "with --from: write the rows with status and error to this `file`")
}

// Alone refuses the flags that say something about a file if there is none: whoever gives them waits for what never comes.
func (o *BatchFlags) Alone() error {
	switch {
	case o.Given():
	case o.Results != "":
		return goesWithFrom("results")
	case o.Keep:
		return goesWithFrom("continue-on-error")
	}
	return o.FileFlags.Alone()
}

// SubjectOrFile wants one argument, or none with --from.
func SubjectOrFile(o *BatchFlags) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if !o.Given() {
			return cmp.Or(o.Alone(), One(strings.Fields(c.Use)[1])(c, args))
		}
		return allInFile(args)
	}
}

// Batch is a file being taken in: its rows, and what it takes to do them.
type Batch[T any] struct {
	BatchFlags
	Spec table.Spec
	// Parse reads a row without touching the store, so that every bad row is named before the first is written.
	Parse func(row table.Row) (T, error)
	// Run does what the good rows say: the store is told whether to keep going.
	Run  func(ctx context.Context, req org.Request, items []T, keepGoing bool) (org.ChangeSet, error)
	Done string
	// Created are things that were made, for the output as in Change; Then prints them for people.
	Created func(org.ChangeSet) map[string]any
	Then    func(org.ChangeSet) error
	// Secrets are the codes that were made, row by row, for the file of results; nil: there are none.
	Secrets func(org.ChangeSet) func(table.Row) string
}

// ApplyFile reads, checks and applies a file: all or nothing, or with --continue-on-error the good rows, with exit code 8
// and a file of results.
func ApplyFile[T any](ctx context.Context, a *App, b Batch[T]) error {
	if err := b.checkResults(); err != nil {
		return err
	}
	data, err := a.readInput(b.From)
	if err != nil {
		return err
	}
	f, err := parsed(b, data)
	if err != nil {
		return err
	}
	if f.n == 0 {
		return a.Report(Change{}, org.ChangeSet{DryRun: a.Flags.DryRun, Changes: []org.Change{}})
	}
	if len(f.bad) > 0 && !b.Keep {
		return refuseAll(ctx, a, b, f)
	}
	c := Change{Done: b.Done, Input: [][]byte{data}, Created: b.Created, Brief: b.Created == nil && b.Then == nil && b.Secrets == nil,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			p := a.Streams.Progress(int64(len(f.good)), "rows")
			defer p.Done()
			req.Rows, req.Row = true, func() { p.Add(1) }
			return b.Run(ctx, req, f.good, b.Keep)
		}}
	set, err := a.Try(ctx, c)
	if err != nil {
		return f.atLines(err)
	}
	set.Failed = mergeFailed(f.bad, f.inFile(set.Failed))
	if err := a.Report(c, set); err != nil {
		return err
	}
	if b.Then != nil {
		if err := b.Then(set); err != nil {
			return err
		}
	}
	if err := writeResults(b, f.rows, set); err != nil || len(set.Failed) == 0 {
		return err
	}
	failed := org.Errorf(org.KindPartial, org.CodePartial, "%d of %d rows failed", len(set.Failed), f.n)
	failed.Rows = set.Failed
	return failed
}

// refuseAll names every bad row of a file that is refused: also those that only the store can find, by a dry run of the
// others.
func refuseAll[T any](ctx context.Context, a *App, b Batch[T], f *parsedFile[T]) error {
	bad := f.bad
	req, err := a.Request()
	if err != nil {
		return err
	}
	req.DryRun, req.Rows, req.OpID = true, true, ""
	if len(f.good) > 0 {
		set, err := b.Run(ctx, req, f.good, true)
		if err != nil {
			return err
		}
		bad = mergeFailed(bad, f.inFile(set.Failed))
	}
	return org.RefuseRows(bad, f.n)
}

// checkResults refuses a place for the results that can't be written before anything is done.
func (o *BatchFlags) checkResults() error {
	if o.Results == "" {
		return nil
	}
	if !o.Keep {
		return org.Invalid("--results goes with --continue-on-error").WithHint("without it the file is done whole or not at all")
	}
	dir, err := os.Stat(filepath.Dir(o.Results))
	if err != nil || !dir.IsDir() {
		return org.Invalid("--results %q: there is no such folder", o.Results).WithHint("make the folder first, or name another")
	}
	return nil
}

func mergeFailed(a, b []org.RowError) []org.RowError {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y org.RowError) int { return cmp.Compare(x.Row, y.Row) })
	return all
}

func writeResults[T any](b Batch[T], rows []table.Row, set org.ChangeSet) error {
	if b.Results == "" || set.DryRun {
		return nil
	}
	failed := map[int]string{}
	for _, f := range set.Failed {
		failed[f.Row] = f.Msg
	}
	if b.Secrets != nil {
		secret := b.Secrets(set)
		for i, row := range rows {
			rows[i] = row.With("code", secret(row))
		}
	}
	return table.WriteResults(b.Results, rows, failed)
}
