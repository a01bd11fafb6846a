package app

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// AccessFlags say how much a partner gets and who pays.
type AccessFlags struct {
	Access  string
	Payment string
}

// Bind adds the flags.
func (o *AccessFlags) Bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.Access, "access", "", "how much the partner gets: `limited` to products, or full")
	f.StringVar(&o.Payment, "payment", "", "who pays: `client`, or with full access partner")
	Completes(c, "access", cobra.FixedCompletions([]string{"limited", "full"}, cobra.ShellCompDirectiveNoFileComp))
	Completes(c, "payment", cobra.FixedCompletions([]string{"client", "partner"}, cobra.ShellCompDirectiveNoFileComp))
}

// Terms reads them.
func (o *AccessFlags) Terms() (t org.PartnerTerms, err error) {
	if o.Access != "" {
		if t.Access, err = org.ParsePartnerAccess(o.Access); err != nil {
			return t, err
		}
	}
	if o.Payment != "" {
		t.Payment, err = org.ParsePayment(o.Payment)
	}
	return t, err
}

// TermFlags are AccessFlags with the selection of a partner with limited access.
type TermFlags struct {
	AccessFlags
	products []string
	add      []string
	remove   []string
	grants   []string
	rights   []string
}

// Bind adds the flags; those that change a selection only where there is one.
func (o *TermFlags) Bind(a *App, c *cobra.Command, edits bool) {
	o.AccessFlags.Bind(c)
	f := c.Flags()
	f.StringSliceVar(&o.products, "product", nil, "`category/name` of a product that a limited partner gets; these and no others, or none")
	f.StringSliceVar(&o.rights, "right", nil, "`right` on the products: technical, statistics; both, as far as there are, if none is given")
	f.StringSliceVar(&o.grants, "grant", nil, "a product with its rights: `REF=RIGHT[+RIGHT]`, like drive/marketing=technical")
	if edits {
		f.StringSliceVar(&o.add, "add-product", nil, "`category/name` of one more product")
		f.StringSliceVar(&o.remove, "remove-product", nil, "`category/name` of a product to be taken from the partner")
		Completes(c, "add-product", a.CompleteProducts)
		Completes(c, "remove-product", a.CompleteProducts)
		c.MarkFlagsMutuallyExclusive("product", "add-product")
		c.MarkFlagsMutuallyExclusive("product", "remove-product")
	}
	Completes(c, "product", a.CompleteProducts)
	Completes(c, "grant", a.completeGrants(false, org.PartnerRights.Names()))
	Completes(c, "right", cobra.FixedCompletions(org.PartnerRights.Names(), cobra.ShellCompDirectiveNoFileComp))
}

// Terms reads them. --product is the whole selection; so is --grant, unless single products are added or removed.
func (o *TermFlags) Terms() (org.PartnerTerms, error) {
	t, err := o.AccessFlags.Terms()
	if err != nil {
		return t, err
	}
	if len(o.rights) > 0 && len(o.products)+len(o.add) == 0 {
		return t, org.Invalid("--right goes with products").WithHint("name them with --product, or write --grant drive/marketing=technical")
	}
	var base org.GrantSpec
	if len(o.rights) > 0 {
		base.RightsSet = true
		if base.Rights, err = org.ParseRights(o.rights); err != nil {
			return t, err
		}
	}
	none := len(o.products) == 1 && strings.EqualFold(o.products[0], "none")
	t.Replace = len(o.products) > 0 || len(o.grants) > 0 && len(o.add)+len(o.remove) == 0
	for _, ref := range slices.Concat(o.products, o.add) {
		if none {
			break
		}
		if base.Scope, err = ProductScope(ref); err != nil {
			return t, err
		}
		t.Grants = append(t.Grants, base)
	}
	for _, text := range joinRights(o.grants) {
		spec, err := org.ParseGrantSpec(text)
		if err != nil {
			return t, err
		}
		t.Grants = append(t.Grants, spec)
	}
	for _, ref := range o.remove {
		scope, err := ProductScope(ref)
		if err != nil {
			return t, err
		}
		t.Remove = append(t.Remove, scope)
	}
	return t, t.Check()
}
