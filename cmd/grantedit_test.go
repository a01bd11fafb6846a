package cmd_test

import (
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// The main job: two categories, the products to come included in one of them, and a product added afterwards.
func TestEditGivesProductsToCome(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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

// What is ticked anew gets what a rule gives, if nothing else is said, and the rule stays what it is if something is.
func TestEditLeavesARuleAlone(t *testing.T) {
	t.Parallel()
	h := rich(t)
	h.Must(t, "grant", "set", "eve@example.org", "--grant", "mail/@future=statistics")
	x := atTerminal(t, h, "grant", "edit", "eve@example.org")
	play(t, x,
		"Which category", "mail"+enter,
		"[ ] mail/office", clitest.Right+enter,
		"[x] statistics", down+space+clitest.Up+space+enter,
		"> no", enter,
		"> yes, as now (statistics)", enter,
		"> Save (2 changes)", enter,
		"set the access of eve@example.org in Acme", "",
	)
	expectCode(t, x, 0)
	expectSame(t, "the command", equivalent(t, x), "orgctl grant set eve@example.org --grant mail/info=technical --grant mail/office=technical")
}

// Back leads from every question to the one before, and from the categories to another person, who starts afresh.
func TestEditGoesBack(t *testing.T) {
	t.Parallel()
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

// Owners and admins have every management right: only use is asked for, where there is any.
func TestEditGivesAdminsOnlyUse(t *testing.T) {
	t.Parallel()
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
