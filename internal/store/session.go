package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"orgctl/internal/org"
)

// touchEvery is how old the last use of a session may be in the store. Less would make every reading command write.
const touchEvery = 10 * time.Minute

// noteUse remembers a session whose last use the store should learn when it is closed.
func (s *Store) noteUse(session, used int64) {
	if s.now()-used >= touchEvery.Microseconds() {
		s.used.Store(session)
	}
}

// touchSession writes the last use of the session down. It is no failure if that can't be done at once: at worst the
// session ends ten minutes early.
func (s *Store) touchSession() {
	id := s.used.Swap(0)
	if id == 0 || s.readOnly {
		return
	}
	s.opt.Wait = 100 * time.Millisecond
	ctx := context.Background()
	_ = s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, `UPDATE sessions SET used_at = ?2 WHERE id = ?1 AND used_at < ?2`, id, t.now)
		return err
	})
}

// addSession logs the login in. Without a secret there is nothing to add. However one came here, nobody with a second
// factor gets past it.
func (a *act) addSession(ctx context.Context, hash [32]byte, in org.OrgID) error {
	if hash == ([32]byte{}) {
		return nil
	}
	if !a.proved {
		if err := a.proven(ctx, org.Proof{}); err != nil {
			return err
		}
	}
	if _, err := a.ExecContext(ctx, `DELETE FROM sessions WHERE used_at < ?1 OR created_at < ?2`,
		a.now-sessionIdle.Microseconds(), a.now-sessionMax.Microseconds()); err != nil {
		return err
	}
	choice := sql.NullInt64{Int64: int64(in), Valid: in != 0}
	var id int64
	err := a.QueryRowContext(ctx, `INSERT INTO sessions (hash, user_id, org_id, created_at, used_at) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING id`,
		hash[:], a.User, choice, a.now).Scan(&id)
	a.record(org.Change{Action: "add", Kind: "session", Ref: a.Email, After: map[string]any{"id": id}})
	return err
}

// endSessions ends the sessions of a login but one, and records each.
func (a *act) endSessions(ctx context.Context, user org.UserID, email string, but int64) error {
	rows, err := a.QueryContext(ctx, `DELETE FROM sessions WHERE user_id = ?1 AND id <> ?2 RETURNING id, created_at`, user, but)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var id, created int64
		err := rows.Scan(&id, &created)
		a.record(org.Change{Action: "remove", Kind: "session", Ref: fmt.Sprintf("%s id:%d", email, id),
			Before: map[string]any{"id": id, "created_at": fromMicros(created)}})
		return err
	})
}

// Logout ends the caller's session. One that has ended already is no change.
func (s *Store) Logout(ctx context.Context, req org.Request) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "logout", object: "session"}, func(a *act) error {
		_, err := a.ExecContext(ctx, `DELETE FROM sessions WHERE id = ?1`, a.Session)
		a.record(org.Change{Action: "remove", Kind: "session", Ref: a.Email, Before: map[string]any{"id": a.Session}})
		return err
	})
}

// SwitchOrg makes an organization the one that commands of this session work in. It changes nothing of anybody's, so it
// is not logged, unless it is a client that is entered.
func (s *Store) SwitchOrg(ctx context.Context, req org.Request, slug string) (set org.ChangeSet, err error) {
	err = s.write(ctx, func(t *tx) error {
		a, err := t.inPerson(ctx, req.Caller)
		if err != nil {
			return err
		}
		var before any
		if a.Org.ID != 0 {
			if o, err := t.organization(ctx, a.Org.ID); err == nil {
				before = o.Slug
			}
		}
		o, m, err := t.whichOrg(ctx, a, org.Caller{Org: slug})
		if err != nil {
			return err
		}
		if err := unlocked(m, o); err != nil {
			return err
		}
		set = org.ChangeSet{Org: o.Name, DryRun: req.DryRun, Changes: []org.Change{}}
		if o.ID == a.Org.ID {
			return errRollback
		}
		set.Changed = true
		set.Changes = append(set.Changes, org.Change{Action: "edit", Kind: "session", Ref: a.Email, Before: before, After: o.Slug})
		if req.DryRun {
			return errRollback
		}
		if _, err = t.ExecContext(ctx, `UPDATE sessions SET org_id = ?2 WHERE id = ?1`, a.Session, o.ID); err != nil || m.Entry.Subject == 0 || m.Role != org.NoRole {
			return err
		}
		return t.logVisit(ctx, visitOf(a, o, m))
	})
	return set, err
}
