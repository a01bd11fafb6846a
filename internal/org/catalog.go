package org

import (
	"fmt"
	"slices"
	"strings"
)

// Category is a kind of product. Built-in ones come from catalog.yaml and are never altered; an organization may have
// its own beside them. The JSON names are those of an imported file.
type Category struct {
	ID           CategoryID  `json:"id"` // built-in: 1 to 99
	Code         string      `json:"code"`
	Group        string      `json:"group"` // the code of a Group; "own" or any slug for an organization's own
	Synonyms     []string    `json:"synonyms"`
	Label        string      `json:"label"`
	LabelFR      string      `json:"label_fr"`
	Rights       Rights      `json:"rights"` // those it offers
	Usage        bool        `json:"usage"`  // whether it has users of its own
	Domains      bool        `json:"domains"`
	Descriptions []RightText `json:"descriptions,omitempty"` // where they say more than the usual ones
	Own          bool        `json:"own"`
}

// RightText says what rights let one do.
type RightText struct {
	Rights Rights `json:"rights"`
	EN     string `json:"en"`
	FR     string `json:"fr"`
}

// Group is a heading of the catalog.
type Group struct {
	Code    string
	Label   string
	LabelFR string
}

// Describe says what the right lets one do with products of the category, in English or French.
func (c Category) Describe(right Rights) (en, fr string) {
	for _, text := range c.Descriptions {
		if text.Rights.Has(right) {
			return text.EN, text.FR
		}
	}
	return describeRight(right)
}

// CheckRights refuses rights that the category doesn't offer.
func (c Category) CheckRights(r Rights) error {
	missing := r &^ c.Rights
	if missing == 0 {
		return nil
	}
	one := slices.Collect(missing.All())[0]
	err := Invalid("%q offers no right %q", c.Code, one)
	if c.Rights == 0 {
		return err.WithHint("it has no management rights: give usage, with --usage user or --usage admin")
	}
	return err.WithHint("one of %s", c.Rights)
}

// CheckUsage refuses a usage role where the category has no users.
func (c Category) CheckUsage(u Usage) error {
	if u == NoUsage || c.Usage {
		return nil
	}
	return Invalid("%q has no usage roles", c.Code).WithHint("give management rights: one of %s", c.Rights)
}

// Catalog is the built-in categories and an organization's own. The zero value is the built-in ones.
type Catalog struct{ own []Category }

// NewCatalog adds an organization's own categories to the built-in ones.
func NewCatalog(own []Category) Catalog { return Catalog{own} }

// All lists the built-in categories by group, then the own ones in the order they were given in.
func (c Catalog) All() []Category { return append(Builtin(), c.own...) }

// Lookup finds a category by code, synonym or "id:8", in any case. The error for an unknown one suggests the nearest.
func (c Catalog) Lookup(ref string) (Category, error) {
	if id, ok, err := ParseID(ref); err != nil {
		return Category{}, err
	} else if ok {
		return c.ByID(CategoryID(id))
	}
	code := strings.ToLower(strings.TrimSpace(ref))
	if found, ok := CategoryByCode(code); ok {
		return found, nil
	}
	i := slices.IndexFunc(c.own, func(o Category) bool { return o.Code == code || slices.Contains(o.Synonyms, code) })
	if i >= 0 {
		return c.own[i], nil
	}
	return Category{}, c.unknown(ref)
}

// ByID finds a category by its id.
func (c Catalog) ByID(id CategoryID) (Category, error) {
	if found, ok := builtinCategory(id); ok {
		return found, nil
	}
	i := slices.IndexFunc(c.own, func(o Category) bool { return o.ID == id })
	if i >= 0 {
		return c.own[i], nil
	}
	return Category{}, c.unknown(fmt.Sprintf("id:%d", id))
}

func (c Catalog) unknown(ref string) error {
	var codes []string
	for _, known := range c.All() {
		codes = append(append(codes, known.Code), known.Synonyms...)
	}
	err := NotFound("category", ref)
	if near := Suggest(ref, codes); near != "" {
		return err.WithHint("did you mean %s? 'orgctl catalog list' shows them all", near)
	}
	return err.WithHint("'orgctl catalog list' shows them all")
}

// CategoryByCode finds a built-in category by its code or a synonym, in lower case.
func CategoryByCode(ref string) (Category, bool) { return builtinCategory(builtinID(ref)) }

// Builtin lists the built-in categories by group. It is made anew on each call, so that starting the program costs
// nothing and nobody can alter it.
func Builtin() []Category {
	var out []Category
	for _, id := range builtinIDs() {
		c, _ := builtinCategory(id)
		out = append(out, c)
	}
	return out
}

// Heading is the group that the category stands in. An organization's own category may name one of its own making,
// whose code is all there is to show.
func (c Category) Heading() Group {
	for _, g := range Groups() {
		if g.Code == c.Group {
			return g
		}
	}
	return Group{Code: c.Group, Label: c.Group, LabelFR: c.Group}
}
