package store

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"orgctl/internal/org"
)

// bigOperation adds many people in one operation, of which the changes are kept compressed.
func bigOperation(t *testing.T) (*house, string) {
	t.Helper()
	h := newStore(t)
	var people []org.NewMember
	for i := range 300 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("u%d@example.org", i)), Role: org.External})
	}
	set := h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	return h, *set.Operation
}

// Changes that are kept compressed are read like all others: counted, shown, searched, exported and verified.
func TestPackedLog(t *testing.T) {
	h, id := bigOperation(t)
	var text, packed int
	if err := h.reader.QueryRow(`SELECT length(changes), length(packed) FROM log WHERE operation = ?1`, id).Scan(&text, &packed); err != nil || text != 0 || packed == 0 || packed > 20_000 {
		t.Fatalf("%d bytes of text, %d compressed, %v", text, packed, err)
	}
	shown, err := h.LogShow(t.Context(), h.source(), id)
	if err != nil || len(shown.Changes) != 600 || shown.Count != 600 || shown.Changes[2].Ref != "u1@example.org" {
		t.Errorf("%d changes, counted %d, %v", len(shown.Changes), shown.Count, err)
	}
	for object, want := range map[string]int{"u299@example.org": 1, "u299@example": 0, "nobody@example.org": 0} {
		found := 0
		for e, err := range h.Log(t.Context(), h.source(), org.LogFilter{Object: object}) {
			if err != nil {
				t.Fatal(err)
			}
			found++
			if fmt.Sprint(e.Operation) != id || e.Count != 600 {
				t.Errorf("%s: %+v", object, e)
			}
		}
		if found != want {
			t.Errorf("%d operations are about %s", found, object)
		}
	}
	if proof, err := h.LogVerify(t.Context(), h.source(), ""); err != nil || proof.Fault != nil {
		t.Errorf("%+v, %v", proof.Fault, err)
	}
	for line, err := range h.LogExport(t.Context(), h.source()) {
		var row struct{ Changes string }
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		var changes []any
		if e := json.Unmarshal([]byte(row.Changes), &changes); e != nil || err != nil || len(changes) == 0 {
			t.Errorf("exported as %.99s: %v, %v", row.Changes, e, err)
		}
	}
	clean(t, h.path)
}

// What the hash does not see of the two columns is nothing.
func TestPackedLogTampered(t *testing.T) {
	h, id := bigOperation(t)
	for _, c := range []struct {
		name, set string
		readable  bool // it can be shown, though it is not what was written
	}{
		{"nothing is left", `packed = x''`, false},
		{"something behind", `packed = CAST(packed || x'00' AS BLOB)`, false},
		{"cut off", `packed = substr(packed, 1, length(packed) - 1)`, false},
		{"no zlib", `packed = randomblob(99)`, false},
		{"a changed byte", `packed = CAST(substr(packed, 1, 99) || CASE substr(packed, 100, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(packed, 101) AS BLOB)`, false},
		{"text beside", `changes = '[]'`, false},
		{"a blank beside", `changes = ' '`, true},
		{"nothing but the mark of zlib", `changes = log_text('', packed), packed = x'7801'`, false},
		{"other text", `changes = '[]', packed = x''`, true},
		{"a changed character", `changes = replace(log_text('', packed), 'u299@', 'u300@'), packed = x''`, true},
	} {
		h.undone(func(tx *tx) {
			run(t, tx, `UPDATE log SET `+c.set+` WHERE org_id = 1 AND operation = ?1`, id)
			if proof, err := tx.prove(t.Context(), 1, head{}); err != nil || proof.Fault == nil {
				t.Errorf("%s: not found (%v)", c.name, err)
			}
			if _, err := tx.logOperation(t.Context(), 1, shownID(t, id)); (err == nil) != c.readable || err != nil && org.KindOf(err) != org.KindUnavailable {
				t.Errorf("%s: shown with %v", c.name, err)
			}
		})
	}
	h.undone(func(tx *tx) {
		run(t, tx, `UPDATE log SET changes = log_text('', packed), packed = x'' WHERE org_id = 1 AND operation = ?1`, id)
		if proof, err := tx.prove(t.Context(), 1, head{}); err != nil || proof.Fault != nil {
			t.Errorf("the same text, not compressed: %+v, %v", proof.Fault, err)
		}
	})
}

// A store of before knows only text. It stays as it is, and what comes later is compressed.
func TestPackedLogAfterUpgrade(t *testing.T) {
	h, _ := bigOperation(t)
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
	age(t, h.path, packedSince-1)
	h.open(h.path)
	const kept = `SELECT group_concat((length(changes) > 0) || (length(packed) > 0), ' ') FROM log WHERE org_id = 1 AND (length(changes) >= 16384 OR length(packed) > 0)`
	var how string
	if err := h.reader.QueryRow(kept).Scan(&how); err != nil || how != "10" {
		t.Errorf("kept as %q, %v", how, err)
	}
	var people []org.NewMember
	for i := range 300 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("v%d@example.org", i)), Role: org.External})
	}
	h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	if err := h.reader.QueryRow(kept).Scan(&how); err != nil || how != "10 01" {
		t.Errorf("kept as %q, %v", how, err)
	}
	clean(t, h.path)
}

func shownID(t *testing.T, id string) (n int64) {
	t.Helper()
	if _, err := fmt.Sscan(id, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// FuzzPacked compresses and reads back any text, and reads anything as if it had been compressed.
func FuzzPacked(f *testing.F) {
	f.Add([]byte(`[{"action":"add"}]`), 2000)
	f.Add([]byte{0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01}, 1)
	f.Add([]byte("\xff\x00"), packFrom/2)
	f.Add([]byte("[1,[2,3],{\"a\":[4]},\"]\\\"\"]"), packFrom/2-1)
	f.Add([]byte("[]"), 1)
	f.Add([]byte("not so long"), 400)
	f.Add([]byte(`["a\",b", 2]`), 1)
	var packs packing
	f.Fuzz(func(t *testing.T, some []byte, times int) {
		text := bytes.Repeat(some, max(0, min(times, 2*packFrom/(1+len(some)))))
		packed, err := packs.of(text)
		if err != nil || (packed != nil) != (len(text) >= packFrom) {
			t.Fatalf("%d bytes become %d, %v", len(text), len(packed), err)
		}
		if got := unpacked(packed); packed != nil && got != string(text) {
			t.Fatalf("%d bytes are %d afterwards", len(text), len(got))
		}
		if packed != nil && unpacked(append(packed, some...)) != noText && len(some) > 0 {
			t.Fatal("what stands behind is not seen")
		}
		if got := unpacked(some); got != noText && len(some) > 0 {
			r, err := zlib.NewReader(bytes.NewReader(some))
			if err != nil {
				t.Fatal(err)
			}
			if want, err := io.ReadAll(r); err != nil || string(want) != got {
				t.Fatalf("%x is %q, but we read %q, %v", some, want, got, err)
			}
		}
		var list []any
		if json.Unmarshal(some, &list) == nil && list != nil && elements(string(some)) != len(list) {
			t.Fatalf("%q has %d elements, but we count %d", some, len(list), elements(string(some)))
		}
	})
}
