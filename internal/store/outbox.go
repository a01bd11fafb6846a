package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"

	"orgctl/internal/org"
)

// post puts a mail into the outbox, in the transaction of the change that it tells of. It goes out, if mail goes out at
// all, after the commit; where none does, nothing waits in vain.
func (a *act) post(ctx context.Context, m org.Mail) error { return a.postIn(ctx, a.Org.ID, m) }

// postIn is post for a mail that another organization's managers shall see, or with 0 nobody's.
func (a *act) postIn(ctx context.Context, in org.OrgID, m org.Mail) error {
	if !a.req.Mail {
		return nil
	}
	if m.Params == nil {
		m.Params = map[string]string{}
	}
	params, err := json.Marshal(m.Params)
	if err != nil {
		return err
	}
	of := sql.NullInt64{Int64: int64(in), Valid: in != 0}
	res, err := a.ExecContext(ctx, `INSERT INTO mails (org_id, kind, object_id, recipient, name, locale, params, next_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)`, of, m.Kind, m.Object, m.To, m.Name, m.Locale, string(params), a.now)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	a.set.Mails++
	a.set.Posted = append(a.set.Posted, org.PostedMail{ID: id, To: m.To, State: org.MailQueued})
	return nil
}

// cancelMails takes back the mails that wait, or were given up, to tell of something that is gone: an invitation, an offer, a
// code. Nobody needs to be reminded of them, and none can be tried again.
func (a *act) cancelMails(ctx context.Context, kind org.MailKind, object int64) error {
	_, err := a.ExecContext(ctx, `UPDATE mails SET state = 'cancelled' WHERE kind = ?1 AND object_id = ?2 AND state IN ('queued', 'dead')`, kind, object)
	return err
}

// forgetMails is for a restored store: what waited when the backup was made has been sent long ago, or is void with its
// code. The store gets another id, because it will give the ids of mails again that were sent since.
func (a *act) forgetMails(ctx context.Context) error {
	if _, err := a.ExecContext(ctx, `UPDATE meta SET value = lower(hex(randomblob(8))) WHERE key = 'store_id'`); err != nil {
		return err
	}
	res, err := a.ExecContext(ctx, `UPDATE mails SET state = 'cancelled' WHERE state = 'queued'`)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if n > 0 {
		a.record(org.Change{Action: "edit", Kind: "mail", Ref: "all", Before: map[string]any{"queued": n}, After: map[string]any{"queued": 0}})
	}
	return err
}

// errMailGone says that what a mail would carry a code for is there no more.
var errMailGone = errors.New("what the mail is about is gone")

// keepCode keeps the hash of a code that a mail of this kind is about to carry. Each kind keeps it where its codes are
// redeemed; errMailGone takes the mail back.
func (t *tx) keepCode(ctx context.Context, kind org.MailKind, object int64, hash [32]byte) error {
	switch kind {
	case org.MailReset:
		_, err := t.ExecContext(ctx, `INSERT INTO codes (hash, user_id, purpose, created_at, expires_at) VALUES (?1, ?2, 'reset', ?3, ?4)`,
			hash[:], object, t.now, t.now+resetLives.Microseconds())
		return err
	case org.MailPartner:
		return t.keepOfferCode(ctx, org.SubjectID(object), hash)
	case org.MailInvitation:
		return t.keepInvitationCode(ctx, org.InvitationID(object), hash)
	default:
		return nil
	}
}

// alert tells the owner of a login what happened to it. More is what else the text says, like the name of a token.
func (a *act) alert(ctx context.Context, user org.UserID, what org.Alert, more map[string]string) error {
	if !a.req.Mail {
		return nil
	}
	params := map[string]string{"event": string(what), "at": a.time().Format(mailTime)}
	maps.Copy(params, more)
	m := org.Mail{Kind: org.MailSecurity, Params: params}
	err := a.QueryRowContext(ctx, `SELECT u.email, trim(coalesce(m.first_name, '') || ' ' || coalesce(m.last_name, '')), coalesce(nullif(m.locale, ''), o.locale, '')
FROM users u LEFT JOIN members m ON m.user_id = u.id LEFT JOIN organizations o ON o.id = m.org_id
WHERE u.id = ?1 ORDER BY m.org_id LIMIT 1`, user).Scan(&m.To, &m.Name, &m.Locale)
	if err != nil {
		return err
	}
	params["login"] = m.To
	return a.post(ctx, m)
}

// mailTime is how times stand in the params of a mail.
const mailTime = "2006-01-02T15:04:05Z07:00"

// alertOwners tells all other owners of the organizations that a login belongs to what happened to it.
func (a *act) alertOwners(ctx context.Context, user org.UserID, login string, what org.Alert) error {
	if !a.req.Mail {
		return nil
	}
	rows, err := a.QueryContext(ctx, `SELECT o.id, o.name, u.email, trim(m.first_name || ' ' || m.last_name), coalesce(nullif(m.locale, ''), o.locale)
FROM members x JOIN organizations o ON o.id = x.org_id AND o.removed_at = 0
JOIN members m ON m.org_id = x.org_id AND m.role = ?2 AND m.state = 0 AND m.user_id <> x.user_id JOIN users u ON u.id = m.user_id
WHERE x.user_id = ?1 AND x.state <> 1 ORDER BY o.id, u.id`, user, int(org.Owner))
	if err != nil {
		return err
	}
	type owner struct {
		in   org.OrgID
		mail org.Mail
	}
	var owners []owner
	err = each(rows, func() error {
		var o owner
		var name string
		o.mail.Kind = org.MailSecurity
		err := rows.Scan(&o.in, &name, &o.mail.To, &o.mail.Name, &o.mail.Locale)
		o.mail.Params = map[string]string{"event": string(what), "at": a.time().Format(mailTime), "login": login, "organization": name}
		owners = append(owners, o)
		return err
	})
	for _, o := range owners {
		if err := a.postIn(ctx, o.in, o.mail); err != nil {
			return err
		}
	}
	return err
}
