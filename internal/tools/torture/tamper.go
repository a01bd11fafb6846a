package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

// tampers changes the log behind the program's back, in every way there is, and looks whether it is found. What a chain
// can't know by itself, that its end was cut off or that it was made anew, must be found with a head that was printed before.
func tampers(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	x := &tamperer{r: b.random("tamper")}
	if err := x.begin(ctx, b, s); err != nil {
		t.fail("%v", err)
		return
	}
	whole, err := os.ReadFile(s.store())
	if err != nil {
		t.fail("%v", err)
		return
	}
	kinds := map[string]int{}
	for i := range n {
		if ctx.Err() != nil {
			return
		}
		x.chain = int64(i % 2) // the store's own, and acme's
		kind := x.kinds()[i/2%len(x.kinds())]
		if err := s.replace(whole); err != nil {
			t.fail("%v", err)
			return
		}
		done := ""
		err := withFile(s.store(), func(db *sql.DB) (err error) {
			done, err = kind.do(ctx, db)
			return err
		})
		if err != nil {
			t.fail("%s: %v", kind.name, err)
			continue
		}
		t.ran(1)
		kinds[kind.name]++
		args := []string{"log", "verify"}
		if x.chain == 0 {
			args = append(args, "--of-store")
		}
		if kind.needsHead {
			args = append(args, "--head", x.heads[x.chain])
		}
		if a := s.run(ctx, p, args...); a.code != 6 || unexplained(a) != "" {
			t.fail("chain %d: %s: %s", x.chain, done, a)
		}
	}
	t.figures = fmt.Sprintf("%d kinds of tampering", len(kinds))
}

// tamperer knows what a log was like before it is tampered with.
type tamperer struct {
	r     *rand.Rand
	rows  map[int64]int64  // how many rows each chain has
	heads map[int64]string // as printed
	chain int64            // the chain whose turn it is: 0 is the store's own
}

// tampering is a way to change a log. It returns what it did.
type tampering struct {
	name      string
	do        func(ctx context.Context, db *sql.DB) (string, error)
	needsHead bool
}

func (x *tamperer) kinds() []tampering {
	return []tampering{
		{"edit", x.edit, false}, {"delete", x.remove, false}, {"swap", x.swap, false}, {"insert", x.insert, false}, {"forge", x.forge, false},
		{"head", x.head, false}, {"cut", x.cut, true}, {"anew", x.anew, true},
	}
}

// begin makes a few operations more and takes down the heads.
func (x *tamperer) begin(ctx context.Context, b *bench, s site) error {
	for i := range 8 {
		if _, err := s.must(ctx, b.real, "product", "add", fmt.Sprintf("drive/t%d", i)); err != nil {
			return err
		}
	}
	x.rows, x.heads = map[int64]int64{}, map[int64]string{}
	for chain, args := range []string{"log head --of-store -o json", "log head -o json"} {
		out, err := s.must(ctx, b.real, strings.Fields(args)...)
		if err != nil {
			return err
		}
		var head struct {
			Head string
			Rows int64
		}
		if err := json.Unmarshal([]byte(out), &head); err != nil {
			return err
		}
		x.rows[int64(chain)], x.heads[int64(chain)] = head.Rows, head.Head
	}
	return withFile(s.store(), func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		return err
	})
}

func (x *tamperer) seq() int64 { return 1 + x.r.Int64N(x.rows[x.chain]) }

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// alter runs a statement that must change something.
func alter(ctx context.Context, db *sql.DB, q string, args ...any) error {
	res, err := db.ExecContext(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", q, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("%s: nothing was changed (%w)", q, err)
	}
	return nil
}

// edit changes one column of one row.
func (x *tamperer) edit(ctx context.Context, db *sql.DB) (string, error) {
	seq := x.seq()
	var set string
	switch x.r.IntN(3) {
	case 0:
		set = fmt.Sprintf("%s = %[1]s + %d", pick(x.r, "seq", "operation", "part", "at", "actor_id", "org_id"), 1000+x.r.IntN(1000))
	case 1:
		if packed := x.r.IntN(6); packed == 0 {
			set = pick(x.r, "packed = CAST(packed || x'00' AS BLOB)", "packed = randomblob(40)", "changes = changes || '[]', packed = CASE packed WHEN x'' THEN x'00' ELSE x'' END")
			break
		}
		column := pick(x.r, "actor", "partner", "action", "object", "changes", "reason")
		set = column + " = " + pick(x.r, column+" || ' '", "upper("+column+") || 'x'", "char(65533) || "+column)
	default:
		column := pick(x.r, "prev", "hash")
		set = column + " = " + pick(x.r, "randomblob(32)", "CAST("+column+" || x'00' AS BLOB)")
	}
	return fmt.Sprintf("row %d: %s", seq, set), alter(ctx, db, `UPDATE log SET `+set+` WHERE org_id = ?1 AND seq = ?2`, x.chain, seq)
}

func (x *tamperer) remove(ctx context.Context, db *sql.DB) (string, error) {
	from := x.seq()
	to := from + x.r.Int64N(3)
	return fmt.Sprintf("rows %d to %d deleted", from, to), alter(ctx, db, `DELETE FROM log WHERE org_id = ?1 AND seq BETWEEN ?2 AND ?3`, x.chain, from, to)
}

// swap exchanges what two rows say.
func (x *tamperer) swap(ctx context.Context, db *sql.DB) (string, error) {
	a := x.seq()
	c := 1 + a%x.rows[x.chain]
	columns := pick(x.r, "hash", "changes, packed, object, action, at, operation, hash, prev", "operation, object, changes, packed", "operation, object, changes, packed, hash")
	return fmt.Sprintf("%s of rows %d and %d swapped", columns, a, c), alter(ctx, db,
		`UPDATE log SET (`+columns+`) = (SELECT `+columns+` FROM log o WHERE o.org_id = log.org_id AND o.seq = CASE log.seq WHEN ?2 THEN ?3 ELSE ?2 END)
WHERE org_id = ?1 AND seq IN (?2, ?3)`, x.chain, a, c)
}

// insert adds a row that repeats another.
func (x *tamperer) insert(ctx context.Context, db *sql.DB) (string, error) {
	seq := x.seq()
	const columns = "org_id, operation, part, at, actor_id, actor, partner, action, object, changes, packed, reason, prev, hash"
	return fmt.Sprintf("row %d repeated at the end", seq), alter(ctx, db,
		`INSERT INTO log (seq, `+columns+`) SELECT ?3, `+columns+` FROM log WHERE org_id = ?1 AND seq = ?2`, x.chain, seq, x.rows[x.chain]+1)
}

// head changes what the store remembers of the end.
func (x *tamperer) head(ctx context.Context, db *sql.DB) (string, error) {
	if x.chain == 0 {
		q := pick(x.r, `DELETE FROM meta WHERE key = 'log_head'`, `UPDATE meta SET value = 'nonsense' WHERE key = 'log_head'`,
			`UPDATE meta SET value = '1' || value WHERE key = 'log_head'`, `UPDATE meta SET value = upper(substr(value, 1, 9)) || 'ff' || substr(value, 12) WHERE key = 'log_head'`)
		return q, alter(ctx, db, q)
	}
	q := pick(x.r, "log_seq = log_seq + 1", "log_seq = log_seq - 1", "log_seq = 0", "log_hash = randomblob(32)", "log_hash = x''", "log_seq = 0, log_hash = x''")
	return q, alter(ctx, db, `UPDATE organizations SET `+q+` WHERE id = ?1`, x.chain)
}

// cut removes the end and makes the store forget it: only a printed head knows.
func (x *tamperer) cut(ctx context.Context, db *sql.DB) (string, error) {
	to := x.r.Int64N(x.rows[x.chain])
	if err := alter(ctx, db, `DELETE FROM log WHERE org_id = ?1 AND seq > ?2`, x.chain, to); err != nil {
		return "", err
	}
	hash, err := query(ctx, db, `SELECT hash FROM log WHERE org_id = ?1 AND seq = ?2`, x.chain, to)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("cut off after row %d", to), x.setHead(ctx, db, to, strings.Join(hash, ""))
}

func (x *tamperer) setHead(ctx context.Context, db *sql.DB, seq int64, hash string) error {
	if x.chain == 0 {
		return alter(ctx, db, `UPDATE meta SET value = ?1 WHERE key = 'log_head'`, fmt.Sprintf("%d:%s", seq, hash))
	}
	b, err := hex.DecodeString(hash)
	if err != nil {
		return err
	}
	return alter(ctx, db, `UPDATE organizations SET log_seq = ?2, log_hash = ?3 WHERE id = ?1`, x.chain, seq, append([]byte{}, b...))
}

// forge changes a row and gives it the hash that it then must have; the rows behind it still have the one from before.
func (x *tamperer) forge(ctx context.Context, db *sql.DB) (string, error) {
	seq := x.seq()
	_, err := x.rehash(ctx, db, seq, seq)
	return fmt.Sprintf("row %d forged", seq), err
}

// anew changes a row and makes the chain anew from there to the end, with the head: as good as true, but for whoever kept
// a head from before.
func (x *tamperer) anew(ctx context.Context, db *sql.DB) (string, error) {
	seq := x.seq()
	hash, err := x.rehash(ctx, db, seq, x.rows[x.chain])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("made anew from row %d", seq), x.setHead(ctx, db, x.rows[x.chain], hash)
}

// rehash changes the object of the first row, and computes the hashes from it to the last as the documentation of the
// export says: SHA-256 of the hash before and the line without its two hashes.
func (x *tamperer) rehash(ctx context.Context, db *sql.DB, from, to int64) (last string, err error) {
	if err := alter(ctx, db, `UPDATE log SET object = object || 'x' WHERE org_id = ?1 AND seq = ?2`, x.chain, from); err != nil {
		return "", err
	}
	for seq := from; seq <= to; seq++ {
		row := loggedRow{Org: x.chain, Seq: seq}
		var packed, prev []byte
		err := db.QueryRowContext(ctx, `SELECT operation, part, at, actor_id, actor, partner, action, object, changes, packed, reason, coalesce((SELECT hash FROM log p WHERE p.org_id = log.org_id AND p.seq = log.seq - 1), x'')
FROM log WHERE org_id = ?1 AND seq = ?2`, x.chain, seq).Scan(&row.Operation, &row.Part, &row.At, &row.ActorID, &row.Actor, &row.Partner, &row.Action, &row.Object, &row.Changes, &packed, &row.Reason, &prev)
		if err != nil {
			return "", err
		}
		if row.Changes, err = inflated(row.Changes, packed); err != nil {
			return "", err
		}
		text, err := json.Marshal(row)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256(append(slices.Clone(prev), text...))
		if err := alter(ctx, db, `UPDATE log SET prev = ?3, hash = ?4 WHERE org_id = ?1 AND seq = ?2`, x.chain, seq, append([]byte{}, prev...), sum[:]); err != nil {
			return "", err
		}
		last = hex.EncodeToString(sum[:])
	}
	return last, nil
}

// loggedRow is a row of the log in the order of its export.
type loggedRow struct {
	Org       int64  `json:"org_id"`
	Seq       int64  `json:"seq"`
	Operation int64  `json:"operation"`
	Part      int64  `json:"part"`
	At        int64  `json:"at"`
	ActorID   int64  `json:"actor_id"`
	Actor     string `json:"actor"`
	Partner   string `json:"partner"`
	Action    string `json:"action"`
	Object    string `json:"object"`
	Changes   string `json:"changes"`
	Reason    string `json:"reason"`
}
