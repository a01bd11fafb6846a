package store

import (
	"context"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// journal adds the changes of an operation to a chain, in parts. What they look like as text, and the hashes, are made beside
// the statements of the operation, by a goroutine that touches nothing of the store.
type journal struct {
	t     *tx
	chain org.OrgID
	seq   int64
	head  []byte
	parts chan []org.Change
	rows  chan sealedRow
}

// sealedRow is a row of the log with what chains it.
type sealedRow struct {
	logRow
	packed     []byte // the changes, if they are not text
	prev, hash []byte
	err        error
}

// journal begins at the end of a chain. Whoever begins stops it, too.
func (a *act) journal(ctx context.Context, chain org.OrgID, op operation, id int64) (*journal, error) {
	seq, prev, err := a.logHead(ctx, chain)
	if err != nil {
		return nil, err
	}
	as := told{op.object, a.As}
	if t, ok := a.told[chain]; ok && chain != a.chain {
		as = t
	}
	// Bytes that are no text, from a file name perhaps, would all be the same in the hash.
	row := logRow{
		Org: chain, Seq: seq, Operation: id, At: a.now, ActorID: a.User, Actor: a.Name(), Partner: as.partner, Action: op.name,
		Object: strings.ToValidUTF8(as.object, "\ufffd"), Reason: strings.ToValidUTF8(a.req.Reason, "\ufffd"),
	}
	j := &journal{t: a.tx, chain: chain, seq: seq, head: prev, parts: make(chan []org.Change, 1), rows: make(chan sealedRow, 1)}
	go scribe(row, prev, j.parts, j.rows)
	return j, nil
}

// scribe makes each part of the changes the next row.
func scribe(row logRow, prev []byte, parts <-chan []org.Change, rows chan<- sealedRow) {
	defer close(rows)
	var text []byte
	var hashes hashing
	var packs packing
	for changes := range parts {
		row.Seq, row.Part = row.Seq+1, row.Part+1
		s := sealedRow{prev: prev}
		s.err = unpanicked(func() (err error) {
			if text, err = org.AppendChanges(text[:0], changes); err != nil {
				return err
			}
			row.Changes = string(text)
			s.hash, s.logRow = hashes.of(row, prev), row
			if s.packed, err = packs.of(text); s.packed != nil {
				s.Changes = ""
			}
			return err
		})
		prev = s.hash
		rows <- s
	}
}

// add takes one part, and keeps what has become of those before. The changes are not touched any more.
func (j *journal) add(ctx context.Context, part []org.Change) error {
	for {
		select {
		case j.parts <- part:
			return nil
		case row := <-j.rows:
			if err := j.keep(ctx, row); err != nil {
				return err
			}
		}
	}
}

// finish takes the last changes and moves the head of the chain.
func (j *journal) finish(ctx context.Context, changes []org.Change) error {
	for part := range slices.Chunk(changes, logPart) {
		if err := j.add(ctx, part); err != nil {
			return err
		}
	}
	close(j.parts)
	j.parts = nil
	for row := range j.rows {
		if err := j.keep(ctx, row); err != nil {
			return err
		}
	}
	return j.t.setLogHead(ctx, j.chain, j.seq, j.head)
}

// stop lets the goroutine end, however far it came.
func (j *journal) stop() {
	if j.parts != nil {
		close(j.parts)
		j.parts = nil
	}
	for range j.rows { // nobody wants them any more
	}
}

func (j *journal) keep(ctx context.Context, r sealedRow) error {
	if r.err != nil {
		return r.err
	}
	if err := j.t.insertLog(ctx, r); err != nil {
		return err
	}
	j.seq, j.head = r.Seq, r.hash
	return nil
}

func (t *tx) insertLog(ctx context.Context, r sealedRow) error {
	const insert = `INSERT INTO log (org_id, seq, operation, part, at, actor_id, actor, partner, action, object, changes, reason, prev, hash, packed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	return t.each(ctx, insert, []any{r.Org, r.Seq, r.Operation, r.Part, r.At, r.ActorID, r.Actor, r.Partner, r.Action, r.Object, r.Changes, r.Reason, r.prev, r.hash, r.packed}, nothing)
}

// shed writes what was recorded so far to the log as far as it fills rows, so that a million changes need not wait for the end. In a
// brief run they are forgotten, but for those that take something. It is for operations whose changes all stand in one chain.
func (a *act) shed(ctx context.Context) error {
	for !a.req.DryRun && len(a.set.Changes)-a.logged >= logPart {
		if a.log == nil {
			id, err := a.numbered(ctx)
			if err != nil {
				return err
			}
			if a.log, err = a.journal(ctx, a.chain, a.doing, id); err != nil {
				return err
			}
		}
		part := a.set.Changes[a.logged : a.logged+logPart : a.logged+logPart]
		if err := a.log.add(ctx, part); err != nil {
			return err
		}
		if a.req.Brief && !a.req.Inform {
			a.forget(part)
		} else {
			a.logged += logPart
		}
	}
	return nil
}

// forget lets changes go that stand in the log.
func (a *act) forget(part []org.Change) {
	for _, c := range part {
		if c.Takes != "" {
			a.taking = append(a.taking, c)
		}
	}
	a.forgotten += len(part)
	rest := make([]org.Change, 0, 2*logPart)
	a.set.Changes = append(rest, a.set.Changes[len(part):]...)
}

func (a *act) stopLog() {
	if a.log != nil {
		a.log.stop()
		a.log = nil
	}
}
