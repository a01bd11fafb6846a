package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"orgctl/internal/org"
)

const keyColumns = `k.id, k.name, k.org_id, u.email, k.user_id, k.created_by, b.email, k.can, k.clients, k.expires_at, k.created_at, k.used_at, k.disabled_at`

const keyJoin = ` FROM tokens k JOIN users u ON u.id = k.user_id JOIN users b ON b.id = k.created_by `

func scanToken(row scanner) (k org.Token, in org.OrgID, err error) {
	var can string
	var expires, created, used, disabled int64
	err = row.Scan(&k.ID, &k.Name, &in, &k.User, &k.UserID, &k.CreatedBy, &k.Maker, &can, &k.Clients, &expires, &created, &used, &disabled)
	if err != nil {
		return k, in, err
	}
	if expires != 0 {
		k.Expires = new(fromMicros(expires))
	}
	k.Created, k.Used, k.Disabled = fromMicros(created), fromMicros(used), fromMicros(disabled)
	return k, in, json.Unmarshal([]byte(can), &k.Can)
}

// tokenLogin finds the person for whom a token acts, and how far it goes.
func (t *tx) tokenLogin(ctx context.Context, hash [32]byte) (a org.Actor, err error) {
	k, in, err := scanToken(t.QueryRowContext(ctx, `SELECT `+keyColumns+keyJoin+`WHERE k.hash = ?1`, hash[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return a, org.Errorf(org.KindAuth, org.CodeToken, "there is no such token: it was revoked, or its user is no member any more").
			WithHint("'orgctl token list' shows yours")
	}
	if err != nil {
		return a, err
	}
	if err := k.Usable(t.time()); err != nil {
		return a, err
	}
	t.s.noteToken(hash, k.Used)
	a.User, a.Email, a.Org.ID = k.UserID, k.User, in
	a.Token = org.Mandate{ID: k.ID, Name: k.Name, Org: in, Can: k.Can, Clients: k.Clients, Maker: k.CreatedBy}
	return a, nil
}

// mandated refuses a token that somebody else made and could not make today: it never goes beyond either of the two, and
// whoever logs in themselves has tokens of their own.
func (t *tx) mandated(ctx context.Context, a org.Actor) error {
	if a.Token.ID == 0 || a.Token.Maker == a.User {
		return nil
	}
	maker, err := t.memberByUser(ctx, a.Token.Org, a.Token.Maker)
	if err != nil {
		return err
	}
	user, err := t.memberByUser(ctx, a.Token.Org, a.User)
	if err != nil {
		return err
	}
	own, err := t.logsIn(ctx, a.User)
	if err != nil {
		return err
	}
	by := org.Standing{Role: maker.Role, State: maker.State}
	if !own && maker.State == org.Active && maker.Role >= user.Role && by.May(org.ActMembers) == nil {
		return nil
	}
	if own {
		return org.Errorf(org.KindDenied, org.CodeNotAuthorized, "the token %q was made by %q, and %q logs in themselves now", a.Token.Name, maker.Email, a.Email).
			WithHint("they make a token of their own with 'orgctl token create'")
	}
	return org.Errorf(org.KindDenied, org.CodeNotAuthorized, "the token %q goes beyond %q, who made it", a.Token.Name, maker.Email).
		WithHint("an owner or admin makes a new one with 'orgctl token create'")
}

// logsIn says whether a login has a password. Who only was recorded has none.
func (t *tx) logsIn(ctx context.Context, user org.UserID) (has bool, err error) {
	err = t.QueryRowContext(ctx, `SELECT password <> '' FROM users WHERE id = ?1`, user).Scan(&has)
	return has, err
}

// tokenUse is a token whose use is to be written down.
type tokenUse struct{ hash [32]byte }

// day is the day on which something happened, counted from the epoch.
func day(us int64) int64 { return us / (24 * time.Hour).Microseconds() }

// noteToken remembers a token that was not used before on this day.
func (s *Store) noteToken(hash [32]byte, used time.Time) {
	if day(s.now()) > day(micros(used)) {
		s.tokenUsed.Store(&tokenUse{hash})
	}
}

// touchToken writes down that a token was used today, in the log too. It is no failure if that can't be done at once.
func (s *Store) touchToken() {
	use := s.tokenUsed.Swap(nil)
	if use == nil || s.readOnly {
		return
	}
	s.opt.Wait = 100 * time.Millisecond
	ctx := context.Background()
	_ = s.write(ctx, func(t *tx) error {
		a := &act{tx: t}
		var err error
		if a.Actor, err = t.login(ctx, org.Caller{Token: use.hash}); err != nil {
			return err
		}
		a.chain = a.Org.ID
		_, err = a.run(ctx, operation{name: "token.use", object: a.Token.Name}, func(a *act) error { return a.markUse(ctx) })
		return err
	})
}

func (a *act) markUse(ctx context.Context) error {
	res, err := a.ExecContext(ctx, `UPDATE tokens SET used_at = ?2 WHERE id = ?1 AND used_at / ?3 < ?2 / ?3`, a.Token.ID, a.now, (24 * time.Hour).Microseconds())
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if n > 0 {
		a.record(org.Change{Action: "use", Kind: "token-use", Ref: a.Token.Name, After: map[string]any{"id": a.Token.ID, "user": a.Email}})
	}
	return err
}
