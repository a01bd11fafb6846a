package org

import (
	"slices"
	"strings"
	"time"
)

// RecordID names a billing record. Ids are never reused and grow with time.
type RecordID int64

// RecordKind says what a billing record is about.
type RecordKind string

// The kinds of billing records.
const (
	KindOrder    RecordKind = "order"
	KindRenewal  RecordKind = "renewal"
	KindDiscount RecordKind = "discount"
	KindCashback RecordKind = "cashback"
	KindPayment  RecordKind = "payment"
	KindRefund   RecordKind = "refund"
	KindTopup    RecordKind = "topup"
	KindPayout   RecordKind = "payout"
)

// RecordKinds lists them in the order in which they are shown.
func RecordKinds() []RecordKind {
	return []RecordKind{KindOrder, KindRenewal, KindDiscount, KindCashback, KindPayment, KindRefund, KindTopup, KindPayout}
}

// ParseRecordKind reads a kind in any case.
func ParseRecordKind(s string) (RecordKind, error) {
	kind := RecordKind(strings.ToLower(strings.TrimSpace(s)))
	if slices.Contains(RecordKinds(), kind) {
		return kind, nil
	}
	return "", Unknown("kind", s, Texts(RecordKinds()))
}

// Texts are values of a type of text as plain text.
func Texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// checkSign refuses an amount that turns the meaning of its kind around: what is owed is positive, what reduces it is
// negative. Cashback is negative, and positive where a refund takes it back.
func (k RecordKind) checkSign(m Money) error {
	switch k {
	case KindOrder, KindRenewal, KindPayout:
		if m.Minor < 0 {
			return Invalid("the amount %s of a record of kind %s is negative", m.Decimal(), k).WithHint("what is owed is positive; a refund takes it back")
		}
	case KindDiscount, KindPayment, KindRefund, KindTopup:
		if m.Minor > 0 {
			return Invalid("the amount %s of a record of kind %s is positive", m.Decimal(), k).WithHint("what reduces a debt is negative, like -%s", m.Decimal())
		}
	}
	return nil
}

// Party is who pays or orders: the client or its partner.
type Party string

// The parties; nobody is where the question does not arise, as with a top-up.
const (
	Nobody    Party = ""
	ByClient  Party = "client"
	ByPartner Party = "partner"
)

// ParseParty reads "client", "partner" or nothing.
func ParseParty(what, s string) (Party, error) {
	switch p := Party(strings.ToLower(strings.TrimSpace(s))); p {
	case Nobody, ByClient, ByPartner:
		return p, nil
	}
	return "", Unknown(what, s, []string{string(ByClient), string(ByPartner)})
}

// Record is one row of a book. Names are those of its day: a client or product that is renamed or gone changes no record.
// The amount is signed, so that the records of a book add up to what its organization owes, each currency by itself.
type Record struct {
	ID         RecordID
	Date       Date
	Client     string // the slug; empty: no client's
	ClientName string
	Kind       RecordKind
	Product    string // category/name; empty: no product's
	Label      string
	Category   string
	Start, End Date // of the period, both included; zero: none
	ListPrice  *Money
	Discount   *Percent // what a discount or cashback was computed with
	Amount     Money
	Tax        *Money // stated, never computed; the amount is without it
	PaidBy     Party
	OrderedBy  Party
	Reference  string   // what belongs together has the same
	Order      RecordID // the order or renewal that a record written with it belongs to, perhaps in another book; 0: not known
	Created    time.Time
}

// Words says which record it is, in the log and in lists of changes.
func (r Record) Words() string { return string(r.Kind) + " " + r.Reference }

// SameContent says that two records tell the same, whatever their ids and the names of their day.
func (r Record) SameContent(o Record) bool {
	return r.Date == o.Date && r.Client == o.Client && r.Kind == o.Kind && r.Product == o.Product && r.Start == o.Start && r.End == o.End &&
		samePointed(r.ListPrice, o.ListPrice) && samePointed(r.Discount, o.Discount) && r.Amount == o.Amount && samePointed(r.Tax, o.Tax) &&
		r.PaidBy == o.PaidBy && r.OrderedBy == o.OrderedBy && r.Reference == o.Reference
}

func samePointed[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// Checked is the record with its texts in their one spelling. It refuses what contradicts itself.
func (r Record) Checked() (Record, error) {
	for _, check := range []func(*Record) error{checkNames, checkDates, checkAmounts} {
		if err := check(&r); err != nil {
			return r, err
		}
	}
	return r, nil
}

func checkNames(r *Record) (err error) {
	if r.Reference, err = ParseDisplayName("reference", r.Reference); err != nil {
		return err
	}
	if r.Client != "" {
		if r.Client, err = ParseSlug("client", r.Client); err != nil {
			return err
		}
	}
	if r.Product != "" {
		ref, err := ParseProductRef(r.Product)
		if err != nil {
			return err
		}
		if ref.ID != 0 {
			return Invalid("a record names a product by category/name, not by the id %q", r.Product).WithHint("like drive/marketing")
		}
		r.Product, r.Category = ref.String(), ref.Category
	}
	if r.ClientName, err = parseNote("client_name", r.ClientName); err != nil {
		return err
	}
	r.Label, err = parseNote("label", r.Label)
	return err
}

func checkDates(r *Record) error {
	switch {
	case r.Date.IsZero():
		return Invalid("the date is missing").WithHint("write year, month and day, like 2027-01-31")
	case r.Start.IsZero() && !r.End.IsZero():
		return Invalid("the period ends but doesn't begin").WithHint("give period_start, too")
	case !r.End.IsZero() && r.End.Compare(r.Start) < 0:
		return Invalid("the period ends on %s, before it begins on %s", r.End, r.Start).WithHint("period_end is the last day, and not before period_start")
	}
	return nil
}

// maxAmount bounds what one record is about, in minor units: so many of them that their sum could not be counted any more
// fit into no book.
const maxAmount = 100_000_000_000_00

func checkAmounts(r *Record) error {
	for _, m := range []*Money{&r.Amount, r.ListPrice, r.Tax} {
		if m != nil && magnitude(m.Minor) > maxAmount {
			return Invalid("the amount %s is too large for a record", m.Decimal()).WithHint("at most %s", Money{Minor: maxAmount}.Decimal())
		}
	}
	if err := r.Kind.checkSign(r.Amount); err != nil {
		return err
	}
	if r.ListPrice != nil && r.ListPrice.Minor < 0 {
		return Invalid("the list price %s is negative", r.ListPrice.Decimal()).WithHint("give a price from 0.00 on")
	}
	return nil
}

// Partial says that an order may have several records of the kind.
func (k RecordKind) Partial() bool {
	switch k {
	case KindDiscount, KindCashback, KindPayment, KindRefund:
		return true
	}
	return false
}

// In is the record with all its amounts in a currency.
func (r Record) In(c Currency) Record {
	r.Amount.Currency = c
	if r.ListPrice != nil {
		r.ListPrice = &Money{r.ListPrice.Minor, c}
	}
	if r.Tax != nil {
		r.Tax = &Money{r.Tax.Minor, c}
	}
	return r
}
