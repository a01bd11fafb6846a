package store

import (
	"context"

	"orgctl/internal/org"
)

// hasFactorFor refuses a member without the second factor that their organization wants. Behind a token it is whoever made
// it: who only was recorded never logs in.
func (t *tx) hasFactorFor(ctx context.Context, a org.Actor) error {
	if !a.Org.Requires2FA {
		return nil
	}
	who := a.User
	if a.Token.ID != 0 {
		who = a.Token.Maker
	}
	ok, err := t.hasFactor(ctx, who)
	if err != nil || ok {
		return err
	}
	return org.Errorf(org.KindAuth, org.Code2FARequired, "%q wants a second factor, and you have none", a.Org.Slug).
		WithHint("orgctl user 2fa enable")
}

// wantingFactor are the organizations of the caller that want a second factor.
func (a *act) wantingFactor(ctx context.Context) (slugs []string, err error) {
	rows, err := a.QueryContext(ctx, `SELECT o.slug FROM members m JOIN organizations o ON o.id = m.org_id
WHERE m.user_id = ?1 AND o.requires_2fa = 1 AND o.removed_at = 0 ORDER BY o.slug`, a.User)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var slug string
		defer func() { slugs = append(slugs, slug) }()
		return rows.Scan(&slug)
	})
	return slugs, err
}

// wantFactor asks whether the caller may make a second factor a duty, and says whom that blocks until they have one. Who
// only was recorded can't log in anyway.
func (a *act) wantFactor(ctx context.Context) error {
	ok, err := a.hasFactor(ctx, a.User)
	if err != nil {
		return err
	}
	if !ok {
		return org.Errorf(org.KindDenied, org.Code2FARequired, "you have no second factor yourself: you would be the first to be blocked").
			WithHint("orgctl user 2fa enable")
	}
	blocked, err := a.membersBy(ctx, `SELECT `+memberColumns+` FROM members m JOIN users u ON u.id = m.user_id
LEFT JOIN second_factors f ON f.user_id = u.id AND f.confirmed_at <> 0
WHERE m.org_id = ?1 AND m.state = 0 AND u.password <> '' AND f.user_id IS NULL ORDER BY u.email_key`, a.Org.ID)
	for _, m := range blocked {
		a.record(org.Change{Action: "edit", Kind: "duty", Ref: m.Email, After: map[string]any{"second_factor": "missing"},
			Takes: m.Email + " can do nothing here until they have a second factor"})
	}
	return err
}
