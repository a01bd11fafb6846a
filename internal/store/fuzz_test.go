package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// FuzzLogText gives what stands in the log: a head, as somebody types it, and the changes of a row, as somebody may have
// written them. What can't be read is said so; what can be comes back the same. Either is hashed as encoding/json writes it.
func FuzzLogText(f *testing.F) {
	f.Add("42:"+strings.Repeat("9f", 32), `[{"action":"add","kind":"product","ref":"drive/a","before":null,"after":{"id":7,"subject_id":1}}]`)
	f.Add("0:", `[{"action":"edit","kind":"partnership","ref":"x","before":{"id":1},"after":{"id":1,"client_id":2}}]`)
	f.Add("-1:00", `[{"kind":"organization","before":{"id":1}}]`)
	f.Add("-1:"+strings.Repeat("9f", 32), `[]`)
	f.Add("1:zz", `[{"kind":"grant","after":{"id":"x"}}]`)
	f.Add("9223372036854775808:", `null`)
	f.Add("", `{"a":[]}`)
	f.Add(":", `[{"kind":"user","after":[]},{"kind":"team-member","after":1e999}]`)
	f.Fuzz(func(t *testing.T, typed, changes string) {
		sameHash(t, logRow{
			Org: 2, Seq: 3, Operation: -4, Part: 5, At: 1 << 52, ActorID: 7, Actor: typed, Partner: "p", Action: changes, Object: "o", Changes: changes, Reason: typed,
		}, []byte(typed))
		seq, hash, err := parseHead(typed)
		if err != nil {
			if org.KindOf(err) != org.KindUsage {
				t.Errorf("the head %q: %v", typed, err)
			}
		} else if again, hash2, err := parseHead(formatHead(seq, hash)); err != nil || again != seq || seq < 0 || !bytes.Equal(hash, hash2) {
			t.Errorf("the head %q is %d:%x, and that is %d:%x, %v", typed, seq, hash, again, hash2, err)
		}
		row := storedRow{logRow: logRow{Seq: 1, Changes: changes}}
		list, err := row.changes()
		if err != nil {
			if org.KindOf(err) != org.KindUnavailable || json.Valid([]byte(changes)) && strings.HasPrefix(changes, "[]") {
				t.Errorf("the changes %q: %v", changes, err)
			}
			return
		}
		if err := newReplay(1).row(row); err != nil && org.KindOf(storeError(err, "store.db")) != org.KindUnavailable {
			t.Errorf("the changes %q: %v", changes, err)
		}
		text, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		again, err := logRow{Changes: string(text)}.changes()
		if second, _ := json.Marshal(again); err != nil || !bytes.Equal(second, text) {
			t.Errorf("the changes %q are %s, and those %s, %v", changes, text, second, err)
		}
	})
}

// sameHash compares what a row is exported and hashed as with what encoding/json makes of it, also where it was hashed before.
func sameHash(t *testing.T, row logRow, prev []byte) {
	t.Helper()
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256(append(slices.Clone(prev), text...))
	hashes := hashing{text: []byte("of another row")}
	if got := row.appendJSON(nil); !bytes.Equal(got, text) || !bytes.Equal(hashes.of(row, prev), want[:]) || !bytes.Equal(hashes.of(row, prev), want[:]) {
		t.Errorf("the row is %s, want %s", got, text)
	}
}

// FuzzStoreName makes stores of any name. It is that file which is opened, and no parameter of SQLite's.
func FuzzStoreName(f *testing.F) {
	for _, s := range []string{"store.db", "a?mode=memory", "a%3fb", "a#b", "a b", "é", "a&immutable=1", ":memory:", "file:x?vfs=y", "\xff", "-", "%00", "a\nb", "a;b", "a'b\"c", "..a"} {
		f.Add(s)
	}
	empty := func(t *testing.T, path string) {
		db, err := openDB(dsn(path, "rwc", "journal_mode(MEMORY)", "synchronous(OFF)"))
		if err == nil {
			_, err = db.ExecContext(t.Context(), `PRAGMA application_id = 7`)
			err = errors.Join(err, db.Close())
		}
		if err != nil {
			t.Fatalf("%q: %v", path, err)
		}
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") || len(name) > 200 {
			return // no name of a file
		}
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		empty(t, path)
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 || entries[0].Name() != name {
			t.Fatalf("%q: %v, %v", name, entries, err)
		}
		db, err := openReader(path, true)
		if err != nil {
			t.Fatal(err)
		}
		id := 0
		err = errors.Join(db.QueryRowContext(t.Context(), `PRAGMA application_id`).Scan(&id), db.Close())
		if err != nil || id != 7 {
			t.Errorf("%q reads as %d, %v", name, id, err)
		}
	})
}

// FuzzRestore gives files that are nearly backups: some bytes are others, and the end is missing or more. Whatever is put in
// the place of the store is whole, and what is refused leaves nothing behind.
func FuzzRestore(f *testing.F) {
	f.Add(uint32(0), []byte{}, uint32(0))
	f.Add(uint32(0), []byte("SQLite format 3\x00\x00\x10"), uint32(0))
	f.Add(uint32(16), []byte{2, 0}, uint32(0))
	f.Add(uint32(18), []byte{2, 2}, uint32(0))
	f.Add(uint32(24), []byte{9, 9, 9, 9}, uint32(4096))
	f.Add(uint32(28), []byte{0, 0, 0, 1}, uint32(0))
	f.Add(uint32(60), []byte{0, 0, 0, 99}, uint32(0))
	f.Add(uint32(68), []byte{1, 2, 3, 4}, uint32(0))
	f.Add(uint32(100), []byte{13, 0, 0, 255}, uint32(0))
	f.Add(uint32(4096), make([]byte, 200), uint32(1))
	f.Add(uint32(5), []byte("x"), uint32(1<<31))
	var backup []byte
	f.Fuzz(func(t *testing.T, at uint32, patch []byte, cut uint32) {
		if backup == nil {
			h := newStore(t)
			backup, _ = os.ReadFile(h.backup("a.db"))
		}
		dir := t.TempDir()
		from, to := filepath.Join(dir, "backup.db"), filepath.Join(dir, "new", "store.db")
		if err := os.WriteFile(from, patched(backup, int(at), patch, int(cut)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := At(to, houseAt(t).options()).Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: from})
		if err == nil {
			clean(t, to)
			return
		}
		if kind := org.KindOf(err); kind != org.KindUnavailable && kind != org.KindUsage {
			t.Errorf("it is refused with %v", err)
		}
		entries, _ := os.ReadDir(filepath.Dir(to))
		left := slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == "store.db.lock" })
		if len(left) > 0 {
			t.Errorf("%v stays behind", left)
		}
	})
}

// patched is content with other bytes at a place, and shorter by cut or, if it is too much for that, longer by the rest.
func patched(content []byte, at int, patch []byte, cut int) []byte {
	out := bytes.Clone(content)
	copy(out[at%len(out):], patch)
	if cut < len(out) {
		return out[:len(out)-cut]
	}
	return append(out, make([]byte, cut%8192)...)
}
