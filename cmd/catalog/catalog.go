// Package catalogcmd is 'orgctl catalog': the categories that products may be of, and how a file with categories of an
// organization's own is read. It refuses to know which categories are good ones: package org judges them.
package catalogcmd

import (
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "catalog",
		Short: "See the categories of products and their rights, and bring your own",
		Long: `See the categories of products and their rights, and bring your own.

A category says which management rights its products offer, and whether they have users of their own. The built-in ones
never change; 'orgctl catalog import' adds an organization's own.`,
	}
	c.AddCommand(newList(a), newShow(a), newImport(a))
	return c
}

// columns are those of a category. They are the keys of an imported file, so that -o yaml can be edited and fed back. The
// descriptions are those that texts returns.
func columns(texts func(org.Category) []org.RightText) []term.Column[org.Category] {
	type row = org.Category
	return []term.Column[row]{
		{Name: "code", Value: func(c row) any { return c.Code }},
		{Name: "group", Value: func(c row) any { return c.Group }},
		{Name: "label", Value: func(c row) any { return c.Label }},
		{Name: "label_fr", Value: func(c row) any { return c.LabelFR }, Extra: true},
		{Name: "rights", Value: func(c row) any { return c.Rights.Names() }},
		{Name: "usage", Value: func(c row) any { return c.Usage }},
		{Name: "synonyms", Value: func(c row) any { return c.Synonyms }},
		{Name: "descriptions", Value: func(c row) any { return texts(c) }, Text: func(c row) string { return describe(texts(c)) }, Extra: true},
		{Name: "domains", Value: func(c row) any { return c.Domains }, Extra: true},
		{Name: "own", Value: func(c row) any { return c.Own }, Extra: true},
		{Name: "id", Value: func(c row) any { return c.ID }, Extra: true},
	}
}

// allTexts say what each right that the category offers lets one do.
func allTexts(c org.Category) []org.RightText {
	out := []org.RightText{}
	for right := range c.Rights.All() {
		en, fr := c.Describe(right)
		out = append(out, org.RightText{Rights: right, EN: en, FR: fr})
	}
	return out
}

// ownTexts are those that the category brings itself. Fed back, the usual ones would become its own.
func ownTexts(c org.Category) []org.RightText { return append([]org.RightText{}, c.Descriptions...) }

func describe(texts []org.RightText) string {
	var parts []string
	for _, d := range texts {
		parts = append(parts, d.Rights.String()+": "+d.EN)
	}
	return strings.Join(parts, "; ")
}
