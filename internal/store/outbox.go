package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"orgctl/internal/org"
)

// post puts a mail into the outbox, in the transaction of the change that it tells of. It goes out, if mail goes out at
// all, after the commit; where none does, nothing waits in vain.
func (a *act) post(ctx context.Context, m org.Mail) error {
	if !a.req.Mail {
		return nil
	}
	params, err := json.Marshal(m.Params)
	if err != nil {
		return err
	}
	in := sql.NullInt64{Int64: int64(a.Org.ID), Valid: a.Org.ID != 0}
	_, err = a.ExecContext(ctx, `INSERT INTO mails (org_id, kind, object_id, recipient, name, locale, params, next_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)`, in, m.Kind, m.Object, m.To, m.Name, m.Locale, string(params), a.now)
	a.set.Mails++
	return err
}

// keepCode keeps the hash of a code that a mail of this kind is about to carry. Each kind keeps it where its codes are
// redeemed.
func (t *tx) keepCode(ctx context.Context, kind org.MailKind, object int64, hash [32]byte) error {
	switch kind {
	case org.MailReset:
		_, err := t.ExecContext(ctx, `INSERT INTO codes (hash, user_id, purpose, created_at, expires_at) VALUES (?1, ?2, 'reset', ?3, ?4)`,
			hash[:], object, t.now, t.now+resetLives.Microseconds())
		return err
	case org.MailPartner:
		return t.keepOfferCode(ctx, org.SubjectID(object), hash)
	default:
		return nil
	}
}
