package org

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is the time a product is ordered for. The zero value is none.
type Period struct {
	N    int
	Unit byte // 'd', 'w', 'm' or 'y'
}

// maxPeriod bounds the count of any unit. A century of months is enough for every contract.
const maxPeriod = 1200

// ParsePeriod reads "1y", "6m" (months), "1w" or "30d".
func ParsePeriod(s string) (Period, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	if text == "" || !strings.ContainsRune("dwmy", rune(text[len(text)-1])) || !allDigits(text[:len(text)-1]) {
		return Period{}, Invalid("%q is not a period", s).WithHint("a number and y, m (months), w or d, like 1y or 6m")
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > maxPeriod {
		return Period{}, Invalid("period %q is out of range", s).WithHint("from 1 to %d of a unit", maxPeriod)
	}
	return Period{n, text[len(text)-1]}, nil
}

// IsZero says whether p is no period.
func (p Period) IsZero() bool { return p == Period{} }

// String is what ParsePeriod reads, or nothing for no period.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d%c", p.N, p.Unit)
}

// MarshalText writes String.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePeriod reads; nothing is no period.
func (p *Period) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*p = Period{}
		return nil
	}
	*p, err = ParsePeriod(string(b))
	return err
}

// AddTo is the date one period later. Months and years keep the day of the month or, where the month is too short, take
// its last day: 31 January and a month is the end of February. Whoever chains months over such an end loses the day for
// good (28 March), so a renewal counts from the first day of the contract. After the year 9999 it is an error.
func (p Period) AddTo(d Date) (Date, error) {
	end := d
	switch p.Unit {
	case 'd':
		end = d.AddDays(p.N)
	case 'w':
		end = d.AddDays(7 * p.N)
	case 'm':
		end = d.addMonths(p.N)
	case 'y':
		end = d.addMonths(12 * p.N)
	}
	if end.Year > maxYear {
		return Date{}, outOfRange(d.String() + " and " + p.String())
	}
	return end, nil
}

func (d Date) addMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return Date{first.Year(), first.Month(), min(d.Day, first.AddDate(0, 1, -1).Day())}
}
