package term

import (
	"iter"
	"slices"
	"strings"
	"time"

	"orgctl/internal/org"
)

// Column is one property of the rows of a list.
type Column[T any] struct {
	Name  string         // stable English snake_case: header and JSON key
	Value func(T) any    // string, number, bool, nil, time.Time, *time.Time, []string, anything that encodes itself, nested structs
	Text  func(T) string // optional: how it looks in table, csv and tsv, for nested values
	Extra bool           // left out of table and tsv unless asked for
	Right bool           // right-aligned in tables
}

// List is something to print row by row. Rows are pulled one at a time; they may come straight from a cursor.
type List[T any] struct {
	Columns []Column[T]
	Name    func(T) string // what one would type to name the row, for -o name; nil: the first column
	Rows    iter.Seq2[T, error]
	Empty   string // said when a terminal shows an empty table: `no users in "acme" yet`
}

// column is a Column without its type parameter, so that all printing code exists once in the program.
type column struct {
	name  string
	value func(any) any
	text  func(any) string
	extra bool
	right bool
}

// list is a List without its type parameter.
type list struct {
	columns []column
	name    func(any) string
	rows    iter.Seq2[any, error]
	empty   string
}

func eraseColumns[T any](columns []Column[T]) []column {
	out := make([]column, len(columns))
	for i, c := range columns {
		out[i] = column{name: c.Name, extra: c.Extra, right: c.Right}
		out[i].value = func(row any) any { return plain(c.Value(row.(T))) }
		if c.Text != nil {
			out[i].text = func(row any) string { return c.Text(row.(T)) }
		}
	}
	return out
}

func eraseList[T any](l List[T]) list {
	out := list{columns: eraseColumns(l.Columns), empty: l.Empty}
	if l.Name != nil {
		out.name = func(row any) string { return l.Name(row.(T)) }
	}
	out.rows = func(yield func(any, error) bool) {
		if l.Rows == nil {
			return
		}
		for row, err := range l.Rows {
			if !yield(row, err) {
				return
			}
		}
	}
	return out
}

// key is what filters and sorting compare: the value, or of a nested one what people see.
func (c column) key(row any) any {
	v := c.value(row)
	switch v.(type) {
	case nil, bool, int64, uint64, float64, string, time.Time, []string:
		return v
	}
	if c.text != nil {
		return c.text(row)
	}
	return v
}

// find returns the column of that name; flag is what the name was given to.
func find(columns []column, name, flag string) (column, error) {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, org.Unknown("column in "+flag, name, names(columns))
	}
	return columns[i], nil
}

func names(columns []column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.name
	}
	return out
}

// choose applies --columns: plain names are the columns to show, in that order; without any, +name and -name change the
// default. What is added comes last.
func choose(columns, standard []column, spec string) ([]column, error) {
	var chosen, added []column
	var dropped []string
	for word := range strings.SplitSeq(spec, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		c, err := find(columns, strings.TrimLeft(word, "+-"), "--columns")
		switch {
		case err != nil:
			return nil, err
		case word[0] == '-':
			dropped = append(dropped, c.name)
		case word[0] == '+':
			added = append(added, c)
		default:
			chosen = append(chosen, c)
		}
	}
	if chosen == nil {
		chosen = slices.Clone(standard)
	}
	chosen = slices.DeleteFunc(distinct(append(chosen, added...)), func(c column) bool {
		return slices.Contains(dropped, c.name)
	})
	if len(chosen) == 0 {
		return nil, usage("--columns %q leaves no column", spec).WithHint("columns: %s", strings.Join(names(columns), ", "))
	}
	return chosen, nil
}

// distinct keeps the first of columns that are named twice: a JSON object can't have a key twice.
func distinct(columns []column) []column {
	var out []column
	for _, c := range columns {
		if !slices.Contains(names(out), c.name) {
			out = append(out, c)
		}
	}
	return out
}

// standard are the columns shown by default.
func standard(columns []column, output string) []column {
	if output != "table" && output != "tsv" {
		return columns
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return c.extra })
}
