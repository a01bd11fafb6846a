package org

import (
	"math"
	"math/bits"
)

// MaxRate is the highest partner rate there is.
const MaxRate Percent = 35_00

// ParseRate reads a partner rate.
func ParseRate(s string) (Percent, error) {
	p, err := ParsePercent(s)
	if err != nil {
		return 0, err
	}
	if p > MaxRate {
		return 0, Invalid("a partner rate of %s %% is too high", p).WithHint("at most %s %%", MaxRate)
	}
	return p, nil
}

// Terms say what an order or renewal costs.
type Terms struct {
	Price  Money     // the list price of all of it
	Rate   Percent   // the partner's for the category; 0: none
	Volume []Percent // volume discounts, in the order in which they were given
}

// Reduction is one percentage of the terms and what it takes off, as a negative amount.
type Reduction struct {
	Percent Percent
	Amount  Money
}

// reduce takes percentages off an amount, each off what the one before left.
func reduce(from Money, percents []Percent) (out []Reduction, net Money) {
	net = from
	for _, p := range percents {
		off := net.Discount(p)
		net.Minor -= off.Minor
		out = append(out, Reduction{p, Money{-off.Minor, off.Currency}})
	}
	return out, net
}

// Discounted are the reductions where the partner's rate is a discount at once: the rate first, then the volume.
func (t Terms) Discounted() []Reduction {
	percents := t.Volume
	if t.Rate > 0 {
		percents = append([]Percent{t.Rate}, t.Volume...)
	}
	out, _ := reduce(t.Price, percents)
	return out
}

// Public are the reductions of the public price: the volume discounts only.
func (t Terms) Public() []Reduction {
	out, _ := reduce(t.Price, t.Volume)
	return out
}

// Cashback is what the partner gets back, as a negative amount: its rate of the list price without the volume discounts.
func (t Terms) Cashback() Money {
	_, net := reduce(t.Price, t.Volume)
	off := net.Discount(t.Rate)
	return Money{-off.Minor, off.Currency}
}

// Deal is how an order stands to a partner: who ordered, and what the partnership says.
type Deal struct {
	Access      PartnerAccess // NoPartner: there is no partner who could get anything
	PartnerPays bool          // the wallet is entrusted; with full access only
	OrderedBy   Party
	Technical   bool // the partner holds the technical right on the product: decides for limited partners
}

// Advantage is what a partner gets for an order.
type Advantage uint8

// The advantages.
const (
	NoAdvantage Advantage = iota
	ByDiscount            // the rate is taken off at once
	ByCashback            // the public price is paid, and the rate comes back
)

// Advantage reads the table of who gets what.
func (d Deal) Advantage() Advantage {
	switch {
	case d.Access == NoPartner, d.Access == PartnerLimited && (d.OrderedBy == ByPartner || !d.Technical):
		return NoAdvantage
	case d.PaidBy() == ByPartner:
		return ByDiscount
	default:
		return ByCashback
	}
}

// PaidBy is the partner only if the wallet is entrusted and the partner's people ordered.
func (d Deal) PaidBy() Party {
	if d.Access == PartnerFull && d.PartnerPays && d.OrderedBy == ByPartner {
		return ByPartner
	}
	return ByClient
}

// Add is the sum of two amounts of one currency. A sum too large to count is refused.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return m, Invalid("%s and %s can't be added", m, o).WithHint("amounts of two currencies stay apart")
	}
	sum := m.Minor + o.Minor
	if o.Minor > 0 && sum < m.Minor || o.Minor < 0 && sum > m.Minor {
		return m, tooLarge()
	}
	return Money{sum, m.Currency}, nil
}

// Times is the amount n times.
func (m Money) Times(n int) (Money, error) {
	hi, lo := bits.Mul64(magnitude(m.Minor), uint64(max(n, 0)))
	if hi != 0 || lo > math.MaxInt64 {
		return m, tooLarge()
	}
	if m.Minor < 0 {
		return Money{-int64(lo), m.Currency}, nil
	}
	return Money{int64(lo), m.Currency}, nil
}

func tooLarge() *Error {
	return Invalid("the sum is too large").WithHint("at most %s", Money{Minor: math.MaxInt64}.Decimal())
}

// Purchase is what is known of an order or renewal that money is given back for. All sums are of one currency.
type Purchase struct {
	Net      Money // what the order, its discounts and earlier refunds add up to
	Refunded Money // the earlier refunds, as a negative amount
	Cashback Money // what was credited for it, as a negative amount
	Reversed Money // what of that was taken back already
}

// Refund is the two amounts of giving money back: the refund itself, negative, and the cashback that is taken back for it,
// positive. It never exceeds what remains. Cashback goes in proportion to all that was refunded so far, so that whoever gets
// everything back in parts keeps none of it.
func (p Purchase) Refund(amount Money) (refund, reversal Money, err error) {
	none := Money{0, amount.Currency}
	switch {
	case amount.Minor <= 0:
		return none, none, Invalid("a refund of %s gives nothing back", amount.Decimal()).WithHint("give an amount above zero")
	case amount.Currency != p.Net.Currency:
		return none, none, Invalid("a refund in %s for what was paid in %s", amount.Currency, p.Net.Currency).WithHint("give --currency %s", p.Net.Currency)
	case amount.Minor > p.Net.Minor:
		return none, none, Errorf(KindDenied, CodeDenied, "a refund of %s is more than the %s that remain", amount, p.Net).WithHint("give back at most %s", p.Net.Decimal())
	}
	whole := p.Net.Minor - p.Refunded.Minor // refunds are negative: before any of them
	back := amount.Minor - p.Refunded.Minor // all that will have been given back
	due := share(-p.Cashback.Minor, back, whole)
	return Money{-amount.Minor, amount.Currency}, Money{max(due-p.Reversed.Minor, 0), amount.Currency}, nil
}

// share is of × part / whole, rounded half away from zero, for numbers that are not negative and part ≤ whole.
func share(of, part, whole int64) int64 {
	if of <= 0 || whole <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(of), uint64(part))
	lo, carry := bits.Add64(lo, uint64(whole)/2, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(whole)) // can't overflow: part is at most whole
	return int64(q)
}
