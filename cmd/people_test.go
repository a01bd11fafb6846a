package cmd_test

import (
	"path/filepath"
	"strings"
	"testing"

	"orgctl/cmd"
	"orgctl/internal/clitest"
)

func TestInitByWizard(t *testing.T) {
	h := clitest.NewHome(t, cmd.Main)
	x := atTerminal(t, h, "init")
	x.Expect("Step 1 of 5 – you", "Your e-mail")
	x.Type("olivia@example.org" + clitest.Enter)
	x.Expect("Your first name")
	x.Type("Olivia" + clitest.Enter)
	x.Expect("Your last name")
	x.Type("Owner" + clitest.Enter)
	x.Expect("Step 2 of 5 – password")
	x.Type(clitest.Password + clitest.Enter)
	x.Expect("again")
	x.Type(clitest.Password + clitest.Enter)
	x.Expect("Step 3 of 5 – organization", "(Olivia Owner)")
	x.Type("日本 Acme" + clitest.Enter)
	x.Expect("The short name of 日本 Acme, for commands", "(acme)")
	x.Type(clitest.CtrlB)
	x.Expect("(日本 Acme)")
	x.Type(clitest.Enter)
	x.Expect("The short name of 日本 Acme")
	x.Type(clitest.Enter)
	x.Expect("Step 4 of 5 – kind and country", "> company")
	x.Type(clitest.Enter)
	x.Expect("The country of 日本 Acme", "(CH)")
	x.Type(clitest.Enter)
	x.Expect("Step 5 of 5 – summary", "日本 Acme (acme), company in CH", "currency CHF, locale de_DE, timezone Europe/Zurich", "Create 日本 Acme?")
	x.Type(clitest.Enter)
	x.Expect("owner in 日本 Acme", "Equivalent command: orgctl init --email olivia@example.org", "--org-name '日本 Acme' --kind company --country CH --password-stdin")
	expectCode(t, x, 0)
	if strings.Contains(x.Output(), clitest.Password) {
		t.Error("the password was shown")
	}
	expectJQ(t, h, `["olivia@example.org","acme","owner"]`, "whoami", "--jq", "[.email,.organization,.role] | tostring")
}

func TestInitLeftLeavesNothing(t *testing.T) {
	h := clitest.NewHome(t, cmd.Main)
	before := clitest.Snapshot(t, h.Dir)
	x := atTerminal(t, h, "init", "--email", "olivia@example.org")
	x.Expect("Your first name")
	x.Type("Olivia" + clitest.Enter)
	x.Expect("Your last name")
	x.Type(clitest.CtrlC)
	x.Expect("orgctl: interrupted")
	expectCode(t, x, 130)
	if diff := clitest.Changed(before, clitest.Snapshot(t, h.Dir)); diff != "" {
		t.Errorf("left behind %s", diff)
	}
}

func TestAskingForAUser(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "add")
	x.Expect("Step 1 of 5 – Acme: person")
	x.Type("mia" + clitest.Enter)
	x.Expect(`has no "@"`)
	x.Type(strings.Repeat(clitest.Backspace, 3) + "mia@example.org" + clitest.Enter)
	x.Expect("Step 2 of 5 – Acme: first name")
	x.Type("Mia" + clitest.Enter)
	x.Expect("Step 3 of 5 – Acme: last name")
	x.Type(clitest.Enter)
	x.Expect("Step 4 of 5 – Acme: role", "> collaborator", "legal representative")
	x.Type("exter" + clitest.Enter)
	x.Expect("Step 5 of 5 – Acme: add", "Mia <mia@example.org>, external", "Add Mia?")
	x.Type(clitest.Enter)
	x.Expect("added mia@example.org as an external in Acme", "Equivalent command: orgctl user add mia@example.org --first-name Mia --role external")
	expectCode(t, x, 0)
	expectJQ(t, h, `["Mia","","external"]`, "user", "show", "mia@example.org", "--jq", "[.first_name,.last_name,.role] | tostring")
}

func TestAskingToEditAUser(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "user", "edit", "jane@example.org")
	x.Expect("jane@example.org, collaborator of Acme", "Step 1 of 5 – Acme: first name")
	x.Type(clitest.Enter)
	x.Expect("Step 2 of 5 – Acme: last name")
	x.Type("Deer" + clitest.Enter)
	x.Expect("Step 3 of 5 – Acme: locale")
	x.Type("fr" + clitest.Enter)
	x.Expect("Step 4 of 5 – Acme: billing")
	x.Type("y" + clitest.Enter)
	x.Expect("Step 5 of 5 – Acme: contact preferences")
	x.Type("all" + clitest.Enter)
	x.Expect("edited jane@example.org in Acme", "Equivalent command: orgctl user edit jane@example.org", "--billing=true --last-name Deer --locale fr")
	expectCode(t, x, 0)
	expectJQ(t, h, `["Jane","Deer","fr_FR",true,["billing","products"]]`, "user", "show", "jane@example.org", "--jq", "[.first_name,.last_name,.locale,.billing,.notify] | tostring")
}

func TestRemovingAUserIsTyped(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "remove", "jane@example.org")
	x.Expect("jane@example.org loses technical, use as user on drive/marketing", "jane@example.org is no member of acme any more", "Do it in Acme? Type olivia@example.org to confirm")
	x.Type("jane@example.org" + clitest.Enter)
	x.Expect(`this is not "olivia@example.org"`)
	x.Type(strings.Repeat(clitest.Backspace, 20) + "olivia@example.org" + clitest.Enter)
	x.Expect("removed jane@example.org in Acme")
	expectCode(t, x, 0)
	if r := h.Run("user", "show", "jane@example.org"); r.Code != 3 {
		t.Errorf("still there: exit code %d", r.Code)
	}
}

func TestPickingAUserAndAnOrganization(t *testing.T) {
	h := demo(t)
	h.Must(t, "signup", "--email", "zoe@example.org", "--first-name", "Zoë", "--last-name", "Zeta", "--org", "zeta", "--org-name", "Zeta",
		"--password-file", filepath.Join(h.Dir, "password"))
	x := atTerminal(t, h, "switch", "user")
	x.Expect("Who goes on?", "olivia@example.org", "zoe@example.org", "new login")
	x.Type("olivia" + clitest.Enter)
	x.Expect("you are olivia@example.org now")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "switch", "org")
	x.Expect("Where do you want to work?", "> acme")
	x.Type("delta" + clitest.Enter)
	x.Expect("commands work in Delta")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "switch", "user", "--forget")
	x.Expect("Who shall be forgotten?")
	x.Type("zoe" + clitest.Enter)
	x.Expect("forgot zoe@example.org")
	expectCode(t, x, 0)
}

func TestLoginAsksForThePassword(t *testing.T) {
	h := demo(t)
	h.Must(t, "logout")
	x := atTerminal(t, h, "login")
	x.Expect("Your e-mail", "(olivia@example.org)")
	x.Type(clitest.Enter)
	x.Expect("Password of olivia@example.org")
	x.Type(clitest.Password + clitest.Enter)
	x.Expect("logged in as olivia@example.org")
	expectCode(t, x, 0)
	if strings.Contains(x.Output(), clitest.Password) {
		t.Error("the password was shown")
	}
}
