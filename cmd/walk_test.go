package cmd_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kballard/go-shellquote"
	"github.com/spf13/cobra"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/clitest"
	"orgctl/internal/org"
)

// commands walks the tree and returns everything that can be run.
func commands(t testing.TB) []*cobra.Command {
	t.Helper()
	var leaves []*cobra.Command
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.HasSubCommands() {
			leaves = append(leaves, c)
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(cmd.Tree())
	if len(leaves) < 20 {
		t.Fatalf("only %d commands: the tree is not whole", len(leaves))
	}
	return leaves
}

func TestEveryCommandSaysWhatItIs(t *testing.T) {
	rows := map[org.Action]bool{app.Anybody: true, app.LoggedIn: true, app.FileOwner: true}
	for _, p := range org.Permissions() {
		rows[p.Action] = true
	}
	for _, c := range commands(t) {
		path := c.CommandPath()
		switch {
		case c.Short == "" || strings.HasSuffix(c.Short, ".") || strings.Contains(c.Short, "\n"):
			t.Errorf("%s: Short must be one line without a final stop: %q", path, c.Short)
		case c.Example == "":
			t.Errorf("%s: no example", path)
		case c.Args == nil:
			t.Errorf("%s: takes any arguments", path)
		case c.Name() != "help" && !rows[app.Row(c)]:
			t.Errorf("%s: its line in the permission table is missing: %q", path, app.Row(c))
		case c.Name() == "list" && app.Columns(c) == nil:
			t.Errorf("%s: its columns are not completed: app.Shows is missing", path)
		}
	}
}

// TestStubsSayTheSame compares the short texts of the root help with those of the commands themselves.
func TestStubsSayTheSame(t *testing.T) {
	whole := map[string]string{}
	for _, c := range cmd.Tree().Commands() {
		whole[c.Name()] = c.Short
	}
	for _, c := range cmd.Stubs().Commands() {
		if whole[c.Name()] != c.Short {
			t.Errorf("%s: the root help says %q, the command %q", c.Name(), c.Short, whole[c.Name()])
		}
	}
}

// demo is a copy of the world that the examples are written for. The world is built once.
func demo(t testing.TB) *clitest.Home {
	t.Helper()
	return image(t).Home(t)
}

func image(t testing.TB) clitest.Image {
	t.Helper()
	world.once.Do(func() { world.image = clitest.Demo(t, cmd.Main).Image(t) })
	return world.image
}

var world struct {
	once  sync.Once
	image clitest.Image
}

// example is one line of a command's help.
type example struct {
	command *cobra.Command
	line    string
	args    []string
}

func examples(t testing.TB) []example {
	t.Helper()
	var out []example
	for _, c := range commands(t) {
		for line := range strings.Lines(c.Example) {
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			words, err := shellquote.Split(line)
			if err != nil || words[0] != "orgctl" {
				t.Errorf("%s: the example %q is no command line of orgctl: %v", c.CommandPath(), line, err)
				continue
			}
			if i := slices.Index(words, ">"); i > 0 {
				words = words[:i]
			}
			out = append(out, example{c, line, words[1:]})
		}
	}
	return out
}

// needsPerson are the examples that only a person at a terminal can run; the tests of the wizards do.
func needsPerson(line string) bool {
	return strings.HasPrefix(line, "orgctl grant edit ") || line == "orgctl init" || line == "orgctl login" || line == "orgctl switch user" ||
		line == "orgctl user 2fa enable" || line == "orgctl user 2fa codes" ||
		strings.HasPrefix(line, "orgctl store recover")
}

// needsMail are the examples that need a server, or a mail that waits; stories run them.
func needsMail(line string) bool {
	return strings.HasPrefix(line, "orgctl mail test") || strings.HasPrefix(line, "orgctl mail show") || strings.HasPrefix(line, "orgctl mail retry")
}

func TestExamplesRun(t *testing.T) {
	for _, e := range examples(t) {
		t.Run(strings.ReplaceAll(e.line, "/", "∕"), func(t *testing.T) {
			if needsPerson(e.line) || needsMail(e.line) {
				return
			}
			h := demo(t)
			t.Chdir(h.Dir)
			if !e.command.HasParent() || strings.HasPrefix(e.line, "orgctl init ") || strings.HasPrefix(e.line, "orgctl demo") {
				h.Set("ORGCTL_STORE", filepath.Join(h.Dir, "new", "store.db"))
			}
			args := e.args
			if app.IsWrite(e.command) && !slices.Contains(args, "--yes") {
				args = append(slices.Clone(args), "--yes")
			}
			r := h.Run(args...)
			if r.Code != 0 && r.Code != 10 {
				t.Errorf("%s\nexit code %d\n%s%s", e.line, r.Code, r.Stdout, r.Stderr)
			}
		})
	}
}

// TestDryRunsChangeNothing runs the examples of every command that writes as dry runs.
func TestDryRunsChangeNothing(t *testing.T) {
	for _, e := range examples(t) {
		if !app.IsWrite(e.command) || needsPerson(e.line) || needsMail(e.line) {
			continue
		}
		t.Run(strings.ReplaceAll(e.line, "/", "∕"), func(t *testing.T) {
			h := demo(t)
			t.Chdir(h.Dir)
			if strings.HasPrefix(e.line, "orgctl init ") {
				h.Set("ORGCTL_STORE", filepath.Join(h.Dir, "new", "store.db"))
			}
			before := clitest.Snapshot(t, h.Dir)
			r := h.Run(append(slices.Clone(e.args), "--dry-run", "-o", "json")...)
			if r.Code != 0 {
				t.Fatalf("%s --dry-run: exit code %d\n%s", e.line, r.Code, r.Stderr)
			}
			var set struct {
				DryRun    bool    `json:"dry_run"`
				Operation *string `json:"operation"`
				Changes   []any   `json:"changes"`
			}
			if err := json.Unmarshal([]byte(r.Stdout), &set); err != nil || !set.DryRun || set.Operation != nil || set.Changes == nil {
				t.Errorf("%s --dry-run -o json is no change set of a dry run (%v):\n%s", e.line, err, r.Stdout)
			}
			if diff := clitest.Changed(before, clitest.Snapshot(t, h.Dir)); diff != "" {
				t.Errorf("%s --dry-run changed %s", e.line, diff)
			}
		})
	}
}

// TestReadsSpeakJSON runs the examples of every command that reads, as JSON.
func TestReadsSpeakJSON(t *testing.T) {
	h := demo(t)
	t.Chdir(h.Dir)
	for _, e := range examples(t) {
		if app.IsWrite(e.command) || needsPerson(e.line) || needsMail(e.line) || !speaksJSON(e) {
			continue
		}
		r := h.Run(append(slices.Clone(e.args), "-o", "json")...)
		if r.Code != 0 && r.Code != 10 || !json.Valid([]byte(r.Stdout)) {
			t.Errorf("%s -o json: exit code %d, no JSON:\n%s%s", e.line, r.Code, r.Stdout, r.Stderr)
		}
	}
}

// speaksJSON leaves out what prints a text of its own, and the examples that choose a format themselves.
func speaksJSON(e example) bool {
	own := []string{"completion", "help", "demo", "export"}
	return !slices.Contains(own, e.command.Name()) && !slices.Contains(e.args, "-o") && !slices.Contains(e.args, "--vcard") &&
		!strings.Contains(e.line, "--jq") && !strings.Contains(e.line, "--template")
}

// TestWhoDoesNotHeedInterrupts lets them end only those at once that have nothing to put in order.
func TestWhoDoesNotHeedInterrupts(t *testing.T) {
	for _, c := range commands(t) {
		if app.JustAnswers(c) && (app.IsWrite(c) || c.Flags().Lookup("out") != nil) {
			t.Errorf("%s writes, and so must heed interrupts", c.CommandPath())
		}
	}
}

// TestNothingIsAskedWithoutATerminal runs every command that writes without a word more: it must end as wrong usage or
// as a refusal, and never change anything.
func TestNothingIsAskedWithoutATerminal(t *testing.T) {
	h := demo(t)
	t.Chdir(h.Dir)
	before := clitest.Snapshot(t, h.Dir)
	for _, c := range commands(t) {
		needsNothing := []string{"orgctl logout", "orgctl dpa generate", "orgctl theme", "orgctl mail flush", "orgctl user 2fa disable"}
		if !app.IsWrite(c) || slices.Contains(needsNothing, c.CommandPath()) {
			continue
		}
		r := h.Run(strings.Fields(c.CommandPath())[1:]...)
		if r.Code == 0 || r.Code == 1 {
			t.Errorf("%s: exit code %d\n%s%s", c.CommandPath(), r.Code, r.Stdout, r.Stderr)
		}
		if r.Stdout != "" {
			t.Errorf("%s: says on stdout: %s", c.CommandPath(), r.Stdout)
		}
	}
	if diff := clitest.Changed(before, clitest.Snapshot(t, h.Dir)); diff != "" {
		t.Errorf("changed: %s", diff)
	}
}

func TestUnknownVerbsAreWrongUsage(t *testing.T) {
	h := clitest.NewHome(t, cmd.Main)
	for _, c := range cmd.Tree().Commands() {
		if !c.HasSubCommands() {
			continue
		}
		for _, args := range [][]string{{c.Name()}, {c.Name(), "nope"}, {c.Name(), "nope", "-o", "json"}} {
			r := h.Run(args...)
			if r.Code != 2 || r.Stdout != "" {
				t.Errorf("orgctl %s: exit code %d, stdout %q", strings.Join(args, " "), r.Code, r.Stdout)
			}
		}
	}
}
