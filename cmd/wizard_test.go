package cmd_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"orgctl/cmd"
	"orgctl/internal/clitest"
)

// rich is the demo with everything that 'grant edit' meets: jane has grants that differ, one for a time, a rule on all, and
// a rule on products to come through which drive/design came; tom has a rule on everything. Names are as people have them.
func rich(t *testing.T) *clitest.Home {
	t.Helper()
	richWorld.once.Do(func() {
		h := demo(t)
		for _, line := range []string{
			"product edit drive/marketing --label 営業部の共有フォルダ📁",
			"product add drive/design", "product add mail/info", "product add domain/acme.com",
			"grant set jane@example.org --grant drive/sales=statistics --grant mail/@all=technical+use",
			"grant set jane@example.org --product drive/sales --right technical --until 2027-01-31",
			"grant set tom@example.org --grant @everything=statistics",
			"user edit tom@example.org --first-name トム --last-name 🦊",
		} {
			h.Must(t, strings.Fields(line)...)
		}
		richWorld.image = h.Image(t)
	})
	return richWorld.image.Home(t)
}

var richWorld struct {
	once  sync.Once
	image clitest.Image
}

// play waits for each text and then types the keys behind it.
func play(t *testing.T, x *clitest.Terminal, textsAndKeys ...string) {
	t.Helper()
	for i := 0; i < len(textsAndKeys); i += 2 {
		x.Expect(textsAndKeys[i])
		x.Type(textsAndKeys[i+1])
	}
}

const (
	enter = clitest.Enter
	space = " "
	down  = clitest.Down
)

// grants is everything that is granted, and to what it adds up.
func grants(t *testing.T, h *clitest.Home) string {
	t.Helper()
	return h.Must(t, "grant", "list", "-o", "json") + h.Must(t, "grant", "list", "--effective", "-o", "json")
}

func expectSame(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", what, got, want)
	}
}

// equivalent is the command line that a wizard printed, as one would copy it.
func equivalent(t *testing.T, x *clitest.Terminal) string {
	t.Helper()
	_, line, found := strings.Cut(x.Output(), "Equivalent command: ")
	line, _, ended := strings.Cut(line, "\r\n")
	if !found || !ended {
		t.Fatalf("no equivalent command\n%s", x.Screen())
	}
	return line
}

// expectEquivalent pastes the command into a shell on a machine that is as this one was before, and confirms if asked.
func expectEquivalent(t *testing.T, x *clitest.Terminal, before clitest.Image, want string) {
	t.Helper()
	line := equivalent(t, x)
	h := before.Home(t)
	y := clitest.Start(t, h.Program("sh", "-c", line+" --yes"), 100, 40)
	expectCode(t, y, 0)
	expectSame(t, line, grants(t, h), want)
}

// leaving is one way through a wizard: what is waited for and typed at each question.
type leaving struct {
	words   []string
	answers []string
}

// Ctrl-C at every question of both wizards ends in 130 and leaves everything as it was.
func TestWizardsCanBeLeftAnywhere(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]leaving{
		"init": {[]string{"init"}, []string{
			"Your e-mail", "olivia@example.org" + enter,
			"Your first name", "Olivia" + enter,
			"Your last name", "Owner" + enter,
			"Choose a password", clitest.Password + enter,
			"The same again", clitest.Password + enter,
			"The name of your organization", "日本 🎉" + enter,
			"The short name", "nihon" + enter,
			"What kind of organization", enter,
			"The country of", enter,
			"Create 日本 🎉?", "",
		}},
		"grant edit": {[]string{"grant", "edit"}, []string{
			"Step 1 of 6", "jane" + enter,
			"Step 2 of 6", "kdrive" + enter,
			"Step 3 of 6", space + enter,
			"Which management rights", enter,
			"May Jane Doe use", enter,
			"products to come in kDrive", "other" + enter,
			"rights on products to come", enter,
			"use products to come", enter,
			"  - drive/marketing", "full" + enter,
			"rights on everything", down + enter,
			"> Save", enter,
			"Save this for Jane Doe in Acme?", "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := clitest.NewHome(t, cmd.Main)
			if l.words[0] != "init" {
				h = rich(t)
			}
			before := clitest.Snapshot(t, h.Dir)
			for n := 0; n < len(l.answers); n += 2 {
				x := atTerminal(t, h, l.words...)
				play(t, x, l.answers[:n]...)
				play(t, x, l.answers[n], clitest.CtrlC, "orgctl: interrupted\n", "")
				expectCode(t, x, 130)
				if diff := clitest.Changed(before, clitest.Snapshot(t, h.Dir)); diff != "" {
					t.Fatalf("left at %q: changed %s", l.answers[n], diff)
				}
			}
		})
	}
}

// Plain questions, answered by numbers and names, lead to the same.
func TestEditWithPlainQuestions(t *testing.T) {
	t.Parallel()
	h := rich(t)
	before := h.Image(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "NO_COLOR=1", "grant", "edit")
	play(t, x,
		"3  Jane Doe <jane@example.org> (collaborator)", "jane"+enter,
		"Number or name [? help, < back] (1):", "domain"+enter,
		"2  [ ] domain/acme.com", "all"+enter,
		"1  [ ] technical", "1"+enter,
		"Shall Jane Doe also get the products that are added to Domain name in Acme later?\n1  no", "<"+enter,
		"1  [x] technical", enter,
		"2  yes, with the same rights (technical)", "2"+enter,
		"5  Save (3 changes)", "save"+enter,
		"set the access of jane@example.org in Acme", "",
	)
	expectCode(t, x, 0)
	if out := x.Output(); strings.Contains(strings.ReplaceAll(out, "\x1b]77;", ""), "\x1b") {
		t.Errorf("escape codes in plain questions: %q", out)
	}
	expectEquivalent(t, x, before, grants(t, h))
}

// On 60 columns nothing is wider than the screen, and nothing that was drawn over stays behind.
func TestEditOnANarrowTerminal(t *testing.T) {
	t.Parallel()
	h := rich(t)
	c := h.Program("orgctl", "grant", "edit")
	c.Env = append(c.Env, "NO_COLOR=1")
	x := clitest.Start(t, c, 60, 24)
	play(t, x, "Step 1 of 6", "トム"+enter, "collaborator in\n  Acme. Nothing is changed before you save; Ctrl-C leaves.", "", "Which category", enter)
	for range 6 {
		x.Type(down)
	}
	x.Type("営業")
	x.Expect("Filter: 営業")
	x.Expect("> [ ] drive/marketing – 営業… (statistics – rule @everyt…)")
	x.Type(space + enter)
	play(t, x, "Which management rights on drive/marketing in Acme?\n", "?")
	x.Expect("To manage is not to use, which is asked apart. technical:\nchange the offer,")
	x.Type(space + enter)
	play(t, x, "May トム 🦊 use", enter, "> Save (1 change)", enter, "set the access of tom@example.org in Acme", "")
	expectCode(t, x, 0)
	screen := x.Screen()
	if n := strings.Count(screen, "Which management rights"); n != 1 {
		t.Errorf("the question stands there %d times\n%s", n, screen)
	}
	if colour := regexp.MustCompile(`\x1b\[[0-9;]*[1-9][0-9;]*m`).FindString(x.Output()); colour != "" {
		t.Errorf("colour %q in spite of NO_COLOR", colour)
	}
	if strings.Contains(screen, "Filter:") {
		t.Errorf("the filter was left behind\n%s", screen)
	}
}

// Where nobody can be asked, the wizards say which flags do the same.
func TestWizardsNeedATerminal(t *testing.T) {
	t.Parallel()
	h := rich(t)
	empty := clitest.NewHome(t, cmd.Main)
	for _, variable := range []string{"TERM=dumb", "CI=true", "ORGCTL_NO_INPUT=1"} {
		x := atTerminal(t, h, variable, "grant", "edit", "jane@example.org")
		x.Expect("none may be asked here\nhint: say it with flags: orgctl grant set EMAIL --grant SCOPE=RIGHT+RIGHT")
		expectCode(t, x, 2)
		x = atTerminal(t, empty, variable, "init")
		x.Expect("orgctl: missing --email\n")
		expectCode(t, x, 2)
	}
}

func TestInitGoesBack(t *testing.T) {
	t.Parallel()
	h := clitest.NewHome(t, cmd.Main)
	x := clitest.Start(t, h.Program("orgctl", "--store", filepath.Join(h.Dir, "my store.db"), "init"), 60, 30)
	play(t, x,
		"? Your e-mail\n", clitest.CtrlB+"olivia"+enter,
		`! e-mail address "olivia" has no "@": write it in full`, "olivia@example.org"+enter,
		"? Your first name", "Oli"+enter,
		"? Your last name", clitest.Escape,
		"? Your first name [Esc back] (Oli)", "Olivia"+enter,
		"? Your last name", "Owner"+enter,
		"? Choose a password", clitest.Escape,
		"? Your last name [Esc back] (Owner)", enter,
		"Step 2 of 5 – password\n? Choose a password", clitest.Password+enter,
		"? The same again", clitest.Password+enter,
		"? The name of your organization", "営業部 🎉"+enter,
		"? The short name of 営業部 🎉, for commands", "eigyo"+enter,
		"? What kind of organization is 営業部 🎉?", clitest.Escape,
		"? The short name of 営業部 🎉, for commands", enter,
		"> company", "public-body"+enter,
		"? The country of 営業部 🎉", "Schweiz"+enter,
		`! unknown country "Schweiz": a code of two letters`, enter,
		"? Create 営業部 🎉?", clitest.Escape,
		"[Esc back, ? help] (CH)", "fr"+enter,
		"organization: 営業部 🎉 (eigyo), public-body in FR", "",
		"? Create 営業部 🎉? [Esc back] (Y/n)", enter,
		"Equivalent command: orgctl init", "",
	)
	expectCode(t, x, 0)

	want := h.Must(t, "--store", filepath.Join(h.Dir, "my store.db"), "org", "show", "-o", "json")
	line := strings.ReplaceAll(equivalent(t, x), h.Dir, "$HOME")
	line = strings.ReplaceAll(line, "'$HOME/my store.db'", `"$HOME/my store.db"`)
	other := clitest.NewHome(t, cmd.Main)
	y := clitest.Start(t, other.Program("sh", "-c", line+" <password"), 60, 30)
	expectCode(t, y, 0)
	expectSame(t, line, other.Must(t, "--store", filepath.Join(other.Dir, "my store.db"), "org", "show", "-o", "json"), want)
}
