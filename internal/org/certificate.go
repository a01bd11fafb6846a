package org

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// CertificateFacts are what an organization's certificate on data protection says of it.
type CertificateFacts struct {
	Org        Organization
	Requester  Member
	Categories []Category // those of the products there are, in the order of the catalog
}

// Processor is who processes data on the organization's behalf. Without a name it is whoever provides the products.
type Processor struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// Checked is the processor with both texts in their one spelling.
func (p Processor) Checked() (Processor, error) {
	var err error
	if p.Name, err = parseNote("name of the processor", p.Name); err != nil {
		return p, err
	}
	p.Address = strings.TrimSpace(p.Address)
	if n := utf8.RuneCountInString(p.Address); n > maxAddress {
		return p, Invalid("the address of the processor has %d characters", n).WithHint("at most %d", maxAddress)
	}
	if p.Address != "" && p.Name == "" {
		return p, Invalid("the processor has an address but no name").WithHint("give --processor-name, too, or set dpa.processor_name")
	}
	return p, checkShown("address of the processor", p.Address)
}

// maxAddress is the longest address on one line, in characters.
const maxAddress = 300

// Certificate is everything that a certificate says.
type Certificate struct {
	CertificateFacts
	Processor
	Lang string // en or fr
	Date Date
}

// CertificateLangs are the languages that certificates are written in.
func CertificateLangs() []string { return []string{"en", "fr"} }

// ParseCertificateLang reads a language of certificates.
func ParseCertificateLang(s string) (string, error) {
	return pick("language", s, CertificateLangs())
}

// CertificateFormats are the formats of certificates.
func CertificateFormats() []string { return []string{"pdf", "html", "md"} }

// ParseCertificateFormat reads a format of certificates.
func ParseCertificateFormat(s string) (string, error) {
	return pick("format", s, CertificateFormats())
}

func pick(what, s string, of []string) (string, error) {
	if word := strings.ToLower(strings.TrimSpace(s)); slices.Contains(of, word) {
		return word, nil
	}
	return "", Unknown(what, s, of)
}

// Lang is the language of the certificate for the person who asks: theirs, or else the organization's, if certificates
// are written in it, and English if not.
func (f CertificateFacts) Lang() string {
	if strings.HasPrefix(cmp.Or(f.Requester.Locale, f.Org.Locale), "fr") {
		return "fr"
	}
	return "en"
}

// IssuedCertificate is what the log keeps of a certificate. The hash names it.
type IssuedCertificate struct {
	Hash       string    `json:"hash"` // SHA-256 of its text, whatever the format
	Format     string    `json:"format"`
	Lang       string    `json:"lang"`
	Date       Date      `json:"date"`
	Processor  Processor `json:"processor"`
	Categories []string  `json:"categories"` // codes
}

// Issued is what the log keeps of the certificate.
func (c Certificate) Issued(format, hash string) IssuedCertificate {
	out := IssuedCertificate{Hash: hash, Format: format, Lang: c.Lang, Date: c.Date, Processor: c.Processor, Categories: []string{}}
	for _, category := range c.Categories {
		out.Categories = append(out.Categories, category.Code)
	}
	return out
}
