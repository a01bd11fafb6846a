package org

import (
	"encoding/json"
	"time"
)

// Rate is what an organization gets as a partner on a category.
type Rate struct {
	ID       int64
	Category string // the code
	Percent  Percent
	Created  time.Time
}

// MarshalJSON writes what the log keeps of a rate.
func (r Rate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID       int64     `json:"id"`
		Category string    `json:"category"`
		Percent  string    `json:"percent"`
		Created  time.Time `json:"created_at"`
	}{r.ID, r.Category, r.Percent.String(), r.Created})
}
