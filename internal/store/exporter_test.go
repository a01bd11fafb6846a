package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// idLines writes the ids of records, a line each.
func idLines() org.RecordEncoder {
	return func(text []byte, r *org.Record) ([]byte, error) {
		return append(strconv.AppendInt(text, int64(r.ID), 10), '\n'), nil
	}
}

// exported are the ids of an export, in its order.
func (h *house) exported(plan org.ExportPlan) (out []int64) {
	h.t.Helper()
	var all []byte
	rows := int64(0)
	for p, err := range h.Export(h.t.Context(), h.olivia, plan, idLines) {
		if err != nil {
			h.t.Fatal(err)
		}
		all, rows = append(all, p.Text...), rows+p.Rows
	}
	for line := range strings.Lines(string(all)) {
		id, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
		if err != nil {
			h.t.Fatal(err)
		}
		out = append(out, id)
	}
	if int64(len(out)) != rows {
		h.t.Errorf("%d rows, and %d said", len(out), rows)
	}
	return out
}

// manyRecords fills the book with records of three clients on a few days, entered in no order of theirs.
func (h *house) manyRecords(n int) {
	h.t.Helper()
	err := h.write(h.t.Context(), func(t *tx) error {
		_, err := t.ExecContext(h.t.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
INSERT INTO billing_records (org_id, date, client, kind, amount, currency, reference, created_at)
SELECT 1, date('2026-01-01', '+' || (i * 7919 % 40) || ' days'), 'c' || (i % 3), iif(i % 2, 'order', 'renewal'), i, 'CHF', 'r' || i, 1 FROM n`, n)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// TestExportsInPartsAreInOrder compares what several read, part by part, with what one query says.
func TestExportsInPartsAreInOrder(t *testing.T) {
	h := newStore(t)
	h.manyRecords(wide + 5000)
	day := func(d int) org.Date { return org.Date{Year: 2026, Month: time.January, Day: d} }
	for name, f := range map[string]org.BookFilter{
		"all": {}, "from": {Range: org.DateRange{From: day(3)}}, "to": {Range: org.DateRange{To: day(30)}}, "a day": {Range: org.DateRange{From: day(9), To: day(9)}},
		"kinds": {Kinds: []org.RecordKind{org.KindRenewal}}, "one client": {Clients: []string{"c1"}}, "two clients": {Clients: []string{"c0", "c2"}, Range: org.DateRange{From: day(2)}},
		"through": {Through: wide}, "nothing": {Range: org.DateRange{From: day(31), To: day(30)}},
	} {
		plan, err := h.StartExport(t.Context(), as(h.olivia), f, false)
		if err != nil {
			t.Fatal(err)
		}
		var want []int64
		for r, err := range h.Book(t.Context(), h.olivia, plan.Filter) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, int64(r.ID))
		}
		if got := h.exported(plan); !slices.Equal(got, want) {
			t.Errorf("%s: %d records, want %d in the same order", name, len(got), len(want))
		}
	}
}

// TestManyRecordsOfChosenClients has more of them than are sorted in memory.
func TestManyRecordsOfChosenClients(t *testing.T) {
	h := newStore(t)
	h.manyRecords(3*fewAtOnce/2 + 10)
	plan, err := h.StartExport(t.Context(), as(h.olivia), org.BookFilter{Clients: []string{"c0", "c1"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	few := true
	err = h.read(t.Context(), func(t *tx) error {
		few, err = t.fewRecords(h.t.Context(), plan)
		return err
	})
	if err != nil || few {
		t.Errorf("few: %v, %v", few, err)
	}
	got := h.exported(plan)
	var want int
	err = h.reader.QueryRowContext(t.Context(), `SELECT count(*) FROM billing_records WHERE client IN ('c0', 'c1')`).Scan(&want)
	if err != nil || len(got) != want {
		t.Errorf("%d of %d records, %v", len(got), want, err)
	}
}

// TestExportsStop has everybody let go of their snapshots when nobody wants more, when the encoder fails and when somebody interrupts.
func TestExportsStop(t *testing.T) {
	h := newStore(t)
	h.manyRecords(2 * wide)
	plan, err := h.StartExport(t.Context(), as(h.olivia), org.BookFilter{}, false)
	if err != nil {
		t.Fatal(err)
	}
	for range h.Export(t.Context(), h.olivia, plan, idLines) {
		break
	}
	failing := func() org.RecordEncoder {
		return func(text []byte, r *org.Record) ([]byte, error) {
			if r.ID == wide {
				return nil, org.Invalid("no more")
			}
			return text, nil
		}
	}
	var last error
	for _, err := range h.Export(t.Context(), h.olivia, plan, failing) {
		last = err
	}
	if org.KindOf(last) != org.KindUsage {
		t.Errorf("got %v", last)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, err := range h.Export(ctx, h.olivia, plan, idLines) {
		cancel()
		last = err
	}
	if last != context.Canceled {
		t.Errorf("got %v", last)
	}
	if n := len(h.exported(plan)); n != 2*wide {
		t.Errorf("%d records", n)
	}
	if n := h.reader.Stats().InUse; n > idleLanes {
		t.Errorf("%d connections in use", n)
	}
}

// TestTwoReadersAreOfOneMoment changes something between the two.
func TestTwoReadersAreOfOneMoment(t *testing.T) {
	h := newStore(t)
	readers := func(change func()) (n int) {
		err := h.read(t.Context(), func(t *tx) error {
			if _, err := t.headOf(h.t.Context(), 0); err != nil {
				return err
			}
			change()
			return t.beside(h.t.Context(), func(all ...*tx) error {
				n = len(all)
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := readers(func() {}); n != 2 {
		t.Errorf("%d readers", n)
	}
	if n := readers(func() { h.addUser("jane@example.org", org.Collaborator) }); n != 1 {
		t.Errorf("%d readers of two moments", n)
	}
}

// TestExportedRecordsAreWhatTheyWere compares both ways of reading a book.
func TestExportedRecordsAreWhatTheyWere(t *testing.T) {
	h := newStore(t)
	full := record(t, org.KindOrder, "347.20", "A-1")
	full.Client, full.ClientName, full.Product, full.Label, full.Category = "delta", "Delta, \"SA\"", "drive/a", "=A", "drive"
	full.Start, full.End = org.Date{Year: 2026, Month: 1, Day: 31}, org.Date{Year: 2028, Month: 2, Day: 29}
	full.ListPrice, full.Tax, full.Discount = &org.Money{Minor: 1, Currency: org.CHF}, &org.Money{Currency: org.CHF}, new(org.Percent(12_50))
	full.PaidBy, full.OrderedBy = org.ByPartner, org.ByClient
	h.ok(h.ImportBook(t.Context(), as(h.olivia), []org.Record{full, record(t, org.KindPayment, "-1.00", "A-2").In(org.EUR)}, false))
	plan, err := h.StartExport(t.Context(), as(h.olivia), org.BookFilter{}, false)
	if err != nil {
		t.Fatal(err)
	}
	var want []org.Record
	for r, err := range h.Book(t.Context(), h.olivia, org.BookFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, r)
	}
	n := 0
	compare := func() org.RecordEncoder {
		return func(text []byte, r *org.Record) ([]byte, error) {
			if !r.SameContent(want[n]) || r.ID != want[n].ID || r.ClientName != want[n].ClientName || r.Label != want[n].Label || r.Category != want[n].Category {
				t.Errorf("%+v, want %+v", r, want[n])
			}
			n++
			return text, nil
		}
	}
	for _, err := range h.Export(t.Context(), h.olivia, plan, compare) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n != 2 {
		t.Errorf("%d records", n)
	}
}

// TestRecordsOfTheWrongTypeAreDamage reads columns that nobody could have entered.
func TestRecordsOfTheWrongTypeAreDamage(t *testing.T) {
	h := newStore(t)
	good := []string{"7", "'2026-11-01'", "'delta'", "'Delta'", "'order'", "'drive/a'", "'A'", "'drive'", "'2026-11-01'", "''", "100", "NULL", "100", "8", "'CHF'", "'client'", "'client'", "'A-1'"}
	read := func(values []string) (r org.Record, err error) {
		err = h.read(t.Context(), func(t *tx) error {
			var u recordReader
			return t.direct.rows(h.t.Context(), "SELECT "+strings.Join(values, ", "), nil, func(row scanner) error {
				got, err := u.read(row.(*prepared))
				if err == nil {
					r = *got
				}
				return err
			})
		})
		return r, err
	}
	if r, err := read(good); err != nil || r.Reference != "A-1" || r.Tax.Minor != 8 || r.Discount != nil || r.ClientName != "Delta" {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, value := range good {
		for _, wrong := range []string{"1.5", "x'00'", "'2026-13-01'", "NULL", "5"} {
			bad := slices.Clone(good)
			bad[i] = wrong
			isText, isNumber := strings.HasPrefix(value, "'"), wrong == "5"
			fits := isText && (strings.HasPrefix(wrong, "x") || strings.HasPrefix(wrong, "'") && !strings.HasPrefix(value, "'2026")) || !isText && isNumber || !isText && wrong == "NULL" && i != 0 && i != 12
			if i == 9 && strings.HasPrefix(wrong, "'") || (i == 1 || i == 8 || i == 9) && strings.HasPrefix(wrong, "x") {
				fits = false
			}
			if _, err := read(bad); (err == nil) != fits {
				t.Errorf("%s: %v", fmt.Sprint(bad), err)
			}
		}
	}
}
