package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"orgctl/internal/org"
)

// aboutLogins is what the store's own chain says of logins: which theme each chose last, and whose tokens were disabled when.
type aboutLogins struct {
	themes   map[string]json.RawMessage // by e-mail
	disabled []disabling
}

// disabling is the end of the tokens of a login, or of all.
type disabling struct {
	at  int64
	ref string // an e-mail, or all
}

// allTokens stands where an e-mail would, when every token is disabled.
const allTokens = "all"

func (l *aboutLogins) take(row storedRow, c org.Change) {
	after, _ := c.After.(json.RawMessage)
	switch c.Kind {
	case "theme":
		l.themes[c.Ref] = after
	case "tokens":
		l.disabled = append(l.disabled, disabling{row.At, c.Ref})
	}
}

// ended is when the log says that a token ended; 0: it does not. What happened in the very microsecond of its creation may have
// come before it.
func (l *aboutLogins) ended(k org.Token) (at int64, sure bool) {
	created := micros(k.Created)
	for _, d := range l.disabled {
		if d.at >= created && (d.ref == allTokens || d.ref == k.User || d.ref == k.Maker) {
			return d.at, d.at > created
		}
	}
	return 0, true
}

// disabledTokens compares which tokens work with what the store's own log says. That their rows are those that were made is a
// matter of the logs of the organizations.
func (rc *rowCheck) disabledTokens(ctx context.Context) error {
	rows, err := rc.QueryContext(ctx, `SELECT `+keyColumns+keyJoin)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		k, _, err := scanToken(rows)
		if err != nil {
			return rc.unreadable(ctx, "token", err)
		}
		said, sure := rc.logins.ended(k)
		now := micros(k.Disabled)
		switch {
		case k.Disabled.IsZero() && said != 0 && sure:
			rc.find("token "+tokenRef(k), "it works, but the log says that it was disabled")
		case !k.Disabled.IsZero() && now != said:
			rc.find("token "+tokenRef(k), "it is disabled, but the log does not say so")
		}
		return nil
	})
}

// users looks at what stands with the logins themselves: the address by which each is found, which follows from the one that is
// shown, and the theme.
func (rc *rowCheck) users(ctx context.Context) error {
	rows, err := rc.QueryContext(ctx, `SELECT email, email_key, theme FROM users`)
	if err != nil {
		return err
	}
	var email, key, theme string
	return each(rows, func() error {
		if err := rows.Scan(&email, &key, &theme); err != nil {
			return rc.unreadable(ctx, "login", err)
		}
		if key != email {
			if e, err := org.ParseEmail(email); err != nil || e.Key != key {
				rc.find("login "+email, "it is found by %q", key)
			}
		}
		said := cmp.Or(string(rc.logins.themes[email]), `""`)
		if fmt.Sprintf("%q", theme) != said {
			rc.find("login "+email, "theme is %q, but the log says %s", theme, said)
		}
		return nil
	})
}
