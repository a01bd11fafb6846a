package org

import (
	"encoding/json"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code. All of ours have two decimals.
type Currency string

// The currencies a book can be kept in.
const (
	CHF Currency = "CHF"
	EUR Currency = "EUR"
)

// ParseCurrency reads a currency code in any case.
func ParseCurrency(s string) (Currency, error) {
	switch c := Currency(strings.ToUpper(strings.TrimSpace(s))); c {
	case CHF, EUR:
		return c, nil
	}
	return "", Unknown("currency", s, []string{string(CHF), string(EUR)})
}

// Money is a signed amount in minor units (centimes, cents). Amounts of two currencies are never added.
type Money struct {
	Minor    int64
	Currency Currency
}

// ParseMoney reads an exact decimal amount like "120.00" or "-3.5": a dot, at most two decimals, no separators.
func ParseMoney(s string, currency Currency) (Money, error) {
	digits, negative := strings.TrimSpace(s), false
	switch {
	case strings.HasPrefix(digits, "-"):
		digits, negative = digits[1:], true
	case strings.HasPrefix(digits, "+"):
		digits = digits[1:]
	}
	whole, decimals, dot := strings.Cut(digits, ".")
	switch {
	case strings.ContainsAny(digits, ",'’ \u00a0\u202f"):
		return Money{}, Invalid("amount %q has a separator", s).WithHint("write it with a dot and without separators, like 1250.00")
	case !allDigits(whole) || dot && !allDigits(decimals):
		return Money{}, Invalid("%q is not an amount", s).WithHint("write digits and at most one dot, like 120.00")
	case len(decimals) > 2:
		return Money{}, Invalid("amount %q has more than two decimals", s).WithHint("round it to hundredths")
	}
	minor, err := strconv.ParseInt(whole+(decimals + "00")[:2], 10, 64)
	if err != nil {
		return Money{}, Invalid("amount %q is too large", s).WithHint("at most %s", Money{Minor: math.MaxInt64}.Decimal())
	}
	if negative {
		minor = -minor
	}
	return Money{minor, currency}, nil
}

// Decimal is the exact amount with two decimals and no currency, as ParseMoney reads it.
func (m Money) Decimal() string {
	sign, abs := "", magnitude(m.Minor)
	if m.Minor < 0 {
		sign = "-"
	}
	return fmt.Sprintf("%s%d.%02d", sign, abs/100, abs%100)
}

// String is the amount with its currency, for people.
func (m Money) String() string { return strings.TrimSpace(m.Decimal() + " " + string(m.Currency)) }

type moneyJSON struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON writes the amount as a decimal string: a number would lose cents in readers that use floating point.
func (m Money) MarshalJSON() ([]byte, error) { return json.Marshal(moneyJSON{m.Decimal(), m.Currency}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Money) UnmarshalJSON(b []byte) error {
	var j moneyJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return Invalid("%s is not an amount with a currency", b).WithHint(`like {"amount":"120.00","currency":"CHF"}`).Wrap(err)
	}
	currency, err := ParseCurrency(string(j.Currency))
	if err != nil {
		return err
	}
	money, err := ParseMoney(j.Amount, currency)
	if err == nil {
		*m = money
	}
	return err
}

// Percent is a share in basis points: 2500 is 25 %.
type Percent int

// ParsePercent reads "25", "12.5" or "7.75%": from 0 to 100, at most two decimals.
func ParsePercent(s string) (Percent, error) {
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	share, err := ParseMoney(number, "")
	if err != nil || share.Minor < 0 || share.Minor > 100_00 || strings.HasPrefix(number, "-") {
		return 0, Invalid("%q is not a percentage", s).WithHint("a number from 0 to 100 with at most two decimals, like 12.5")
	}
	return Percent(share.Minor), nil
}

// String is the shortest exact number, without a sign: "12.5".
func (p Percent) String() string {
	return strings.TrimSuffix(strings.TrimRight(Money{Minor: int64(p)}.Decimal(), "0"), ".")
}

// Discount is the part of the amount that a percentage takes off, rounded half away from zero to the minor unit.
// Discounts multiply: each is computed on what the one before left, so that the records of an order add up exactly.
func (m Money) Discount(p Percent) Money {
	hi, lo := bits.Mul64(magnitude(m.Minor), uint64(min(max(p, 0), 100_00)))
	lo, carry := bits.Add64(lo, 100_00/2, 0)
	off, _ := bits.Div64(hi+carry, lo, 100_00) // can't overflow: the share is at most the whole
	if m.Minor < 0 {
		return Money{-int64(off), m.Currency}
	}
	return Money{int64(off), m.Currency}
}

// magnitude is the absolute value, also of the least int64, which has no positive counterpart.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
