package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestOpID(t *testing.T) {
	h := office(t)
	req := as(h.olivia)
	req.OpID, req.Asked = "nightly-1", "grant set jane"
	first := h.ok(h.setAs(req, jane, "drive/a=technical", "drive/b=use"))
	if first.Operation == nil || first.Replayed {
		t.Fatalf("got %+v", first)
	}
	h.now = h.now.Add(time.Hour)
	h.wholly(func(ctx) {
		again, err := h.setAs(req, jane, "drive/a=technical", "drive/b=use")
		if err != nil {
			t.Fatal(err)
		}
		if again.Changed || !again.Replayed || *again.Operation != *first.Operation || !again.Recorded.Equal(h.now.Add(-time.Hour)) || again.Org != "Acme" {
			t.Errorf("got %+v", again)
		}
		if got, want := inJSON(t, again.Changes), inJSON(t, first.Changes); got != want {
			t.Errorf("the retry answers\n%s, not\n%s", got, want)
		}
		other := req
		other.Asked = "grant set tom"
		h.refused(org.CodeOpIDReused)(h.setAs(other, jane, "drive/a=technical"))
		h.refused(org.CodeOpIDReused)(h.CopyGrants(t.Context(), req, jane, "eve@example.org")) // the same words of another command
	})
	h.ok(h.revoke("drive/a"))
	if again, err := h.setAs(req, jane, "drive/a=technical", "drive/b=use"); err != nil || again.Changed {
		t.Errorf("it was done again: %+v, %v", again, err)
	}
	h.holds(jane, "drive/b=use")
	adam := as(h.login("adam@example.org"))
	adam.OpID, adam.Asked = req.OpID, req.Asked
	h.ok(h.setAs(adam, jane, "drive/a=technical")) // everybody has their own
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOpIDOfNothing remembers that nothing was to be changed, too: what comes later must not make the retry do it.
func TestOpIDOfNothing(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical"))
	req := as(h.olivia)
	req.OpID, req.Asked = "x", "grant set"
	h.same(h.setAs(req, jane, "drive/a=technical"))
	h.ok(h.revoke("drive/a"))
	set, err := h.setAs(req, jane, "drive/a=technical")
	if err != nil || set.Changed || !set.Replayed || set.Changes == nil || set.Operation != nil {
		t.Errorf("got %+v, %v", set, err)
	}
	h.holds(jane)
}

// TestOpIDWithoutWords guards by what was asked where nobody says how it was typed.
func TestOpIDWithoutWords(t *testing.T) {
	h := office(t)
	req := as(h.olivia)
	req.OpID = "x"
	h.ok(h.setAs(req, jane, "drive/a=technical"))
	if set, err := h.setAs(req, jane, "drive/a=technical"); err != nil || !set.Replayed {
		t.Errorf("got %+v, %v", set, err)
	}
	h.refused(org.CodeOpIDReused)(h.setAs(req, jane, "drive/a=statistics"))
}

// TestOpIDOfRefused is not used up by what was refused.
func TestOpIDOfRefused(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical"))
	req := org.Request{Caller: h.olivia, OpID: "x", Asked: "grant set"}
	h.wholly(func(ctx) { h.refused(org.CodeConfirm)(h.setAs(req, jane, "drive/a=none")) })
	req.Confirmed = true
	h.ok(h.setAs(req, jane, "drive/a=none"))
}

func TestConfirmation(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical+use"))
	req := org.Request{Caller: h.olivia}
	var preview org.ChangeSet
	h.wholly(func(ctx) {
		_, err := h.setAs(req, jane, "drive/a=technical+no-use", "drive/b=use")
		h.fails(org.CodeConfirm, err)
		if org.KindOf(err) != org.KindDenied || err.(*org.Error).Preview == nil {
			t.Fatalf("got %#v", err)
		}
		preview = *err.(*org.Error).Preview
		if got, want := preview.Taking(), []string{"jane@example.org loses use as user on drive/a"}; !slices.Equal(got, want) || preview.Org != "Acme" {
			t.Errorf("it takes %q, want %q", got, want)
		}
	})
	req.Confirmed, req.Expect = true, preview.Digest()
	h.ok(h.setAs(org.Request{Caller: h.olivia}, jane, "drive/a=technical+use+statistics")) // only adds: nobody is asked
	h.wholly(func(ctx) { h.refused(org.CodeChanged)(h.setAs(req, jane, "drive/a=technical+no-use", "drive/b=use")) })
	h.ok(h.set(jane, "drive/a=technical+use"))
	h.now = h.now.Add(time.Hour)
	h.ok(h.setAs(req, jane, "drive/a=technical+no-use", "drive/b=use")) // it is as it was, an hour later
	h.wholly(func(ctx) {
		// Somebody else did it meanwhile: there is nothing left of what was confirmed.
		h.refused(org.CodeChanged)(h.setAs(req, jane, "drive/a=technical+no-use", "drive/b=use"))
	})
}

// TestDryRun runs each use case dry and then for good: nothing is written, and both say the same.
func TestDryRun(t *testing.T) {
	for name, run := range map[string]func(*house, org.Request) (org.ChangeSet, error){
		"set": func(h *house, req org.Request) (org.ChangeSet, error) {
			return h.setAs(req, jane, "drive/a=none", "drive/@future=use", "mail/@all=technical until:1h")
		},
		"revoke": func(h *house, req org.Request) (org.ChangeSet, error) {
			return h.RevokeGrants(h.t.Context(), req, org.Revocation{User: jane, Scopes: []org.Scope{{Category: "drive", Product: "a"}}, Split: true})
		},
		"copy": func(h *house, req org.Request) (org.ChangeSet, error) {
			return h.CopyGrants(h.t.Context(), req, jane, "eve@example.org")
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := office(t)
			h.ok(h.set(jane, "drive/a=technical", "drive/@all=statistics", "mail/@all=use"))
			var dry org.ChangeSet
			req := org.Request{Caller: h.olivia, DryRun: true, OpID: "x", Asked: name} // it needs no confirmation
			h.wholly(func(ctx) {
				dry = h.ok(run(h, req))
			})
			req.DryRun, req.Confirmed, req.Expect = false, true, dry.Digest()
			done := h.ok(run(h, req))
			if !dry.DryRun || dry.Operation != nil || done.DryRun || done.Operation == nil {
				t.Errorf("dry %+v, real %+v", dry, done)
			}
			dry.DryRun, dry.Operation = done.DryRun, done.Operation
			if got, want := inJSON(t, done), inJSON(t, dry); got != want {
				t.Errorf("done:\n%s\npromised:\n%s", got, want)
			}
			if !slices.Equal(dry.Taking(), done.Taking()) {
				t.Errorf("it took %q, promised %q", done.Taking(), dry.Taking())
			}
		})
	}
}

// TestLogOfGrants reads what the log keeps of each change: enough to undo it.
func TestLogOfGrants(t *testing.T) {
	h := office(t)
	req := as(h.olivia)
	req.Reason = "because"
	c := h.statement(jane, "drive/@future=technical+use until:8h")
	c.Reason, c.Ticket = "moving", "T-1"
	h.ok(h.SetGrants(t.Context(), req, []org.GrantChange{c}, false))
	h.ok(h.set(jane, "drive/@all=statistics until:9h"))
	h.ok(h.revoke("drive/@all"))
	var got []string
	rows, err := h.reader.Query(`SELECT action, object, reason, changes FROM log WHERE org_id = 1 AND action LIKE 'grant.%' ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	err = each(rows, func() error {
		var action, object, reason, changes string
		err := rows.Scan(&action, &object, &reason, &changes)
		got = append(got, strings.Join([]string{action, object, reason, changes}, " "))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	record := func(scope, rights, until, since string) string {
		return `{"user":"jane@example.org","product":null,"category":"drive","scope":"` + scope + `","rights":["` + rights + `"],"usage":"user","from":null,"until":"2026-11-22T` + until +
			`:00:00Z","reason":"moving","ticket":"T-1","created_by":"olivia@example.org","created_at":"2026-11-22T08:00:00Z","temporary":true,"subject_id":2,"category_id":2` + since + `}`
	}
	first, last := record("future", "technical", "16", `,"since":4`), record("all", "statistics", "17", "")
	want := []string{
		`grant.set jane@example.org because [{"action":"add","kind":"grant","ref":"jane@example.org drive/@future","before":null,"after":` + first + `}]`,
		`grant.set jane@example.org  [{"action":"edit","kind":"grant","ref":"jane@example.org drive/@all","before":` + first + `,"after":` + last + `}]`,
		`grant.revoke jane@example.org  [{"action":"remove","kind":"grant","ref":"jane@example.org drive/@all","before":` + last + `,"after":null}]`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestLogOrNothing makes the log refuse the row: then the grant is not kept either, nor the head of the chain.
func TestLogOrNothing(t *testing.T) {
	h := office(t)
	trigger := func(query string) {
		t.Helper()
		err := h.write(t.Context(), func(tx *tx) error { return tx.run(t.Context(), query) })
		if err != nil {
			t.Fatal(err)
		}
	}
	trigger(`CREATE TRIGGER no_log BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'the log is full'); END`)
	h.wholly(func(ctx) {
		if _, err := h.set(jane, "drive/a=technical"); err == nil {
			t.Error("a change without a row in the log")
		}
	})
	trigger(`DROP TRIGGER no_log`)
	trigger(`CREATE TRIGGER no_grant BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'no more grants'); END`)
	h.wholly(func(ctx) {
		if _, err := h.set(jane, "drive/a=technical"); err == nil {
			t.Error("a row in the log without a change")
		}
	})
}

// TestLogParts writes one operation of many changes: a row of the log for each 1,000.
func TestLogParts(t *testing.T) {
	h := newStore(t)
	var people []org.NewMember
	for i := range 2*logPart + 1 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("u%d@example.org", i)), Role: org.External})
	}
	h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	h.addProduct("drive/a")
	var grants []org.GrantChange
	for _, p := range people {
		grants = append(grants, h.statement(p.Email.Shown, "drive/a=use"))
	}
	before := h.count("log")
	set := h.ok(h.SetGrants(t.Context(), as(h.olivia), grants, false))
	if got := h.count("log") - before; got != 3 {
		t.Errorf("%d rows", got)
	}
	id, err := strconv.ParseInt(*set.Operation, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var parts string
	if err := h.reader.QueryRow(`SELECT group_concat(part || ':' || json_array_length(text) || (length(changes) = 0), ' ') FROM (SELECT part, changes, log_text(changes, packed) AS text FROM log WHERE operation = ?1 ORDER BY seq)`, id).Scan(&parts); err != nil {
		t.Fatal(err)
	}
	if parts != "1:10001 2:10001 3:10" { // the last one is small enough to stay text
		t.Errorf("parts %s", parts)
	}
	proof, err := h.LogVerify(t.Context(), org.LogSource{Caller: h.olivia}, "")
	if err != nil || proof.Fault != nil {
		t.Errorf("%+v, %v", proof, err)
	}
}

// TestManyWriters lets 32 writers on four handles of one store state and read access at once: nobody fails, nothing gets
// lost, and the log is whole.
func TestManyWriters(t *testing.T) {
	h := office(t)
	const writers, each = 32, 4
	handles := []*Store{h.Store}
	for range 3 {
		s, err := Open(t.Context(), h.path, h.options())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		handles = append(handles, s)
	}
	for i := range writers {
		h.addProduct(fmt.Sprintf("kchat/p%d", i))
	}
	before := h.count("log")
	var mu sync.Mutex
	failed := map[string]int{}
	note := func(err error) {
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			failed[err.Error()]++
		}
	}
	var wg sync.WaitGroup
	for i := range writers {
		s, product := handles[i%len(handles)], fmt.Sprintf("kchat/p%d", i)
		wg.Go(func() {
			for n := range each {
				rights := []org.Rights{org.Technical, org.Statistics}[n%2]
				spec := org.GrantSpec{Scope: org.Scope{Category: "kchat", Product: strings.TrimPrefix(product, "kchat/")}, Rights: rights, RightsSet: true}
				set, err := s.SetGrants(t.Context(), as(h.olivia), []org.GrantChange{{User: jane, Spec: spec}}, false)
				if err == nil && !set.Changed {
					err = errors.New("nothing changed")
				}
				note(err)
				e, err := s.Access(t.Context(), h.olivia, jane, product, time.Time{})
				if err == nil && e.Access.Rights != rights {
					err = fmt.Errorf("it reads %s after writing %s", e.Access.Rights, rights)
				}
				note(err)
			}
		})
	}
	wg.Wait()
	for _, text := range slices.Sorted(maps.Keys(failed)) {
		t.Errorf("%d times: %s", failed[text], text)
	}
	if got := h.count("log") - before; got != writers*each {
		t.Errorf("%d of %d operations are in the log", got, writers*each)
	}
	if got := h.count("grants"); got != writers {
		t.Errorf("%d grants", got)
	}
	proof, err := h.LogVerify(t.Context(), org.LogSource{Caller: h.olivia}, "")
	if err != nil || proof.Fault != nil {
		t.Errorf("%+v, %v", proof, err)
	}
}
