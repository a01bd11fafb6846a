package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// TestMembersAreListedInOneOrder lists an organization with nearly all people of a store, and one with few of them.
func TestMembersAreListedInOneOrder(t *testing.T) {
	h := newStore(t)
	var people []org.NewMember
	for i := range 100 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("u%03d@example.org", i*37%100)), Role: org.Collaborator})
	}
	h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	zoe := account(t, "zoe@example.org", "other")
	h.ok(h.SignUp(t.Context(), org.Request{}, zoe))
	theirs := org.Caller{Session: zoe.Session, Org: "other"}
	h.ok(h.AddUsers(t.Context(), as(theirs), people[:2], false))
	for what, list := range map[string]struct {
		caller org.Caller
		n      int
		query  string
	}{"nearly all": {h.olivia, 101, membersWalked}, "few": {theirs, 3, membersSorted}} {
		if err := h.closeLanes(); err != nil {
			t.Fatal(err)
		}
		got := refs(t, h.Users(t.Context(), list.caller, org.UserFilter{}), func(m org.Member) string { return m.Email })
		if len(got) != list.n || !slices.IsSorted(got) {
			t.Errorf("%s: %d in the order %v", what, len(got), got)
		}
		if queries := h.lanes[0].queries(); !slices.Contains(queries, list.query) {
			t.Errorf("%s: asked %q", what, queries)
		}
	}
	if lines := plan(t, h.Store, membersWalked); slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, "TEMP B-TREE") }) {
		t.Errorf("the first member waits for the last: %q", lines)
	}
}
