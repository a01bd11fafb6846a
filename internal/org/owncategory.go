package org

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxDescription bounds the text of a right, in characters, so that a list of rights stays readable.
const maxDescription = 300

// ValidateCategories checks the categories that an organization brings along, as they were read from a file, and puts their texts
// into the form in which they are kept. All that is wrong is reported at once, in Rows, where Row counts categories from 1. Ids and
// the Own mark are the store's to set.
func ValidateCategories(own []Category) error {
	var rows []RowError
	taken := map[string]int{}
	for i := range own {
		c := &own[i]
		report := func(column string, err error) {
			if e, ok := errors.AsType[*Error](err); ok {
				rows = append(rows, RowError{Row: i + 1, Column: column, Code: e.Code, Msg: e.Msg, Hint: e.Hint})
			}
		}
		c.checkNames(report)
		c.checkOffer(report)
		for _, name := range append([]string{c.Code}, c.Synonyms...) {
			if first, ok := taken[name]; ok {
				report("code", Invalid("%q already names category %d of the file", name, first).WithHint("choose another code or synonym"))
			}
			taken[name] = i + 1
		}
	}
	switch len(rows) {
	case 0:
		return nil
	case 1:
		return &Error{Kind: KindUsage, Code: CodeValidation, Msg: rows[0].Msg, Hint: rows[0].Hint, Rows: rows}
	}
	err := Invalid("the categories have %d mistakes", len(rows)).WithHint("nothing was imported: correct the file and try again")
	err.Rows = rows
	return err
}

// checkNames checks how the category is called, also against the built-in ones, which are never altered.
func (c *Category) checkNames(report func(column string, err error)) {
	for i, name := range append([]string{c.Code}, c.Synonyms...) {
		column := "code"
		if i > 0 {
			column = "synonyms"
		}
		_, err := ParseSlug("category", name)
		report(column, err)
		if built, ok := CategoryByCode(name); ok {
			report(column, Invalid("%q is the built-in category %q", name, built.Code).WithHint("choose another code or synonym"))
		}
	}
	var err error
	c.Label, err = ParseDisplayName("label", c.Label)
	report("label", err)
	c.LabelFR, err = parseNote("label_fr", c.LabelFR)
	report("label_fr", err)
	if c.Group != "" {
		_, err := ParseSlug("group", c.Group)
		report("group", err)
	}
}

// checkOffer checks what the category lets one grant.
func (c *Category) checkOffer(report func(column string, err error)) {
	if c.Rights == 0 && !c.Usage {
		report("rights", Invalid("category %q offers neither rights nor usage", c.Code).WithHint("give it rights: %s", knownRights()))
	}
	if c.Domains {
		report("domains", Invalid("category %q can't name its products by domains", c.Code).WithHint(`use the built-in category "domain"`))
	}
	for i, d := range c.Descriptions {
		if d.Rights == 0 || !c.Rights.Has(d.Rights) {
			report("descriptions", Invalid("category %q describes rights it does not offer", c.Code).WithHint("add them to its rights, or remove the text"))
		}
		for _, text := range []*string{&c.Descriptions[i].EN, &c.Descriptions[i].FR} {
			*text = norm.NFC.String(strings.TrimSpace(*text))
			report("descriptions", checkShown("description", *text))
			if utf8.RuneCountInString(*text) > maxDescription {
				report("descriptions", Invalid("a description of category %q is too long", c.Code).WithHint("at most %d characters", maxDescription))
			}
		}
	}
}
