package org

import "time"

// Inquiry is one question of many: what somebody may do with a product at a time; the zero time is now.
type Inquiry struct {
	User, Product string
	At            time.Time
}

// Found is what an inquiry came to: what one person may do with one product, or why that can't be said.
type Found struct {
	Access EffectiveAccess
	Fault  *RowError // counts the inquiries from 1; its column is the part of the inquiry that it is about: user or product
}
