package org

import (
	"encoding/json"
	"time"
)

// NewProduct is a product to be added.
type NewProduct struct {
	Category string // the code or a synonym
	Name     string
	ProductEdit
	Volume    []Percent // discounts on the order, if there is a price
	Reference string    // of the order; empty: made of the record's number
}

// ProductEdit says what of a product becomes what. Nil stays as it is. A price without a currency is in the
// organization's; a zero period is none.
type ProductEdit struct {
	Label   *string
	Price   *Money
	NoPrice bool // the price is removed
	Period  *Period
}

// Empty says that nothing was asked for.
func (e ProductEdit) Empty() bool { return e == ProductEdit{} }

// Priced says that the edit is about what is paid, which is for those who may order.
func (e ProductEdit) Priced() bool { return e.Price != nil || e.NoPrice || e.Period != nil }

// Apply is the product as it would be, in an organization that keeps its book in the currency.
func (e ProductEdit) Apply(p Product, currency Currency) (Product, error) {
	if e.Label != nil {
		label, err := parseNote("label", *e.Label)
		if err != nil {
			return p, err
		}
		p.Label = label
	}
	switch {
	case e.NoPrice:
		p.Price = nil
	case e.Price != nil:
		price := *e.Price
		if price.Minor < 0 {
			return p, Invalid("price %q is negative", price.Decimal()).WithHint("give a price from 0.00 on")
		}
		if price.Currency == "" {
			price.Currency = currency
		}
		p.Price = &price
	}
	if e.Period != nil {
		p.Period = *e.Period
	}
	return p, nil
}

// Same says that two products are described alike.
func (p Product) Same(o Product) bool {
	samePrice := p.Price == nil && o.Price == nil || p.Price != nil && o.Price != nil && *p.Price == *o.Price
	return p.Label == o.Label && samePrice && p.Period == o.Period
}

// MarshalJSON writes what the log keeps of a product.
func (p Product) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID       ProductID `json:"id"`
		Category string    `json:"category"`
		Name     string    `json:"name"`
		Label    string    `json:"label"`
		Price    *Money    `json:"price"`
		Period   Period    `json:"period"`
		From     *Date     `json:"from,omitempty"`
		Until    *Date     `json:"until"`
		Created  time.Time `json:"created_at"`
	}{p.ID, p.Category.Code, p.Name, p.Label, p.Price, p.Period, p.From, p.Until, p.Created})
}
