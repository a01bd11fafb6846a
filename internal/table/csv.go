package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// csvReader turns records into rows.
type csvReader struct {
	in      *csv.Reader
	spec    Spec
	limit   int // of rows
	columns []string
	rows    gathered
	spare   []string // cells of rows to come: one allocation for many rows
	bad     problems
}

func readCSV(in *bufio.Reader, spec Spec, take func([]Row)) error {
	separator, err := checkSeparator(in, spec)
	if err != nil {
		return err
	}
	r := newCSVReader(in, spec, take)
	r.in.Comma = separator
	return r.all()
}

func newCSVReader(r io.Reader, spec Spec, take func([]Row)) *csvReader {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	return &csvReader{in: in, spec: spec, limit: maxRows, rows: gathered{take: take}}
}

func (c *csvReader) all() error {
	if err := c.header(); err != nil {
		return err
	}
	for {
		record, err := c.in.Read()
		if errors.Is(err, io.EOF) {
			c.rows.flush()
			return c.bad.err()
		} else if err != nil {
			return c.broken(err)
		}
		if c.rows.n == c.limit {
			return tooManyRows(c.limit)
		}
		c.row(record)
		if c.bad.full() {
			return c.bad.err()
		}
	}
}

// header reads the names of the columns.
func (c *csvReader) header() error {
	record, err := c.in.Read()
	switch {
	case errors.Is(err, io.EOF):
		return org.Invalid("the file is empty").WithHint("the first line names the columns: %s", strings.Join(c.spec.known(), ","))
	case err != nil:
		return c.broken(err)
	}
	for _, name := range record {
		c.columns = append(c.columns, strings.TrimSpace(name))
	}
	line, _ := c.in.FieldPos(0)
	c.bad.addNames(0, line, c.columns, c.spec)
	if err := c.bad.err(); err != nil {
		return err
	}
	return c.spec.missing(func(name string) bool { return slices.Contains(c.columns, name) })
}

// checkSeparator looks at the first line for what spreadsheets write in countries where the comma is taken by the
// decimals. It looks before the parser does, which would only complain about quotes. No name of a column has any of
// these characters in it.
func checkSeparator(in *bufio.Reader, spec Spec) (rune, error) {
	start, err := in.Peek(in.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, unreadable(err)
	}
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	switch {
	case bytes.ContainsRune(bytes.TrimSuffix(line, []byte("\r")), '\r'):
		return 0, org.Invalid("the lines of the file end in a carriage return alone").WithHint("save it with the line ends of Unix or Windows")
	case bytes.ContainsRune(line, ','):
		return ',', nil
	case bytes.ContainsRune(line, ';') && spec.Semicolons:
		return ';', nil
	case bytes.ContainsRune(line, ';'):
		return 0, org.Invalid("the columns are separated by semicolons").WithHint("save it as CSV with commas")
	case bytes.ContainsRune(line, '\t'):
		return 0, org.Invalid("the columns are separated by tabs").WithHint("save it as CSV with commas; lists are printed so with -o csv")
	}
	return ',', nil
}

// row keeps a record.
func (c *csvReader) row(record []string) {
	line, _ := c.in.FieldPos(0)
	row := Row{Line: line, columns: c.columns, cells: c.cells(), commas: c.in.Comma == ';'}
	defer c.rows.add(row)
	n := c.rows.n + 1
	if len(record) != len(c.columns) {
		c.bad.add(n, line, "", org.Invalid("%d fields, but the header has %d", len(record), len(c.columns)).
			WithHint("put values that hold a comma into double quotes"))
		return
	}
	for i, text := range record {
		row.cells[i] = strings.TrimSpace(text)
		if err := checkCell(row.cells[i]); err != nil {
			c.bad.add(n, line, c.columns[i], err)
		}
	}
}

// cells returns room for one row.
func (c *csvReader) cells() []string {
	n := len(c.columns)
	if len(c.spare) < n {
		c.spare = make([]string, n*min(max(c.rows.n, 8), 1024))
	}
	cells := c.spare[:n:n]
	c.spare = c.spare[n:]
	return cells
}

// broken is the error of a record that can't be read. Where the next one would begin is anybody's guess, so it is the
// last fault that is told.
func (c *csvReader) broken(err error) error {
	e, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return unreadable(err)
	}
	fault := org.Invalid("a double quote stands in a field that is not quoted").WithHint("quote the whole field, and write quotes in it twice")
	if errors.Is(e.Err, csv.ErrQuote) {
		fault = org.Invalid("a quoted field doesn't end as it should").WithHint("close it with one double quote, and write quotes in it twice")
	}
	c.bad.add(c.rows.n+1, e.StartLine, "", fault)
	return c.bad.err()
}
