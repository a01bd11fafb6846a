package cmd_test

import (
	"fmt"
	"path/filepath"
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

// The main job: two categories, the products to come included in one of them, and a product added afterwards.
func TestEditGivesProductsToCome(t *testing.T) {
	h := demo(t)
	before := h.Image(t)
	x := atTerminal(t, h, "grant", "edit")
	play(t, x,
		"Step 1 of 6 – person", "tom"+enter,
		"Step 2 of 6 – category", "kdrive"+enter,
		"Step 3 of 6 – products in kDrive", clitest.Right+enter,
		"Which management rights on drive/marketing and drive/sales in Acme?", space+enter,
		"May Tom Roe use drive/marketing and drive/sales in Acme?", down+enter,
		"Shall Tom Roe also get the products that are added to kDrive in Acme later?", "same"+enter,
		"+ products to come in kDrive: technical, use as user", "domain"+enter,
		"Step 3 of 6 – products in Domain name", space+enter,
		"Which management rights on domain/acme.ch", space+enter,
		"> Save (4 changes)", enter,
	)
	x.Expect("Step 6 of 6 – save", "Tom Roe <tom@example.org> in Acme:", "  + drive/sales: technical, use as user\n", "  + domain/acme.ch: technical\n",
		"set the access of tom@example.org in Acme\n",
		"Equivalent command: orgctl grant set tom@example.org --grant drive/marketing=technical+use")
	expectCode(t, x, 0)
	expectEquivalent(t, x, before, grants(t, h))

	h.Must(t, "product", "add", "drive/archive")
	expectJQ(t, h, "true", "grant", "check", "tom@example.org", "drive/archive", "--right", "technical", "--usage", "user", "--jq", ".allowed")
	if _, why := h.Watch("grant", "why", "tom@example.org", "drive/archive"); !strings.Contains(why, "technical, use as user – rule drive/@future") {
		t.Errorf("why does not name the rule:\n%s", why)
	}
}

// Enter at every question leads through all categories and changes nothing.
func TestEditWithNothingButEnter(t *testing.T) {
	h := rich(t)
	before := clitest.Snapshot(t, h.Store())
	x := atTerminal(t, h, "grant", "edit", "jane@example.org")
	play(t, x,
		"> kDrive (3 of 3 granted, and those to come)", enter,
		"drive/design (statistics, through the rule on products to come)", enter,
		"They differ now.", enter,
		"May Jane Doe use", enter,
		"Which of these in Acme shall change to", enter,
		"> yes, as now (statistics)", enter,
		"> Mail service (2 of 2 granted, and those to come)", enter,
		"> [x] mail/info (technical, use as user)", enter,
		"> [x] technical", enter,
		"> yes, as user", enter,
		"> yes, with the same rights (technical, use as user)", enter,
		"> Domain name (0 of 2 granted)", enter,
		"> [ ] domain/acme.ch", enter,
		"> Save (nothing changed yet)", enter,
		"nothing to change in Acme\n", "",
	)
	expectCode(t, x, 0)
	if diff := clitest.Changed(before, clitest.Snapshot(t, h.Store())); diff != "" {
		t.Errorf("changed %s", diff)
	}
}

// Unticking one product of a rule on all splits the rule, is confirmed, and "no" loses nothing of what was answered.
func TestEditTakesAwayOnlyWhenConfirmed(t *testing.T) {
	h := rich(t)
	before := h.Image(t)
	was := grants(t, h)
	x := atTerminal(t, h, "grant", "edit", "jane@example.org")
	play(t, x,
		"Step 2 of 6", "mail"+enter,
		"Step 3 of 6", down+space+enter,
		"rights on mail/info", enter,
		"May Jane Doe use mail/info", enter,
		"products to come in Mail", enter,
		"  - mail/office: technical, use as user\n", "domain"+enter,
		"Step 3 of 6 – products in Domain", space+enter,
		"rights on domain/acme.ch", space+enter,
		"> Save (2 changes)", enter,
		"  - jane@example.org loses technical, use as user on mail/office\n? Save this for Jane Doe in Acme?", enter,
		"Not saved.", "",
		"> Save (2 changes)", enter,
		"? Save this for Jane Doe in Acme? [Esc back] (y/N)", clitest.Escape,
		"> Save (2 changes)", "",
	)
	expectSame(t, "before it is confirmed", grants(t, h), was)
	play(t, x,
		"> Save (2 changes)", enter,
		"? Save this for Jane Doe in Acme? [Esc back] (y/N)", "y"+enter,
		"set the access of jane@example.org in Acme", "",
	)
	expectCode(t, x, 0)
	expectJQ(t, h, `["mail/info"]`, "grant", "list", "--effective", "--user", "jane@example.org", "--category", "mail", "--jq", "map(.product) | tostring")
	expectEquivalent(t, x, before, grants(t, h))
}

// Other rights for one of two products, the end of a rule, full access: what was given otherwise stays.
func TestEditChangesOnlyWhatWasSaid(t *testing.T) {
	h := rich(t)
	before := h.Image(t)
	x := atTerminal(t, h, "grant", "edit", "jane@example.org")
	play(t, x,
		"Step 2 of 6", enter,
		"drive/sales (statistics; technical – direct, until 2027-01-31", enter,
		"They differ now.", down+space+enter,
		"May Jane Doe use", enter,
		"[x] drive/sales (now statistics)", "sales"+space+enter,
		"no (drive/design will be kept)", "no"+enter,
		"  ~ drive/marketing", "full"+enter,
		"Give Jane Doe every management right on every product in Acme, now and to come?", down+enter,
		"> Save (3 changes)", enter,
		"  - products to come in kDrive: statistics\n", "",
		"jane@example.org loses statistics on drive/@future", "y"+enter,
		"set the access of", "",
	)
	expectCode(t, x, 0)
	expectJQ(t, h, `["drive/design statistics ","drive/marketing technical,statistics user","drive/sales statistics ","drive/sales technical ","everything technical,statistics,ticket-control,sales-control ","mail technical user"]`,
		"grant", "list", "--user", "jane@example.org", "--jq", `map("\(.product // .category // .scope) \(.rights | join(",")) \(.usage // "")") | sort | tostring`)
	expectEquivalent(t, x, before, grants(t, h))
}

// A rule that gives what the products have goes along when they get something else, and stays one rule.
func TestEditLetsARuleFollow(t *testing.T) {
	h := rich(t)
	x := atTerminal(t, h, "grant", "edit", "jane@example.org", "--org", "acme")
	play(t, x,
		"Which category", "mail"+enter,
		"[x] mail/office", enter,
		"[ ] statistics", down+space+enter,
		"> yes, as user", enter,
		"[x] mail/office (now technical, use as user)", enter,
		"> yes, with the same rights (technical, statistics, use as user)", enter,
		"> Save (3 changes)", enter,
		"set the access of jane@example.org in Acme", "",
	)
	expectCode(t, x, 0)
	expectSame(t, "the command", equivalent(t, x), "orgctl grant set jane@example.org --org acme --grant mail/@all=technical+statistics+use")
}

// Back leads from every question to the one before, and from the categories to another person, who starts afresh.
func TestEditGoesBack(t *testing.T) {
	h := rich(t)
	x := atTerminal(t, h, "grant", "edit")
	play(t, x,
		"Step 1 of 6", "jane"+enter,
		"Step 2 of 6", enter,
		"Step 3 of 6", enter,
		"Which management rights", enter,
		"May Jane Doe use", enter,
		"Which of these", enter,
		"Step 5 of 6", "other"+enter,
		"Which management rights on products to come in Acme?", enter,
		"May Jane Doe use products to come in Acme?\n", clitest.Escape,
		"Which management rights on products to come in Acme?\n", clitest.CtrlB,
		"> yes, with other rights", clitest.Escape,
		"Which of these in Acme shall change to technical, use as user?\n", clitest.Escape,
		"? May Jane Doe use drive/marketing and drive/sales in Acme?\n", clitest.CtrlB,
		"They differ now.\n", clitest.Escape,
		"? Which products in Acme for Jane Doe?\n", clitest.Escape,
		"? Which category in Acme?\n", "mail"+enter,
		"> [x] mail/info", space+enter,
		"rights on mail/office", enter,
		"May Jane Doe use mail/office", enter,
		"products to come in Mail service", enter,
		"> Save (1 change)", clitest.Escape,
		"Forget 1 change to the access of Jane Doe in Acme?", enter,
		"> Save (1 change)", clitest.Escape,
		"Forget 1 change to the access of Jane Doe in Acme? [Esc back] (y/N)", "y"+enter,
		"> Jane Doe", "トム"+enter,
		"Access of トム 🦊 <tom@example.org>, collaborator in Acme.", "",
		"> kDrive (0 of 3 granted; 3 more from elsewhere)", "save"+enter,
		"nothing to change in Acme\n", "",
	)
	expectCode(t, x, 0)
}

// leaving is one way through a wizard: what is waited for and typed at each question.
type leaving struct {
	words   []string
	answers []string
}

// Ctrl-C at every question of both wizards ends in 130 and leaves everything as it was.
func TestWizardsCanBeLeftAnywhere(t *testing.T) {
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
	h := rich(t)
	x := clitest.Start(t, h.Program("orgctl", "grant", "edit"), 60, 24)
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
	if strings.Contains(screen, "Filter:") {
		t.Errorf("the filter was left behind\n%s", screen)
	}
}

// Owners and admins have every management right: only use is asked for, where there is any.
func TestEditGivesAdminsOnlyUse(t *testing.T) {
	h := rich(t)
	before := h.Image(t)
	x := atTerminal(t, h, "grant", "edit", "ada@example.org")
	x.Expect("Ada Admin has every management right as an admin: only the use of the services can be edited.", "> kDrive (0 of 3 to use)", "Mail service (0 of 2 to use)")
	if strings.Contains(x.Screen(), "Domain name") {
		t.Errorf("there is nothing to give in a category without use\n%s", x.Screen())
	}
	play(t, x,
		"Step 2 of 6", enter,
		"Step 3 of 6 – products in kDrive", space+enter,
		"Step 4 of 6 – use of kDrive\n? May Ada Admin use drive/design in Acme?", down+enter,
		"  + drive/design: use as admin\n", enter,
		"set the access of ada@example.org in Acme", "",
	)
	expectCode(t, x, 0)
	expectJQ(t, h, `[[[],"admin"]]`, "grant", "list", "--user", "ada@example.org", "--jq", "map([.rights,.usage]) | tostring")
	expectEquivalent(t, x, before, grants(t, h))
}

// What others do while somebody looks is noticed: nothing is saved that was not seen.
func TestEditNoticesOthers(t *testing.T) {
	toTheEnd := []string{
		"Step 2 of 6", "mail" + enter, "Step 3 of 6", space + enter, "rights on mail/office", enter, "May Jane Doe use", enter, "products to come in", enter,
	}
	for name, c := range map[string]struct {
		others []string
		late   bool // while the last question is open
		code   int
		says   string
	}{
		"a product more":               {[]string{"product", "add", "mail/new"}, false, 4, "somebody changed Mail service while you were editing: nothing was saved\nhint: run"},
		"a product more, at the end":   {[]string{"product", "add", "mail/new"}, true, 4, "something changed while you were looking: nothing was done\n"},
		"a product less":               {[]string{"product", "remove", "mail/office", "--yes"}, false, 4, "somebody changed Mail service while you were editing"},
		"other rights":                 {[]string{"grant", "set", "jane@example.org", "--grant", "mail/@all=technical+statistics+use"}, false, 4, "somebody changed Mail service"},
		"other rights, at the end":     {[]string{"grant", "set", "jane@example.org", "--grant", "mail/@all=technical+statistics+use"}, true, 4, "something changed"},
		"something else":               {[]string{"product", "add", "drive/new"}, false, 0, "set the access of jane@example.org"},
		"the person is gone":           {[]string{"user", "remove", "jane@example.org", "--yes"}, false, 3, `no user "jane@example.org"`},
		"the session ended":            {[]string{"logout"}, false, 7, "your session has ended"},
		"the session ended at the end": {[]string{"logout"}, true, 7, "your session has ended"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := rich(t)
			x := atTerminal(t, h, "grant", "edit", "jane@example.org")
			play(t, x, toTheEnd...)
			x.Expect("> Save (1 change)")
			if c.late {
				x.Type(enter)
				x.Expect("Save this for Jane Doe in Acme?")
			}
			h.Must(t, c.others...)
			after := grantsOf(h)
			if !c.late {
				x.Type(enter)
			}
			if c.late || c.code == 0 {
				play(t, x, "Save this for Jane Doe in Acme?", "y"+enter)
			}
			x.Expect(c.says)
			expectCode(t, x, c.code)
			if c.code != 0 {
				expectSame(t, "afterwards", grantsOf(h), after)
			}
		})
	}
}

// grantsOf is what is granted, or the refusal to say.
func grantsOf(h *clitest.Home) string {
	r := h.Run("grant", "list", "-o", "json")
	return fmt.Sprint(r.Code, r.Stdout)
}

func TestEditRehearses(t *testing.T) {
	h := rich(t)
	was := grants(t, h)
	x := atTerminal(t, h, "grant", "edit", "jane@example.org", "--dry-run")
	play(t, x, "Which category", "mail"+enter, "Which products", clitest.Left+enter, "get the products", enter, "> Save", enter,
		"  - mail/office: technical, use as user\norgctl: dry run: this would change in Acme, nothing was done", "")
	expectCode(t, x, 0)
	expectSame(t, "a dry run", grants(t, h), was)
}

// Under one --op-id only the very same answers are the same request.
func TestEditUnderAnOpID(t *testing.T) {
	h := rich(t)
	for _, c := range []struct {
		answers []string
		says    string
		code    int
	}{
		{[]string{"Step 3 of 6", space + enter, "Step 4 of 6", space + enter}, "set the access of jane@example.org in Acme", 0},
		{[]string{"Step 3 of 6", space + enter}, `--op-id "once" was used for something else`, 4},
	} {
		x := atTerminal(t, h, "grant", "edit", "jane@example.org", "--op-id", "once")
		play(t, x, append(append([]string{"Step 2 of 6", "domain" + enter}, c.answers...), "> Save", enter)...)
		if c.code != 0 {
			play(t, x, "Save this for Jane Doe", "y"+enter)
		}
		x.Expect(c.says)
		expectCode(t, x, c.code)
	}
}

// Where nobody can be asked, the wizards say which flags do the same.
func TestWizardsNeedATerminal(t *testing.T) {
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
