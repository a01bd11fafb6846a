package org

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"
)

func TestParseMoney(t *testing.T) {
	for in, want := range map[string]struct {
		minor   int64
		decimal string
	}{
		"120.00":                {12000, "120.00"},
		"120":                   {12000, "120.00"},
		" -0.5 ":                {-50, "-0.50"},
		"+0.05":                 {5, "0.05"},
		"-0":                    {0, "0.00"},
		"007.10":                {710, "7.10"},
		"92233720368547758.07":  {math.MaxInt64, "92233720368547758.07"},
		"-92233720368547758.07": {-math.MaxInt64, "-92233720368547758.07"},
	} {
		got, err := ParseMoney(in, CHF)
		if err != nil || got != (Money{want.minor, CHF}) || got.Decimal() != want.decimal {
			t.Errorf("ParseMoney(%q) = %v, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"":                      "is not an amount",
		"-":                     "is not an amount",
		"--1":                   "is not an amount",
		"- 1":                   "has a separator",
		".5":                    "is not an amount",
		"5.":                    "is not an amount",
		"1.2.3":                 "is not an amount",
		"1e3":                   "is not an amount",
		"٣":                     "is not an amount",
		"1.234":                 "more than two decimals",
		"120,00":                "has a separator",
		"1'250.00":              "has a separator",
		"1’250":                 "has a separator",
		"1 250":                 "has a separator",
		"1\u202f250":            "has a separator",
		"92233720368547758.08":  "is too large",
		strings.Repeat("9", 99): "is too large",
	} {
		if got, err := ParseMoney(in, CHF); KindOf(err) != KindUsage || !strings.Contains(message(err), want) {
			t.Errorf("ParseMoney(%q) = %v, %v; want %q", in, got, err, want)
		}
	}
	if got := (Money{math.MinInt64, EUR}).String(); got != "-92233720368547758.08 EUR" {
		t.Errorf("the least amount is written %q", got)
	}
}

func TestMoneyAsJSON(t *testing.T) {
	b, err := json.Marshal(Money{-6944, CHF})
	if err != nil || string(b) != `{"amount":"-69.44","currency":"CHF"}` {
		t.Fatalf("Marshal = %s, %v", b, err)
	}
	var m Money
	if err := json.Unmarshal(b, &m); err != nil || m != (Money{-6944, CHF}) {
		t.Errorf("Unmarshal = %v, %v", m, err)
	}
	for _, bad := range []string{`{"amount":1.5,"currency":"CHF"}`, `{"amount":"1","currency":"USD"}`, `{"amount":"x","currency":"CHF"}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), &m); KindOf(err) != KindUsage {
			t.Errorf("Unmarshal(%s): %v", bad, err)
		}
	}
}

// The example of the published arithmetic: 347.20 with 20 % partner rate and then 25 % volume discount.
func TestDiscountsMultiply(t *testing.T) {
	net := Money{34720, CHF}
	for _, p := range []Percent{2000, 2500} {
		off := net.Discount(p)
		if off != (Money{6944, CHF}) {
			t.Errorf("%s %% of %v = %v, want 69.44", p, net, off)
		}
		net.Minor -= off.Minor
	}
	if net.Minor != 20832 {
		t.Errorf("net %v, want 208.32", net)
	}
}

func TestDiscountRoundsHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		minor int64
		p     Percent
		want  int64
	}{
		{1, 5000, 1}, {-1, 5000, -1}, {1, 4999, 0}, {3, 5000, 2}, {-3, 5000, -2}, {100, 1250, 13}, {0, 5000, 0}, {7, 10000, 7}, {7, 0, 0},
		{7, -5, 0}, {7, 99999, 7}, {math.MaxInt64, 10000, math.MaxInt64}, {math.MaxInt64, 5000, math.MaxInt64/2 + 1},
	} {
		if got := (Money{c.minor, EUR}).Discount(c.p); got != (Money{c.want, EUR}) {
			t.Errorf("%d less %d basis points: %d, want %d", c.minor, c.p, got.Minor, c.want)
		}
	}
}

func FuzzMoney(f *testing.F) {
	f.Add("120.00", 2000)
	f.Add("-92233720368547758.07", 9999)
	f.Add("0.01", 5000)
	f.Fuzz(func(t *testing.T, s string, bp int) {
		m, err := ParseMoney(s, CHF)
		if err != nil {
			mustRefuse(t, s, err)
			return
		}
		if back, err := ParseMoney(m.Decimal(), CHF); err != nil || back != m {
			t.Errorf("ParseMoney(%q) = %v, then %v, %v", s, m, back, err)
		}
		p := Percent(max(0, min(bp, 10000)))
		x := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(int64(2*p)))
		x.Add(x, big.NewInt(int64(10000*big.NewInt(m.Minor).Sign())))
		if want := x.Quo(x, big.NewInt(20000)).Int64(); m.Discount(p).Minor != want {
			t.Errorf("%v less %d: %d, want %d", m, p, m.Discount(p).Minor, want)
		}
	})
}

func TestParsePercent(t *testing.T) {
	for in, want := range map[string]struct {
		p Percent
		s string
	}{
		"20": {2000, "20"}, "12.5%": {1250, "12.5"}, "0": {0, "0"}, "100": {10000, "100"}, " 7.75 % ": {775, "7.75"}, "10": {1000, "10"},
	} {
		if got, err := ParsePercent(in); err != nil || got != want.p || got.String() != want.s {
			t.Errorf("ParsePercent(%q) = %d %q, %v", in, got, got, err)
		}
	}
	for _, in := range []string{"", "%", "-1", "-0", "100.01", "1.234", "12,5", "abc"} {
		if got, err := ParsePercent(in); KindOf(err) != KindUsage {
			t.Errorf("ParsePercent(%q) = %d, %v", in, got, err)
		}
	}
}

func TestParseCurrency(t *testing.T) {
	if c, err := ParseCurrency(" chf "); err != nil || c != CHF {
		t.Errorf("got %q, %v", c, err)
	}
	for _, in := range []string{"", "USD"} {
		if _, err := ParseCurrency(in); KindOf(err) != KindUsage {
			t.Errorf("ParseCurrency(%q): %v", in, err)
		}
	}
}
