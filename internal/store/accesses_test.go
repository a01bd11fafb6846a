package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"orgctl/internal/org"
)

// alone is what a question comes to when it is asked alone, in words: the access with all its sources, or what is wrong.
func (h *house) alone(c org.Caller, q org.Inquiry) string {
	h.t.Helper()
	e, err := h.Access(h.t.Context(), c, q.User, q.Product, q.At)
	if f, ok := errors.AsType[*org.Error](err); ok {
		return foundInWords(org.Found{Fault: &org.RowError{Code: f.Code, Msg: f.Msg, Hint: f.Hint}})
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return foundInWords(org.Found{Access: e})
}

func foundInWords(f org.Found) string {
	if f.Fault != nil {
		return fmt.Sprintf("%s: %s (%s)", f.Fault.Code, f.Fault.Msg, f.Fault.Hint)
	}
	return fmt.Sprintf("%s %s", f.Access.Product.Ref(), f.Access.Answer(org.Question{Rights: org.AllRights, Usage: org.UsageAdmin}).Reason) +
		fmt.Sprintf(" %+v", f.Access.Explain())
}

// together is what questions come to together, in words; the faults are at their places.
func (h *house) together(c org.Caller, questions []org.Inquiry) (out []string) {
	h.t.Helper()
	for f, err := range h.Accesses(h.t.Context(), c, slices.Values(questions)) {
		if err != nil {
			h.t.Fatal(err)
		}
		out = append(out, foundInWords(f))
		if f.Fault != nil && f.Fault.Row != len(out) {
			h.t.Errorf("row %d says it is %d", len(out), f.Fault.Row)
		}
	}
	return out
}

// agree asks about all people and products, at two times, together and alone.
func (h *house) agree(c org.Caller, people, products []string) {
	h.t.Helper()
	var questions []org.Inquiry
	for _, user := range people {
		for _, product := range products {
			for _, at := range []time.Time{{}, h.now.Add(3 * time.Hour)} {
				questions = append(questions, org.Inquiry{User: user, Product: product, At: at})
			}
		}
	}
	got := h.together(c, questions)
	if len(got) != len(questions) {
		h.t.Fatalf("%d answers to %d questions", len(got), len(questions))
	}
	for i, q := range questions {
		if want := h.alone(c, q); got[i] != want {
			h.t.Errorf("%+v together:\n%s\nalone:\n%s", q, got[i], want)
		}
	}
}

// TestTogetherAsAlone asks as everybody about everybody and everything, there or not.
func TestTogetherAsAlone(t *testing.T) {
	h := office(t)
	h.ok(h.ImportCatalog(t.Context(), as(h.olivia), []org.Category{{Code: "press", Label: "Press", Rights: org.Technical, Usage: true}}))
	h.addProduct("press/big")
	h.ok(h.set(jane, "drive/a=technical", "drive/b=use from:2h until:4h", "mail/a=use until:1h", "press/big=use"))
	h.ok(h.set("eve@example.org", "drive/@all=statistics"))
	people := []string{jane, "JANE@example.org", "id:2", "eve@example.org", "olivia@example.org", "nobody@example.org", "jane", "id:99", "id:x", ""}
	products := []string{"drive/a", "id:1", "press/big", "drive/b", "mail/a", "domain/acme.ch", "domain/ACME.ch", "drive/x", "id:99", "drvie/a", "press/small", "drive", ""}
	for _, c := range []org.Caller{h.olivia, h.login("adam@example.org")} {
		h.agree(c, people, products)
	}
	h.agree(h.login(jane), []string{jane, "JANE@example.org", "id:2", "jane", "id:x", ""}, products)
	h.agree(h.login("eve@example.org"), []string{"eve@example.org"}, products)
	if got := h.asked(h.olivia, jane, "press/big", time.Time{}); got != " user" {
		t.Errorf("in a category of one's own: %q", got)
	}
}

// TestTogetherInside asks as people of a partner, and about them.
func TestTogetherInside(t *testing.T) {
	m := newMarket(t)
	m.partners("reseller", m.limited("drive/a"))
	m.ok(m.AssignClient(t.Context(), as(m.rita), cole, "acme", true))
	for _, c := range []org.Caller{m.olivia, m.rita} {
		m.agree(c, []string{rita, cole, sam, "olivia@example.org"}, []string{"drive/a", "drive/b"})
	}
	m.agree(in(m.rita, "acme"), []string{rita}, []string{"drive/a", "drive/b"})
	got := m.together(in(m.cole, "acme"), []org.Inquiry{{User: cole, Product: "drive/a"}, {User: cole, Product: "drive/b"}})
	for i, want := range []string{"drive/a ", "object_not_found: "} {
		if len(got) <= i || len(got[i]) < len(want) || got[i][:len(want)] != want {
			t.Errorf("as cole: %q, want %q", got, want)
		}
	}
	m.mayNotAsk(in(m.cole, "acme"), org.Inquiry{User: cole, Product: "drive/a"}, rita, sam)
}

// mayNotAsk asks something allowed, and then about others: nothing is answered.
func (h *house) mayNotAsk(c org.Caller, own org.Inquiry, others ...string) {
	h.t.Helper()
	for _, user := range others {
		n := 0
		for f, err := range h.Accesses(h.t.Context(), c, slices.Values([]org.Inquiry{own, {User: user, Product: own.Product}})) {
			n++
			if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeNotAuthorized {
				h.t.Errorf("about %s: answer %d: %+v, %v", user, n, f, err)
			}
		}
		if n != 1 {
			h.t.Errorf("about %s: %d answers", user, n)
		}
	}
}

// TestWhoMayNotAsk learns nothing about others, not even whether they are there.
func TestWhoMayNotAsk(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical"))
	h.mayNotAsk(h.login(jane), org.Inquiry{User: jane, Product: "drive/a"}, "eve@example.org", "nobody@example.org", "id:99", "olivia@example.org")
}

// TestFaultsSayWhichPart names what of a question is wrong.
func TestFaultsSayWhichPart(t *testing.T) {
	h := office(t)
	n, want := 0, []string{"user", "product", "", "user"}
	for f, err := range h.Accesses(t.Context(), h.olivia, slices.Values([]org.Inquiry{
		{User: "nobody@example.org", Product: "drive/x"}, {User: jane, Product: "drive/x"}, {User: jane, Product: "drive/a"}, {User: "jane", Product: "drive/a"}})) {
		if err != nil {
			t.Fatal(err)
		}
		part := ""
		if f.Fault != nil {
			part = f.Fault.Column
		}
		if part != want[n] {
			t.Errorf("question %d: %+v is about %q, want %q", n+1, f.Fault, part, want[n])
		}
		n++
	}
}

// TestTogetherIsOneMoment changes the store between two answers: they are of the moment of the first.
func TestTogetherIsOneMoment(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical", "drive/b=technical"))
	var got []string
	for f, err := range h.Accesses(t.Context(), h.olivia, slices.Values([]org.Inquiry{{User: jane, Product: "drive/a"}, {User: jane, Product: "drive/b"}})) {
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 {
			h.ok(h.revoke("drive/b"))
		}
		got = append(got, f.Access.Access.Rights.String())
	}
	if !slices.Equal(got, []string{"technical", "technical"}) || h.asked(h.olivia, jane, "drive/b", time.Time{}) != " none" {
		t.Errorf("got %q", got)
	}
}

// TestWhoAsksEndsAll lets nobody ask who may not come in; nothing is answered then.
func TestWhoAsksEndsAll(t *testing.T) {
	h := office(t)
	eve := h.login("eve@example.org")
	h.ok(h.LockUser(t.Context(), as(h.olivia), "eve@example.org", true))
	for name, c := range map[string]struct {
		caller org.Caller
		want   org.Code
	}{
		"nobody":               {org.Caller{}, org.CodeNotLoggedIn},
		"an ended session":     {org.Caller{Session: [32]byte{1}}, org.CodeSessionExpired},
		"another organization": {in(h.olivia, "nothing"), org.CodeNotFound},
		"somebody locked":      {eve, org.CodeDenied},
	} {
		n := 0
		for f, err := range h.Accesses(t.Context(), c.caller, slices.Values([]org.Inquiry{{User: "eve@example.org", Product: "drive/a"}})) {
			n++
			if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != c.want || f.Fault != nil {
				t.Errorf("%s: %+v, %v", name, f, err)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d answers", name, n)
		}
	}
}

// TestTogetherEnds stops when nobody wants more, when the context ends, and at a row that was damaged: that is no fault of
// the question.
func TestTogetherEnds(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical", "drive/b=technical"))
	questions := []org.Inquiry{{User: jane, Product: "drive/a"}, {User: jane, Product: "drive/b"}, {User: jane, Product: "mail/a"}}
	for range h.Accesses(t.Context(), h.olivia, slices.Values(questions)) {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range h.Accesses(ctx, h.olivia, slices.Values(questions)) {
		if n++; (n == 2) != errors.Is(err, context.Canceled) {
			t.Errorf("answer %d: %v", n, err)
		}
		cancel()
	}
	if n != 2 {
		t.Errorf("%d answers", n)
	}
	h.do(`PRAGMA ignore_check_constraints = ON`)
	h.do(`UPDATE grants SET rights = 300 WHERE product_id = 2`)
	n = 0
	for f, err := range h.Accesses(t.Context(), h.olivia, slices.Values(questions)) {
		if n++; (n == 2) != (org.KindOf(err) == org.KindUnavailable) || f.Fault != nil {
			t.Errorf("answer %d: %+v, %v", n, f.Fault, err)
		}
	}
	if n != 2 {
		t.Errorf("%d answers", n)
	}
}
