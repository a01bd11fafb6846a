package org

import "strings"

// Checked is the organization with every detail in its one spelling and with the defaults filled in: the slug follows
// from the name; currency, locale and timezone from the country.
func (o Organization) Checked() (Organization, error) {
	o = o.withDefaults()
	for _, detail := range []struct {
		field *string
		parse func(string) (string, error)
	}{
		{&o.Name, named(ParseDisplayName, "name of the organization")},
		{&o.Slug, named(ParseSlug, "slug")},
		{&o.Kind, ParseOrgKind},
		{&o.Street, named(parseNote, "street")},
		{&o.PostalCode, named(parseNote, "postal code")},
		{&o.City, named(parseNote, "city")},
		{&o.Country, orNone(ParseCountry)},
		{&o.Phone, ParsePhone},
		{&o.Website, ParseWebsite},
		{&o.VAT, ParseVAT},
		{(*string)(&o.Currency), parseCurrencyCode},
		{&o.Locale, ParseLocale},
		{&o.Timezone, parseTimezone},
	} {
		text, err := detail.parse(*detail.field)
		if err != nil {
			return o, err
		}
		*detail.field = text
	}
	return o, nil
}

func (o Organization) withDefaults() Organization {
	country := strings.ToUpper(strings.TrimSpace(o.Country))
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	if o.Name != "" {
		fill(&o.Slug, SlugFrom(o.Name))
	}
	fill(&o.Kind, "company")
	fill((*string)(&o.Currency), string(DefaultCurrency(country)))
	fill(&o.Locale, DefaultLocale(country))
	fill(&o.Timezone, DefaultTimezone(country))
	return o
}

// OrgEdit says what of an organization becomes what. Nil stays as it is; an empty text removes a detail that may be
// missing.
type OrgEdit struct {
	Name, Kind, Street, PostalCode, City, Country, Phone, Website, VAT, Currency, Locale, Timezone *string

	Requires2FA *bool // whether members need a second factor
}

// Action is the row of the permission table that the edit needs at least.
func (e OrgEdit) Action() Action {
	if e.Requires2FA != nil && e == (OrgEdit{Requires2FA: e.Requires2FA}) {
		return ActCompliance
	}
	return ActEditOrg
}

// Apply is the organization as it would be.
func (e OrgEdit) Apply(o Organization) (Organization, error) {
	for _, detail := range []struct {
		to   *string
		from *string
	}{
		{&o.Name, e.Name}, {&o.Kind, e.Kind}, {&o.Street, e.Street}, {&o.PostalCode, e.PostalCode}, {&o.City, e.City},
		{&o.Country, e.Country}, {&o.Phone, e.Phone}, {&o.Website, e.Website}, {&o.VAT, e.VAT},
		{(*string)(&o.Currency), e.Currency}, {&o.Locale, e.Locale}, {&o.Timezone, e.Timezone},
	} {
		if detail.from != nil {
			*detail.to = *detail.from
		}
	}
	if e.Requires2FA != nil {
		o.Requires2FA = *e.Requires2FA
	}
	return o.Checked()
}

func named(parse func(what, s string) (string, error), what string) func(string) (string, error) {
	return func(s string) (string, error) { return parse(what, s) }
}

func orNone(parse func(string) (string, error)) func(string) (string, error) {
	return func(s string) (string, error) {
		if strings.TrimSpace(s) == "" {
			return "", nil
		}
		return parse(s)
	}
}

func parseCurrencyCode(s string) (string, error) {
	c, err := ParseCurrency(s)
	return string(c), err
}

func parseTimezone(s string) (string, error) {
	_, err := LoadTimezone(s)
	return s, err
}
