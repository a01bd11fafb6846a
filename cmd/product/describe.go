package productcmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// none clears a price or a period. An empty text does not: an empty variable in a script must not clear anything.
const none = "none"

// description is what can be said of a product, as typed. What is nil was not said.
type description struct{ label, price, currency, period *string }

// edit reads the description. What is wrong with it is found here, before the store is opened.
func (d description) edit() (e org.ProductEdit, err error) {
	e.Label = d.label
	if e.Price, e.NoPrice, err = d.amount(); err != nil {
		return e, err
	}
	if d.period != nil {
		e.Period = &org.Period{}
		if !strings.EqualFold(*d.period, none) {
			if *e.Period, err = org.ParsePeriod(*d.period); err != nil {
				return e, err
			}
		}
	}
	_, err = e.Apply(org.Product{}, org.CHF)
	return e, err
}

func (d description) amount() (price *org.Money, gone bool, err error) {
	gone = d.price != nil && strings.EqualFold(*d.price, none)
	if d.currency != nil && (gone || d.price == nil) {
		return nil, gone, org.Invalid("a currency goes with a price").WithHint("give both, like --price 120.00 --currency CHF")
	}
	if gone || d.price == nil {
		return nil, gone, nil
	}
	money, err := org.ParseMoney(*d.price, "")
	if err != nil {
		return nil, false, err
	}
	if d.currency != nil {
		money.Currency, err = org.ParseCurrency(*d.currency)
	}
	return &money, false, err
}

// describeFlags are the flags of a description. A wizard sets them as if they had been typed.
type describeFlags struct {
	label, price, currency, period string
	set                            *pflag.FlagSet
}

func (o *describeFlags) bind(c *cobra.Command) {
	o.set = c.Flags()
	o.set.StringVar(&o.label, "label", "", "a `text` that says what it is")
	o.set.StringVar(&o.price, "price", "", "list `price` for one period, without tax, like 120.00; or none")
	o.set.StringVar(&o.currency, "currency", "", "`currency` of the price, CHF or EUR; by default the organization's")
	o.set.StringVar(&o.period, "period", "", "`period` of the price, like 1y or 6m; or none")
	app.AllowEmpty(c, "label")
	completeDescription(c)
}

// description is what was given.
func (o *describeFlags) description() description {
	given := func(flag string, value string) *string {
		if !o.set.Changed(flag) {
			return nil
		}
		return &value
	}
	return description{given("label", o.label), given("price", o.price), given("currency", o.currency), given("period", o.period)}
}

// given says whether any of them was.
func (o *describeFlags) given() bool { return o.description() != description{} }

// equivalent is the command line that says the same without questions.
func (o *describeFlags) equivalent(a *app.App, verb, ref string) []string {
	words := []string{"orgctl", "product", verb, ref}
	if slug := a.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	for _, flag := range []string{"label", "price", "currency", "period"} {
		if o.set.Changed(flag) {
			words = append(words, "--"+flag, o.set.Lookup(flag).Value.String())
		}
	}
	return words
}
