package store

import (
	"strings"
	"testing"

	"orgctl/internal/org"
)

// TestUnpackedRecordsAreWhatTheyWere compares both ways of reading a book.
func TestUnpackedRecordsAreWhatTheyWere(t *testing.T) {
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
	for r, err := range h.ExportRows(t.Context(), h.olivia, plan) {
		if err != nil || !r.SameContent(want[n]) || r.ID != want[n].ID || r.ClientName != want[n].ClientName || r.Label != want[n].Label || r.Category != want[n].Category {
			t.Errorf("%+v, %v, want %+v", r, err, want[n])
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d records", n)
	}
}

// TestUnpackRefusesWhatIsNoRecord has texts in it that nobody could have entered.
func TestUnpackRefusesWhatIsNoRecord(t *testing.T) {
	good := strings.Split("7|2026-11-01|delta|Delta|order|drive/a|A|drive|2026-11-01|2027-10-31|100||100|8|CHF|client|client|A-1", "|")
	var u unpacker
	if r, err := u.unpack(strings.Join(good, "\x1f")); err != nil || r.Reference != "A-1" || r.Tax.Minor != 8 || r.Discount != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	for i := range good {
		bad := append([]string(nil), good...)
		bad[i] += "\x1fx"
		if r, err := u.unpack(strings.Join(bad, "\x1f")); err == nil {
			t.Errorf("%q is %+v", bad, r)
		}
		if r, err := u.unpack(strings.Join(good[:i], "\x1f")); err == nil {
			t.Errorf("%q is %+v", good[:i], r)
		}
	}
}
