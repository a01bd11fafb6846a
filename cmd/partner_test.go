package cmd_test

import (
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// TestInvitingAPartnerStepByStep searches, says what is not to be had, goes back, and ends with the one command that does the
// same.
func TestInvitingAPartnerStepByStep(t *testing.T) {
	t.Parallel()
	h := demo(t)
	before := h.Image(t)
	x := atTerminal(t, h, "partner", "invite")
	play(t, x,
		"Step 1 of 5 – Acme: search", "nobody"+enter,
		`! no partner is called "nobody"`, enter, // all of them
		"Step 2 of 5 – Acme: partner", "resell"+enter,
		`! "reseller" is a partner already: orgctl partner edit reseller`, "suppl"+enter,
		"Step 3 of 5 – Acme: access", clitest.CtrlB,
		"Which partner shall be let into Acme?", enter,
		"What shall supplier get in Acme?", enter,
		"Step 4 of 5 – Acme: products", "kdrive"+enter,
		"Which products in kDrive?", clitest.Escape,
		"Which products in kDrive? ← Back", "",
		"Go on (0 grants)", "kdrive"+enter,
		"[ ] drive/marketing", space+enter,
		"Which management rights in kDrive?", clitest.Escape,
		"Which management rights in kDrive? ← Back", "",
		"[x] drive/marketing", enter,
		"[x] statistics", enter, // both, as ticked
		"What shall supplier hold in Acme?", "mail"+enter,
		"Which products in Mail", space+enter,
		"Which management rights in Mail", down+space+enter, // without statistics
		"What shall supplier hold in Acme?", "go on"+enter,
		"Invite supplier to be a partner of Acme?", enter)
	x.Expect("+ partner supplier in Acme: limited access", "+ drive/marketing=technical+statistics", "+ mail/office=technical",
		"invited supplier in Acme", "Equivalent command: orgctl partner invite supplier --access limited --grant drive/marketing=technica",
		"\nop_")
	expectCode(t, x, 0)
	want := `["pending","limited",["drive/marketing=technical+statistics","mail/office=technical"]]`
	show := []string{"partner", "show", "supplier", "--jq", "[.state,.access,.products] | tostring"}
	expectJQ(t, h, want, show...)
	other := before.Home(t)
	y := clitest.Start(t, other.Program("sh", "-c", equivalent(t, x)), 100, 40)
	expectCode(t, y, 0)
	expectJQ(t, other, want, show...)
}

// TestInvitingAPartnerInFull asks who pays, and says who of the partner is an external now.
func TestInvitingAPartnerInFull(t *testing.T) {
	t.Parallel()
	h := demo(t)
	h.Must(t, "user", "add", "sam@example.com", "--role", "owner", "--first-name", "Sam", "--last-name", "Sup", "--org", "supplier")
	h.Must(t, "user", "add", "sam@example.com", "--role", "external", "--first-name", "Sam", "--last-name", "Sup")
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "partner", "invite", "supplier")
	play(t, x,
		"Step 1 of 3 – Acme: access", "full"+enter,
		"Step 2 of 3 – Acme: who pays", "<"+enter,
		"What shall supplier get in Acme?", "full"+enter,
		"Who pays for what is ordered?", "partner"+enter,
		"Invite supplier to be a partner of Acme?", enter)
	x.Expect("+ partner supplier in Acme: full access", "the partner pays", "sam@example.com is an external of acme",
		"orgctl partner invite supplier --access full --payment partner")
	expectCode(t, x, 0)
	if n := strings.Count(x.Output(), "sam@example.com is an external"); n != 1 {
		t.Errorf("the warning stands there %d times\n%s", n, x.Output())
	}
	expectJQ(t, h, `["pending","full","partner"]`, "partner", "show", "supplier", "--jq", "[.state,.access,.payment] | tostring")
}

// TestAnsweringARequestStepByStep lets a partner in that has asked, with what the client wants.
func TestAnsweringARequestStepByStep(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "partner", "invite", "reseller", "--org", "omega", "--access", "full")
	expectCode(t, x, 0)
	expectJQ(t, h, "active", "partner", "show", "reseller", "--org", "omega", "--jq", ".state")
	h = demo(t)
	x = atTerminal(t, h, "partner", "invite", "reseller", "--org", "omega")
	play(t, x, "Step 1 of 3 – Omega: access", enter, "Let partner reseller into Omega?", enter)
	x.Expect("no product yet", "orgctl partner invite reseller --org omega --access limited --product none")
	expectCode(t, x, 0)
	expectJQ(t, h, `["active","limited"]`, "partner", "show", "reseller", "--org", "omega", "--jq", "[.state,.access] | tostring")
}

// TestEditingAPartnerStepByStep opens everything, and then a selection again: what is taken is shown, and no is an answer.
func TestEditingAPartnerStepByStep(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "partner", "edit")
	play(t, x,
		"Step 1 of 4 – Acme: partner", enter,
		"Step 2 of 4 – Acme: access", "full"+enter,
		"Step 3 of 4 – Acme: who pays", "partner"+enter,
		"Change what partner reseller gets in Acme?", enter)
	x.Expect("~ access: limited → full", "~ who pays: client → partner", "the client goes on paying until reseller agrees",
		"changed what partner reseller gets in Acme", "orgctl partner edit reseller --access full --payment partner")
	expectCode(t, x, 0)

	x = atTerminal(t, h, "partner", "edit", "reseller")
	play(t, x,
		"Step 1 of 3 – Acme: access", clitest.Up+enter,
		"Step 2 of 3 – Acme: products", "kdrive"+enter,
		"Which products in kDrive?", down+space+enter,
		"Which management rights in kDrive?", enter,
		"What shall reseller hold in Acme?", "go on"+enter,
		"Change what partner reseller gets in Acme?", enter)
	x.Expect("takes away: partner reseller loses full access", "+ drive/sales: technical, statistics", "not confirmed: nothing was changed")
	expectCode(t, x, 5)
	expectJQ(t, h, "full", "partner", "show", "reseller", "--jq", ".access")

	x = atTerminal(t, h, "partner", "edit", "reseller")
	play(t, x, "access", clitest.Up+enter, "products", "go on"+enter, "Change what", "y"+enter)
	x.Expect("orgctl partner edit reseller --access limited --product none")
	expectCode(t, x, 0)
	expectJQ(t, h, `["limited","client",[]]`, "partner", "show", "reseller", "--jq", "[.access,.payment,.products] | tostring")
}

// TestOfferingProductsFirst begins with the products, from where there is no way back; from within a category there is one.
func TestOfferingProductsFirst(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "partner", "invite", "supplier", "--access", "limited")
	x.Expect("Step 1 of 2 – Acme: products", "What shall supplier hold in Acme?", "Go on")
	if strings.Contains(x.Screen(), "ack") {
		t.Errorf("the first question offers to go back\n%s", x.Screen())
	}
	x.Type("kdrive" + enter)
	play(t, x,
		"Which products in kDrive?", clitest.CtrlB,
		"What shall supplier hold in Acme?", "kdrive"+enter,
		"Which products in kDrive?", space+enter,
		"Which management rights in kDrive?", clitest.CtrlB,
		"[x] drive/marketing", clitest.CtrlC)
	expectCode(t, x, 130)
}

// TestEditingAPartnersProducts has ticked what there is.
func TestEditingAPartnersProducts(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "partner", "edit", "reseller")
	play(t, x,
		"Step 1 of 3 – Acme: access", enter,
		"1 of 2", "kdrive"+enter,
		"[x] drive/marketing", space+down+space+enter,
		"Which management rights in kDrive?", enter,
		"What shall reseller hold in Acme?", "go on"+enter,
		"Change what partner reseller gets in Acme?", "y"+enter)
	x.Expect("+ drive/sales: technical, statistics", "- drive/marketing: technical, statistics",
		"takes away: partner reseller loses technical, statistics on drive/marketing", "orgctl partner edit reseller --access limited --grant drive/sales=technical+stat")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "partner", "edit", "reseller")
	play(t, x, "access", enter, "products", enter)
	x.Expect("nothing changes", "nothing to change in Acme")
	expectCode(t, x, 0)
}

// TestEndingAPartnershipTakesThePassword asks twice, on either side; a wrong password ends nothing.
func TestEndingAPartnershipTakesThePassword(t *testing.T) {
	t.Parallel()
	for _, end := range [][]string{{"partner", "revoke", "reseller"}, {"client", "leave", "acme", "--org", "reseller"}} {
		t.Run(end[0], func(t *testing.T) {
			t.Parallel()
			h := demo(t)
			before := clitest.Snapshot(t, filepath.Join(h.Dir, "store"))
			x := atTerminal(t, h, end...)
			play(t, x, "loses technical, statistics on drive/marketing", "", "Do it in", "y"+enter, "Your password", clitest.CtrlC)
			expectCode(t, x, 130)
			x = atTerminal(t, h, end...)
			play(t, x, "Do it in", enter)
			x.Expect("not confirmed: nothing was changed")
			expectCode(t, x, 5)
			if diff := clitest.Changed(before, clitest.Snapshot(t, filepath.Join(h.Dir, "store"))); diff != "" {
				t.Errorf("changed %s", diff)
			}
			x = atTerminal(t, h, append(end, "--yes")...)
			play(t, x, "Your password", "not my password"+enter)
			expectCode(t, x, 7)
			expectJQ(t, h, "active", "partner", "show", "reseller", "--org", "acme", "--jq", ".state")
			x = atTerminal(t, h, append([]string{"CLITEST_NOW=2026-11-22T08:03:00Z"}, end...)...)
			play(t, x, "Do it in", "y"+enter, "Your password", clitest.Password+enter)
			x.Expect("ended the partnership with " + end[2])
			expectCode(t, x, 0)
			expectJQ(t, h, "ended", "partner", "show", "reseller", "--org", "acme", "--jq", ".state")
		})
	}
}

// TestBecomingAPartnerStepByStep begins with what the profile would be, or is.
func TestBecomingAPartnerStepByStep(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "partner", "profile", "edit")
	play(t, x, "Step 1 of 3 – Acme: name", enter, "(olivia@example.org)", clitest.CtrlB,
		"(Acme)", "Acme Services"+enter, "Step 2 of 3 – Acme: e-mail", enter, "Do clients find Acme Services", enter)
	x.Expect("orgctl partner profile edit --name 'Acme Services' --email olivia@example.org --")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "partner", "profile", "edit")
	play(t, x, "(Acme Services)", enter, "e-mail", "partners@example.org"+enter, "Do clients find", "n"+enter)
	expectCode(t, x, 0)
	expectJQ(t, h, `["Acme Services","partners@example.org",false]`, "partner", "profile", "show", "--jq", "[.name,.email,.active] | tostring")
}

// Ctrl-C at every question leaves everything as it was, and where nobody can be asked the missing flag is named.
func TestPartnerWizardsCanBeLeft(t *testing.T) {
	t.Parallel()
	h := demo(t)
	before := clitest.Snapshot(t, filepath.Join(h.Dir, "store"))
	for name, answers := range map[string][]string{
		"invite":       {"search", "suppl" + enter, "partner", enter, "access", "full" + enter, "who pays", enter, "Invite supplier", ""},
		"edit":         {"Which partner", enter, "access", enter, "products", "kdrive" + enter, "Which products", enter, "rights in kDrive", enter, "products", "go on" + enter},
		"profile edit": {"name", enter, "e-mail", enter, "Do clients find", ""},
	} {
		for n := 0; n < len(answers); n += 2 {
			x := atTerminal(t, h, append([]string{"partner"}, strings.Fields(name)...)...)
			play(t, x, answers[:n]...)
			play(t, x, answers[n], clitest.CtrlC, "orgctl: interrupted", "")
			expectCode(t, x, 130)
		}
	}
	x := atTerminal(t, h, "partner", "invite", "supplir") // nothing is asked about nobody
	x.Expect(`orgctl: no partner "supplir"`)
	expectCode(t, x, 3)
	for words, missing := range map[string]string{
		"partner invite supplir": `"supplir", and missing --access`, "partner invite supplir --access limited": `"supplir", and missing --product`,
		"partner invite": "missing PARTNER", "partner invite supplier": "missing --access", "partner invite supplier --access limited": "missing --product",
		"partner edit": "missing PARTNER", "partner edit reseller": "missing --access", "partner profile edit": "missing --name",
		"partner revoke reseller": "--password-file", "client leave acme --org reseller": "--password-file",
	} {
		x := atTerminal(t, h, append([]string{"ORGCTL_NO_INPUT=1"}, strings.Fields(words)...)...)
		x.Expect(missing)
		expectCode(t, x, 2)
	}
	if diff := clitest.Changed(before, clitest.Snapshot(t, filepath.Join(h.Dir, "store"))); diff != "" {
		t.Errorf("changed %s", diff)
	}
}
