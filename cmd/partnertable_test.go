package cmd_test

import (
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// insiders are collaborators of the reseller, logged in: carl enters acme, cleo is not assigned to it.
func insiders(t *testing.T) *clitest.Home {
	t.Helper()
	h := demo(t)
	for _, who := range []string{"cleo@example.com", "carl@example.com"} {
		h.Must(t, "switch", "user", "olivia@example.org")
		code := strings.TrimSpace(h.Must(t, "user", "reset", who, "--org", "reseller"))
		h.Must(t, "login", "--code", code, "--password-file", filepath.Join(h.Dir, "password"))
	}
	return h
}

// TestWhatPartnersPeopleMayDo is the permission table as it is met inside a client: what full and limited access allow, and
// that without an assignment there is nothing at all.
func TestWhatPartnersPeopleMayDo(t *testing.T) {
	t.Parallel()
	h := insiders(t)
	rows := []struct {
		command       string
		full, limited int
	}{
		{"org show", 0, 0},
		{"org edit --name Other", 0, 5},
		{"org remove acme --yes", 5, 5},
		{"product list", 0, 0},
		{"product add drive/new", 0, 5},
		{"product remove drive/marketing --yes", 0, 5},
		{"product edit drive/marketing --label Ours", 0, 0},
		{"product edit drive/sales --label Ours", 0, 3},
		{"product show mail/office", 0, 3},
		{"product renew drive/marketing --period 1y --price 10", 0, 5},
		{"user list", 0, 5},
		{"user add new@example.org --role collaborator", 0, 5},
		{"user add new@example.org --role admin", 5, 5},
		{"user invite new@example.org --role external", 0, 5},
		{"user invite new@example.org --role owner", 5, 5},
		{"user add new@example.org --role collaborator --billing", 5, 5},
		{"user invite new@example.org --role collaborator --billing", 5, 5},
		{"user edit jane@example.org --billing", 5, 5},
		{"user edit jane@example.org --last-name Other", 0, 5},
		{"user lock jane@example.org --yes", 0, 5},
		{"user lock ada@example.org --yes", 5, 5},
		{"user reset jane@example.org", 0, 5},
		{"user reset ada@example.org", 5, 5},
		{"user role jane@example.org --role admin", 5, 5},
		{"user role ada@example.org --role collaborator --yes", 5, 5},
		{"user remove jane@example.org --yes", 0, 5},
		{"user remove olivia@example.org --yes", 5, 5},
		{"grant set jane@example.org --product drive/sales --right technical", 0, 5},
		{"grant matrix", 0, 5},
		{"grant who drive/marketing", 0, 5},
		{"team add New", 0, 5},
		{"team remove design --yes", 0, 5},
		{"partner list", 0, 5},
		{"partner invite supplier --access limited --product none", 5, 5},
		{"partner edit reseller --access full --payment partner", 5, 5},
		{"partner revoke reseller --yes --password-file password", 5, 5},
		{"client list", 5, 5},
		{"billing list", 5, 5},
		{"billing balance", 5, 5},
		{"log list", 5, 5},
		{"dpa generate --out other.pdf", 5, 5},
	}
	meet := func(standing string, want func(i int) int) {
		t.Helper()
		for i, row := range rows {
			r := h.Run(append(strings.Fields(row.command), "--org", "acme", "--dry-run")...)
			if r.Code == 2 && strings.Contains(r.Stderr, "--dry-run") { // a command that only reads
				r = h.Run(append(strings.Fields(row.command), "--org", "acme")...)
			}
			if r.Code != want(i) {
				t.Errorf("%s: %s: exit code %d, want %d\n%s", standing, row.command, r.Code, want(i), r.Stderr)
			}
		}
	}
	meet("limited", func(i int) int { return rows[i].limited })
	h.Must(t, "switch", "user", "cleo@example.com")
	meet("not assigned", func(int) int { return 3 })
	h.Must(t, "switch", "user", "olivia@example.org")
	h.Must(t, "partner", "edit", "reseller", "--access", "full", "--org", "acme")
	h.Must(t, "switch", "user", "carl@example.com")
	meet("full", func(i int) int { return rows[i].full })
	h.Must(t, "switch", "user", "cleo@example.com")
	meet("not assigned", func(int) int { return 3 })
}
