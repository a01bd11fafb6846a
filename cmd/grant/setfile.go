package grantcmd

import (
	"context"
	"strings"
	"time"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

// grantSpec is what a file of grants may hold: what 'grant list -o csv' writes.
func grantSpec() table.Spec {
	return table.Spec{
		Subject: "grants",
		Columns: []table.Column{
			{Name: "user", Required: true}, {Name: "team"}, {Name: "partner"}, {Name: "product"}, {Name: "category"}, {Name: "scope"}, {Name: "rights"}, {Name: "usage"},
			{Name: "from"}, {Name: "until"}, {Name: "reason"}, {Name: "ticket"},
		},
		ReadOnly: []string{"id", "state", "created_at", "created_by"},
	}
}

func setFileRun(ctx context.Context, a *app.App, o setOptions) error {
	if o.Given() || o.Stated() {
		return org.Invalid("--from brings the products and rights: leave the other flags out")
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	loc, err := a.Location(ctx, "file")
	if err != nil {
		return err
	}
	r := grantReader{now: a.World.Now(), loc: loc, scopes: map[string]org.Scope{}}
	return app.ApplyFile(ctx, a, app.Batch[org.GrantChange]{
		BatchFlags: o.batch, Spec: grantSpec(), Done: "set access from " + o.batch.From,
		Parse: r.change,
		Run: func(ctx context.Context, req org.Request, changes []org.GrantChange, keepGoing bool) (org.ChangeSet, error) {
			req.Inform = bool(o.inform)
			return s.SetGrants(ctx, req, changes, keepGoing)
		},
	})
}

// grantReader reads the rows of a file one after the other. They mostly say the same as the row before, of the same few products.
type grantReader struct {
	now    time.Time
	loc    *time.Location
	user   string
	rights org.Rights
	said   string               // what the rights were read from; empty: nothing yet
	scopes map[string]org.Scope // of products, as they are written
}

// knownScopes is how many products of a file that names ever others are remembered.
const knownScopes = 10_000

// change reads one row. An empty cell is "not given", except that a row states at least rights or usage.
func (r *grantReader) change(row table.Row) (c org.GrantChange, err error) {
	c = org.GrantChange{User: row.Value("user"), Team: row.Value("team"), Partner: row.Value("partner"), Reason: row.Value("reason"), Ticket: row.Value("ticket")}
	if c.User == r.user {
		c.User = r.user // else each would keep a line of the file in memory
	}
	r.user = c.User
	if c.User != "" && c.Team != "" {
		return c, org.Invalid("the grant is of user %q and of team %q", c.User, c.Team).WithHint("one row for each")
	}
	if c.Spec, err = r.spec(row); err != nil {
		return c, err
	}
	if c.Spec.Scope, err = r.scope(row); err != nil {
		return c, err
	}
	if text := row.Value("from"); text != "" {
		if c.From, err = org.ParseTime(text, r.now, r.loc, false); err != nil {
			return c, err
		}
	}
	if text := row.Value("until"); text != "" {
		if c.Until, err = org.ParseTime(text, r.now, r.loc, true); err != nil {
			return c, err
		}
	}
	return c, c.Check()
}

func (r *grantReader) spec(row table.Row) (spec org.GrantSpec, err error) {
	if text := row.Value("rights"); text != "" {
		spec.RightsSet = true
		if text != r.said {
			if r.rights, err = parseRights(text); err != nil {
				r.said = ""
				return spec, err
			}
			r.said = text
		}
		spec.Rights = r.rights
	}
	if text := row.Value("usage"); text != "" {
		spec.UsageSet = true
		if spec.Usage, err = org.ParseUsage(text); err != nil {
			return spec, err
		}
	}
	if !spec.RightsSet && !spec.UsageSet {
		return spec, org.Invalid("neither rights nor usage is given").WithHint("rights like technical|statistics or none, usage user, admin or none")
	}
	return spec, nil
}

func parseRights(text string) (org.Rights, error) {
	if strings.EqualFold(text, "none") {
		return 0, nil
	}
	return org.ParseRights([]string{text})
}

// scope reads product, category and scope, which must agree.
func (r *grantReader) scope(row table.Row) (org.Scope, error) {
	product, category := row.Value("product"), row.Value("category")
	kind, err := org.ParseScopeKind(row.Value("scope"))
	if err != nil {
		return org.Scope{}, err
	}
	switch {
	case row.Value("scope") == "" && product == "":
		return org.Scope{}, org.Invalid("neither product nor scope is given").WithHint("scope is one of product, all, future, everything")
	case kind == org.ScopeProduct && product == "":
		return org.Scope{}, org.Invalid("the product is missing").WithHint("category/name, like drive/marketing")
	case kind == org.ScopeProduct:
		return r.product(product)
	case product != "":
		return org.Scope{}, org.Invalid("scope %q goes without a product, but %q is given", kind.String(), product).WithHint("use scope product")
	case kind == org.ScopeEverything:
		return org.Scope{Kind: kind}, nil
	case category == "":
		return org.Scope{}, org.Invalid("the category is missing").WithHint("scope %s needs one, like drive", kind)
	}
	return org.ParseScope(category + "/@" + kind.String())
}

func (r *grantReader) product(ref string) (org.Scope, error) {
	scope, ok := r.scopes[ref]
	if ok {
		return scope, nil
	}
	scope, err := app.ProductScope(ref)
	if err == nil && len(r.scopes) < knownScopes {
		r.scopes[ref] = scope
	}
	return scope, err
}
