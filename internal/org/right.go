package org

import (
	"encoding/json"
	"iter"
	"strings"
)

// Rights is a set of management rights on a product. The bit values are stored: they never change.
type Rights uint8

// The management rights, in the order in which they are always listed.
const (
	Technical     Rights = 1 << iota // may change the product
	Statistics                       // may see its figures
	TicketControl                    // may check tickets at the entrance
	SalesControl                     // may follow and run the sale
)

// AllRights is every management right there is. What a category offers may be less.
const AllRights = Technical | Statistics | TicketControl | SalesControl

// Has says whether every right of other is in the set.
func (r Rights) Has(other Rights) bool { return r&other == other }

// All yields the rights of the set one by one, in their order.
func (r Rights) All() iter.Seq[Rights] {
	return func(yield func(Rights) bool) {
		for one := Technical; one&AllRights != 0; one <<= 1 {
			if r.Has(one) && !yield(one) {
				return
			}
		}
	}
}

// Names lists the rights of the set by name, in their order; an empty set gives an empty list, never nil.
func (r Rights) Names() []string {
	names := make([]string, 0, 4)
	for one := range r.All() {
		names = append(names, rightName(one))
	}
	return names
}

// String is the names separated by commas; an empty set is the empty string.
func (r Rights) String() string { return strings.Join(r.Names(), ", ") }

// MarshalJSON writes an array of names, empty for an empty set.
func (r Rights) MarshalJSON() ([]byte, error) { return json.Marshal(r.Names()) }

// UnmarshalJSON reads an array of names in any accepted spelling; null and an empty array are the empty set.
func (r *Rights) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return Invalid("rights %s are not a list of names", b).WithHint("a list of %s", knownRights())
	}
	if len(names) == 0 {
		*r = 0
		return nil
	}
	rights, err := ParseRights(names)
	if err == nil {
		*r = rights
	}
	return err
}

// ParseRights reads names of rights; each word may hold several, separated by commas, "+" or "|". "none" stands alone
// and is the empty set, which clears. Nothing at all is an error, so that an empty variable in a script can't clear.
func ParseRights(words []string) (Rights, error) {
	parts := splitRights(words)
	if len(parts) == 1 && parts[0] == "none" {
		return 0, nil
	}
	var rights Rights
	for _, part := range parts {
		if part == "none" {
			return 0, Invalid(`"none" can't be combined with other rights`).WithHint("give none alone, or leave it out")
		}
		right, err := parseRight(part)
		if err != nil {
			return 0, err
		}
		rights |= right
	}
	if rights == 0 {
		return 0, Invalid("no right given").WithHint("%s, or none", knownRights())
	}
	return rights, nil
}

// splitRights cuts words at the separators, in lower case and with "-" for "_". Blank words are passed over, but nothing
// between two separators stays as an empty part, which no right is called.
func splitRights(words []string) []string {
	alike := strings.NewReplacer("+", ",", "|", ",", "_", "-")
	var parts []string
	for _, word := range words {
		if strings.TrimSpace(word) == "" {
			continue
		}
		for part := range strings.SplitSeq(alike.Replace(strings.ToLower(word)), ",") {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	return parts
}

func parseRight(word string) (Rights, error) {
	for one := range AllRights.All() {
		if word == rightName(one) {
			return one, nil
		}
	}
	return 0, Unknown("right", word, AllRights.Names())
}

func rightName(one Rights) string {
	switch one {
	case Technical:
		return "technical"
	case Statistics:
		return "statistics"
	case TicketControl:
		return "ticket-control"
	default:
		return "sales-control"
	}
}

func knownRights() string { return "one of " + strings.Join(AllRights.Names(), ", ") }
