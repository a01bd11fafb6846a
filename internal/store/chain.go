package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"unicode/utf8"

	"orgctl/internal/org"
)

// head is the end of a chain of the log.
type head struct {
	slug string // of the organization; empty: the store's own
	seq  int64
	hash []byte
}

func (h head) same(o head) bool { return h.seq == o.seq && bytes.Equal(h.hash, o.hash) }

func (h head) String() string { return formatHead(h.seq, h.hash) }

// chainName is a chain in a sentence.
func chainName(slug string) string {
	if slug == "" {
		return "the store"
	}
	return fmt.Sprintf("%q", slug)
}

// heads are the ends of every chain, as the organizations and the store remember them.
func (s *Store) heads(ctx context.Context) (out map[org.OrgID]head, err error) {
	err = s.read(ctx, func(t *tx) error {
		out, err = t.heads(ctx)
		return err
	})
	return out, err
}

func (t *tx) heads(ctx context.Context) (map[org.OrgID]head, error) {
	own, err := t.headOf(ctx, 0)
	if err != nil {
		return nil, err
	}
	out := map[org.OrgID]head{0: own}
	rows, err := t.QueryContext(ctx, `SELECT id, slug, log_seq, log_hash FROM organizations`)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var id org.OrgID
		var h head
		defer func() { out[id] = h }()
		return rows.Scan(&id, &h.slug, &h.seq, &h.hash)
	})
	return out, err
}

func (t *tx) headOf(ctx context.Context, chain org.OrgID) (h head, err error) {
	if h.seq, h.hash, err = t.logHead(ctx, chain); err != nil || chain == 0 {
		return h, err
	}
	err = t.QueryRowContext(ctx, `SELECT slug FROM organizations WHERE id = ?1`, chain).Scan(&h.slug)
	return h, err
}

// storedRow is a row of the log with what chains it.
type storedRow struct {
	logRow
	id         int64
	prev, hash []byte
}

const (
	logColumns   = plainText + `, packed`
	plainColumns = plainText + `, x''`
	plainText    = `id, org_id, seq, operation, part, at, actor_id, actor, partner, action, object, changes, reason, prev, hash`
)

func scanLog(rows *sql.Rows) (r storedRow, err error) {
	var packed sql.RawBytes
	err = rows.Scan(&r.id, &r.Org, &r.Seq, &r.Operation, &r.Part, &r.At, &r.ActorID, &r.Actor, &r.Partner, &r.Action, &r.Object, &r.Changes,
		&r.Reason, &r.prev, &r.hash, &packed)
	r.Changes += unpacked(packed)
	return r, err
}

// eachLog reads a chain in its order.
func (t *tx) eachLog(ctx context.Context, chain org.OrgID, visit func(storedRow) error) error {
	columns := logColumns
	if t.plain {
		columns = plainColumns
	}
	rows, err := t.QueryContext(ctx, `SELECT `+columns+` FROM log WHERE org_id = ?1 ORDER BY seq`, chain)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		r, err := scanLog(rows)
		if err != nil {
			return err
		}
		return visit(r)
	})
}

// line is the row as it is exported: the text that was hashed, with the two hashes added behind.
func (r storedRow) line() []byte {
	b := r.logRow.appendJSON(nil)
	return fmt.Appendf(b[:len(b)-1], `,"prev":"%x","hash":"%x"}`, r.prev, r.hash)
}

// chain is how far a chain has been verified.
type chain struct {
	end    head
	id     int64
	hashes hashing
}

// next takes the next row and says what is wrong with it; empty: nothing. After a broken row it goes on from what the
// row says, so that each fault is named once.
func (c *chain) next(r storedRow) (why string) {
	before := *c
	c.end.seq, c.end.hash, c.id = r.Seq, r.hash, r.id
	hash := c.hashes.of(r.logRow, r.prev)
	switch {
	case r.Seq != before.end.seq+1:
		return missing(before.end.seq+1, r.Seq-1)
	case !bytes.Equal(r.prev, before.end.hash):
		return "it does not follow the row before it"
	case !bytes.Equal(hash, r.hash), !r.isText():
		return "it is not as it was written"
	case r.id <= before.id:
		return "its id is out of order"
	}
	return ""
}

// isText refuses bytes that are not text: in the hash they would all count as the same replacement character.
func (r storedRow) isText() bool {
	for _, s := range []string{r.Actor, r.Partner, r.Action, r.Object, r.Changes, r.Reason} {
		if !utf8.ValidString(s) {
			return false
		}
	}
	return true
}

// finish compares the last row with the head that the store remembers.
func (c *chain) finish(remembered head) (why string) {
	switch {
	case remembered.seq > c.end.seq:
		return missing(c.end.seq+1, remembered.seq)
	case remembered.seq < c.end.seq:
		return "the store knows of no row after " + fmt.Sprint(remembered.seq)
	case !bytes.Equal(remembered.hash, c.end.hash):
		return "the head that the store remembers is another"
	}
	return ""
}

func missing(from, to int64) string {
	switch {
	case from > to:
		return "its number is out of order"
	case from == to:
		return fmt.Sprintf("row %d is missing", from)
	}
	return fmt.Sprintf("rows %d to %d are missing", from, to)
}

// errEnough ends a walk that has found as much as anybody wants to know.
var errEnough = errors.New("enough")

// verify walks a chain and reports its faults, at most limit of them. Every good row is shown to
// visit, which may be nil.
func (t *tx) verify(ctx context.Context, id org.OrgID, limit int, visit func(storedRow) error) (end head, faults []org.LogFault, err error) {
	c := chain{}
	err = t.eachLog(ctx, id, func(r storedRow) error {
		why := c.next(r)
		if why != "" {
			faults = append(faults, org.LogFault{Seq: r.Seq, Operation: r.Operation, Why: why})
		}
		switch {
		case len(faults) >= limit:
			return errEnough
		case why != "" || visit == nil:
			return nil
		}
		return visit(r)
	})
	if errors.Is(err, errEnough) {
		return c.end, faults, nil
	}
	if err != nil {
		return c.end, faults, err
	}
	remembered, err := t.headOf(ctx, id)
	if e, ok := errors.AsType[*org.Error](err); ok && e.Code == org.CodeDamaged {
		return c.end, append(faults, org.LogFault{Seq: c.end.seq, Why: e.Msg}), nil
	}
	if err != nil {
		return c.end, faults, err
	}
	if why := c.finish(remembered); why != "" {
		faults = append(faults, org.LogFault{Seq: c.end.seq, Why: why})
	}
	return c.end, faults, nil
}
