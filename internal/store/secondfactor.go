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

func (t *tx) hasFactor(ctx context.Context, user org.UserID) (ok bool, err error) {
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM second_factors WHERE user_id = ?1 AND confirmed_at <> 0)`, user).Scan(&ok)
	return ok, err
}
