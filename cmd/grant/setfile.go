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
	now := a.World.Now()
	return app.ApplyFile(ctx, a, app.Batch[org.GrantChange]{
		BatchFlags: o.batch, Spec: grantSpec(), Done: "set access from " + o.batch.From,
		Parse: func(row table.Row) (org.GrantChange, error) { return changeOf(row, now, loc) },
		Run: func(ctx context.Context, req org.Request, changes []org.GrantChange, keepGoing bool) (org.ChangeSet, error) {
			req.Inform = bool(o.inform)
			return s.SetGrants(ctx, req, changes, keepGoing)
		},
	})
}

// changeOf reads one row. An empty cell is "not given", except that a row states at least rights or usage.
func changeOf(row table.Row, now time.Time, loc *time.Location) (c org.GrantChange, err error) {
	c = org.GrantChange{User: row.Value("user"), Team: row.Value("team"), Partner: row.Value("partner"), Reason: row.Value("reason"), Ticket: row.Value("ticket")}
	if c.User != "" && c.Team != "" {
		return c, org.Invalid("the grant is of user %q and of team %q", c.User, c.Team).WithHint("one row for each")
	}
	if c.Spec, err = specOf(row); err != nil {
		return c, err
	}
	if c.Spec.Scope, err = scopeOf(row); err != nil {
		return c, err
	}
	if text := row.Value("from"); text != "" {
		if c.From, err = org.ParseTime(text, now, loc, false); err != nil {
			return c, err
		}
	}
	if text := row.Value("until"); text != "" {
		if c.Until, err = org.ParseTime(text, now, loc, true); err != nil {
			return c, err
		}
	}
	return c, c.Check()
}

func specOf(row table.Row) (spec org.GrantSpec, err error) {
	if text := row.Value("rights"); text != "" {
		spec.RightsSet = true
		if !strings.EqualFold(text, "none") {
			if spec.Rights, err = org.ParseRights([]string{text}); err != nil {
				return spec, err
			}
		}
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

// scopeOf reads product, category and scope, which must agree.
func scopeOf(row table.Row) (org.Scope, error) {
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
		return app.ProductScope(product)
	case product != "":
		return org.Scope{}, org.Invalid("scope %q goes without a product, but %q is given", kind.String(), product).WithHint("use scope product")
	case kind == org.ScopeEverything:
		return org.Scope{Kind: kind}, nil
	case category == "":
		return org.Scope{}, org.Invalid("the category is missing").WithHint("scope %s needs one, like drive", kind)
	}
	return org.ParseScope(category + "/@" + kind.String())
}
