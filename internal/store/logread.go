package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"

	"orgctl/internal/org"
)

// Log lists the operations of a chain, the last one first: that is what people look for. An operation of many rows is
// one entry.
func (s *Store) Log(ctx context.Context, src org.LogSource, f org.LogFilter) iter.Seq2[org.LogEntry, error] {
	return stream(ctx, s, func(t *tx, yield func(org.LogEntry, error) bool) error { return t.listLog(ctx, src, f, yield) })
}

// chainOf says which chain is meant and whether the caller may see it. The store's own is for whoever owns the file.
func (t *tx) chainOf(ctx context.Context, src org.LogSource) (org.OrgID, string, error) {
	if src.Store {
		return 0, "", nil
	}
	a, err := t.allowed(ctx, src.Caller, org.ActCompliance)
	return a.Org.ID, a.Org.Slug, err
}

const entryColumns = `l.operation, l.seq, l.at, l.actor, l.partner, l.action, l.object, l.reason,
  (SELECT coalesce(sum(` + logCount + `(c.changes, c.packed)), 0) FROM log c WHERE c.operation = l.operation AND c.org_id = l.org_id)`

func scanEntry(row scanner) (e org.LogEntry, err error) {
	var at int64
	err = row.Scan(&e.Operation, &e.Seq, &at, &e.Actor, &e.Partner, &e.Action, &e.Object, &e.Reason, &e.Count)
	e.At = fromMicros(at)
	return e, err
}

// logRows finds by the first part of each operation, and what it is about in every part. The reference of a change may
// be of several words, as in "jane@example.org drive/marketing": each of them finds it.
const logRows = `SELECT ` + entryColumns + `
FROM log l WHERE l.org_id = ?1 AND l.part = 1
  AND (?2 = 0 OR l.at >= ?2) AND (?3 = 0 OR l.at < ?3)
  AND (?4 = '' OR l.actor = ?4 OR l.actor_id = ?5)
  AND (?6 = '' OR l.action = ?6 OR substr(l.action, 1, length(?6) + 1) = ?6 || '.')
  AND (?7 = '' OR l.object = ?7 OR EXISTS (
    SELECT 1 FROM log c WHERE c.operation = l.operation AND c.org_id = l.org_id AND ` + logAbout + `(c.changes, c.packed, ?7, ?8)))
ORDER BY l.seq DESC`

func (t *tx) listLog(ctx context.Context, src org.LogSource, f org.LogFilter, yield func(org.LogEntry, error) bool) error {
	chain, _, err := t.chainOf(ctx, src)
	if err != nil {
		return err
	}
	actor, err := t.actorID(ctx, f.Actor)
	if err != nil {
		return err
	}
	inJSON, err := json.Marshal(f.Object)
	if err != nil {
		return err
	}
	rows, err := t.QueryContext(ctx, logRows, chain, micros(f.Since), micros(f.Until), f.Actor, actor, f.Action, f.Object,
		strings.Trim(string(inJSON), `"`))
	if err != nil {
		return err
	}
	return each(rows, func() error {
		e, err := scanEntry(rows)
		if err == nil && !yield(e, nil) {
			return errStopped
		}
		return err
	})
}

// actorID finds the person named, so that what they did under an earlier address is found too; -1 is nobody.
func (t *tx) actorID(ctx context.Context, ref string) (org.UserID, error) {
	if id, byID, err := org.ParseID(ref); byID {
		return org.UserID(id), err
	}
	// What is no address may still be how the actor is written in the log.
	email, err := org.ParseEmail(ref)
	if err == nil {
		id := org.UserID(-1)
		err = t.QueryRowContext(ctx, `SELECT id FROM users WHERE email_key = ?1`, email.Key).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
	}
	return -1, nil
}

// LogShow is one operation whole, with what was there before and after.
func (s *Store) LogShow(ctx context.Context, src org.LogSource, operation string) (out org.LogOperation, err error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(operation, "id:"), 10, 64)
	if err != nil {
		return out, org.Invalid("%q is not an operation", operation).WithHint("a number, as 'orgctl log list' shows it")
	}
	err = s.read(ctx, func(t *tx) error {
		chain, _, err := t.chainOf(ctx, src)
		if err != nil {
			return err
		}
		out, err = t.logOperation(ctx, chain, id)
		return err
	})
	return out, err
}

func (t *tx) logOperation(ctx context.Context, chain org.OrgID, id int64) (out org.LogOperation, err error) {
	row := t.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM log l WHERE l.operation = ?2 AND l.org_id = ?1 ORDER BY l.seq LIMIT 1`, chain, id)
	if out.LogEntry, err = scanEntry(row); errors.Is(err, sql.ErrNoRows) {
		return out, org.NotFound("operation", strconv.FormatInt(id, 10)).WithHint("'orgctl log list' shows what was done here")
	} else if err != nil {
		return out, err
	}
	rows, err := t.QueryContext(ctx, `SELECT `+logColumns+` FROM log WHERE operation = ?2 AND org_id = ?1 ORDER BY seq`, chain, id)
	if err != nil {
		return out, err
	}
	err = each(rows, func() error {
		r, err := scanLog(rows)
		if err != nil {
			return err
		}
		changes, err := r.changes()
		out.Changes = append(out.Changes, changes...)
		out.Rows = append(out.Rows, org.LogRow{Seq: r.Seq, Hash: hex.EncodeToString(r.hash)})
		return err
	})
	return out, err
}

// changes reads the changes of a row. What was there before and after stays the text that it is in the log.
func (r logRow) changes() ([]org.Change, error) {
	var raw []struct {
		Action, Kind, Ref string
		Before, After     json.RawMessage
	}
	if err := json.Unmarshal([]byte(r.Changes), &raw); err != nil {
		return nil, org.Errorf(org.KindUnavailable, org.CodeDamaged, "row %d of the log can't be read", r.Seq).Wrap(err).
			WithHint("look with 'orgctl log verify'")
	}
	out := make([]org.Change, len(raw))
	for i, c := range raw {
		out[i] = org.Change{Action: c.Action, Kind: c.Kind, Ref: c.Ref, Before: orNull(c.Before), After: orNull(c.After)}
	}
	return out, nil
}

func orNull(m json.RawMessage) any {
	if len(m) == 0 || string(m) == "null" {
		return nil
	}
	return m
}

// LogHead is the end of a chain: who keeps it elsewhere can prove later that nothing was cut off.
func (s *Store) LogHead(ctx context.Context, src org.LogSource) (out org.LogHead, err error) {
	err = s.read(ctx, func(t *tx) error {
		chain, slug, err := t.chainOf(ctx, src)
		if err != nil {
			return err
		}
		h, err := t.headOf(ctx, chain)
		out = org.LogHead{Chain: slug, Rows: h.seq, Head: h.String()}
		return err
	})
	return out, err
}

// LogExport writes a chain out, one row a line, so that an outsider can verify it without this program. Each line is the
// text that was hashed, with "prev" and "hash" added at its end: hash is the SHA-256 of the bytes of prev followed by
// the line as it is without these two.
func (s *Store) LogExport(ctx context.Context, src org.LogSource) iter.Seq2[[]byte, error] {
	return stream(ctx, s, func(t *tx, yield func([]byte, error) bool) error {
		chain, _, err := t.chainOf(ctx, src)
		if err != nil {
			return err
		}
		return t.eachLog(ctx, chain, func(r storedRow) error {
			if !yield(r.line(), nil) {
				return errStopped
			}
			return nil
		})
	})
}

// LogVerify computes a chain anew and reports the first row that is not as it was written. With a head from earlier it
// also says whether the row that was last then is still there: a chain whose end was cut off is whole otherwise.
func (s *Store) LogVerify(ctx context.Context, src org.LogSource, printed string) (out org.LogProof, err error) {
	var earlier head
	if printed != "" {
		if earlier.seq, earlier.hash, err = parseHead(printed); err != nil {
			return out, err
		}
	}
	err = s.read(ctx, func(t *tx) error {
		chain, slug, err := t.chainOf(ctx, src)
		if err != nil {
			return err
		}
		out, err = t.prove(ctx, chain, earlier)
		out.Chain = slug
		return err
	})
	return out, err
}

func (t *tx) prove(ctx context.Context, chain org.OrgID, earlier head) (out org.LogProof, err error) {
	met := head{}
	end, faults, err := t.verify(ctx, chain, 1, func(r storedRow) error {
		if r.Seq == earlier.seq {
			met = head{seq: r.Seq, hash: r.hash}
		}
		return nil
	})
	out.Rows, out.Head = end.seq, end.String()
	switch {
	case err != nil:
	case len(faults) > 0:
		out.Fault = &faults[0]
	case earlier.seq > end.seq:
		out.Fault = &org.LogFault{Seq: end.seq, Why: "the log ends before the head that you gave: its end was cut off, or an older backup was restored"}
	case earlier.seq != 0 && !met.same(earlier):
		out.Fault = &org.LogFault{Seq: earlier.seq, Why: "it is not the row of the head that you gave"}
	}
	return out, err
}
