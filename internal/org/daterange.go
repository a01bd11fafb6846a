package org

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// DateRange is a range of days, both ends included. A zero end is open.
type DateRange struct{ From, To Date }

// IsZero says that the range is all of time.
func (r DateRange) IsZero() bool { return r == DateRange{} }

// String is "2026-07-01 to 2026-09-30".
func (r DateRange) String() string {
	switch {
	case r.IsZero():
		return "always"
	case r.From.IsZero():
		return "until " + r.To.String()
	case r.To.IsZero():
		return "from " + r.From.String()
	}
	return r.From.String() + " to " + r.To.String()
}

// Checked refuses a range that ends before it begins.
func (r DateRange) Checked() (DateRange, error) {
	if !r.From.IsZero() && !r.To.IsZero() && r.To.Compare(r.From) < 0 {
		return r, Invalid("the range ends on %s, before it begins on %s", r.To, r.From).WithHint("both days are included; exchange them")
	}
	return r, nil
}

// Presets are the names of ranges that depend on the day.
func Presets() []string {
	return []string{"this-month", "last-month", "this-quarter", "last-quarter", "this-year", "last-year"}
}

// ParseRange reads the name of a range as it is on a day ("last-quarter"), a month ("2026-03"), a quarter ("2026-Q2") or a
// year ("2026").
func ParseRange(s string, today Date) (DateRange, error) {
	word := strings.ToLower(strings.TrimSpace(s))
	if which, unit, ok := strings.Cut(word, "-"); ok && slices.Contains(Presets(), word) {
		months := map[string]int{"month": 1, "quarter": 3, "year": 12}[unit]
		first := Date{today.Year, today.Month - (today.Month-1)%time.Month(months), 1}
		if which == "last" {
			first = first.addMonths(-months)
		}
		return monthsFrom(first, months), nil
	}
	year, rest, parted := strings.Cut(word, "-")
	y, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 {
		return DateRange{}, unknownRange(s)
	}
	if y < minYear || y > maxYear {
		return DateRange{}, outOfRange(s)
	}
	if !parted {
		return monthsFrom(Date{y, time.January, 1}, 12), nil
	}
	if n, ok := strings.CutPrefix(rest, "q"); ok && len(n) == 1 && n >= "1" && n <= "4" {
		return monthsFrom(Date{y, time.Month(3*(n[0]-'1') + 1), 1}, 3), nil
	}
	if m, err := strconv.Atoi(rest); err == nil && len(rest) == 2 && m >= 1 && m <= 12 {
		return monthsFrom(Date{y, time.Month(m), 1}, 1), nil
	}
	return DateRange{}, unknownRange(s)
}

func unknownRange(s string) error {
	hint := strings.Join(Presets(), ", ") + ", or like 2026-03, 2026-Q2, 2026"
	if near := Suggest(s, Presets()); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return Invalid("unknown period %q", s).WithHint("%s", hint)
}

func monthsFrom(first Date, n int) DateRange {
	return DateRange{first, first.addMonths(n).AddDays(-1)}
}

// Times is the period n times.
func (p Period) Times(n int) Period { return Period{p.N * n, p.Unit} }

// Whole says how many whole periods lie between two last days, counted from the first day of a contract. Counting from there
// keeps the day of the month: 31 January, 28 February, 31 March.
func (p Period) Whole(first, paid, until Date) (n int, ok bool) {
	from := -1
	for k := 0; ; k++ {
		end, err := p.Times(k).AddTo(first)
		if err != nil {
			return 0, false
		}
		end = end.AddDays(-1)
		if end == paid {
			from = k
		}
		switch {
		case end == until:
			return k - from, from >= 0 && k > from
		case end.Compare(until) > 0:
			return 0, false
		}
	}
}

// Next is the last day of the period after the one paid for, counted from the first day of a contract. If what was paid for
// doesn't end with a period, it is counted from there.
func (p Period) Next(first, paid Date) (Date, error) {
	for k := 0; ; k++ {
		end, err := p.Times(k).AddTo(first)
		if err != nil {
			return Date{}, err
		}
		switch end = end.AddDays(-1); {
		case end == paid:
			end, err = p.Times(k + 1).AddTo(first)
			return end.AddDays(-1), err
		case end.Compare(paid) > 0:
			end, err = p.AddTo(paid.AddDays(1))
			return end.AddDays(-1), err
		}
	}
}
