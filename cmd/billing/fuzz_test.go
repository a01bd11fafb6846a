package billingcmd

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/export"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

// FuzzBooks exports any record in every dialect and imports it again: it is the same record, and no text was run on the way.
func FuzzBooks(f *testing.F) {
	f.Add("=Omega", "drive/studio", "order", "A-1", int64(34720), int64(34720), int64(2812), uint16(2000), uint8(0), uint16(20679))
	f.Add("'=x", "domain/bücher.example", "cashback", "+1", int64(-1), int64(0), int64(0), uint16(1250), uint8(9), uint16(0))
	f.Add("", "", "payment", "-15,00;\"", int64(-15000), int64(1), int64(-1), uint16(0), uint8(2), uint16(65535))
	f.Add("@SUM(A1)", "drive/a", "refund", "\u00a0'", int64(-99999999999999), int64(7), int64(5), uint16(9999), uint8(31), uint16(1))
	f.Fuzz(func(t *testing.T, name, product, kind, reference string, amount, list, tax int64, percent uint16, parts uint8, day uint16) {
		first := org.Date{Year: 1970, Month: 1, Day: 1}.AddDays(int(day))
		currency := []org.Currency{org.CHF, org.EUR}[parts&1]
		r := org.Record{ID: 7, Date: first, Client: org.SlugFrom(name), ClientName: name, Label: name, Product: product, Kind: org.RecordKind(kind), Reference: reference,
			Amount: org.Money{Minor: amount, Currency: currency}, PaidBy: []org.Party{org.Nobody, org.ByClient, org.ByPartner}[parts%3], OrderedBy: []org.Party{org.ByPartner, org.Nobody}[parts/2%2]}
		if parts&4 != 0 {
			r.ListPrice, r.Start, r.End = &org.Money{Minor: list, Currency: currency}, first, first.AddDays(int(day))
		}
		if parts&8 != 0 {
			r.Tax, r.Client = &org.Money{Minor: tax, Currency: currency}, ""
		}
		if parts&16 != 0 {
			r.Discount = new(org.Percent(min(percent, 100_00)))
		}
		r, err := r.Checked()
		if err != nil || !slices.Contains(org.RecordKinds(), r.Kind) {
			return // no such record is in a book
		}
		for _, d := range export.Dialects() {
			for _, raw := range []bool{false, true} {
				if back := imported(t, exported(t, r, d, raw), raw); !back.SameContent(r) || back.ClientName != r.ClientName || back.Label != r.Label {
					t.Errorf("in %s %+v comes back as %+v", d, r, back)
				}
			}
		}
	})
}

func exported(t *testing.T, r org.Record, d export.Dialect, raw bool) string {
	t.Helper()
	w := export.NewWriter(d, raw)
	text, err := w.Encoder()(w.Head(), &r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func imported(t *testing.T, file string, raw bool) org.Record {
	t.Helper()
	rows, err := table.Read(strings.NewReader(file), "csv", recordSpec())
	if err != nil || len(rows) != 1 {
		t.Fatalf("%q has %d rows: %v", file, len(rows), err)
	}
	r, err := parser{raw}.record(rows[0])
	if err != nil {
		t.Fatalf("%q: %v", file, err)
	}
	return r
}
