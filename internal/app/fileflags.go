package app

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
	"orgctl/internal/table"
)

// FileFlags name a file of many rows.
type FileFlags struct {
	From   string
	Format string
}

// Bind adds the flags.
func (o *FileFlags) Bind(c *cobra.Command, from string) {
	f := c.Flags()
	f.StringVar(&o.From, "from", "", from)
	f.StringVar(&o.Format, "format", "", "what --from holds: `csv` or jsonl; without it, the file's ending says")
}

// Given says whether there is a file.
func (o *FileFlags) Given() bool { return o.From != "" }

// Alone refuses what is said about a file if there is none.
func (o *FileFlags) Alone() error {
	if !o.Given() && o.Format != "" {
		return goesWithFrom("format")
	}
	return nil
}

func goesWithFrom(flag string) error {
	return org.Invalid("--%s goes with --from", flag).WithHint("it says something about a file of many: name one with --from, or leave it out")
}

// ArgsOrFile wants the arguments, or none with --from.
func ArgsOrFile(o *FileFlags, without cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if !o.Given() {
			return cmp.Or(o.Alone(), without(c, args))
		}
		return allInFile(args)
	}
}

func allInFile(args []string) error {
	if len(args) == 0 {
		return nil
	}
	return org.Errorf(org.KindUsage, org.CodeUsage, "%q and --from exclude each other", args[0]).WithHint("put everything into the file")
}

// ReadRows reads a file of which nothing is done, only asked. A file with bad rows is refused, and every one of them named.
func ReadRows[T any](a *App, o FileFlags, spec table.Spec, parse func(table.Row) (T, error)) ([]T, error) {
	data, err := a.readInput(o.From)
	if err != nil {
		return nil, err
	}
	f, err := parsed(Batch[T]{BatchFlags: BatchFlags{FileFlags: o}, Spec: spec, Parse: parse}, data)
	if err != nil {
		return nil, err
	}
	if len(f.bad) == 0 {
		return f.good, nil
	}
	bad := org.Invalid("%d of %d rows can't be read: nothing was answered", len(f.bad), f.n).WithHint("mend the file and try again")
	bad.Rows = f.bad
	return nil, bad
}

// InColumn is what is wrong with a row, where only one cell of it is to blame.
func InColumn(column string, err error) error { return &cellError{column, err} }

type cellError struct {
	column string
	error
}

func (e *cellError) Unwrap() error { return e.error }

// ParseYesNo reads a cell that says yes or no.
func ParseYesNo(column, text string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "yes", "1":
		return true, nil
	case "false", "no", "0":
		return false, nil
	}
	return false, org.Invalid("%s %q is neither yes nor no", column, text).WithHint("yes or no, true or false, or nothing")
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
