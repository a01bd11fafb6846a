package cmd_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// TestATokenForReadingOnlyReads runs the examples of every command by an owner's token that is bound to "read": each is
// refused or allowed as its line in the permission table says.
func TestATokenForReadingOnlyReads(t *testing.T) {
	for _, e := range examples(t) {
		if needsPerson(e.line) || strings.HasPrefix(e.line, "orgctl demo") || strings.HasPrefix(e.line, "orgctl init ") ||
			strings.HasPrefix(e.line, "orgctl mail test") {
			continue
		}
		t.Run(strings.ReplaceAll(e.line, "/", "∕"), func(t *testing.T) {
			h := demo(t)
			t.Chdir(h.Dir)
			h.Set("ORGCTL_TOKEN", strings.TrimSpace(h.Must(t, "token", "create", "--name", "reader", "--can", "read", "--password-file", filepath.Join(h.Dir, "password"))))
			args := e.args
			if app.IsWrite(e.command) && !slices.Contains(args, "--yes") {
				args = append(slices.Clone(args), "--yes")
			}
			r := h.Run(args...)
			if want := forReader(e); !slices.Contains(want, r.Code) {
				t.Errorf("%s (row %s): exit code %d, want one of %d\n%s%s", e.line, app.Row(e.command), r.Code, want, r.Stdout, r.Stderr)
			}
		})
	}
}

// forReader are the exit codes with which an example may end for a token that is bound to "read".
func forReader(e example) []int {
	writes := app.IsWrite(e.command)
	switch row := app.Row(e.command); {
	case strings.HasPrefix(e.line, "orgctl invitation accept ") || strings.HasPrefix(e.line, "orgctl invitation refuse "):
		return []int{5} // anybody may with a code; without one it is about oneself
	case row == "" || row == app.Anybody || row == app.FileOwner || strings.Contains(e.line, "--of-store"):
		return []int{0, 10}
	case (row == app.LoggedIn || row == org.ActSee) && writes:
		return []int{5} // about oneself: no token may
	case strings.Contains(e.line, "--org") || slices.Contains(e.args, "delta") || slices.Contains(e.args, "omega"):
		return []int{3, 5} // a token knows no organization but its own
	case row == org.ActSee && (strings.Contains(e.line, "@") || strings.Contains(e.line, "--from")):
		return []int{5} // it is about somebody else
	case row == app.LoggedIn || row == org.ActSee:
		return []int{0, 10}
	case (row == org.ActTeams || strings.Contains(e.line, "--team")) && !writes:
		return []int{0, 3, 5} // one's own teams are one's own access
	}
	return []int{5}
}
