package export

import (
	"strconv"

	"orgctl/internal/org"
)

// Columns are those of an export of clients, version 1. They are fixed: more may come behind, none goes or moves.
func Columns() []string {
	return []string{"record_id", "date", "client", "client_name", "kind", "product", "label", "category", "period_start", "period_end",
		"list_price", "discount_percent", "amount", "tax", "currency", "paid_by", "ordered_by", "reference"}
}

// Writer turns records into CSV, in one buffer that is handed on when it is full. It adds up what it writes.
type Writer struct {
	out    func([]byte) error
	layout layout
	buf    []byte
	full   int
	Sums   Sums
	Rows   int64
	Last   org.RecordID // the greatest id that was written
}

// The buffer is handed on when it has so many bytes, the first time early: somebody may be looking.
const (
	early = 4 << 10
	full  = 64 << 10
)

// NewWriter begins a file: the mark and the names of the columns.
func NewWriter(out func([]byte) error, d Dialect, raw bool) *Writer {
	w := &Writer{out: out, layout: layoutOf(d, raw), Sums: Sums{}, full: early, buf: make([]byte, 0, full+4096)}
	w.buf = append(w.buf, d.mark()...)
	w.line(Columns())
	return w
}

func (w *Writer) line(cells []string) {
	for i, c := range cells {
		if i > 0 {
			w.buf = append(w.buf, w.layout.separator)
		}
		w.buf = w.layout.text(w.buf, c)
	}
	w.buf = append(w.buf, '\r', '\n')
}

// Record writes one row.
func (w *Writer) Record(r *org.Record) error {
	if err := w.Sums.add(r); err != nil {
		return err
	}
	w.Rows++
	w.Last = max(w.Last, r.ID)
	w.buf = w.record(w.buf, r)
	if len(w.buf) < w.full {
		return nil
	}
	w.full = full
	return w.Flush()
}

func (w *Writer) record(b []byte, r *org.Record) []byte {
	l, sep := w.layout, w.layout.separator
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

// Flush hands on what is in the buffer.
func (w *Writer) Flush() error {
	err := w.out(w.buf)
	w.buf = w.buf[:0]
	return err
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
