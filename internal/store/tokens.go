package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"orgctl/internal/org"
)

// AddToken makes a token that acts for the caller or for a recorded member, after an attempt that compared the caller's
// password. A dry run needs none.
func (s *Store) AddToken(ctx context.Context, req org.Request, attempt org.LoginAttempt, n org.NewToken) (org.ChangeSet, error) {
	op := operation{action: org.ActSee, own: true, name: "token.create", object: n.Name, input: []any{n.Name, n.For, n.Can, n.Clients, n.Expires}}
	return s.change(ctx, req, op, func(a *act) error {
		if a.Member.Subject == 0 {
			return a.noMember().WithHint("make one of your own organization that may enter clients: orgctl token create --clients --org %s", a.As)
		}
		m, err := a.tokenUser(ctx, n.For)
		if err != nil {
			return err
		}
		if n.Expires != nil && !n.Expires.After(a.time()) {
			return org.Invalid("the token would have ended already").WithHint("give --expires a time to come")
		}
		if !req.DryRun {
			if err := a.ownPassword(ctx, attempt); err != nil {
				return err
			}
		}
		return a.addToken(ctx, m, n)
	})
}

// tokenUser is the member for whom a token shall act.
func (a *act) tokenUser(ctx context.Context, ref string) (org.Member, error) {
	if ref == "" {
		return a.Member, nil
	}
	m, err := a.memberSeen(ctx, a.Actor, ref)
	if err != nil {
		return m, err
	}
	own, err := a.logsIn(ctx, m.User)
	if err != nil {
		return m, err
	}
	return m, a.CanMakeToken(m, own)
}

func (a *act) addToken(ctx context.Context, m org.Member, n org.NewToken) error {
	k := org.Token{Name: n.Name, User: m.Email, UserID: m.User, CreatedBy: a.User, Can: n.Can, Clients: n.Clients, Expires: n.Expires, Created: a.time()}
	if k.Can == nil {
		k.Can = []org.Action{}
	}
	can, err := json.Marshal(k.Can)
	if err != nil {
		return err
	}
	var expires int64
	if n.Expires != nil {
		expires = micros(*n.Expires)
	}
	err = a.QueryRowContext(ctx, `INSERT INTO tokens (hash, org_id, user_id, created_by, name, can, clients, created_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (org_id, user_id, name) DO NOTHING RETURNING id`,
		n.Hash[:], a.Org.ID, m.User, a.User, n.Name, string(can), n.Clients, a.now, expires).Scan(&k.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return org.Errorf(org.KindConflict, org.CodeExists, "%q has a token %q already", m.Email, n.Name).
			WithHint("choose another --name, or end the old one with 'orgctl token revoke'")
	}
	if err != nil {
		return err
	}
	a.record(org.Change{Action: "add", Kind: "token", Ref: tokenRef(k), After: k})
	return a.alert(ctx, m.User, org.AlertTokenMade, map[string]string{"token": k.Name, "organization": a.Org.Name, "by": a.Email})
}

// tokenRef is how one types a token.
func tokenRef(k org.Token) string { return "id:" + strconv.FormatInt(k.ID, 10) }

// Tokens streams the tokens of the caller's organization in the order of their ids: all of them for those who manage
// members, else the caller's own.
func (s *Store) Tokens(ctx context.Context, c org.Caller) iter.Seq2[org.Token, error] {
	return stream(ctx, s, func(t *tx, yield func(org.Token, error) bool) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		of := a.User
		if a.May(org.ActMembers) == nil {
			of = 0
		}
		return t.eachToken(ctx, a.Org.ID, of, func(k org.Token) error {
			if !yield(k, nil) {
				return errStopped
			}
			return nil
		})
	})
}

// eachToken shows the tokens of an organization, or those that act for a user in it or were made by them.
func (t *tx) eachToken(ctx context.Context, in org.OrgID, of org.UserID, fn func(org.Token) error) error {
	rows, err := t.QueryContext(ctx, `SELECT `+keyColumns+keyJoin+`WHERE k.org_id = ?1 AND (?2 = 0 OR k.user_id = ?2 OR k.created_by = ?2) ORDER BY k.id`, in, of)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		k, _, err := scanToken(rows)
		if err != nil {
			return err
		}
		return fn(k)
	})
}

// RevokeToken ends a token: one's own, or with the right to manage members anybody's.
func (s *Store) RevokeToken(ctx context.Context, req org.Request, ref string) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActSee, own: true, name: "token.revoke", object: ref}, func(a *act) error {
		k, err := a.tokenSeen(ctx, ref)
		if err != nil {
			return err
		}
		if err := a.dropToken(ctx, k); err != nil || k.UserID == a.User {
			return err
		}
		return a.alert(ctx, k.UserID, org.AlertTokenGone, map[string]string{"token": k.Name, "organization": a.Org.Name, "by": a.Email})
	})
}

// tokenSeen finds a token that the actor may end. Others are answered like those that are not there.
func (a *act) tokenSeen(ctx context.Context, ref string) (org.Token, error) {
	id, err := org.ParseTokenID(ref)
	if err != nil {
		return org.Token{}, err
	}
	k, _, err := scanToken(a.QueryRowContext(ctx, `SELECT `+keyColumns+keyJoin+`WHERE k.org_id = ?1 AND k.id = ?2`, a.Org.ID, id))
	own := k.UserID == a.User || k.CreatedBy == a.User
	if errors.Is(err, sql.ErrNoRows) || err == nil && !own && a.May(org.ActMembers) != nil {
		return k, org.NotFound("token", ref).WithHint("'orgctl token list' shows yours")
	}
	if err != nil || own {
		return k, err
	}
	m, err := a.memberByUser(ctx, a.Org.ID, k.UserID)
	if err != nil {
		return k, err
	}
	return k, a.CanTouch(m)
}

// dropToken ends a token and says what stops working.
func (a *act) dropToken(ctx context.Context, k org.Token) error {
	a.record(org.Change{Action: "remove", Kind: "token", Ref: tokenRef(k), Before: k,
		Takes: fmt.Sprintf("the token %s (%s) of %s ends: what uses it is refused", k.Name, tokenRef(k), k.User)})
	_, err := a.ExecContext(ctx, `DELETE FROM tokens WHERE org_id = ?1 AND id = ?2`, a.Org.ID, k.ID)
	return err
}

// dropTokens ends the tokens that act for a member or that they made.
func (a *act) dropTokens(ctx context.Context, m org.Member) error {
	var all []org.Token
	err := a.eachToken(ctx, a.Org.ID, m.User, func(k org.Token) error {
		all = append(all, k)
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range all {
		if err := a.dropToken(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// disableTokens stops the tokens of a login everywhere, or with 0 all of them. They stay, so that one sees what there was.
func (a *act) disableTokens(ctx context.Context, user org.UserID, ref string) (n int64, err error) {
	res, err := a.ExecContext(ctx, `UPDATE tokens SET disabled_at = ?2 WHERE disabled_at = 0 AND (?1 = 0 OR user_id = ?1 OR created_by = ?1)`, user, a.now)
	if err != nil {
		return 0, err
	}
	n, err = res.RowsAffected()
	if n > 0 {
		a.record(org.Change{Action: "edit", Kind: "tokens", Ref: ref, After: map[string]any{"disabled": n}})
	}
	return n, err
}
