package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// tampering is a way to change the log behind the program's back. It returns what it did.
type tampering func(t *testing.T, tx *tx, r *rand.Rand, rows int64) string

func run(t *testing.T, tx *tx, query string, args ...any) {
	t.Helper()
	if _, err := tx.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

// edit changes one column of one row in one way.
func edit(t *testing.T, tx *tx, r *rand.Rand, rows int64) string {
	seq := 1 + r.Int64N(rows)
	numbers := []string{"seq", "operation", "part", "at", "actor_id", "org_id"}
	texts := []string{"actor", "partner", "action", "object", "changes", "reason"}
	var set string
	switch r.IntN(3) {
	case 0:
		set = fmt.Sprintf("%s = %[1]s + %d", numbers[r.IntN(len(numbers))], 1000+r.IntN(1000))
	case 1:
		column := texts[r.IntN(len(texts))]
		set = fmt.Sprintf("%s = %s", column, []string{column + " || ' '", "upper(" + column + ") || 'x'", "char(65533) || " + column}[r.IntN(3)])
	default:
		column := []string{"prev", "hash"}[r.IntN(2)]
		set = fmt.Sprintf("%s = %s", column, []string{"x''", "randomblob(32)", "CAST(" + column + " || x'00' AS BLOB)"}[r.IntN(3)])
		if seq == 1 && column == "prev" {
			set = "prev = x'00'"
		}
	}
	run(t, tx, `UPDATE log SET `+set+` WHERE org_id = 1 AND seq = ?1`, seq)
	return fmt.Sprintf("row %d: %s", seq, set)
}

func remove(t *testing.T, tx *tx, r *rand.Rand, rows int64) string {
	from := 1 + r.Int64N(rows)
	to := from + r.Int64N(3)
	run(t, tx, `DELETE FROM log WHERE org_id = 1 AND seq BETWEEN ?1 AND ?2`, from, to)
	return fmt.Sprintf("rows %d to %d deleted", from, to)
}

func swap(t *testing.T, tx *tx, r *rand.Rand, rows int64) string {
	a := 1 + r.Int64N(rows)
	b := 1 + (a-1+1+r.Int64N(rows-1))%rows
	columns := []string{"seq", "id", "hash", "changes, object, action, at, operation, hash, prev", "changes"}[r.IntN(5)]
	if columns == "seq" || columns == "id" {
		var x, y int64
		if err := tx.QueryRow(`SELECT min(`+columns+`), max(`+columns+`) FROM log WHERE org_id = 1 AND seq IN (?1, ?2)`, a, b).Scan(&x, &y); err != nil {
			t.Fatal(err)
		}
		run(t, tx, `UPDATE log SET `+columns+` = -`+columns+` WHERE org_id = 1 AND seq IN (?1, ?2)`, a, b)
		run(t, tx, `UPDATE log SET `+columns+` = CASE `+columns+` WHEN -?1 THEN ?2 ELSE ?1 END WHERE `+columns+` < 0`, x, y)
	} else {
		run(t, tx, `UPDATE log SET (`+columns+`) = (SELECT `+columns+` FROM log o WHERE o.org_id = 1 AND o.seq = CASE log.seq WHEN ?1 THEN ?2 ELSE ?1 END)
WHERE org_id = 1 AND seq IN (?1, ?2)`, a, b)
	}
	return fmt.Sprintf("%s of rows %d and %d swapped", columns, a, b)
}

// unseen puts bytes that are no text where the hash can't see the difference.
func unseen(t *testing.T, tx *tx, _ *rand.Rand, rows int64) string {
	h, err := tx.headOf(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	hash := new(hashing).of(logRow{Org: 1, Seq: rows + 1, Object: "\xff"}, h.hash)
	run(t, tx, `INSERT INTO log (org_id, seq, operation, part, at, actor_id, actor, action, object, changes, prev, hash)
VALUES (1, ?1, 0, 0, 0, 0, '', '', CAST(x'fe' AS TEXT), '', ?2, ?3)`, rows+1, h.hash, hash)
	if err := tx.setLogHead(t.Context(), 1, rows+1, hash); err != nil {
		t.Fatal(err)
	}
	return "bytes that are no text"
}

// forge changes a row and gives it the hash that it then must have.
func forge(t *testing.T, tx *tx, r *rand.Rand, rows int64) string {
	seq := 1 + r.Int64N(rows)
	err := tx.eachLog(t.Context(), 1, func(row storedRow) error {
		if row.Seq != seq {
			return nil
		}
		row.Object += "x"
		hash := new(hashing).of(row.logRow, row.prev)
		run(t, tx, `UPDATE log SET object = ?2, hash = ?3 WHERE id = ?1`, row.id, row.Object, hash)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("row %d forged", seq)
}

func TestVerifyFindsEveryTampering(t *testing.T) {
	h := busy(t)
	head, err := h.LogHead(t.Context(), h.source())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := h.LogVerify(t.Context(), h.source(), head.Head)
	if err != nil || proof.Fault != nil || proof.Rows != head.Rows {
		t.Fatalf("a log that nobody touched: %+v, %v", proof, err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	times := 1000
	if testing.Short() {
		times = 100
	}
	for i := range times {
		tamper := []tampering{edit, remove, swap, forge, unseen}[i%5]
		h.undone(func(tx *tx) {
			done := tamper(t, tx, r, head.Rows)
			proof, err := tx.prove(t.Context(), 1, earlierHead(t, ""))
			if err != nil || proof.Fault == nil {
				t.Errorf("not found: %s (%v)", done, err)
			}
		})
	}
}

// undone runs fn in a transaction of which nothing stays.
func (h *house) undone(fn func(*tx)) {
	h.t.Helper()
	err := h.write(h.t.Context(), func(tx *tx) error {
		run(h.t, tx, `PRAGMA defer_foreign_keys = ON`)
		fn(tx)
		return errRollback
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func earlierHead(t *testing.T, s string) (h head) {
	t.Helper()
	if s == "" {
		return h
	}
	var err error
	if h.seq, h.hash, err = parseHead(s); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestPrintedHead is about what the chain can't know by itself: that its end was cut off, or that it was made anew.
func TestPrintedHead(t *testing.T) {
	h := busy(t)
	printed, err := h.LogHead(t.Context(), h.source())
	if err != nil {
		t.Fatal(err)
	}
	cut := func(tx *tx, to int64) {
		run(t, tx, `DELETE FROM log WHERE org_id = 1 AND seq > ?1`, to)
		run(t, tx, `UPDATE organizations SET (log_seq, log_hash) = (SELECT seq, hash FROM log WHERE org_id = 1 AND seq = ?1) WHERE id = 1`, to)
	}
	rewrite := func(tx *tx) {
		last := storedRow{}
		if err := tx.eachLog(t.Context(), 1, func(r storedRow) error { last = r; return nil }); err != nil {
			t.Fatal(err)
		}
		last.Object = "something else"
		run(t, tx, `DELETE FROM log WHERE org_id = 1 AND seq = ?1`, last.Seq)
		hash := new(hashing).of(last.logRow, last.prev)
		if err := tx.insertLog(t.Context(), sealedRow{logRow: last.logRow, prev: last.prev, hash: hash}); err != nil {
			t.Fatal(err)
		}
		run(t, tx, `UPDATE organizations SET log_hash = ?1 WHERE id = 1`, hash)
	}
	for name, tamper := range map[string]func(*tx){
		"the end is cut off":      func(tx *tx) { cut(tx, printed.Rows-2) },
		"the last row is another": rewrite,
		"everything is cut off": func(tx *tx) {
			run(t, tx, `DELETE FROM log WHERE org_id = 1`)
			run(t, tx, `UPDATE organizations SET log_seq = 0, log_hash = x''`)
		},
		"cut off and written anew": func(tx *tx) { cut(tx, printed.Rows-1); rewrite(tx) },
	} {
		h.undone(func(tx *tx) {
			tamper(tx)
			if proof, err := tx.prove(t.Context(), 1, head{}); err != nil || proof.Fault != nil {
				t.Errorf("%s: the chain by itself can't know, but says %+v, %v", name, proof.Fault, err)
			}
			if proof, err := tx.prove(t.Context(), 1, earlierHead(t, printed.Head)); err != nil || proof.Fault == nil {
				t.Errorf("%s: not found with the printed head (%v)", name, err)
			}
		})
	}
	h.addProduct("drive/later")
	if proof, err := h.LogVerify(t.Context(), h.source(), printed.Head); err != nil || proof.Fault != nil {
		t.Errorf("a log that went on: %+v, %v", proof.Fault, err)
	}
}

func TestStoreChain(t *testing.T) {
	h := newStore(t)
	for range 3 {
		h.fails(org.CodeWrongPassword, h.FailLogin(t.Context(), org.LoginAttempt{Email: mail(t, "olivia@example.org")}))
	}
	src := org.LogSource{Store: true}
	proof, err := h.LogVerify(t.Context(), src, "")
	if err != nil || proof.Fault != nil || proof.Rows < 4 {
		t.Fatalf("%+v, %v", proof, err)
	}
	for name, query := range map[string]string{
		"a row":        `DELETE FROM log WHERE org_id = 0 AND seq = 2`,
		"the last row": `DELETE FROM log WHERE org_id = 0 AND seq = (SELECT max(seq) FROM log WHERE org_id = 0)`,
		"the head":     `DELETE FROM meta WHERE key = 'log_head'`,
		"nonsense":     `UPDATE meta SET value = 'nonsense' WHERE key = 'log_head'`,
	} {
		h.undone(func(tx *tx) {
			run(t, tx, query)
			if proof, err := tx.prove(t.Context(), 0, head{}); err != nil || proof.Fault == nil {
				t.Errorf("%s: not found (%v)", name, err)
			}
		})
	}
}

func TestHeadsAreRead(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	for s, ok := range map[string]bool{
		"1:" + hash: true, "0:": true, "": false, ":": false, "1:": false, "1:ab": false, "-1:" + hash: false, "x:" + hash: false,
		"1:" + strings.Repeat("xy", 32): false, hash: false, "9223372036854775808:" + hash: false,
	} {
		seq, b, err := parseHead(s)
		if (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
		if ok && formatHead(seq, b) != s {
			t.Errorf("%q is written %q", s, formatHead(seq, b))
		}
	}
}
