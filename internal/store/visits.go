package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"orgctl/internal/org"
)

// visit is somebody inside a client by a partnership.
type visit struct{ org.Actor }

// visitOf is a visit of somebody who has not been resolved as acting in the client yet.
func visitOf(a org.Actor, client org.Organization, as org.Member) visit {
	a.Org, a.Member, a.As = client, as, as.Entry.Partner
	return visit{a}
}

// noteVisit remembers that a partner's person was inside a client, for when the store is closed. Who is a member, too, is at
// home there and enters nothing.
func (t *tx) noteVisit(ctx context.Context, a org.Actor) error {
	if a.As == "" || a.Role != org.NoRole {
		return nil
	}
	last, err := t.lastVisit(ctx, a.Member.Entry.Subject, a.User)
	if err == nil && t.now-last >= touchEvery.Microseconds() {
		t.s.visited.Store(&visit{a})
	}
	return err
}

func (t *tx) lastVisit(ctx context.Context, partnership org.SubjectID, user org.UserID) (at int64, err error) {
	err = t.row(ctx, `SELECT at FROM visits WHERE subject_id = ?1 AND user_id = ?2`, partnership, user).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return at, err
}

// touchVisit writes a visit down. Who comes with --org, after not having been there for as long as a session lasts without use,
// enters, which is logged. It is no failure if that can't be done at once; a switch to a client is always logged.
func (s *Store) touchVisit() {
	v := s.visited.Swap(nil)
	if v == nil || s.readOnly {
		return
	}
	s.opt.Wait = 100 * time.Millisecond
	ctx := context.Background()
	_ = s.write(ctx, func(t *tx) error {
		last, err := t.lastVisit(ctx, v.Member.Entry.Subject, v.User)
		if err != nil {
			return err
		}
		p, err := t.partnershipByID(ctx, v.Member.Entry.Subject)
		if err != nil || p.State != org.PartnershipActive {
			return err // it ended meanwhile
		}
		if t.now-last > sessionIdle.Microseconds() {
			return t.logVisit(ctx, *v)
		}
		return t.putVisit(ctx, *v)
	})
}

func (t *tx) putVisit(ctx context.Context, v visit) error {
	_, err := t.ExecContext(ctx, `INSERT INTO visits (subject_id, user_id, at) VALUES (?1, ?2, ?3)
ON CONFLICT (subject_id, user_id) DO UPDATE SET at = max(at, excluded.at)`, v.Member.Entry.Subject, v.User, t.now)
	return err
}

// logVisit writes into both logs that somebody entered a client, and when.
func (t *tx) logVisit(ctx context.Context, v visit) error {
	if err := t.putVisit(ctx, v); err != nil {
		return err
	}
	p, err := t.partnershipByID(ctx, v.Member.Entry.Subject)
	if err != nil {
		return err
	}
	a := &act{tx: t, Actor: v.Actor, chain: p.ClientID, by: opKey{v.User, v.Org.ID}, doing: operation{name: "client.enter", object: p.Partner}}
	a.between(p)
	a.record(org.Change{Action: "enter", Kind: "client", Ref: p.Client, After: map[string]string{"partner": p.Partner, "user": v.Email}, Chains: p.Both()})
	a.set.Changed = true
	return a.keep(ctx)
}
