package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"orgctl/internal/org"
)

// The formats.
const (
	formatCSV   = "csv"
	formatJSONL = "jsonl"
)

// Format says how a file is written: by the flag if it is given, else by the ending of the path. It returns "csv" or
// "jsonl", which stands for arrays of objects as well.
func Format(path, flag string) (string, error) {
	if flag != "" {
		if format := formatOf(strings.ToLower(flag)); format != "" {
			return format, nil
		}
		return "", org.Unknown("format", flag, []string{formatCSV, formatJSONL})
	}
	if path == "-" {
		return "", org.Errorf(org.KindUsage, org.CodeInputRequired, "missing --format").
			WithHint("standard input has no ending that says it: give --format csv or --format jsonl")
	}
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	if format := formatOf(ext); format != "" {
		return format, nil
	}
	return "", org.Invalid("the ending of %q doesn't say how the file is written", path).
		WithHint("name it .csv or .jsonl, or give --format csv or --format jsonl")
}

func formatOf(word string) string {
	switch word {
	case formatCSV:
		return formatCSV
	case formatJSONL, "ndjson", "json":
		return formatJSONL
	}
	return ""
}

// Read returns the rows of a file, as Each shows them.
func Read(r io.Reader, format string, spec Spec) ([]Row, error) {
	var rows []Row
	if err := Each(r, format, spec, func(some []Row) { rows = append(rows, some...) }); err != nil {
		return nil, err
	}
	return rows, nil
}

// Each shows the rows of a file in a format that Format returned, in their order, some at a time; take may keep them. What it
// refuses it refuses whole, also what was shown before the fault, as an *org.Error of kind usage that names the lines: a file which isn't
// in order can't be trusted row by row.
func Each(r io.Reader, format string, spec Spec, take func(some []Row)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	if err := checkStart(in); err != nil {
		return err
	}
	if format == formatCSV {
		return readCSV(in, spec, take)
	}
	return readJSON(in, spec, take)
}

// gathered are rows on their way to whoever takes them.
type gathered struct {
	n    int // so far, also of those that were taken
	some []Row
	take func([]Row)
}

// takenAtOnce is how many rows are handed on together.
const takenAtOnce = 1024

func (g *gathered) add(row Row) {
	g.n++
	if g.some = append(g.some, row); len(g.some) == takenAtOnce {
		g.flush()
	}
}

func (g *gathered) flush() {
	if len(g.some) > 0 {
		g.take(g.some)
		g.some = make([]Row, 0, takenAtOnce)
	}
}

// checkStart passes over the mark that some programs put before UTF-8, and recognises files that will never do.
func checkStart(in *bufio.Reader) error {
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	switch {
	case len(start) == 0:
		return org.Invalid("the file is empty").WithHint("is it the right file?")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return org.Invalid("the file is a spreadsheet or an archive").WithHint("export it as CSV, with commas, in UTF-8")
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return org.Invalid("the file is written in UTF-16").WithHint("save it as UTF-8")
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return err
	}
	return nil
}

func unreadable(err error) error {
	return org.Invalid("the file can't be read").Wrap(err)
}

func tooManyRows(limit int) error {
	return org.Invalid("the file has more than %d rows", limit).WithHint("split it")
}
