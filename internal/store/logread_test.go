package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// busy is a store in which something of everything was done.
func busy(t *testing.T) *house {
	t.Helper()
	h := newStore(t)
	h.addProduct("drive/marketing", "drive/sales", "mail/acme.ch", "kchat/team")
	h.addUser("jane@example.org", org.Collaborator)
	h.addUser("carl@example.org", org.External)
	h.grant("jane@example.org", "drive/marketing=technical+use", "mail/@future=statistics", "kchat/@all=technical")
	h.grant("carl@example.org", "drive/sales=statistics", "@everything=use")
	h.now = h.now.Add(time.Hour)
	h.grant("carl@example.org", "drive/sales=technical")
	label := "Marketing <b>&</b> é 市 sales"
	h.ok(h.EditProduct(t.Context(), as(h.olivia), "drive/marketing", org.ProductEdit{Label: &label}))
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "kchat/team"))
	h.ok(h.RemoveUser(t.Context(), as(h.olivia), "carl@example.org"))
	return h
}

func (h *house) source() org.LogSource { return org.LogSource{Caller: h.olivia} }

func TestLogIsListedLastFirst(t *testing.T) {
	h := busy(t)
	got := refs(t, h.Log(t.Context(), h.source(), org.LogFilter{}), func(e org.LogEntry) string {
		return fmt.Sprintf("%s %s %d", e.Action, e.Object, e.Count)
	})
	if first, last := got[0], got[len(got)-1]; !strings.HasPrefix(first, "user.remove carl@example.org") || !strings.HasPrefix(last, "init acme") {
		t.Errorf("from %q to %q", first, last)
	}
	if want := h.count("(SELECT DISTINCT operation FROM log WHERE org_id = 1)"); len(got) != want {
		t.Errorf("%d entries, want %d", len(got), want)
	}
}

func TestLogFilter(t *testing.T) {
	h := busy(t)
	eve := h.addUser("eve@example.org", org.Admin)
	label := "Mail"
	h.ok(h.EditProduct(t.Context(), as(eve), "mail/acme.ch", org.ProductEdit{Label: &label}))
	start := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		f    org.LogFilter
		want []string
	}{
		{"an action", org.LogFilter{Action: "product.edit"}, []string{"product.edit mail/acme.ch", "product.edit drive/marketing"}},
		{"a noun", org.LogFilter{Action: "user"}, []string{"user.add eve@example.org", "user.remove carl@example.org", "user.add carl@example.org", "user.add jane@example.org"}},
		{"not the beginning of a word", org.LogFilter{Action: "use"}, nil},
		{"who", org.LogFilter{Actor: "EVE@example.org"}, []string{"product.edit mail/acme.ch"}},
		{"who by id", org.LogFilter{Actor: "id:4"}, []string{"product.edit mail/acme.ch"}},
		{"the owner of the file", org.LogFilter{Actor: "file owner"}, nil},
		{"since", org.LogFilter{Since: start.Add(time.Hour), Action: "grant"}, []string{"grant.set carl@example.org"}},
		{"until", org.LogFilter{Until: start.Add(time.Hour), Action: "grant", Object: "drive/sales"}, []string{"grant.set carl@example.org"}},
		{"an object among others", org.LogFilter{Object: "drive/sales"}, []string{"user.remove carl@example.org", "grant.set carl@example.org", "grant.set carl@example.org", "product.add drive/sales"}},
		{"no part of a name", org.LogFilter{Object: "drive/sal"}, nil},
		{"quotes", org.LogFilter{Object: `"`}, nil},
	} {
		got := refs(t, h.Log(t.Context(), h.source(), c.f), func(e org.LogEntry) string { return e.Action + " " + e.Object })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLogJoinsParts(t *testing.T) {
	h := newStore(t)
	var people []org.NewMember
	for i := range logPart + 1 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("p%d@example.org", i)), Role: org.Collaborator})
	}
	set := h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	entries := refs(t, h.Log(t.Context(), h.source(), org.LogFilter{Action: "user.add"}), func(e org.LogEntry) string { return fmt.Sprint(e.Count) })
	if !slices.Equal(entries, []string{fmt.Sprint(len(set.Changes))}) {
		t.Errorf("entries of %v changes, want one of %d", entries, len(set.Changes))
	}
	found := refs(t, h.Log(t.Context(), h.source(), org.LogFilter{Object: "p1000@example.org"}), func(e org.LogEntry) string { return fmt.Sprint(e.Operation) })
	if len(found) != 1 || found[0] != *set.Operation {
		t.Errorf("the last part is not searched: %v", found)
	}
	op, err := h.LogShow(t.Context(), h.source(), *set.Operation)
	if err != nil {
		t.Fatal(err)
	}
	if len(op.Rows) < 2 || len(op.Changes) != len(set.Changes) {
		t.Errorf("%d rows with %d changes, want several with %d", len(op.Rows), len(op.Changes), len(set.Changes))
	}
}

func TestLogShowKeepsBeforeAndAfter(t *testing.T) {
	h := busy(t)
	all := refs(t, h.Log(t.Context(), h.source(), org.LogFilter{Action: "grant.set", Object: "carl@example.org"}), func(e org.LogEntry) string { return fmt.Sprint(e.Operation) })
	op, err := h.LogShow(t.Context(), h.source(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(op.Changes)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"action":"edit"`, `"ref":"carl@example.org drive/sales"`, `"rights":["statistics"]`, `"rights":["technical"]`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	h.ok(h.SignUp(t.Context(), org.Request{}, account(t, "zoe@example.org", "other")))
	_, err = h.LogShow(t.Context(), h.source(), fmt.Sprint(h.count("operations")))
	h.fails(org.CodeNotFound, err)
	_, err = h.LogShow(t.Context(), h.source(), "last")
	h.fails(org.CodeValidation, err)
}

func TestLogIsForOwnersAndAdmins(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	src := org.LogSource{Caller: jane}
	for _, err := range h.Log(t.Context(), src, org.LogFilter{}) {
		h.fails(org.CodeNotAuthorized, err)
	}
	_, err := h.LogShow(t.Context(), src, "1")
	h.fails(org.CodeNotAuthorized, err)
	_, err = h.LogVerify(t.Context(), src, "")
	h.fails(org.CodeNotAuthorized, err)
	_, err = h.LogHead(t.Context(), src)
	h.fails(org.CodeNotAuthorized, err)
	for _, err := range h.LogExport(t.Context(), src) {
		h.fails(org.CodeNotAuthorized, err)
	}
	if _, err := h.LogHead(t.Context(), org.LogSource{Store: true}); err != nil {
		t.Errorf("the store's own log is for whoever owns the file: %v", err)
	}
}

// TestLogExportProvesItself verifies an export as somebody would who has nothing but the text of its help.
func TestLogExportProvesItself(t *testing.T) {
	h := busy(t)
	var prev []byte
	var rows int
	for line, err := range h.LogExport(t.Context(), h.source()) {
		if err != nil {
			t.Fatal(err)
		}
		var links struct{ Prev, Hash string }
		if err := json.Unmarshal(line, &links); err != nil {
			t.Fatal(err)
		}
		i := bytes.LastIndex(line, []byte(`,"prev":`))
		sum := sha256.Sum256(append(prev, append(slices.Clone(line[:i]), '}')...))
		if links.Hash != hex.EncodeToString(sum[:]) || links.Prev != hex.EncodeToString(prev) {
			t.Fatalf("row %d does not follow: %s", rows+1, line)
		}
		prev = sum[:]
		rows++
	}
	head, err := h.LogHead(t.Context(), h.source())
	if err != nil || head.Head != fmt.Sprintf("%d:%x", rows, prev) {
		t.Errorf("the head is %q, %v, want %d:%x", head.Head, err, rows, prev)
	}
}
