package store

import (
	"encoding/json"
	"hash/maphash"

	"orgctl/internal/org"
)

// thing names a row that the log follows.
type thing struct {
	kind              string // as in the log
	id                int64  // of a product, category, team, token or organization; the user of a membership or second factor; the subject of a grant or place
	product, category int64  // of a grant; the team of a place in one and the user of an assignment stand in product
	temporary         bool
}

// lastSaid is where the log says what a thing became, and a checksum of it: to keep the text of a million grants would
// fill the memory.
type lastSaid struct {
	sum   uint64
	seq   int64 // the row of the log
	index int   // the change in it
	gone  bool  // an organization that was removed and stays as a tombstone
}

// replay is what a chain says its organization's rows are.
type replay struct {
	of   org.OrgID
	seed maphash.Seed
	said map[thing]lastSaid
	last int64 // the greatest id of a product that was added

	logins aboutLogins // in the store's own chain
}

func newReplay(of org.OrgID) *replay {
	return &replay{of: of, seed: maphash.MakeSeed(), said: map[thing]lastSaid{}, logins: aboutLogins{themes: map[string]json.RawMessage{}}}
}

// follows are the kinds of changes that say what a row became.
func follows(kind string) bool {
	switch kind {
	case "grant", "user", "team", "team-member", "invitation", "product", "category", "organization", "token", "second-factor", "billing-record",
		"billing-rate", "partnership", "assignment", "partner-profile":
		return true
	}
	return false
}

// keys are the members of a change's object that name the row.
type keys struct {
	ID        int64     `json:"id"`
	Subject   int64     `json:"subject_id"`
	Team      int64     `json:"team_id"`
	Product   int64     `json:"product_id"`
	Category  int64     `json:"category_id"`
	Temporary bool      `json:"temporary"`
	User      int64     `json:"user_id"`
	Client    org.OrgID `json:"client_id"`
}

func (k keys) thing(kind string) thing {
	switch kind {
	case "grant":
		return thing{kind, k.Subject, k.Product, k.Category, k.Temporary}
	case "team-member":
		return thing{kind: kind, id: k.Subject, product: k.Team}
	case "assignment":
		return thing{kind: kind, id: k.ID, product: k.User}
	}
	return thing{kind: kind, id: k.ID}
}

// thingOf is the row that a change is about, and the client if it is about a partnership: it stands in the logs of both sides
// and is the client's.
func thingOf(c org.Change) (thing, org.OrgID, error) {
	text, _ := c.After.(json.RawMessage)
	if text == nil {
		text, _ = c.Before.(json.RawMessage)
	}
	var k keys
	err := json.Unmarshal(text, &k)
	return k.thing(c.Kind), k.Client, err
}

// row takes the changes of a row of the log in.
func (r *replay) row(row storedRow) error {
	changes, err := row.changes()
	if err != nil {
		return err
	}
	for i, c := range changes {
		if r.of == 0 {
			r.logins.take(row, c)
		}
		if !follows(c.Kind) {
			continue
		}
		t, client, err := thingOf(c)
		if err != nil {
			return err
		}
		if client != 0 && client != r.of {
			continue
		}
		r.change(t, c, lastSaid{seq: row.Seq, index: i})
	}
	return nil
}

func (r *replay) change(t thing, c org.Change, at lastSaid) {
	after, there := c.After.(json.RawMessage)
	switch {
	case there:
		at.sum = maphash.Bytes(r.seed, after)
		r.said[t] = at
	case c.Kind == "organization":
		said := r.said[t]
		said.gone = true
		r.said[t] = said
	default:
		delete(r.said, t)
	}
	if c.Kind == "product" && c.Action == "add" {
		r.last = max(r.last, t.id)
	}
}
