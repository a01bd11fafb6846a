// Package dpa writes the certificate on data protection: what it says in each language, and how that looks as PDF, HTML and
// Markdown. The three say the same, and the same facts on the same day give the same bytes. It is the only importer of the
// PDF library.
//
// It refuses to know where facts come from, and files, clocks and terminals.
package dpa

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"orgctl/internal/org"
)

// Document is a certificate in words.
type Document struct {
	lang   string
	title  string
	footer string
	colon  string // behind a label
	date   org.Date
	blocks []block
	hash   block // the last line, which the hash can't cover
}

type kind uint8

const (
	heading kind = iota
	paragraph
	note // what must not be overlooked
	item
	pair // a label and what it is
)

// block is a piece of a document. Its texts are of one line.
type block struct {
	kind        kind
	label, text string
}

// New puts a certificate into words.
func New(c org.Certificate) Document {
	w := english()
	if c.Lang == "fr" {
		w = french()
	}
	d := Document{lang: c.Lang, title: w.title, footer: c.Org.Slug, colon: w.colon, date: c.Date}
	d.add(note, w.note)
	d.parties(c, w)
	d.add(heading, w.roles)
	d.add(paragraph, w.controllerRole)
	d.add(paragraph, w.processorRole)
	d.categories(c, w)
	d.add(heading, w.commitments)
	d.add(paragraph, w.statement)
	for _, text := range w.promises {
		d.add(item, text)
	}
	d.add(heading, w.law)
	d.add(item, w.swiss)
	d.add(item, w.european)
	d.add(heading, w.issue)
	d.pair(w.date, c.Date.String())
	d.pair(w.requester, fmt.Sprintf("%s <%s>, %s", c.Requester.Name(), c.Requester.Email, w.role(c.Requester.Role)))
	d.pair(w.organization, c.Org.Slug)
	d.add(paragraph, w.covered)
	sum := sha256.Sum256([]byte(d.body()))
	d.hash = block{pair, w.hash, hex.EncodeToString(sum[:])}
	return d
}

// IsOurs says by its beginning and its end whether a file is a certificate, in any format.
func IsOurs(head, tail string) bool {
	switch {
	case strings.HasPrefix(head, "%PDF-"):
		return strings.Contains(tail, "/Creator ("+utf16BE(maker)+")")
	case strings.HasPrefix(head, "<!DOCTYPE html>"):
		return strings.Contains(head, generator)
	}
	return strings.HasPrefix(head, "# "+english().title+"\n") || strings.HasPrefix(head, "# "+french().title+"\n")
}

// Hash names the document, whatever the format: the SHA-256 of its Markdown without the last line.
func (d Document) Hash() string { return d.hash.text }

// Render is the document in a format: pdf, html or md. Lacking are the characters that the PDF has no letters for and shows
// as boxes.
func (d Document) Render(format string) (text []byte, lacking []rune, err error) {
	switch format {
	case "md":
		return []byte(d.markdown()), nil, nil
	case "html":
		return []byte(d.html()), nil, nil
	}
	return d.pdf()
}

func (d *Document) add(k kind, text string) { d.blocks = append(d.blocks, block{kind: k, text: text}) }

// pair leaves out what is not known.
func (d *Document) pair(label, text string) {
	if text != "" {
		d.blocks = append(d.blocks, block{pair, label, text})
	}
}

func (d *Document) parties(c org.Certificate, w words) {
	d.add(heading, w.parties)
	d.pair(w.controller, c.Org.Name)
	d.pair(w.address, address(c.Org))
	d.pair(w.vat, c.Org.VAT)
	d.pair(w.website, c.Org.Website)
	if c.Processor.Name == "" {
		d.pair(w.processor, w.someProcessor)
		return
	}
	d.pair(w.processor, c.Processor.Name)
	d.pair(w.address, c.Processor.Address)
}

// address is that of an organization on one line, as far as it is known.
func address(o org.Organization) string {
	city := strings.TrimSpace(o.PostalCode + " " + o.City)
	var parts []string
	for _, part := range []string{o.Street, city, o.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func (d *Document) categories(c org.Certificate, w words) {
	d.add(heading, w.products)
	if len(c.Categories) == 0 {
		d.add(paragraph, w.noProducts)
		return
	}
	for _, category := range c.Categories {
		label := category.Label
		if c.Lang == "fr" && category.LabelFR != "" {
			label = category.LabelFR
		}
		d.add(item, fmt.Sprintf("%s (%s)", label, category.Code))
	}
}
