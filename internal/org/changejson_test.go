package org

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzQuoted appends texts as encoding/json writes them: whatever bytes they are, or the hashes of the log would be others.
func FuzzQuoted(f *testing.F) {
	for _, s := range []string{"", "plain", `a "quoted" \ text`, "<b>&amp;</b>", "\x00\b\f\n\r\t\x1f\x7f", "é 漢字 🙂 \u2028\u2029", "\xff", "a\xe2\x80", "\xed\xa0\x80", `{"a":"\u003c"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := AppendQuoted([]byte("x"), s); string(got) != "x"+string(want) {
			t.Errorf("%q is appended as %s, want x%s", s, got, want)
		}
		if changes, want := []Change{{Ref: s, After: s}}, `[{"action":"","kind":"","ref":`+string(want)+`,"before":null,"after":`+string(want)+`}]`; utf8.ValidString(s) {
			if got, err := AppendChanges(nil, changes); err != nil || string(got) != want {
				t.Errorf("a change of %q is appended as %s, %v; want %s", s, got, err, want)
			}
		}
	})
}

// sample fills a value with anything: often with nothing, so that what is left out when it is empty is seen, too.
func sample(r *rand.Rand, v reflect.Value) {
	if r.IntN(3) == 0 {
		return
	}
	switch v.Interface().(type) {
	case Role:
		v.SetUint(uint64(r.IntN(int(Owner) + 1)))
		return
	case MemberState, Usage:
		v.SetUint(uint64(r.IntN(3)))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.UnixMicro(r.Int64N(4e15)).In(time.FixedZone("", 60*r.IntN(700)))))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			sample(r, field)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		sample(r, v.Elem())
	case reflect.String:
		v.SetString([]string{"jane@example.org", `"<a>"`, "é\xff"}[r.IntN(3)])
	case reflect.Int64:
		v.SetInt(r.Int64())
	case reflect.Uint8:
		v.SetUint(r.Uint64N(16))
	case reflect.Bool:
		v.SetBool(true)
	}
}

// TestAppendChanges: what is appended is what encoding/json writes, field for field, also of kinds it knows nothing of.
func TestAppendChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	objects := []func() any{
		func() any { return nil },
		func() any { var g GrantRecord; sample(r, reflect.ValueOf(&g).Elem()); return g },
		func() any { var m Member; sample(r, reflect.ValueOf(&m).Elem()); return m },
		func() any { var g GrantRecord; sample(r, reflect.ValueOf(&g).Elem()); return &g },
		func() any { var o Organization; sample(r, reflect.ValueOf(&o).Elem()); return o },
		func() any { return map[string]any{"b": "<", "a": []int{1}} },
		func() any { return json.RawMessage(` {"a" : "<"} `) },
	}
	for range 2000 {
		changes := make([]Change, r.IntN(4))
		for i := range changes {
			sample(r, reflect.ValueOf(&changes[i]).Elem())
			changes[i].Before, changes[i].After = objects[r.IntN(len(objects))](), objects[r.IntN(len(objects))]()
		}
		if len(changes) == 0 {
			changes = [][]Change{nil, {}}[r.IntN(2)]
		}
		want, err := json.Marshal(changes)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := AppendChanges(nil, changes); err != nil || string(got) != string(want) {
			t.Fatalf("%+v is appended as\n%s, %v; want\n%s", changes, got, err, want)
		}
	}
	for _, odd := range []any{GrantRecord{CreatedAt: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, Member{Created: time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)}, func() {}} {
		if got, err := AppendChanges(nil, []Change{{After: odd}}); err == nil {
			t.Errorf("%T is appended as %s, and encoding/json refuses it", odd, got)
		}
	}
}
