package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
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
	From    string
	Format  string
	Keep    bool // --continue-on-error
	Results string
}

// Bind adds the flags.
func (o *BatchFlags) Bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.From, "from", "", "take them from a `file` (.csv or .jsonl), or - for standard input")
	f.StringVar(&o.Format, "format", "", "what --from holds: `csv` or jsonl; without it, the file's ending says")
	f.BoolVar(&o.Keep, "continue-on-error", false, "with --from: leave bad rows out and do the others")
	f.StringVar(&o.Results, "results", "", "with --from: write the rows with status and error to this `file`")
}

// Given says whether there is a file.
func (o *BatchFlags) Given() bool { return o.From != "" }

// Alone refuses the flags that say something about a file if there is none: whoever gives them waits for what never comes.
func (o *BatchFlags) Alone() error {
	flag := ""
	switch {
	case o.Given():
	case o.Results != "":
		flag = "results"
	case o.Keep:
		flag = "continue-on-error"
	case o.Format != "":
		flag = "format"
	}
	if flag == "" {
		return nil
	}
	return org.Invalid("--%s goes with --from", flag).WithHint("it says something about a file of many: name one with --from, or leave it out")
}

// SubjectOrFile wants one argument, or none with --from.
func SubjectOrFile(o *BatchFlags) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if !o.Given() {
			return cmp.Or(o.Alone(), One(strings.Fields(c.Use)[1])(c, args))
		}
		if len(args) > 0 {
			return org.Errorf(org.KindUsage, org.CodeUsage, "%q and --from exclude each other", args[0]).WithHint("put everything into the file")
		}
		return nil
	}
}

// Batch is a file being taken in: its rows, and what it takes to do them.
type Batch struct {
	BatchFlags
	Spec table.Spec
	// Run does the parsed rows: the store is told whether to keep going.
	Run func(ctx context.Context, req org.Request, rows []table.Row, keepGoing bool) (org.ChangeSet, error)
	// Check parses a row without touching the store, so that every bad row is named before the first is written.
	Check func(row table.Row) error
	Done  string
	// Created are things that were made, for the output as in Change; Then prints them for people.
	Created func(org.ChangeSet) map[string]any
	Then    func(org.ChangeSet) error
	// Secrets are the codes that were made, row by row, for the file of results; nil: there are none.
	Secrets func(org.ChangeSet) func(table.Row) string
}

// ApplyFile reads, checks and applies a file: all or nothing, or with --continue-on-error the good rows, with exit code 8
// and a file of results.
func (a *App) ApplyFile(ctx context.Context, b Batch) error {
	if err := b.checkResults(); err != nil {
		return err
	}
	data, err := a.readInput(b.From)
	if err != nil {
		return err
	}
	rows, bad, err := a.checkRows(b, data)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return a.Report(Change{}, org.ChangeSet{DryRun: a.Flags.DryRun, Changes: []org.Change{}})
	}
	good, index := withoutBad(rows, bad)
	if len(bad) > 0 && !b.Keep {
		return a.refuseAll(ctx, b, rows, bad)
	}
	c := Change{Done: b.Done, Input: [][]byte{data}, Created: b.Created, Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		p := a.Streams.Progress(int64(len(good)), "rows")
		defer p.Done()
		req.Rows, req.Row = true, func() { p.Add(1) }
		return b.Run(ctx, req, good, b.Keep)
	}}
	set, err := a.Try(ctx, c)
	if err != nil {
		return atLines(err, good)
	}
	set.Failed = mergeFailed(bad, inFile(set.Failed, good, index))
	if err := a.Report(c, set); err != nil {
		return err
	}
	if b.Then != nil {
		if err := b.Then(set); err != nil {
			return err
		}
	}
	if err := a.writeResults(b, rows, set); err != nil || len(set.Failed) == 0 {
		return err
	}
	failed := org.Errorf(org.KindPartial, org.CodePartial, "%d of %d rows failed", len(set.Failed), len(rows))
	failed.Rows = set.Failed
	return failed
}

// refuseAll names every bad row of a file that is refused: also those that only the store can find, by a dry run of the
// others.
func (a *App) refuseAll(ctx context.Context, b Batch, rows []table.Row, bad []org.RowError) error {
	good, index := withoutBad(rows, bad)
	req, err := a.Request()
	if err != nil {
		return err
	}
	req.DryRun, req.Rows, req.OpID = true, true, ""
	if len(good) > 0 {
		set, err := b.Run(ctx, req, good, true)
		if err != nil {
			return err
		}
		bad = mergeFailed(bad, inFile(set.Failed, good, index))
	}
	return org.RefuseRows(bad, len(rows))
}

// inFile says of failed rows where they stand in the file, of which only the good ones were tried.
func inFile(failed []org.RowError, good []table.Row, index []int) []org.RowError {
	for i, f := range failed {
		failed[i].Row, failed[i].Line = index[f.Row-1]+1, good[f.Row-1].Line
	}
	return failed
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

func (a *App) checkRows(b Batch, data []byte) ([]table.Row, []org.RowError, error) {
	format, err := table.Format(b.From, b.Format)
	if err != nil {
		return nil, nil, err
	}
	rows, err := table.Read(bytes.NewReader(data), format, b.Spec)
	if err != nil {
		return nil, nil, err
	}
	var bad []org.RowError
	for i, row := range rows {
		if err := b.Check(row); err != nil {
			bad = append(bad, rowError(i+1, row.Line, err))
		}
	}
	return rows, bad, nil
}

func rowError(row, line int, err error) org.RowError {
	e, ok := errors.AsType[*org.Error](err)
	if !ok {
		return org.RowError{Row: row, Line: line, Code: org.CodeValidation, Msg: err.Error()}
	}
	return org.RowError{Row: row, Line: line, Code: e.Code, Msg: e.Msg, Hint: e.Hint}
}

// withoutBad drops the bad rows; index leads back from a good row to its place in the file.
func withoutBad(rows []table.Row, bad []org.RowError) (good []table.Row, index []int) {
	skip := map[int]bool{}
	for _, b := range bad {
		skip[b.Row-1] = true
	}
	for i, row := range rows {
		if !skip[i] {
			good, index = append(good, row), append(index, i)
		}
	}
	return good, index
}

// atLines adds the lines of the file to the rows that the store refused.
func atLines(err error, rows []table.Row) error {
	e, ok := errors.AsType[*org.Error](err)
	if !ok {
		return err
	}
	for i, r := range e.Rows {
		if r.Row >= 1 && r.Row <= len(rows) {
			e.Rows[i].Line = rows[r.Row-1].Line
		}
	}
	return e
}

func mergeFailed(a, b []org.RowError) []org.RowError {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y org.RowError) int { return cmp.Compare(x.Row, y.Row) })
	return all
}

func (a *App) writeResults(b Batch, rows []table.Row, set org.ChangeSet) error {
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

// readInput reads a file whole, or standard input for "-".
func (a *App) readInput(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(a.Streams.In)
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, org.Invalid("there is no file %q", path).WithHint("check the path")
	case err != nil:
		return nil, org.Invalid("the file %q can't be read", path).Wrap(err)
	}
	return data, nil
}
