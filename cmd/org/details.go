package orgcmd

import (
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// detail is one property of an organization that can be given: by its flag, or when a wizard asks.
type detail struct {
	flag, label, usage string
	words              []string // what it can be, if that is a short list
	// field is where the detail stands in an organization and in an edit of one.
	field func(*org.Organization, *org.OrgEdit) (*string, **string)
}

func details() []detail {
	return []detail{
		{"name", "Name", "the `name` that people read", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Name, &e.Name }},
		{"kind", "Kind", "`kind` in law: individual, company, association, public-body", org.OrgKinds(),
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Kind, &e.Kind }},
		{"street", "Street", "`street` and number", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Street, &e.Street }},
		{"postal-code", "Postal code", "postal `code`", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.PostalCode, &e.PostalCode }},
		{"city", "City", "`city`", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.City, &e.City }},
		{"country", "Country", "`country` as in ISO 3166, like CH", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Country, &e.Country }},
		{"phone", "Phone", "`number` to call", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Phone, &e.Phone }},
		{"website", "Website", "`address` of its website, like https://www.example.org", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Website, &e.Website }},
		{"vat", "VAT number", "`number` for the value added tax", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.VAT, &e.VAT }},
		{"currency", "Currency", "`currency` of its book, CHF or EUR; by default the country's", []string{string(org.CHF), string(org.EUR)},
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) {
				return (*string)(&o.Currency), &e.Currency
			}},
		{"locale", "Locale", "`locale` of mails and documents: de_DE, en_GB, es_ES, fr_FR, it_IT; by default the country's", org.Locales(),
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Locale, &e.Locale }},
		{"timezone", "Timezone", "IANA `name` of the zone that dates are meant in, like Europe/Zurich; by default the country's", nil,
			func(o *org.Organization, e *org.OrgEdit) (*string, **string) { return &o.Timezone, &e.Timezone }},
	}
}

// requireFactor is the flag that makes a second factor a duty, of 'org edit' alone.
const requireFactor = "require-2fa"

// detailFlags are the flags of all details. A wizard sets them as if they had been typed.
type detailFlags struct {
	typed org.Organization
	want  bool // --require-2fa
	set   *pflag.FlagSet
}

func (o *detailFlags) bind(c *cobra.Command) {
	o.set = c.Flags()
	o.set.SortFlags = false
	for _, d := range details() {
		o.set.StringVar(o.value(d), d.flag, "", d.usage)
		app.AllowEmpty(c, d.flag)
		app.Completes(c, d.flag, cobra.FixedCompletions(d.words, cobra.ShellCompDirectiveNoFileComp))
	}
}

// value is what was typed for one detail.
func (o *detailFlags) value(d detail) *string {
	value, _ := d.field(&o.typed, &org.OrgEdit{})
	return value
}

// edit is what was given. An empty text removes a detail that may be missing.
func (o *detailFlags) edit() (e org.OrgEdit) {
	for _, d := range details() {
		value, to := d.field(&o.typed, &e)
		if o.set.Changed(d.flag) {
			*to = value
		}
	}
	if o.set.Changed(requireFactor) {
		e.Requires2FA = &o.want
	}
	return e
}

// given says whether any of them was.
func (o *detailFlags) given() bool { return o.edit() != org.OrgEdit{} }

// equivalent is the command line that says the same without questions. An empty slug is left to what commands work in.
func (o *detailFlags) equivalent(verb, slug string) []string {
	words := []string{"orgctl", "org", verb}
	if slug != "" {
		words = append(words, slug)
	}
	for _, d := range details() {
		if o.set.Changed(d.flag) {
			words = append(words, "--"+d.flag, *o.value(d))
		}
	}
	if o.set.Changed(requireFactor) {
		words = append(words, "--"+requireFactor+"="+strconv.FormatBool(o.want))
	}
	return words
}

// check finds what is wrong with a detail that was typed, before the store is opened.
func check(e org.OrgEdit) error {
	_, err := e.Apply(org.Organization{Slug: "x", Name: "x"})
	return err
}
