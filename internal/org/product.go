package org

import "time"

// Product is one instance of a category in one organization, written category/name.
type Product struct {
	ID       ProductID
	Category Category
	Name     string
	Label    string
	Price    *Money // list price for one period, without tax; nil: not stated
	Period   Period // zero: not stated
	From     *Date  // the first day paid for; nil: nothing is
	Until    *Date  // the last day paid for; nil: open
	Created  time.Time
}

// Ref is how people write the product.
func (p Product) Ref() string { return p.Category.Code + "/" + p.Name }
