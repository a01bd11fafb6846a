package cmd_test

import (
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// atTerminal runs a command line where a person can be asked. Words with "=" before the command are variables.
func atTerminal(t *testing.T, h *clitest.Home, words ...string) *clitest.Terminal {
	t.Helper()
	vars := 0
	for strings.Contains(words[vars], "=") {
		vars++
	}
	c := h.Program("orgctl", words[vars:]...)
	c.Env = append(c.Env, words[:vars]...)
	return clitest.Start(t, c, 100, 40)
}

func expectCode(t *testing.T, x *clitest.Terminal, want int) {
	t.Helper()
	if got := x.Wait(); got != want {
		t.Fatalf("exit code %d, want %d\n%s", got, want, x.Screen())
	}
}

func expectJQ(t *testing.T, h *clitest.Home, want string, args ...string) {
	t.Helper()
	if got := strings.TrimSpace(h.Must(t, args...)); got != want {
		t.Errorf("orgctl %s: %s, want %s", strings.Join(args, " "), got, want)
	}
}

func TestAskingForAProduct(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "product", "add")
	x.Expect("Step 1 of 5 – Acme: category")
	x.Type("kcha" + clitest.Enter)
	x.Expect("Step 2 of 5 – Acme: name")
	x.Type("Team Chat" + clitest.Enter)
	x.Expect(`! product name "Team Chat" is not valid`)
	x.Type("team" + clitest.Enter)
	x.Expect("Step 3 of 5 – Acme: label")
	x.Type("Chat of the team" + clitest.Enter)
	x.Expect("Step 4 of 5 – Acme: price")
	x.Type(clitest.CtrlB)
	x.Expect("(Chat of the team)")
	x.Type("Our chat" + clitest.Enter)
	x.ExpectGone("Label, for people (optional) [")
	x.Type("12.5" + clitest.Enter)
	x.Expect("Step 5 of 5 – Acme: period")
	x.Type("1y" + clitest.Enter)
	x.Expect("added kchat/team in Acme", "Equivalent command: orgctl product add kchat/team --label 'Our chat' --price 12.5 --period 1y")
	expectCode(t, x, 0)
	expectJQ(t, h, `["Our chat","12.50","1y"]`, "product", "show", "kchat/team", "--jq", "[.label,.price,.period] | tostring")
}

func TestAskingLeavesNothingBehind(t *testing.T) {
	h := demo(t)
	before := clitest.Snapshot(t, filepath.Join(h.Dir, "store"))
	for _, words := range [][]string{{"product", "add"}, {"product", "edit", "drive/sales"}, {"org", "add"}, {"org", "edit"}, {"org", "remove", "omega"}} {
		x := atTerminal(t, h, words...)
		x.Expect("? ")
		x.Type(clitest.CtrlC)
		x.Expect("orgctl: interrupted")
		expectCode(t, x, 130)
	}
	if diff := clitest.Changed(before, clitest.Snapshot(t, filepath.Join(h.Dir, "store"))); diff != "" {
		t.Errorf("changed %s", diff)
	}
}

func TestAskingForDetails(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "org", "edit", "omega")
	x.Expect("What of Omega shall change?", "Save (nothing changed yet)")
	x.Type("phone" + clitest.Enter)
	x.Expect("Omega: phone")
	x.Type("+41 22 555 01 23" + clitest.Enter)
	x.Expect("Save (changed: 1)")
	x.Type("kind" + clitest.Enter)
	x.Expect("Omega: kind")
	x.Type("association" + clitest.Enter)
	x.Expect("Save (changed: 2)")
	x.Type("country" + clitest.Enter)
	x.Expect("Omega: country")
	x.Type("-" + clitest.Enter)
	x.Expect("Save (changed: 3)")
	x.Type("save" + clitest.Enter)
	x.Expect("Phone: – → +41 22 555 01 23", "Country: FR → –", "edited the details in Omega",
		"Equivalent command: orgctl org edit omega --kind association --country '' --phone '+41 22 555 01 23'")
	expectCode(t, x, 0)
	expectJQ(t, h, `["association","","+41 22 555 01 23","Europe/Paris"]`, "org", "show", "omega", "--jq", "[.kind,.country,.phone,.timezone] | tostring")
}

func TestAskingForAnOrganization(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "org", "add", "--country", "CH")
	x.Expect("Step 1 of 4 – name")
	x.Type("Béta & Söhne" + clitest.Enter)
	x.Expect("> company")
	x.Type(clitest.Down + clitest.Enter)
	x.Expect("(beta-sohne)")
	x.Type(clitest.Enter)
	x.Expect("Béta & Söhne (beta-sohne), association", "timezone Europe/Zurich", "Add Béta & Söhne?")
	x.Type(clitest.Enter)
	x.Expect("added the organization beta-sohne (Béta & Söhne): you are its owner", "orgctl org add beta-sohne --name 'Béta & Söhne' --kind association --country CH")
	expectCode(t, x, 0)
	expectJQ(t, h, "association", "org", "show", "beta-sohne", "--jq", ".kind")
}

// TestASecondFactorBecomesADuty in the menu of an organization.
func TestASecondFactorBecomesADuty(t *testing.T) {
	h := demo(t)
	enrol(t, h)
	x := atTerminal(t, h, "org", "edit")
	play(t, x,
		"What of Acme shall change?", "second"+enter,
		"Do members need a second factor to do anything here?", "y"+enter,
		"changed: 1", "second"+enter,
		"Do members need a second factor", clitest.CtrlB,
		"What of Acme shall change?", "save"+enter)
	x.Expect("Second factor: as everybody likes → everybody needs one", "edited the details in Acme", "Equivalent command: orgctl org edit", "--require-2fa=true")
	expectCode(t, x, 0)
	expectJQ(t, h, "true", "org", "show", "--jq", ".requires_2fa")
}

func TestRemovingAnOrganizationIsTyped(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "org", "remove", "omega")
	x.Expect("the organization omega is gone for good", "Type omega to confirm")
	x.Type("yes" + clitest.Enter)
	x.Expect(`this is not "omega"`)
	x.Type(clitest.Enter)
	x.Expect("not confirmed: nothing was changed")
	expectCode(t, x, 5)
	x = atTerminal(t, h, "org", "remove", "omega")
	x.Expect("Type omega to confirm")
	x.Type("omega" + clitest.Enter)
	x.Expect("removed the organization omega (Omega)")
	expectCode(t, x, 0)
	if r := h.Run("org", "show", "omega"); r.Code != 3 {
		t.Errorf("still there: exit code %d", r.Code)
	}
}
