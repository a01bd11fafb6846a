package org

import (
	"errors"
	"math"
	"math/big"
	"testing"
)

func chf(minor int64) Money { return Money{minor, CHF} }

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		name       string
		terms      Terms
		discounted []int64
		public     []int64
		cashback   int64
	}{
		{"the documented order", Terms{chf(347_20), 20_00, []Percent{25_00}}, []int64{-69_44, -69_44}, []int64{-86_80}, -52_08},
		{"no rate", Terms{chf(347_20), 0, []Percent{25_00}}, []int64{-86_80}, []int64{-86_80}, 0},
		{"no volume", Terms{chf(100_00), 35_00, nil}, []int64{-35_00}, nil, -35_00},
		{"two volumes", Terms{chf(100_00), 10_00, []Percent{10_00, 10_00}}, []int64{-10_00, -9_00, -8_10}, []int64{-10_00, -9_00}, -8_10},
		{"half away from zero", Terms{chf(1), 0, []Percent{50_00, 50_00}}, []int64{-1, 0}, []int64{-1, 0}, 0},
		{"free", Terms{chf(0), 20_00, []Percent{25_00}}, []int64{0, 0}, []int64{0}, 0},
		{"everything off", Terms{chf(99), 0, []Percent{100_00, 50_00}}, []int64{-99, 0}, []int64{-99, 0}, 0},
		{"the largest", Terms{chf(math.MaxInt64), 35_00, nil}, []int64{-3228180212899171532}, nil, -3228180212899171532},
	} {
		if got := amountsOf(c.terms.Discounted()); !equal(got, c.discounted) {
			t.Errorf("%s: discounted %v, want %v", c.name, got, c.discounted)
		}
		if got := amountsOf(c.terms.Public()); !equal(got, c.public) {
			t.Errorf("%s: public %v, want %v", c.name, got, c.public)
		}
		if got := c.terms.Cashback(); got != chf(c.cashback) {
			t.Errorf("%s: cashback %v, want %v", c.name, got, chf(c.cashback))
		}
	}
}

func amountsOf(rs []Reduction) (out []int64) {
	for _, r := range rs {
		out = append(out, r.Amount.Minor)
	}
	return out
}

func equal(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// FuzzTerms computes discounts with big numbers, one after the other.
// FuzzTerms computes what an order comes to, and refunds it in parts.
func FuzzTerms(f *testing.F) {
	f.Add(int64(347_20), 20_00, 25_00, 0, int64(3))
	f.Add(int64(math.MaxInt64), 35_00, 1, 100_00, int64(math.MaxInt64/7))
	f.Add(int64(208_32), 25_00, 0, 0, int64(1))
	f.Fuzz(func(t *testing.T, price int64, rate, a, b int, part int64) {
		bound := func(n, to int) Percent { return Percent(((n % (to + 1)) + to + 1) % (to + 1)) }
		terms := Terms{chf(max(price, 0)), bound(rate, int(MaxRate)), []Percent{bound(a, 100_00), bound(b, 100_00)}}
		net := big.NewInt(terms.Price.Minor)
		for i, r := range terms.Discounted() {
			off := new(big.Int).Mul(net, big.NewInt(2*int64(r.Percent)))
			off.Add(off, big.NewInt(10_000)).Quo(off, big.NewInt(20_000))
			if off.Cmp(big.NewInt(-r.Amount.Minor)) != 0 {
				t.Fatalf("reduction %d of %+v is %v, want -%v", i, terms, r.Amount, off)
			}
			if net.Sub(net, off); net.Sign() < 0 {
				t.Fatalf("%+v comes to less than nothing", terms)
			}
		}
		if back := -terms.Cashback().Minor; back < 0 || back > terms.Price.Minor {
			t.Fatalf("cashback of %+v is %d", terms, back)
		}
		refunded(t, net.Int64(), -terms.Cashback().Minor, part)
		refunded(t, terms.Price.Minor, terms.Price.Minor, part)
	})
}

func TestWhoGetsWhat(t *testing.T) {
	for _, c := range []struct {
		deal Deal
		want Advantage
		pays Party
	}{
		{Deal{OrderedBy: ByClient}, NoAdvantage, ByClient},
		{Deal{Access: PartnerFull, OrderedBy: ByPartner}, ByCashback, ByClient},
		{Deal{Access: PartnerFull, OrderedBy: ByClient}, ByCashback, ByClient},
		{Deal{Access: PartnerFull, PartnerPays: true, OrderedBy: ByPartner}, ByDiscount, ByPartner},
		{Deal{Access: PartnerFull, PartnerPays: true, OrderedBy: ByClient}, ByCashback, ByClient},
		{Deal{Access: PartnerLimited, OrderedBy: ByClient, Technical: true}, ByCashback, ByClient},
		{Deal{Access: PartnerLimited, OrderedBy: ByClient}, NoAdvantage, ByClient},
		{Deal{Access: PartnerLimited, OrderedBy: ByPartner, Technical: true}, NoAdvantage, ByClient},
		{Deal{Access: PartnerLimited, PartnerPays: true, OrderedBy: ByClient, Technical: true}, ByCashback, ByClient},
	} {
		if got, pays := c.deal.Advantage(), c.deal.PaidBy(); got != c.want || pays != c.pays {
			t.Errorf("%+v: %v paid by %s, want %v paid by %s", c.deal, got, pays, c.want, c.pays)
		}
	}
}

func TestOrderingAddsUp(t *testing.T) {
	o := Ordering{Kind: KindOrder, Product: Product{Category: Category{Code: "drive"}, Name: "a"}, Client: Organization{Slug: "delta"}, Reference: "A-1",
		Terms: Terms{chf(347_20), 20_00, []Percent{25_00}}, Deal: Deal{Access: PartnerFull, PartnerPays: true, OrderedBy: ByPartner}}
	rows, cashback := o.Records()
	sum := chf(0)
	for _, r := range rows {
		sum, _ = sum.Add(r.Amount)
		if r.Reference != "A-1" || r.PaidBy != ByPartner || r.Client != "delta" {
			t.Errorf("got %+v", r)
		}
	}
	if len(rows) != 3 || sum != chf(208_32) || cashback != nil {
		t.Errorf("%d rows of %v, cashback %v", len(rows), sum, cashback)
	}
	o.Deal.OrderedBy = ByClient
	rows, cashback = o.Records()
	if len(rows) != 2 || cashback == nil || cashback.Amount != chf(-52_08) || *cashback.Discount != 20_00 || cashback.PaidBy != ByClient {
		t.Errorf("%d rows, cashback %+v", len(rows), cashback)
	}
}

func TestRefund(t *testing.T) {
	p := Purchase{Net: chf(100_00), Refunded: chf(0), Cashback: chf(-20_00), Reversed: chf(0)}
	for _, c := range []struct {
		p        Purchase
		amount   Money
		refund   int64
		reversal int64
		code     Code
	}{
		{p, chf(100_00), -100_00, 20_00, ""},
		{p, chf(25_00), -25_00, 5_00, ""},
		{p, chf(1), -1, 0, ""},
		{p, chf(100_01), 0, 0, CodeDenied},
		{p, chf(0), 0, 0, CodeValidation},
		{p, Money{1, EUR}, 0, 0, CodeValidation},
		{Purchase{Net: chf(75_00), Refunded: chf(-25_00), Cashback: chf(-20_00), Reversed: chf(5_00)}, chf(75_00), -75_00, 15_00, ""},
		{Purchase{Net: chf(0), Refunded: chf(-100_00), Cashback: chf(-20_00), Reversed: chf(20_00)}, chf(1), 0, 0, CodeDenied},
	} {
		refund, reversal, err := c.p.Refund(c.amount)
		if e, ok := errors.AsType[*Error](err); ok != (c.code != "") || ok && e.Code != c.code {
			t.Errorf("%+v, %v: %v", c.p, c.amount, err)
		} else if !ok && (refund.Minor != c.refund || reversal.Minor != c.reversal) {
			t.Errorf("%+v, %v: %v and %v, want %d and %d", c.p, c.amount, refund, reversal, c.refund, c.reversal)
		}
	}
}

// FuzzRefunds gives an order back in parts: never more than was paid, and with the last part all the cashback is gone.
// refunded takes back part after part of what was paid: all of the cashback goes back with it, and no more.
func refunded(t *testing.T, net, cashback, part int64) {
	t.Helper()
	if net <= 0 || cashback < 0 || cashback > net || part <= 0 || net/part > 1000 {
		return
	}
	p := Purchase{Net: chf(net), Refunded: chf(0), Cashback: chf(-cashback), Reversed: chf(0)}
	for p.Net.Minor > 0 {
		refund, reversal, err := p.Refund(chf(min(part, p.Net.Minor)))
		if err != nil {
			t.Fatal(err)
		}
		p.Net.Minor += refund.Minor
		p.Refunded.Minor += refund.Minor
		p.Reversed.Minor += reversal.Minor
		if p.Reversed.Minor > cashback || reversal.Minor < 0 {
			t.Fatalf("%d of %d taken back", p.Reversed.Minor, cashback)
		}
	}
	if p.Reversed.Minor != cashback {
		t.Fatalf("only %d of %d taken back", p.Reversed.Minor, cashback)
	}
}

func TestSumsAreNeverWrong(t *testing.T) {
	for _, c := range [][2]Money{{chf(math.MaxInt64), chf(1)}, {chf(math.MinInt64), chf(-1)}, {chf(1), {1, EUR}}} {
		if sum, err := c[0].Add(c[1]); err == nil {
			t.Errorf("%v and %v are %v", c[0], c[1], sum)
		}
	}
	if _, err := chf(math.MaxInt64/2 + 1).Times(2); err == nil {
		t.Error("twice too much")
	}
	if m, err := chf(-12_50).Times(3); err != nil || m != chf(-37_50) {
		t.Errorf("got %v, %v", m, err)
	}
}

func TestParseRate(t *testing.T) {
	if p, err := ParseRate("35"); err != nil || p != 35_00 {
		t.Errorf("got %v, %v", p, err)
	}
	for _, s := range []string{"35.01", "100", "-1", "1.234", ""} {
		if p, err := ParseRate(s); KindOf(err) != KindUsage {
			t.Errorf("%q is %v, %v", s, p, err)
		}
	}
}

func TestSigns(t *testing.T) {
	for _, c := range []struct {
		kind   RecordKind
		amount int64
		ok     bool
	}{
		{KindOrder, 1, true}, {KindOrder, 0, true}, {KindOrder, -1, false}, {KindRenewal, -1, false}, {KindPayout, -1, false}, {KindPayout, 1, true},
		{KindDiscount, 1, false}, {KindDiscount, -1, true}, {KindPayment, 1, false}, {KindRefund, 1, false}, {KindTopup, 1, false}, {KindTopup, -1, true},
		{KindCashback, 1, true}, {KindCashback, -1, true}, {KindOrder, maxAmount, true}, {KindOrder, maxAmount + 1, false}, {KindPayment, math.MinInt64, false},
	} {
		r := Record{Kind: c.kind, Amount: chf(c.amount), Date: Date{2026, 11, 22}, Reference: "R"}
		if _, err := r.Checked(); (err == nil) != c.ok {
			t.Errorf("%s of %d: %v", c.kind, c.amount, err)
		}
	}
}
