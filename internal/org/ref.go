package org

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseID reads "id:42". The second result says whether s is written as an id at all; if so, an error says what is
// wrong with the number. References of every kind may be ids.
func ParseID(s string) (int64, bool, error) {
	digits, ok := strings.CutPrefix(strings.TrimSpace(s), "id:")
	if !ok {
		return 0, false, nil
	}
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || id < 1 || digits[0] == '+' {
		return 0, true, Invalid("%q is not an id", s).WithHint("write id: and a number from 1 on, like id:42")
	}
	return id, true, nil
}

// ProductRef names a product: by category and name, or by id. Category may be a synonym, in lower case.
type ProductRef struct {
	ID       ProductID // zero: named
	Category string
	Name     string
}

// String is the reference as one types it.
func (r ProductRef) String() string {
	if r.ID != 0 {
		return fmt.Sprintf("id:%d", r.ID)
	}
	return r.Category + "/" + r.Name
}

// ParseProductRef reads "drive/marketing", "domain/acme.ch" or "id:42". Domain names may be given as people write them.
func ParseProductRef(s string) (ProductRef, error) {
	if id, ok, err := ParseID(s); ok {
		return ProductRef{ID: ProductID(id)}, err
	}
	code, name, ok := strings.Cut(strings.TrimSpace(s), "/")
	if !ok || code == "" || name == "" {
		return ProductRef{}, Invalid("%q is not a product", s).WithHint("write category/name, like drive/marketing, or id:42")
	}
	category, err := parseCategoryRef(code)
	if err != nil {
		return ProductRef{}, err
	}
	// An organization's own categories can't take the code or a synonym of a built-in one, so this is the right one
	// whenever it is found, and own categories name their products by slugs.
	known, _ := CategoryByCode(category)
	name, err = ParseProductName(known, name)
	if err != nil {
		return ProductRef{}, err
	}
	return ProductRef{Category: category, Name: name}, nil
}

// ParseProductName checks the name of a product of the category: a domain name in lower-case A-labels where products
// are domains, else a slug.
func ParseProductName(category Category, name string) (string, error) {
	if category.Domains {
		return ParseDomain(name)
	}
	return ParseSlug("product name", name)
}

// parseCategoryRef checks only the spelling of a category's code or synonym: the catalog decides whether there is one.
func parseCategoryRef(code string) (string, error) {
	return ParseSlug("category", strings.ToLower(strings.TrimSpace(code)))
}
