package productcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// orderFlags say what of an order does not stay with the product.
type orderFlags struct {
	discounts []string
	reference string
}

func (o *orderFlags) bind(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&o.discounts, "discount", nil, "a volume discount in `percent`; several are taken one after the other, each off what is left")
	f.StringVar(&o.reference, "reference", "", "what the order is called in the book, a `text`; by default a number")
}

func (o *orderFlags) given() bool { return len(o.discounts) > 0 || o.reference != "" }

func (o *orderFlags) volume() (out []org.Percent, err error) {
	for _, text := range o.discounts {
		p, err := org.ParsePercent(text)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// words are the flags as they are typed.
func (o *orderFlags) words() (out []string) {
	for _, d := range o.discounts {
		out = append(out, "--discount", d)
	}
	if o.reference != "" {
		out = append(out, "--reference", o.reference)
	}
	return out
}
