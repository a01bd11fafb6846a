package store

import (
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"orgctl/internal/org"
)

// preparing counts how often SQLite asks whether a statement may do what it says, which it does whenever it prepares one.
func preparing(t *testing.T, h *house) *int {
	t.Helper()
	n := new(int)
	err := h.lanes[0].Raw(func(c any) error {
		return c.(interface {
			RegisterAuthorizer(fn sqlite.AuthorizerFn) error
		}).RegisterAuthorizer(func(what sqlite.AuthorizerActionCode, _, _, _, _ string) sqlite.AuthorizerReturnCode {
			if what == sqlite.AuthRead {
				*n++
			}
			return sqlite.AuthorizerOK
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPreparedOnce asks the same questions about others. What may be said of a value only once it is known makes SQLite
// prepare a statement again for every one, which takes longer than the answer.
func TestPreparedOnce(t *testing.T) {
	h := crowd(t)
	ask := func(user, product string) {
		t.Helper()
		for what, err := range map[string]error{
			"check":       second(h.Access(t.Context(), h.olivia, user, product, time.Time{})),
			"in an org":   second(h.Access(t.Context(), in(h.olivia, "acme"), user, product, time.Time{})),
			"who":         second(h.Who(t.Context(), h.olivia, product, org.Question{}, time.Time{})),
			"list of one": firstError(h.Reach(t.Context(), h.olivia, org.ReachFilter{User: user})),
		} {
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
	}
	ask("u007@example.org", "drive/p00")
	n := preparing(t, h)
	ask("u007@example.org", "drive/p00") // whoever begins to listen makes everything be prepared again
	if *n == 0 {
		t.Fatal("nothing was heard of preparing")
	}
	*n = 0
	ask("u008@example.org", "drive/p02")
	ask("u009@example.org", "mail/p01")
	if *n != 0 {
		t.Errorf("statements were prepared again: %d columns were looked at", *n)
	}
}

// TestPreparedForAProcess asks once, as a process does that is started for one question: for it, preparing is most of the work.
func TestPreparedForAProcess(t *testing.T) {
	h := crowd(t)
	if _, err := h.Access(t.Context(), h.olivia, "u007@example.org", "drive/p00", time.Time{}); err != nil {
		t.Fatal(err)
	}
	// the session, the organization, the caller and whoever is asked about, the product, and the grants
	if asked := h.lanes[0].queries(); len(asked) != 5 {
		t.Errorf("a check prepares %d statements:\n%s", len(asked), strings.Join(asked, "\n\n"))
	}
}
