package store

import (
	"context"

	"orgctl/internal/org"
)

// SetTheme says which background somebody wants colours for, wherever they log in. It concerns no organization.
func (s *Store) SetTheme(ctx context.Context, req org.Request, theme org.Theme) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "theme", object: "theme", input: theme}, func(a *act) error {
		var before string
		if err := a.QueryRowContext(ctx, `SELECT theme FROM users WHERE id = ?1`, a.User).Scan(&before); err != nil || before == string(theme) {
			return err
		}
		a.record(org.Change{Action: "edit", Kind: "theme", Ref: a.Email, Before: orNone(before), After: theme})
		_, err := a.ExecContext(ctx, `UPDATE users SET theme = ?2 WHERE id = ?1`, a.User, string(theme))
		return err
	})
}

func orNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// Theme is what the person behind the caller chose; empty if they never did.
func (s *Store) Theme(ctx context.Context, c org.Caller) (theme org.Theme, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, err := t.login(ctx, c)
		return err
	})
	return s.SeenTheme(), err
}

// SeenTheme is the theme of whoever this store last found behind a caller. It costs no look into the store.
func (s *Store) SeenTheme() org.Theme {
	if theme := s.theme.Load(); theme != nil {
		return *theme
	}
	return ""
}
