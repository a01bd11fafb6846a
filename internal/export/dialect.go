// Package export owns the CSV that goes to accounting programs and spreadsheets: its columns, its dialects, how a cell is made
// harmless, and the manifest that says what a file held when it was written. It refuses to know where rows come from, who may
// have them and where the file goes.
package export

import (
	"slices"
	"strings"

	"orgctl/internal/org"
)

// Dialect is a way of writing CSV.
type Dialect string

// The dialects: the standard's, that of Excel in English, and that of Excel in French, where the comma belongs to numbers.
const (
	RFC4180 Dialect = "rfc4180"
	Excel   Dialect = "excel"
	ExcelFR Dialect = "excel-fr"
)

// Dialects lists them.
func Dialects() []Dialect { return []Dialect{RFC4180, Excel, ExcelFR} }

// ParseDialect reads the name of a dialect; none is the standard's.
func ParseDialect(s string) (Dialect, error) {
	if s == "" {
		return RFC4180, nil
	}
	if d := Dialect(strings.ToLower(s)); slices.Contains(Dialects(), d) {
		return d, nil
	}
	return "", org.Unknown("dialect", s, org.Texts(Dialects()))
}

func (d Dialect) separator() byte {
	if d == ExcelFR {
		return ';'
	}
	return ','
}

// mark is the byte order mark by which Excel knows UTF-8.
func (d Dialect) mark() string {
	if d == RFC4180 {
		return ""
	}
	return "\ufeff"
}
