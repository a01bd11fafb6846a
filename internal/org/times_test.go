package org

import (
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := LoadTimezone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseTime(t *testing.T) {
	zurich := zone(t, "Europe/Zurich")
	now := time.Date(2027, 3, 27, 12, 0, 0, 123456789, time.UTC) // the night before clocks go forward
	for _, c := range []struct {
		in   string
		end  bool
		want string
	}{
		{"2027-01-31", false, "2027-01-30T23:00:00Z"},
		{"2027-01-31", true, "2027-01-31T23:00:00Z"},
		{"2027-07-31", true, "2027-07-31T22:00:00Z"},
		{"2027-03-28", false, "2027-03-27T23:00:00Z"},
		{"2027-03-28", true, "2027-03-28T22:00:00Z"}, // a day of 23 hours
		{"2027-12-31", true, "2027-12-31T23:00:00Z"},
		{"2027-01-31T18:00:00Z", true, "2027-01-31T18:00:00Z"},
		{"2027-01-31T18:00:00.1234567+02:00", false, "2027-01-31T16:00:00.123456Z"},
		{"8h", false, "2027-03-27T20:00:00.123456Z"},
		{"+8h", true, "2027-03-27T20:00:00.123456Z"},
		{"-2h", false, "2027-03-27T10:00:00.123456Z"},
		{"90min", false, "2027-03-27T13:30:00.123456Z"},
		{"24h", false, "2027-03-28T12:00:00.123456Z"},
		{"1d", false, "2027-03-28T11:00:00.123456Z"}, // the same time of day, an hour less
		{"-1w", false, "2027-03-20T12:00:00.123456Z"},
		{"0d", false, "2027-03-27T12:00:00.123456Z"},
		{" 30d ", false, "2027-04-26T11:00:00.123456Z"},
	} {
		got, err := ParseTime(c.in, now, zurich, c.end)
		if err != nil || got.Format(time.RFC3339Nano) != c.want || got.Location() != time.UTC {
			t.Errorf("ParseTime(%q, end %v) = %v, %v; want %s", c.in, c.end, got, err, c.want)
		}
	}
}

func TestParseTimeRefuses(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for in, want := range map[string]string{
		"":                            "is not a time",
		"tomorrow":                    "is not a time",
		"8":                           "unknown unit",
		"6m":                          "ambiguous",
		"1y":                          "unknown unit",
		"1d12h":                       "unknown unit",
		"+-8h":                        "is not a time",
		"h":                           "is not a time",
		"1000001h":                    "too long",
		"99999999999999999999h":       "is not a time",
		"1000000w":                    "out of range",
		"-1000d -":                    "is not a date",
		"-100000d":                    "out of range",
		"2027-02-29":                  "is not a date",
		"2027-1-31":                   "is not a date",
		"31.01.2027":                  "unknown unit",
		"1969-12-31":                  "out of range",
		"1969-12-31T23:59:59Z":        "out of range",
		"0000-01-01":                  "out of range",
		"2027-01-31T18:00:00":         "is not a time",
		"2027-01-31 18:00":            "is not a time",
		"2027-01-31T25:00:00Z":        "is not a time",
		"2027-01-31T23:59:60Z":        "is not a time",
		"\u0663h":                     "is not a time",
		"9999-12-31T23:59:59.9-23:59": "out of range",
	} {
		_, err := ParseTime(in, now, time.UTC, false)
		if KindOf(err) != KindUsage || !strings.Contains(message(err), want) {
			t.Errorf("ParseTime(%q): %v, want %q", in, err, want)
		}
	}
	if _, err := ParseTime("9999-12-31", now, time.UTC, true); !strings.Contains(message(err), "out of range") {
		t.Errorf("the end of the last day lies in the year 10000: %v", err)
	}
}

func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2027-01-31", "8h", "-30d", "2027-01-31T00:00:00Z", "1w", "90min", "-", "+", "--", "0000-00-00"} {
		f.Add(seed, true)
	}
	loc := zone(f, "America/New_York")
	now := time.Date(2027, 11, 6, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string, end bool) {
		got, err := ParseTime(s, now, loc, end)
		if err != nil {
			mustRefuse(t, s, err)
			return
		}
		back, err := ParseTime(got.Format(time.RFC3339Nano), now, loc, end)
		if err != nil || !back.Equal(got) || got.Year() < minYear || got.Year() > maxYear {
			t.Errorf("ParseTime(%q) = %v, then %v, %v", s, got, back, err)
		}
	})
}

// Zones whose clocks jumped over midnight, struck it twice, or left out a whole day.
func TestDateStartIsTheFirstInstant(t *testing.T) {
	for _, name := range []string{
		"UTC", "Europe/Zurich", "America/New_York", "America/Sao_Paulo", "America/Havana", "America/Asuncion", "Africa/Cairo",
		"Asia/Beirut", "Asia/Gaza", "Atlantic/Azores", "America/Scoresbysund", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe",
	} {
		loc := zone(t, name)
		for d := (Date{1971, 1, 1}); d.Year < 2031; d = d.AddDays(1) {
			start := d.Start(loc)
			before := DateOf(start.Add(-time.Microsecond).In(loc))
			if before.Compare(d) >= 0 || DateOf(start.In(loc)).Compare(d) < 0 {
				t.Fatalf("%s in %s starts at %v", d, name, start)
			}
			if same := start.Add(-time.Hour).In(loc); DateOf(same) == d {
				t.Fatalf("%s in %s starts at %v, but was already at %v", d, name, start, same)
			}
		}
	}
}

func TestDateStartWhereClocksJump(t *testing.T) {
	for _, c := range []struct{ zone, date, want string }{
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"}, // 00:00 never was
		{"America/Havana", "2027-11-07", "2027-11-07T04:00:00Z"},    // 00:00 is twice
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},      // the day never was
		{"Asia/Beirut", "2027-03-28", "2027-03-27T22:00:00Z"},
	} {
		d, err := ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Start(zone(t, c.zone)).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s starts at %s, want %s", c.date, c.zone, got, c.want)
		}
	}
}

func TestDate(t *testing.T) {
	d, err := ParseDate("2028-02-29")
	if err != nil || d != (Date{2028, 2, 29}) || d.String() != "2028-02-29" || d.IsZero() {
		t.Errorf("got %v, %v", d, err)
	}
	if next := d.AddDays(1); next != (Date{2028, 3, 1}) || d.Compare(next) != -1 || next.Compare(d) != 1 || d.Compare(d) != 0 {
		t.Errorf("the day after is %v", next)
	}
	if (Date{2027, 12, 31}).Compare(Date{2028, 1, 1}) != -1 || (Date{2027, 2, 1}).Compare(Date{2027, 1, 31}) != 1 {
		t.Error("dates are not compared by year, month, day")
	}
	for _, in := range []string{"", "2027-02-30", "27-01-01", "2027-01-31T00:00:00Z", "1969-12-31", " 2027-01-31"} {
		if _, err := ParseDate(in); KindOf(err) != KindUsage {
			t.Errorf("ParseDate(%q): %v", in, err)
		}
	}
	var back Date
	if b, err := d.MarshalText(); err != nil || back.UnmarshalText(b) != nil || back != d {
		t.Errorf("text %q, back %v", b, back)
	}
	if err := back.UnmarshalText(nil); err != nil || !back.IsZero() || back.String() != "" {
		t.Errorf("nothing is %v, %v", back, err)
	}
}

func TestPeriod(t *testing.T) {
	for _, c := range []struct{ from, period, want string }{
		{"2027-01-31", "1m", "2027-02-28"},
		{"2028-01-31", "1m", "2028-02-29"},
		{"2027-08-31", "6m", "2028-02-29"},
		{"2027-12-31", "2m", "2028-02-29"},
		{"2028-02-29", "1y", "2029-02-28"},
		{"2028-02-29", "4y", "2032-02-29"},
		{"2027-01-15", "12m", "2028-01-15"},
		{"2027-12-31", "1w", "2028-01-07"},
		{"2027-12-31", "30d", "2028-01-30"},
	} {
		p, err := ParsePeriod(c.period)
		if err != nil || p.String() != c.period {
			t.Errorf("ParsePeriod(%q) = %v, %v", c.period, p, err)
		}
		from, err := ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.AddTo(from); err != nil || got.String() != c.want {
			t.Errorf("%s and %s = %v, %v; want %s", c.from, c.period, got, err, c.want)
		}
	}
	for _, in := range []string{"", "y", "1", "0d", "-1y", "1.5y", "1201m", "99999999999999999999d", "1h", "1yé", "1 y"} {
		if p, err := ParsePeriod(in); KindOf(err) != KindUsage {
			t.Errorf("ParsePeriod(%q) = %v, %v", in, p, err)
		}
	}
	if _, err := (Period{1, 'd'}).AddTo(Date{9999, 12, 31}); KindOf(err) != KindUsage {
		t.Errorf("the day after the last: %v", err)
	}
	var p Period
	if err := p.UnmarshalText([]byte("6M")); err != nil || p != (Period{6, 'm'}) {
		t.Errorf("got %v, %v", p, err)
	}
	if err := p.UnmarshalText(nil); err != nil || !p.IsZero() || p.String() != "" {
		t.Errorf("nothing is %v, %v", p, err)
	}
}

func TestLoadTimezone(t *testing.T) {
	for _, in := range []string{"localtime", "posixrules", "posix/UTC", "right/Europe/Zurich", "", "Local", "local", "Europe/Zürich", "../etc/passwd", "Mars/Olympus"} {
		if _, err := LoadTimezone(in); KindOf(err) != KindUsage {
			t.Errorf("LoadTimezone(%q): %v", in, err)
		}
	}
}
