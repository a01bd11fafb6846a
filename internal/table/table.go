// Package table owns the files given with --from, and those written with --results: how a csv or JSON file becomes rows
// with known columns, and at which line of the file a row starts, so that a mistake can be found in an editor.
//
// It refuses to know what the columns mean: it never looks at a value, and it knows no command and no store. Nor does it
// undo what an export did to cells for the sake of a spreadsheet.
package table

import (
	"slices"
	"strings"

	"orgctl/internal/org"
)

// Column is one that a file may have.
type Column struct {
	Name     string
	Required bool // the file must have it; a cell of it may be empty all the same, which is for the command to judge
}

// Spec says what a file may hold.
type Spec struct {
	Subject  string // what the rows are, in the plural, for messages: users
	Columns  []Column
	ReadOnly []string // what the matching list prints besides: taken and ignored, so that a list can be fed back
	// Semicolons takes csv separated by semicolons, in which numbers have a decimal comma: Number turns it into a dot.
	Semicolons bool
}

// Row is one record. The rows of a file share the names of their columns.
type Row struct {
	Line    int // of the file that the record starts on, from 1
	columns []string
	cells   []string // as many as columns
	commas  bool     // numbers are written with a decimal comma
}

// Value returns what the row says, or "" if the column is absent or the cell is empty.
func (r Row) Value(column string) string {
	if i := slices.Index(r.columns, column); i >= 0 {
		return r.cells[i]
	}
	return ""
}

// Number is Value with a decimal dot, however the file writes it. It doesn't look whether it is a number.
func (r Row) Number(column string) string {
	text := r.Value(column)
	switch {
	case !r.commas:
		return text
	case strings.Contains(text, "."):
		return text + "," // a dot is no decimal sign there: let nobody take it for one
	}
	return strings.Replace(text, ",", ".", 1)
}

// Has says whether the row has the column, even with an empty cell or null.
func (r Row) Has(column string) bool { return slices.Contains(r.columns, column) }

// With is the row with one more column, or with another value in it.
func (r Row) With(column, value string) Row {
	if i := slices.Index(r.columns, column); i >= 0 {
		r.cells = slices.Clone(r.cells)
		r.cells[i] = value
		return r
	}
	r.columns, r.cells = append(slices.Clone(r.columns), column), append(slices.Clone(r.cells), value)
	return r
}

const (
	maxRows  = 5_000_000
	maxField = 64 << 10 // bytes
	maxName  = 64       // bytes of a column's name: a longer one is a value, or no text at all
)

// What WriteResults adds. A file that has both is taken as results of an earlier run that somebody mended, and they are
// ignored.
const (
	statusColumn = "status"
	errorColumn  = "error"
)

// sourcesColumn marks a list of effective access. Its rows are sums: written back they would turn what comes from teams,
// roles and rules into grants of their own.
const sourcesColumn = "sources"

func (s Spec) known() []string {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	return names
}

// check returns what is wrong with the name of a column, or nil.
func (s Spec) check(name string, all []string) *org.Error {
	known := s.known()
	switch {
	case slices.Contains(known, name), slices.Contains(s.ReadOnly, name):
		return nil
	case name == sourcesColumn:
		return org.Invalid("this is an effective list: each row of it adds up several sources").
			WithHint("export with 'orgctl grant list -o csv' instead")
	case isResult(name) && slices.Contains(all, statusColumn) && slices.Contains(all, errorColumn):
		return nil
	case len(name) > maxName:
		return org.Invalid("the name of a column has %d bytes", len(name)).WithHint("is it the right file? known are %s", strings.Join(known, ", "))
	case name == "":
		return org.Invalid("a column has no name").WithHint("name every column, one of %s", strings.Join(known, ", "))
	}
	return org.Unknown("column", name, known)
}

// ignored says whether the values of a column don't matter.
func (s Spec) ignored(name string) bool {
	return !slices.ContainsFunc(s.Columns, func(c Column) bool { return c.Name == name })
}

// missing returns the error for required columns that the file lacks, or nil.
func (s Spec) missing(has func(column string) bool) error {
	var names []string
	for _, c := range s.Columns {
		if c.Required && !has(c.Name) {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	word := "column"
	if len(names) > 1 {
		word = "columns"
	}
	return org.Invalid("the file lacks the %s %q", word, strings.Join(names, ", ")).
		WithHint("%s have the columns %s", s.Subject, strings.Join(s.known(), ", "))
}

func isResult(name string) bool { return name == statusColumn || name == errorColumn }
