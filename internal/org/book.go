package org

import "slices"

// BookFilter says which records of a book are meant. What is empty or zero means all.
type BookFilter struct {
	Clients []string // slugs
	Kinds   []RecordKind
	Range   DateRange
	Through RecordID // only up to this one, so that later records change nothing
}

// History is a kind of export: which records belong together for a reader.
type History string

// Histories are the kinds of history that can be exported.
func Histories() []History {
	return []History{"orders", "renewals", "cashback", "discounts", "payments", "all"}
}

// ParseHistories reads the names of histories; several add up.
func ParseHistories(words []string) ([]RecordKind, error) {
	var kinds []RecordKind
	for _, word := range words {
		more, err := History(word).kinds()
		if err != nil {
			return nil, err
		}
		if more == nil {
			return nil, nil
		}
		kinds = append(kinds, more...)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), nil
}

// kinds are the records of a history; none means all.
func (h History) kinds() ([]RecordKind, error) {
	switch h {
	case "orders":
		return []RecordKind{KindOrder}, nil
	case "renewals":
		return []RecordKind{KindRenewal}, nil
	case "cashback":
		return []RecordKind{KindCashback}, nil
	case "discounts":
		return []RecordKind{KindDiscount}, nil
	case "payments":
		return []RecordKind{KindPayment, KindRefund, KindTopup, KindPayout}, nil
	case "all":
		return nil, nil
	}
	return nil, Unknown("history", string(h), Texts(Histories()))
}

// Balance is what the records of a book add up to in one currency. Positive is owed, negative is a credit.
type Balance struct {
	Amount, Tax, Total Money
}

// Recorded is the record that somebody enters by hand, with the sign that its kind has: amounts are given without one.
func (r Record) Recorded() (Record, error) {
	if r.Amount.Minor <= 0 {
		return r, Invalid("the amount %s is not above zero", r.Amount.Decimal()).WithHint("give it without a sign: the kind says which way the money goes")
	}
	switch r.Kind {
	case KindPayment, KindTopup, KindRefund:
		r.Amount.Minor = -r.Amount.Minor
		if r.Tax != nil {
			r.Tax = &Money{-r.Tax.Minor, r.Tax.Currency}
		}
	case KindPayout:
	default:
		return r, Invalid("a record of kind %s is not added by hand", r.Kind).
			WithHint("orders and renewals come from 'orgctl product add' and 'orgctl product renew', everything else from 'orgctl billing import'")
	}
	return r.Checked()
}
