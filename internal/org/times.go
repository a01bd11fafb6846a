package org

import (
	"strconv"
	"strings"
	"time"
)

// maxSpan bounds the number in a span, whatever its unit, so that no sum overflows: a million hours are 114 years.
const maxSpan = 1_000_000

// ParseTime reads a point in time: a date, an RFC 3339 time, or a signed span from now like "8h", "30d" or "-2w".
//
// A date is its first instant in loc or, for an end (--until, --to), the first instant of the next day, so that an
// exclusive end includes the day named. Days and weeks are counted on the calendar of loc, so that "1d" is the same
// time of day tomorrow also when clocks change tonight; h and min count exactly.
//
// The result is UTC in whole microseconds, which is what the store keeps, between the years 1970 and 9999.
func ParseTime(s string, now time.Time, loc *time.Location, end bool) (time.Time, error) {
	t, err := parseTime(strings.TrimSpace(s), now, loc, end)
	if err != nil {
		return time.Time{}, err
	}
	t = t.UTC().Truncate(time.Microsecond)
	if t.Year() < minYear || t.Year() > maxYear {
		return time.Time{}, outOfRange(s)
	}
	return t, nil
}

func parseTime(s string, now time.Time, loc *time.Location, end bool) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if !strings.Contains(strings.TrimLeft(s, "+-"), "-") {
		return parseSpan(s, now, loc)
	}
	if strings.ContainsAny(s, "Tt:") {
		return time.Time{}, Invalid("%q is not a time", s).
			WithHint("write it with seconds and timezone, like 2027-01-31T18:00:00Z or 2027-01-31T18:00:00+01:00")
	}
	day, err := ParseDate(s)
	if err != nil {
		return time.Time{}, err
	}
	if end {
		day = day.AddDays(1)
	}
	return day.Start(loc), nil
}

func parseSpan(s string, now time.Time, loc *time.Location) (time.Time, error) {
	const accepted = "a date like 2027-01-31, an RFC 3339 time, or a span in min, h, d or w like 8h, 30d or -2w"
	digits := strings.TrimLeft(s, "+-")
	unit := strings.TrimLeft(digits, "0123456789")
	n, err := strconv.Atoi(strings.TrimSuffix(digits, unit))
	if err != nil || len(s)-len(digits) > 1 {
		return time.Time{}, Invalid("%q is not a time", s).WithHint("%s", accepted)
	}
	if n > maxSpan {
		return time.Time{}, Invalid("span %q is too long", s).WithHint("at most %d of a unit, or a date", maxSpan)
	}
	if s[0] == '-' {
		n = -n
	}
	switch unit {
	case "min":
		return now.Add(time.Duration(n) * time.Minute), nil
	case "h":
		return now.Add(time.Duration(n) * time.Hour), nil
	case "d":
		return now.In(loc).AddDate(0, 0, n), nil
	case "w":
		return now.In(loc).AddDate(0, 0, 7*n), nil
	case "m":
		return time.Time{}, Invalid("span %q is ambiguous", s).WithHint("min is minutes; for months write days, weeks or a date")
	default:
		return time.Time{}, Invalid("%q has an unknown unit", s).WithHint("%s", accepted)
	}
}

// LoadTimezone finds a timezone by its IANA name, like "Europe/Zurich". The machine's own ("Local") is refused: a store
// that moves would mean other days by the same dates.
func LoadTimezone(name string) (*time.Location, error) {
	if name == "" || strings.EqualFold(name, "local") || ofMachine(name) {
		return nil, Invalid("%q is not a timezone", name).WithHint("an IANA name, like Europe/Zurich or UTC")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, Invalid("unknown timezone %q", name).WithHint("an IANA name, like Europe/Zurich or UTC").Wrap(err)
	}
	return loc, nil
}

// ofMachine says that a name is none of IANA's, but a file that some systems have beside them: a link to the machine's own zone,
// the rules of another, or the zones with leap seconds.
func ofMachine(name string) bool {
	folder, _, _ := strings.Cut(name, "/")
	switch strings.ToLower(folder) {
	case "localtime", "posixrules", "posix", "right":
		return true
	}
	return false
}

func outOfRange(s string) *Error {
	return Invalid("%q is out of range", s).WithHint("years go from %d to %d", minYear, maxYear)
}
