package export

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// manifestSchema is the version of the manifest and of the columns.
const manifestSchema = 1

// Manifest says what a file of an export holds. It has no time in it: the same export has the same manifest.
type Manifest struct {
	Schema       int          `json:"schema"`
	File         string       `json:"file"`
	Organization string       `json:"organization"`
	From         org.Date     `json:"from"`
	To           org.Date     `json:"to"`
	Timezone     string       `json:"timezone"`
	Clients      []string     `json:"clients"` // null: all of them
	Kinds        []string     `json:"kinds"`   // null: all of them
	Through      org.RecordID `json:"through"` // 0: up to the last record there was
	Dialect      Dialect      `json:"dialect"`
	Raw          bool         `json:"raw"`
	Rows         int64        `json:"rows"`
	LastRecord   org.RecordID `json:"last_record"` // with --through, the same file again, whatever was recorded since
	Sums         []Sum        `json:"sums"`
	Bytes        int64        `json:"bytes"`
	SHA256       string       `json:"sha256"`
}

// Sum is what the rows of a client add up to in a currency.
type Sum struct {
	Client   string       `json:"client"`
	Currency org.Currency `json:"currency"`
	Rows     int64        `json:"rows"`
	Amount   string       `json:"amount"`
	Tax      string       `json:"tax"`
}

type sumKey struct {
	client   string
	currency org.Currency
}

type sum struct {
	rows        int64
	amount, tax org.Money
}

// Sums add up rows per client and currency.
type Sums map[sumKey]*sum

func (s Sums) add(r *org.Record) (err error) {
	key := sumKey{r.Client, r.Amount.Currency}
	to := s[key]
	if to == nil {
		zero := org.Money{Currency: r.Amount.Currency}
		to = &sum{amount: zero, tax: zero}
		key.client = strings.Clone(key.client) // of a whole row
		s[key] = to
	}
	to.rows++
	if to.amount, err = to.amount.Add(r.Amount); err != nil || r.Tax == nil {
		return err
	}
	to.tax, err = to.tax.Add(*r.Tax)
	return err
}

// addAll adds up what was added up elsewhere.
func (s Sums) addAll(other Sums) (err error) {
	for k, v := range other {
		to := s[k]
		if to == nil {
			s[k] = v
			continue
		}
		to.rows += v.rows
		if to.amount, err = to.amount.Add(v.amount); err != nil {
			return err
		}
		if to.tax, err = to.tax.Add(v.tax); err != nil {
			return err
		}
	}
	return nil
}

// List is in the order of clients and currencies.
func (s Sums) List() []Sum {
	out := make([]Sum, 0, len(s))
	for k, v := range s {
		out = append(out, Sum{k.client, k.currency, v.rows, v.amount.Decimal(), v.tax.Decimal()})
	}
	slices.SortFunc(out, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.Currency, b.Currency))
	})
	return out
}

// Text is the manifest as it is written to a file.
func (m Manifest) Text() ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	return append(b, '\n'), err
}

// ParseManifest reads what Text wrote.
func ParseManifest(b []byte) (m Manifest, err error) {
	if err := json.Unmarshal(b, &m); err != nil || m.SHA256 == "" {
		return m, org.Invalid("the manifest can't be read").Wrap(err).WithHint("is it the one that 'orgctl export clients --manifest' wrote?")
	}
	if m.Schema > manifestSchema {
		return m, org.Invalid("the manifest is of version %d, newer than this program", m.Schema).WithHint("update orgctl")
	}
	return m, nil
}

// New is the manifest of version 1.
func New() Manifest { return Manifest{Schema: manifestSchema} }
