package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"orgctl/internal/org"
)

// mailLease is how long a mail belongs to whoever took it: longer than any attempt may last. When it is over the mail is
// due again, since its taker has probably died.
const mailLease = 3 * time.Minute

// TakeMail takes the next mail that is due, or the one with the id, for one attempt to send it, and false if there is none.
// The attempt is counted and, if the mail carries a code, the hash of its kind is kept, before anything leaves: a code that
// somebody receives counts, whatever happens to this program after that.
func (s *Store) TakeMail(ctx context.Context, id int64, codes map[org.MailKind][32]byte) (letter org.Letter, ok bool, err error) {
	due, err := s.dueMail(ctx, id)
	if err != nil || !due {
		return letter, false, err
	}
	err = s.write(ctx, func(t *tx) error {
		for {
			if letter, ok, err = t.nextMail(ctx, id); err != nil || !ok {
				return err
			}
			err := t.takeMail(ctx, letter, codes)
			if !errors.Is(err, errMailGone) {
				return err
			}
		}
	})
	return letter, ok, err
}

// dueMail looks whether there is anything to take, without waiting in the writers' line.
func (s *Store) dueMail(ctx context.Context, id int64) (due bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		_, due, err = t.nextMail(ctx, id)
		return err
	})
	return due, err
}

func (t *tx) nextMail(ctx context.Context, id int64) (l org.Letter, ok bool, err error) {
	var store, params string
	err = t.QueryRowContext(ctx, `SELECT m.id, m.attempts + 1, m.kind, m.object_id, m.recipient, m.name, coalesce(nullif(m.locale, ''), o.locale, ''), m.params,
  (SELECT value FROM meta WHERE key = 'store_id')
FROM mails m LEFT JOIN organizations o ON o.id = m.org_id
WHERE m.state = 'queued' AND m.next_at <= ?1 AND m.taken <= ?1 AND (?2 = 0 OR m.id = ?2) ORDER BY m.next_at, m.id LIMIT 1`, t.now, id).
		Scan(&l.ID, &l.Attempt, &l.Kind, &l.Object, &l.To, &l.Name, &l.Locale, &params, &store)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, err
	}
	l.MessageID, l.At, l.Lease = fmt.Sprintf("%s.%d", store, l.ID), t.time(), t.time().Add(mailLease)
	return l, true, json.Unmarshal([]byte(params), &l.Params)
}

func (t *tx) takeMail(ctx context.Context, l org.Letter, codes map[org.MailKind][32]byte) error {
	if hash, ok := codes[l.Kind]; ok && l.Object != 0 {
		err := t.keepCode(ctx, l.Kind, l.Object, hash)
		if errors.Is(err, errMailGone) {
			_, failed := t.ExecContext(ctx, `UPDATE mails SET state = 'cancelled' WHERE id = ?1`, l.ID)
			err = errors.Join(err, failed)
		}
		if err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, `UPDATE mails SET attempts = ?2, taken = ?3 WHERE id = ?1`, l.ID, l.Attempt, micros(l.Lease))
	return err
}

// SettleMail writes down what came of an attempt; a nil failure: the mail was sent. If somebody else has taken the mail
// since, because the attempt outlived its lease, theirs counts. It returns what has become of the mail.
func (s *Store) SettleMail(ctx context.Context, l org.Letter, failure *org.SendFailure) (p org.PostedMail, err error) {
	err = s.write(ctx, func(t *tx) error {
		state, next, sent, reason := org.MailSent, int64(0), t.now, ""
		if failure != nil {
			var wait time.Duration
			state, wait = failure.Settle(l.Attempt)
			next, sent, reason = t.now+wait.Microseconds(), 0, failure.Reason
		}
		_, err := t.ExecContext(ctx, `UPDATE mails SET state = ?3, next_at = ?4, sent_at = ?5, last_error = ?6, taken = 0
WHERE id = ?1 AND taken = ?2 AND state = 'queued'`, l.ID, micros(l.Lease), state, next, sent, reason)
		if err != nil {
			return err
		}
		p, err = t.posted(ctx, l.ID)
		return err
	})
	return p, err
}

func (t *tx) posted(ctx context.Context, id int64) (p org.PostedMail, err error) {
	p.ID = id
	err = t.QueryRowContext(ctx, `SELECT recipient, state, last_error FROM mails WHERE id = ?1`, id).Scan(&p.To, &p.State, &p.Error)
	return p, err
}

// DueMails are the mails of the whole store that wait and whose time has come.
func (s *Store) DueMails(ctx context.Context) (out []org.PostedMail, err error) {
	err = s.read(ctx, func(t *tx) error {
		rows, err := t.QueryContext(ctx, `SELECT id, recipient, state, last_error FROM mails WHERE state = 'queued' AND next_at <= ?1 AND taken <= ?1 ORDER BY next_at, id`, t.now)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var p org.PostedMail
			err := rows.Scan(&p.ID, &p.To, &p.State, &p.Error)
			out = append(out, p)
			return err
		})
	})
	return out, err
}
