package app

import (
	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// RevokeFlags say which grants are taken away.
type RevokeFlags struct {
	products   []string
	category   string
	everything bool
	all        bool
	split      bool
}

// Bind adds the flags.
func (o *RevokeFlags) Bind(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&o.products, "product", nil, "`category/name` of a product")
	f.StringVar(&o.category, "category", "", "the rule on a `category`")
	f.BoolVar(&o.everything, "everything", false, "the rule on everything")
	f.BoolVar(&o.all, "all", false, "every direct grant and rule")
	f.BoolVar(&o.split, "split", false, "with --product: split the rule that covers it")
	c.MarkFlagsOneRequired("product", "category", "everything", "all")
	c.MarkFlagsMutuallyExclusive("all", "product")
	c.MarkFlagsMutuallyExclusive("all", "category")
	c.MarkFlagsMutuallyExclusive("all", "everything")
}

// Revocation is what they take from somebody.
func (o *RevokeFlags) Revocation(of org.Holder) (org.Revocation, error) {
	r := org.Revocation{User: of.User, Team: of.Team, All: o.all, Split: o.split}
	if o.split && len(o.products) == 0 {
		return r, org.Invalid("--split goes with --product").WithHint("name the product that shall be left out of the rule")
	}
	for _, ref := range o.products {
		scope, err := ProductScope(ref)
		if err != nil {
			return r, err
		}
		r.Scopes = append(r.Scopes, scope)
	}
	if o.category != "" {
		scope, err := org.ParseScope(o.category + "/@all")
		if err != nil {
			return r, err
		}
		r.Scopes = append(r.Scopes, scope)
	}
	if o.everything {
		r.Scopes = append(r.Scopes, org.Scope{Kind: org.ScopeEverything})
	}
	return r, nil
}
