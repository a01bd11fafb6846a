package org

// ExportPlan is an export that was allowed and written into the log: what goes into it, fixed, so that it can be written as
// often as one likes and always be the same.
type ExportPlan struct {
	Org    Organization
	Filter BookFilter // with Through and with the clients that the person may see
	Rows   int64      // how many there will be; 0: nobody counted
}

// RecordEncoder appends a record to a text as it is written into a file. What the record holds is good until the next one.
type RecordEncoder func(text []byte, r *Record) ([]byte, error)

// ExportPart is a piece of an export.
type ExportPart struct {
	Rows int64
	Text []byte // good until the next part
}

// ClientInBook is a client that there are records of.
type ClientInBook struct {
	Slug, Name string
}

// exportNote is what the log keeps of an export.
type exportNote struct {
	Clients []string     `json:"clients"`
	Kinds   []RecordKind `json:"kinds"`
	From    Date         `json:"from"`
	To      Date         `json:"to"`
	Through RecordID     `json:"through"`
}

// Change is the export as the log keeps it.
func (f BookFilter) Change() Change {
	return Change{Action: "add", Kind: "export", Ref: "clients", After: exportNote{f.Clients, f.Kinds, f.Range.From, f.Range.To, f.Through}}
}
