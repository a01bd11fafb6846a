package app

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// ScopeFlags are the ways to say what a grant is about: --grant SCOPE=RIGHT+RIGHT, or its shorthand of products, a
// category, rights and usage.
type ScopeFlags struct {
	grants     []string
	products   []string
	category   string
	all        bool
	future     bool
	everything bool
	rights     []string
	usage      string
}

// Bind adds the flags.
func (o *ScopeFlags) Bind(c *cobra.Command) {
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

// Given says whether any of them named a scope.
func (o *ScopeFlags) Given() bool {
	return len(o.grants)+len(o.products) > 0 || o.category != "" || o.everything
}

// Specs reads them all, in the order grants, products, category, everything.
func (o *ScopeFlags) Specs() ([]org.GrantSpec, error) {
	specs, err := ParseSpecs(o.grants)
	if err != nil {
		return nil, err
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

// ParseSpecs reads words of --grant.
func ParseSpecs(words []string) (specs []org.GrantSpec, err error) {
	for _, text := range joinRights(words) {
		spec, err := org.ParseGrantSpec(text)
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
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

// Stated says whether rights or a usage were given.
func (o *ScopeFlags) Stated() bool { return len(o.rights) > 0 || o.usage != "" }

func (o *ScopeFlags) scopes() ([]org.Scope, error) {
	var scopes []org.Scope
	for _, ref := range o.products {
		scope, err := ProductScope(ref)
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

// ProductScope reads category/name or id:42 as a scope.
func ProductScope(ref string) (org.Scope, error) {
	p, err := org.ParseProductRef(ref)
	return org.Scope{Kind: org.ScopeProduct, ID: p.ID, Category: p.Category, Product: p.Name}, err
}

// base is the rights and usage of the shorthand. 'none' clears.
func (o *ScopeFlags) base() (spec org.GrantSpec, err error) {
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
		return spec, Need("right", "one of technical, statistics, ticket-control, sales-control, none; or --usage user, admin, none")
	}
	return spec, nil
}

// TimeFlags bound a grant in time and say what it is for.
type TimeFlags struct {
	from, until, reason, ticket string
}

// Bind adds the flags.
func (o *TimeFlags) Bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.from, "from-time", "", "when it starts: `TIME`, 2027-01-31, or a span from now like 8h or 30d")
	f.StringVar(&o.until, "until", "", "when it ends: `TIME`; a date includes that day")
	f.StringVar(&o.reason, "reason", "", "`why`, for the log and for later")
	f.StringVar(&o.ticket, "ticket", "", "the `number` of a ticket")
}

// Changes are the specs as changes of one subject's grants, with their times and reasons.
func (o *TimeFlags) Changes(of org.Holder, specs []org.GrantSpec, now time.Time, loc *time.Location) ([]org.GrantChange, error) {
	var changes []org.GrantChange
	for _, spec := range specs {
		c := org.GrantChange{User: of.User, Team: of.Team, Spec: spec}
		if err := o.apply(&c, now, loc); err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// Times are the texts that are dates, for Location.
func (o *TimeFlags) Times() []string { return []string{o.from, o.until} }

// apply puts the times and reasons on a change. Dates are those of the organization's timezone.
func (o *TimeFlags) apply(c *org.GrantChange, now time.Time, loc *time.Location) (err error) {
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
			return org.Invalid("--until %q has passed", o.until).WithHint("give a time to come, or take access away instead")
		}
	}
	return c.Check()
}
