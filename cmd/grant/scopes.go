package grantcmd

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// scopeFlags are the ways to say what a grant is about: --grant SCOPE=RIGHT+RIGHT, or its shorthand of products, a
// category, rights and usage.
type scopeFlags struct {
	grants     []string
	products   []string
	category   string
	all        bool
	future     bool
	everything bool
	rights     []string
	usage      string
}

func (o *scopeFlags) bind(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&o.grants, "grant", nil, "access on a scope: `SCOPE=RIGHT[+RIGHT]`, like drive/@all=technical+use")
	f.StringSliceVar(&o.products, "product", nil, "`category/name` of a product")
	f.StringVar(&o.category, "category", "", "a whole `category`, with --all or --future")
	f.BoolVar(&o.all, "all", false, "with --category: its products now and to come")
	f.BoolVar(&o.future, "future", false, "with --category: only the products to come")
	f.BoolVar(&o.everything, "everything", false, "every product, now and to come")
	f.StringSliceVar(&o.rights, "right", nil, "management `right`: technical, statistics, ticket-control, sales-control, or none")
	f.StringVar(&o.usage, "usage", "", "`role` in the service itself: user, admin, none")
	c.MarkFlagsMutuallyExclusive("all", "future")
}

// given says whether any of them was.
func (o *scopeFlags) given() bool {
	return len(o.grants)+len(o.products) > 0 || o.category != "" || o.everything
}

// specs reads them all, in the order grants, products, category, everything.
func (o *scopeFlags) specs() ([]org.GrantSpec, error) {
	var specs []org.GrantSpec
	for _, text := range joinRights(o.grants) {
		spec, err := org.ParseGrantSpec(text)
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	scopes, err := o.scopes()
	if err != nil {
		return specs, err
	}
	if len(scopes) == 0 && (len(o.rights) > 0 || o.usage != "") {
		return nil, org.Invalid("--right and --usage say nothing about --grant").
			WithHint("put them into it, like --grant drive/marketing=technical+use, or name a --product or --category")
	}
	if len(scopes) == 0 {
		return specs, nil
	}
	base, err := o.base()
	if err != nil {
		return nil, err
	}
	for _, scope := range scopes {
		base.Scope = scope
		specs = append(specs, base)
	}
	return specs, nil
}

// joinRights undoes what the commas of a list did to rights written with commas: a word without "=" belongs to the scope
// before it, so that drive/marketing=technical,statistics means what it says.
func joinRights(words []string) []string {
	var out []string
	for _, w := range words {
		if len(out) > 0 && !strings.Contains(w, "=") {
			out[len(out)-1] += "+" + w
			continue
		}
		out = append(out, w)
	}
	return out
}

func (o *scopeFlags) scopes() ([]org.Scope, error) {
	var scopes []org.Scope
	for _, ref := range o.products {
		scope, err := productScope(ref)
		if err != nil {
			return nil, err
		}
		scopes = append(scopes, scope)
	}
	if o.everything {
		scopes = append(scopes, org.Scope{Kind: org.ScopeEverything})
	}
	if o.category == "" {
		if o.all || o.future {
			return nil, org.Invalid("--all and --future go with --category").WithHint("add --category drive, for instance")
		}
		return scopes, nil
	}
	kind := org.ScopeAll
	switch {
	case o.future:
		kind = org.ScopeFuture
	case !o.all:
		return nil, org.Invalid("--category %q needs --all or --future", o.category).
			WithHint("--all for its products now and to come, --future only for those to come")
	}
	scope, err := org.ParseScope(o.category + "/@" + kind.String())
	return append(scopes, scope), err
}

func productScope(ref string) (org.Scope, error) {
	p, err := org.ParseProductRef(ref)
	return org.Scope{Kind: org.ScopeProduct, ID: p.ID, Category: p.Category, Product: p.Name}, err
}

// base is the rights and usage of the shorthand. 'none' clears.
func (o *scopeFlags) base() (spec org.GrantSpec, err error) {
	if len(o.rights) > 0 {
		spec.RightsSet = true
		if !strings.EqualFold(strings.Join(o.rights, ","), "none") {
			if spec.Rights, err = org.ParseRights(o.rights); err != nil {
				return spec, err
			}
		}
	}
	if o.usage != "" {
		spec.UsageSet = true
		if spec.Usage, err = org.ParseUsage(o.usage); err != nil {
			return spec, err
		}
	}
	if !spec.RightsSet && !spec.UsageSet {
		return spec, app.Need("right", "one of technical, statistics, ticket-control, sales-control, none; or --usage user, admin, none")
	}
	return spec, nil
}

// timeFlags bound a grant in time and say what it is for.
type timeFlags struct {
	from, until, reason, ticket string
}

func (o *timeFlags) bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.from, "from-time", "", "when it starts: `TIME`, 2027-01-31, or a span from now like 8h or 30d")
	f.StringVar(&o.until, "until", "", "when it ends: `TIME`; a date includes that day")
	f.StringVar(&o.reason, "reason", "", "`why`, for the log and for later")
	f.StringVar(&o.ticket, "ticket", "", "the `number` of a ticket")
}

// apply puts the times and reasons on a change. Dates are those of the organization's timezone.
func (o *timeFlags) apply(c *org.GrantChange, now time.Time, loc *time.Location) (err error) {
	c.Reason, c.Ticket = o.reason, o.ticket
	if o.from != "" {
		if c.From, err = org.ParseTime(o.from, now, loc, false); err != nil {
			return err
		}
	}
	if o.until != "" {
		if c.Until, err = org.ParseTime(o.until, now, loc, true); err != nil {
			return err
		}
		if !c.Until.After(now) {
			return org.Invalid("--until %q has passed", o.until).WithHint("give a time to come, or take access away with 'orgctl grant revoke'")
		}
	}
	return c.Check()
}
