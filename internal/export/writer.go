package export

import (
	"strconv"
	"strings"

	"orgctl/internal/org"
)

// Columns are those of an export of clients, version 1. They are fixed: more may come behind, none goes or moves.
func Columns() []string {
	return []string{"record_id", "date", "client", "client_name", "kind", "product", "label", "category", "period_start", "period_end",
		"list_price", "discount_percent", "amount", "tax", "currency", "paid_by", "ordered_by", "reference"}
}

// AccessColumns are those of an export of who may do what.
func AccessColumns() []string {
	return []string{"user", "name", "role", "product", "category", "rights", "usage", "sources"}
}

// IsOurs says by its beginning whether a file is an export, in any dialect.
func IsOurs(head, _ string) bool {
	for _, d := range Dialects() {
		for _, columns := range [][]string{Columns(), AccessColumns()} {
			if strings.HasPrefix(head, d.mark()+strings.Join(columns[:4], string(d.separator()))) {
				return true
			}
		}
	}
	return false
}

// Writer turns records into CSV and adds up what it writes. Its encoders may be used at the same time.
type Writer struct {
	dialect  Dialect
	layout   layout
	encoders []*encoder
}

// encoder is used by one at a time.
type encoder struct {
	layout layout
	total  Total
}

// Total is what was written.
type Total struct {
	Rows int64
	Last org.RecordID // the greatest id
	Sums Sums
}

// NewWriter is for one file.
func NewWriter(d Dialect, raw bool) *Writer {
	return &Writer{dialect: d, layout: layoutOf(d, raw)}
}

// Head is how the file begins: the mark and the names of the columns.
func (w *Writer) Head() []byte {
	b := []byte(w.dialect.mark())
	for i, c := range Columns() {
		if i > 0 {
			b = append(b, w.layout.separator)
		}
		b = w.layout.text(b, c)
	}
	return append(b, '\r', '\n')
}

// Encoder writes records of the file, beside the encoders that there are already.
func (w *Writer) Encoder() org.RecordEncoder {
	e := &encoder{layout: w.layout, total: Total{Sums: Sums{}}}
	w.encoders = append(w.encoders, e)
	return e.encode
}

// Total adds up what all encoders wrote, when they are done.
func (w *Writer) Total() (Total, error) {
	all := Total{Sums: Sums{}}
	for _, e := range w.encoders {
		all.Rows += e.total.Rows
		all.Last = max(all.Last, e.total.Last)
		if err := all.Sums.addAll(e.total.Sums); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (e *encoder) encode(b []byte, r *org.Record) ([]byte, error) {
	if err := e.total.Sums.add(r); err != nil {
		return b, err
	}
	e.total.Rows++
	e.total.Last = max(e.total.Last, r.ID)
	return e.layout.record(b, r), nil
}

// record appends a line.
func (l layout) record(b []byte, r *org.Record) []byte {
	sep := l.separator
	b = append(strconv.AppendInt(b, int64(r.ID), 10), sep)
	b = append(l.date(b, r.Date), sep)
	b = append(l.text(b, r.Client), sep)
	b = append(l.text(b, r.ClientName), sep)
	b = append(l.text(b, string(r.Kind)), sep)
	b = append(l.text(b, r.Product), sep)
	b = append(l.text(b, r.Label), sep)
	b = append(l.text(b, r.Category), sep)
	b = append(l.date(b, r.Start), sep)
	b = append(l.date(b, r.End), sep)
	b = append(l.money(b, r.ListPrice), sep)
	b = append(l.percent(b, r.Discount), sep)
	b = append(l.number(b, r.Amount.Minor), sep)
	b = append(l.money(b, r.Tax), sep)
	b = append(l.text(b, string(r.Amount.Currency)), sep)
	b = append(l.text(b, string(r.PaidBy)), sep)
	b = append(l.text(b, string(r.OrderedBy)), sep)
	b = l.text(b, r.Reference)
	return append(b, '\r', '\n')
}

// Table writes lines of text only, for what is no export of records: a header and the rows.
func Table(out func([]byte) error, d Dialect, raw bool) func(cells []string) error {
	l, first := layoutOf(d, raw), true
	var buf []byte
	return func(cells []string) error {
		buf = buf[:0]
		if first {
			buf, first = append(buf, d.mark()...), false
		}
		for i, c := range cells {
			if i > 0 {
				buf = append(buf, l.separator)
			}
			buf = l.text(buf, c)
		}
		return out(append(buf, '\r', '\n'))
	}
}
