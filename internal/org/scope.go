package org

import "strings"

// ScopeKind is how much a grant covers.
type ScopeKind uint8

// The kinds of scopes. Future covers the products that come after the rule, all also those that were there.
const (
	ScopeProduct ScopeKind = iota
	ScopeAll
	ScopeFuture
	ScopeEverything
)

// String is the word in the scope column of files.
func (k ScopeKind) String() string {
	switch k {
	case ScopeAll:
		return "all"
	case ScopeFuture:
		return "future"
	case ScopeEverything:
		return "everything"
	default:
		return "product"
	}
}

// ParseScopeKind reads the scope column of files: product, all, future or everything. Nothing is product.
func ParseScopeKind(s string) (ScopeKind, error) {
	word := strings.TrimSpace(s)
	if word == "" {
		return ScopeProduct, nil
	}
	var known []string
	for kind := ScopeProduct; kind <= ScopeEverything; kind++ {
		if strings.EqualFold(word, kind.String()) {
			return kind, nil
		}
		known = append(known, kind.String())
	}
	return ScopeProduct, Unknown("scope", s, known)
}

// Scope is what a grant covers. Category may be a synonym, in lower case: the catalog resolves it.
type Scope struct {
	Kind     ScopeKind
	ID       ProductID // of a product named by id; else zero
	Category string    // of a product, all or future
	Product  string    // the name of a product
}

// String is the scope as one types it: "drive/marketing", "drive/@all", "drive/@future", "@everything" or "id:42".
func (s Scope) String() string {
	switch s.Kind {
	case ScopeAll, ScopeFuture:
		return s.Category + "/@" + s.Kind.String()
	case ScopeEverything:
		return "@everything"
	default:
		return ProductRef{s.ID, s.Category, s.Product}.String()
	}
}

// ParseScope reads what String writes. No name can begin with "@", so that the words for rules are never products.
func ParseScope(s string) (Scope, error) {
	text := strings.TrimSpace(s)
	code, word, rule := strings.Cut(text, "/@")
	switch {
	case strings.EqualFold(text, "@everything"):
		return Scope{Kind: ScopeEverything}, nil
	case rule:
		return parseRule(s, code, strings.ToLower(word))
	case !strings.ContainsAny(text, "/:"):
		return Scope{}, notScope(s)
	}
	ref, err := ParseProductRef(text)
	return Scope{Kind: ScopeProduct, ID: ref.ID, Category: ref.Category, Product: ref.Name}, err
}

func parseRule(s, code, word string) (Scope, error) {
	category, err := parseCategoryRef(code)
	if err != nil {
		return Scope{}, err
	}
	switch word {
	case "all":
		return Scope{Kind: ScopeAll, Category: category}, nil
	case "future":
		return Scope{Kind: ScopeFuture, Category: category}, nil
	}
	return Scope{}, notScope(s)
}

func notScope(s string) error {
	return Invalid("%q is not a scope", s).WithHint("one of drive/marketing, drive/@all, drive/@future, @everything, id:42")
}
