package table

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"orgctl/internal/org"
)

// maxProblems is how many faults of one file are told. A file with the wrong separator has one in every row.
const maxProblems = 100

// problems are the faults found so far.
type problems []org.RowError

// add notes a fault. Row is 0 for a header.
func (p *problems) add(row, line int, column string, err *org.Error) {
	if !p.full() {
		*p = append(*p, org.RowError{Row: row, Line: line, Column: column, Code: err.Code, Msg: err.Msg, Hint: err.Hint})
	}
}

// addNames notes what is wrong with the names of columns.
func (p *problems) addNames(row, line int, names []string, spec Spec) {
	for i, name := range names {
		if p.full() {
			return
		}
		err := spec.check(name, names)
		if err == nil && slices.Contains(names[:i], name) {
			err = org.Invalid("column %q is there twice", name).WithHint("leave one out")
		}
		if err != nil {
			p.add(row, line, "", err)
		}
	}
}

// full says that it makes no sense to look for more.
func (p problems) full() bool { return len(p) >= maxProblems }

// err returns nil, the one fault there is, or an error that lists them.
func (p problems) err() error {
	switch len(p) {
	case 0:
		return nil
	case 1:
		where := fmt.Sprintf("line %d", p[0].Line)
		if p[0].Column != "" {
			where += ", column " + p[0].Column
		}
		err := org.Invalid("%s: %s", where, p[0].Msg).WithHint("%s", p[0].Hint)
		err.Rows = p
		return err
	}
	msg := "%d faults in the file"
	if p.full() {
		msg = "%d faults in the file, and perhaps more"
	}
	err := org.Invalid(msg, len(p)).WithHint("nothing was changed: mend the file and try again")
	err.Rows = p
	return err
}

// checkCell refuses what no field of any command takes.
func checkCell(text string) *org.Error {
	switch {
	case len(text) > maxField:
		return org.Invalid("a value of %d bytes", len(text)).WithHint("at most %d; is a quote missing?", maxField)
	case !utf8.ValidString(text):
		return notUTF8()
	}
	return nil
}

func notUTF8() *org.Error {
	return org.Invalid("a value is not valid UTF-8").WithHint("save the file as UTF-8")
}
