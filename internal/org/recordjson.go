package org

import (
	"encoding/json"
	"time"
)

// MarshalJSON writes what the log keeps of a record, by the names of the export's columns.
func (r Record) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID         RecordID   `json:"id"`
		Date       Date       `json:"date"`
		Client     string     `json:"client"`
		ClientName string     `json:"client_name"`
		Kind       RecordKind `json:"kind"`
		Product    string     `json:"product"`
		Label      string     `json:"label"`
		Category   string     `json:"category"`
		Start      Date       `json:"period_start"`
		End        Date       `json:"period_end"`
		ListPrice  *string    `json:"list_price"`
		Discount   *string    `json:"discount_percent"`
		Amount     string     `json:"amount"`
		Tax        *string    `json:"tax"`
		Currency   Currency   `json:"currency"`
		PaidBy     Party      `json:"paid_by"`
		OrderedBy  Party      `json:"ordered_by"`
		Reference  string     `json:"reference"`
		Order      RecordID   `json:"order_id,omitempty"`
		Created    time.Time  `json:"created_at"`
	}{r.ID, r.Date, r.Client, r.ClientName, r.Kind, r.Product, r.Label, r.Category, r.Start, r.End,
		decimalOf(r.ListPrice), percentOf(r.Discount), r.Amount.Decimal(), decimalOf(r.Tax), r.Amount.Currency, r.PaidBy, r.OrderedBy, r.Reference, r.Order, r.Created})
}

func decimalOf(m *Money) *string {
	if m == nil {
		return nil
	}
	text := m.Decimal()
	return &text
}

func percentOf(p *Percent) *string {
	if p == nil {
		return nil
	}
	text := p.String()
	return &text
}
