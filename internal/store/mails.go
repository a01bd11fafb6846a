package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"

	"orgctl/internal/org"
)

// mailColumns are those of an org.OutboxMail.
const mailColumns = `m.id, coalesce(o.slug, ''), m.kind, m.object_id, m.recipient, m.name, coalesce(nullif(m.locale, ''), o.locale, ''), m.params, m.state, m.attempts, m.next_at, m.last_error, m.created_at, m.sent_at`

// hisMails are the mails of an organization, and those that concern a login and no organization if it is the caller's own.
const hisMails = ` FROM mails m LEFT JOIN organizations o ON o.id = m.org_id WHERE (m.org_id = ?1 OR m.org_id IS NULL AND m.recipient = ?2)`

// Mails streams the mails of the caller's organization, the latest first.
func (s *Store) Mails(ctx context.Context, c org.Caller, f org.MailFilter) iter.Seq2[org.OutboxMail, error] {
	return stream(ctx, s, func(t *tx, yield func(org.OutboxMail, error) bool) error {
		a, err := t.allowed(ctx, c, org.ActMembers)
		if err != nil {
			return err
		}
		rows, err := t.QueryContext(ctx, `SELECT `+mailColumns+hisMails+` AND (?3 = '' OR m.state = ?3) ORDER BY m.id DESC`, a.Org.ID, a.Email, f.State)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			if m, err := scanMail(rows); !yield(m, err) {
				return errStopped
			}
			return nil
		})
	})
}

// Mail is one of them.
func (s *Store) Mail(ctx context.Context, c org.Caller, id int64) (m org.OutboxMail, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActMembers)
		if err != nil {
			return err
		}
		m, err = t.mail(ctx, a, id)
		return err
	})
	return m, err
}

func (t *tx) mail(ctx context.Context, a org.Actor, id int64) (org.OutboxMail, error) {
	m, err := scanMail(t.QueryRowContext(ctx, `SELECT `+mailColumns+hisMails+` AND m.id = ?3`, a.Org.ID, a.Email, id))
	if errors.Is(err, sql.ErrNoRows) {
		m.ID = id
		err = org.NotFound("mail", m.Ref()).WithHint("'orgctl mail list' shows them")
	}
	return m, err
}

func scanMail(row scanner) (m org.OutboxMail, err error) {
	var params string
	var next, created, sent int64
	if err := row.Scan(&m.ID, &m.Org, &m.Kind, &m.Object, &m.To, &m.Name, &m.Locale, &params, &m.State, &m.Attempts, &next, &m.Error, &created, &sent); err != nil {
		return m, err
	}
	m.Created, m.Sent = fromMicros(created), fromMicros(sent)
	if m.State == org.MailQueued {
		m.Next = fromMicros(next)
	}
	return m, json.Unmarshal([]byte(params), &m.Params)
}

// RetryMail makes a mail that was given up, or that waits for its time, due at once. Its attempts are counted anew.
func (s *Store) RetryMail(ctx context.Context, req org.Request, id int64) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActMembers, name: "mail.retry", object: (org.OutboxMail{ID: id}).Ref()}, func(a *act) error {
		m, err := a.mail(ctx, a.Actor, id)
		if err != nil {
			return err
		}
		if m.State != org.MailDead && m.State != org.MailQueued {
			return org.Errorf(org.KindConflict, org.CodeConflict, "mail %q is %s", m.Ref(), m.State).
				WithHint("only mails that wait or were given up can be tried again")
		}
		after := m
		after.State, after.Attempts = org.MailQueued, 0
		a.record(org.Change{Action: "edit", Kind: "mail", Ref: m.Ref(), Before: m.Record(), After: after.Record()})
		a.set.Posted = append(a.set.Posted, org.PostedMail{ID: m.ID, To: m.To, State: org.MailQueued})
		_, err = a.ExecContext(ctx, `UPDATE mails SET state = 'queued', attempts = 0, next_at = ?2 WHERE id = ?1`, m.ID, a.now)
		return err
	})
}

// CountMails says how many mails of the caller's organization wait or were given up.
func (s *Store) CountMails(ctx context.Context, c org.Caller) (n org.MailCount, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActMembers)
		if err != nil {
			return err
		}
		return t.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE m.state = 'queued'), count(*) FILTER (WHERE m.state = 'dead')`+hisMails, a.Org.ID, a.Email).
			Scan(&n.Queued, &n.Dead)
	})
	return n, err
}
