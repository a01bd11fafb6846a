package org

import (
	"cmp"
	"time"
)

// Date is a civil date: a day on the calendar, in no timezone. The zero value is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// The years that dates and times may lie in: four digits, and nothing before computers counted.
const (
	minYear = 1970
	maxYear = 9999
)

// ParseDate reads "2027-01-31".
func ParseDate(s string) (Date, error) {
	if d, ok := plainDate(s); ok {
		return d, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, Invalid("%q is not a date", s).WithHint("write year, month and day, like 2027-01-31").Wrap(err)
	}
	if t.Year() < minYear || t.Year() > maxYear {
		return Date{}, outOfRange(s)
	}
	return DateOf(t), nil
}

// plainDate reads a date that every year has, except a 31st: exports read millions.
func plainDate(s string) (d Date, ok bool) {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return d, false
	}
	digits := func(s string) (n int) {
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
			n = n*10 + int(s[i]-'0')
		}
		return n
	}
	d = Date{digits(s[:4]), time.Month(digits(s[5:7])), digits(s[8:])}
	return d, d.Year >= minYear && d.Month >= time.January && d.Month <= time.December && d.Day >= 1 && (d.Day <= 28 || d.Day <= 30 && d.Month != time.February)
}

// DateOf is the civil date of t in the timezone that t is in.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// IsZero says whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is "2027-01-31", or nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight(time.UTC).Format(time.DateOnly)
}

// MarshalText writes String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads; nothing is no date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// Compare is -1 if d is before other, 0 if it is the same day, 1 if it is after.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// AddDays counts calendar days, backwards if n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight(time.UTC).AddDate(0, 0, n)) }

// Start is the first instant of the day in a timezone. Where clocks jump over midnight that is not 00:00, and where
// they strike midnight twice it is the first of the two; time.Date promises neither.
func (d Date) Start(loc *time.Location) time.Time {
	t := d.midnight(loc)
	from, to := t.ZoneBounds()
	if DateOf(t).Compare(d) < 0 {
		return to
	}
	_, offset := t.Zone()
	_, before := from.Add(-1).Zone()
	if first := t.Add(time.Duration(offset-before) * time.Second); first.Before(from) {
		return first
	}
	return t
}

func (d Date) midnight(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}
