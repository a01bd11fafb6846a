package org

import "testing"

func TestParseRange(t *testing.T) {
	today := Date{2026, 11, 22}
	for in, want := range map[string]string{
		"this-month": "2026-11-01 to 2026-11-30", "last-month": "2026-10-01 to 2026-10-31", "this-quarter": "2026-10-01 to 2026-12-31",
		"last-quarter": "2026-07-01 to 2026-09-30", "this-year": "2026-01-01 to 2026-12-31", "last-year": "2025-01-01 to 2025-12-31",
		"2026-03": "2026-03-01 to 2026-03-31", "2028-02": "2028-02-01 to 2028-02-29", "2026-Q2": "2026-04-01 to 2026-06-30",
		"2026-q4": "2026-10-01 to 2026-12-31", "2026": "2026-01-01 to 2026-12-31", " Last-Quarter ": "2026-07-01 to 2026-09-30",
	} {
		if got, err := ParseRange(in, today); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "next-month", "last-week", "2026-13", "2026-0", "2026-Q5", "2026-Q0", "26", "1969", "20260", "2026-03-01", "q2"} {
		if got, err := ParseRange(in, today); KindOf(err) != KindUsage {
			t.Errorf("%q is %v, %v", in, got, err)
		}
	}
	for day, want := range map[Date]string{{2027, 1, 1}: "2026-10-01 to 2026-12-31", {2027, 3, 31}: "2026-10-01 to 2026-12-31", {2027, 4, 1}: "2027-01-01 to 2027-03-31"} {
		if got, err := ParseRange("last-quarter", day); err != nil || got.String() != want {
			t.Errorf("on %s last-quarter is %v, %v; want %s", day, got, err, want)
		}
	}
}

func TestRenew(t *testing.T) {
	d := func(s string) Date {
		t.Helper()
		out, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	at := func(s string) *Date { out := d(s); return &out }
	month, year := Period{1, 'm'}, Period{1, 'y'}
	price := &Money{10_00, CHF}
	for _, c := range []struct {
		name       string
		p          Product
		r          Renewal
		start, end string
		cost       int64
		kind       Kind
	}{
		{"from a contract's first day", Product{Price: price, Period: month, From: at("2026-01-31"), Until: at("2026-02-27")}, Renewal{Period: month}, "2026-02-28", "2026-03-30", 10_00, 0},
		{"two periods", Product{Price: price, Period: year, From: at("2026-01-01"), Until: at("2026-12-31")}, Renewal{Until: d("2028-12-31")}, "2027-01-01", "2028-12-31", 20_00, 0},
		{"the same day", Product{Price: price, Period: year, From: at("2026-01-01"), Until: at("2026-12-31")}, Renewal{Until: d("2026-12-31")}, "", "", -1, 0},
		{"an earlier day", Product{Price: price, Period: year, Until: at("2026-12-31")}, Renewal{Until: d("2026-12-30")}, "", "", -1, KindConflict},
		{"not a whole period", Product{Price: price, Period: year, Until: at("2026-12-31")}, Renewal{Until: d("2027-06-30")}, "", "", -1, KindUsage},
		{"at a price of its own", Product{Price: price, Period: year, Until: at("2026-12-31")}, Renewal{Until: d("2027-06-30"), Price: &Money{5_00, ""}}, "2027-01-01", "2027-06-30", 5_00, 0},
		{"no price", Product{}, Renewal{Until: d("2027-06-30")}, "2026-11-22", "2027-06-30", -1, 0},
		{"no price to discount", Product{}, Renewal{Until: d("2027-06-30"), Volume: []Percent{1}}, "", "", -1, KindUsage},
		{"a price without a period", Product{Price: price}, Renewal{Until: d("2027-06-30")}, "", "", -1, KindUsage},
		{"never paid for", Product{Price: price, Period: month}, Renewal{Until: d("2026-12-21")}, "2026-11-22", "2026-12-21", 10_00, 0},
		{"in the past", Product{}, Renewal{Until: d("2026-11-21")}, "", "", -1, KindUsage},
		{"off the grid", Product{Price: price, Period: month, From: at("2026-01-10"), Until: at("2026-03-31")}, Renewal{Until: d("2026-04-30")}, "2026-04-01", "2026-04-30", 10_00, 0},
		{"nothing said", Product{}, Renewal{}, "", "", -1, KindUsage},
		{"another period", Product{Until: at("2026-12-31"), Period: year}, Renewal{Period: month, Price: price}, "2027-01-01", "2027-01-31", 10_00, 0},
		{"too much", Product{Price: &Money{maxAmount * 100_000, CHF}, Period: Period{1, 'd'}}, Renewal{Until: d("2028-11-21")}, "", "", -1, KindUsage},
	} {
		c.p.Category.Code, c.p.Name = "drive", "a"
		got, err := c.p.Renew(c.r, Date{2026, 11, 22}, CHF)
		if (err == nil) != (c.kind == 0) || err != nil && KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		cost := int64(-1)
		if got.Cost != nil {
			cost = got.Cost.Minor
		}
		if got.Start.String() != c.start || got.End.String() != c.end || cost != c.cost {
			t.Errorf("%s: %s to %s for %d, want %s to %s for %d", c.name, got.Start, got.End, cost, c.start, c.end, c.cost)
		}
	}
}
