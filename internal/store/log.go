package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strconv"

	"orgctl/internal/org"
)

// logPart is how many changes one row of the log holds at most.
const logPart = 1000

// logRow is a row of the log as it is hashed: these fields, in this order, as JSON, after the hash before it.
type logRow struct {
	Org       org.OrgID  `json:"org_id"`
	Seq       int64      `json:"seq"`
	Operation int64      `json:"operation"`
	Part      int        `json:"part"`
	At        int64      `json:"at"`
	ActorID   org.UserID `json:"actor_id"`
	Actor     string     `json:"actor"`
	Partner   string     `json:"partner"`
	Action    string     `json:"action"`
	Object    string     `json:"object"`
	Changes   string     `json:"changes"`
	Reason    string     `json:"reason"`
}

// appendJSON appends the row as encoding/json writes it.
func (r logRow) appendJSON(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"org_id":`...), int64(r.Org), 10)
	b = strconv.AppendInt(append(b, `,"seq":`...), r.Seq, 10)
	b = strconv.AppendInt(append(b, `,"operation":`...), r.Operation, 10)
	b = strconv.AppendInt(append(b, `,"part":`...), int64(r.Part), 10)
	b = strconv.AppendInt(append(b, `,"at":`...), r.At, 10)
	b = strconv.AppendInt(append(b, `,"actor_id":`...), int64(r.ActorID), 10)
	b = org.AppendQuoted(append(b, `,"actor":`...), r.Actor)
	b = org.AppendQuoted(append(b, `,"partner":`...), r.Partner)
	b = org.AppendQuoted(append(b, `,"action":`...), r.Action)
	b = org.AppendQuoted(append(b, `,"object":`...), r.Object)
	b = org.AppendQuoted(append(b, `,"changes":`...), r.Changes)
	b = org.AppendQuoted(append(b, `,"reason":`...), r.Reason)
	return append(b, '}')
}

// hashing makes the hashes of rows, one after the other in the same memory.
type hashing struct{ text []byte }

// of is the hash of a row that follows one with the hash prev.
func (h *hashing) of(r logRow, prev []byte) []byte {
	h.text = r.appendJSON(append(h.text[:0], prev...))
	sum := sha256.Sum256(h.text)
	return sum[:]
}

// told is how an operation stands in the log of another organization that it concerns: what it is about there, and the partner
// that the person acted for, seen from there.
type told struct{ object, partner string }

// between says that the operation is about a partnership: in the log of each side it is about the other. What the partner's
// people do at home, they do to the client as its partner.
func (a *act) between(p org.Partnership) {
	if a.told == nil {
		a.told = map[org.OrgID]told{}
	}
	client, partner := told{object: p.Partner}, told{object: p.Client}
	if a.As != "" || a.Org.ID == p.PartnerID {
		client.partner = p.Partner
	}
	a.told[p.ClientID], a.told[p.PartnerID] = client, partner
}

// appendLog adds the operation to its chain, to those of others that it changed something in, and to the store's if it
// concerns both.
func (a *act) appendLog(ctx context.Context, op operation, id int64) error {
	others := maps.Clone(a.beside)
	if others == nil {
		others = map[org.OrgID][]org.Change{}
	}
	var own []org.Change
	for _, c := range a.set.Changes {
		if len(c.Chains) == 0 || slices.Contains(c.Chains, a.chain) {
			own = append(own, c)
		}
		for _, chain := range c.Chains {
			if chain != a.chain {
				others[chain] = append(others[chain], c)
			}
		}
	}
	if a.log != nil {
		defer a.stopLog()
		return a.log.finish(ctx, a.set.Changes[a.logged:])
	}
	for _, other := range slices.Sorted(maps.Keys(others)) {
		if err := a.appendTo(ctx, other, op, id, others[other]); err != nil {
			return err
		}
	}
	if err := a.appendTo(ctx, a.chain, op, id, own); err != nil || !a.both || a.chain == 0 {
		return err
	}
	return a.appendTo(ctx, 0, op, id, a.set.Changes)
}

// appendTo adds the changes of an operation to a chain, in parts, and moves the head.
func (a *act) appendTo(ctx context.Context, chain org.OrgID, op operation, id int64, changes []org.Change) error {
	j, err := a.journal(ctx, chain, op, id)
	if err != nil {
		return err
	}
	defer j.stop()
	return j.finish(ctx, changes)
}

// logHead is the sequence number and hash of a chain's last row. The store's own chain keeps its head in meta.
func (t *tx) logHead(ctx context.Context, chain org.OrgID) (seq int64, hash []byte, err error) {
	if chain != 0 {
		err = t.row(ctx, `SELECT log_seq, log_hash FROM organizations WHERE id = ?1`, chain).Scan(&seq, &hash)
		return seq, hash, err
	}
	var text string
	err = t.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'log_head'`).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, []byte{}, nil
	}
	if err != nil {
		return 0, nil, err
	}
	if seq, hash, err = parseHead(text); err != nil {
		return 0, nil, org.Errorf(org.KindUnavailable, org.CodeDamaged, "the head of the store's log can't be read").Wrap(err).
			WithHint("look with 'orgctl store check', and bring a backup back with 'orgctl store restore'")
	}
	return seq, hash, nil
}

func (t *tx) setLogHead(ctx context.Context, chain org.OrgID, seq int64, hash []byte) error {
	if chain != 0 {
		return t.exec(ctx, `UPDATE organizations SET log_seq = ?2, log_hash = ?3 WHERE id = ?1`, chain, seq, hash)
	}
	return t.exec(ctx, `INSERT INTO meta (key, value) VALUES ('log_head', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
		formatHead(seq, hash))
}

// A head is written "SEQ:HEX", in the store as on paper.
func formatHead(seq int64, hash []byte) string {
	return strconv.FormatInt(seq, 10) + ":" + hex.EncodeToString(hash)
}

func parseHead(s string) (int64, []byte, error) {
	for i := range len(s) {
		if s[i] != ':' {
			continue
		}
		seq, err := strconv.ParseInt(s[:i], 10, 64)
		if err != nil {
			break
		}
		hash, err := hex.DecodeString(s[i+1:])
		if err != nil || seq < 0 || (len(hash) != sha256.Size && seq != 0) {
			break
		}
		return seq, hash, nil
	}
	return 0, nil, org.Invalid("%q is not a head of the log", s).WithHint("it looks like 42:9f86d0…, as 'orgctl log head' prints it")
}
