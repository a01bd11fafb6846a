package cmd_test

import (
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// TestAMemberIsPicked leaves the e-mail out, and the question asked next is about who was picked.
func TestAMemberIsPicked(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "user", "role")
	play(t, x,
		"Which member of Acme?", "tom"+enter,
		"Which role for Tom", "exter"+enter,
		"Do it in Acme?", "y"+enter)
	x.Expect("made tom@example.org an external in Acme", "Equivalent command: orgctl user role tom@example.org --role external")
	expectCode(t, x, 0)
	expectJQ(t, h, "external", "user", "show", "tom@example.org", "--jq", ".role")
}

// TestOnlyWhomItConcernsIsListed locks and unlocks somebody, in plain questions and with a flag that is part of the answer.
func TestOnlyWhomItConcernsIsListed(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "user", "lock", "--yes", "--org", "acme")
	play(t, x, "Which member of Acme?", enter, "! ", "tom"+enter)
	x.Expect("locked tom@example.org in Acme", "Equivalent command: orgctl user lock tom@example.org --org acme")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "user", "unlock")
	play(t, x, "Which member of Acme?", "1"+enter)
	x.Expect("unlocked tom@example.org in Acme", "Equivalent command: orgctl user unlock tom@example.org")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "user", "unlock")
	x.Expect("there is nothing to choose from")
	expectCode(t, x, 2)
}

// TestAnInvitationIsPicked takes back the one that is open, and says how it is typed.
func TestAnInvitationIsPicked(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "invitation", "cancel", "--org", "delta", "--yes")
	x.Expect("Which invitation of Delta?", "collaborator, pending")
	x.Type("pia" + enter)
	x.Expect("cancelled the invitation pia@example.org in Delta")
	expectCode(t, x, 0)
	if line := equivalent(t, x); line != "orgctl invitation cancel pia@example.org --org delta" {
		t.Errorf("the equivalent command is %s", line)
	}
	expectJQ(t, h, "cancelled", "invitation", "show", "id:1", "--org", "delta", "--jq", ".state")
}

func TestOthersArePicked(t *testing.T) {
	t.Parallel()
	h := demo(t)
	for line, c := range map[string]struct{ asks, keys, says string }{
		"user show":                   {"Which member of Acme?", "jane", "jane@example.org"},
		"invitation show --org delta": {"Which invitation of Delta?", "pia", "pia@example.org"},
		"team show":                   {"Which team of Acme?", "desi", "design"},
		"product show":                {"Which product of Acme?", "sales", "drive/sales"},
		"partner show":                {"Which partner of Acme?", "resel", "reseller"},
		"team members list":           {"Which team of Acme?", "desi", "eve@example.org"},
		"grant who":                   {"Which product of Acme?", "sales", "olivia@example.org"},
	} {
		x := atTerminal(t, h, strings.Fields(line)...)
		x.Expect(c.asks)
		x.Type(c.keys + enter)
		x.Expect(c.says)
		expectCode(t, x, 0)
	}
}

// TestPickingLeavesNothingBehind leaves at the list; without a terminal there is none, and the argument is named.
func TestPickingLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	h := demo(t)
	before := clitest.Snapshot(t, filepath.Join(h.Dir, "store"))
	x := atTerminal(t, h, "user", "remove", "--yes")
	x.Expect("Which member of Acme?")
	x.Type(clitest.CtrlC)
	x.Expect("orgctl: interrupted")
	expectCode(t, x, 130)
	for line, missing := range map[string]string{
		"user role --role admin": "missing EMAIL", "user remove": "missing EMAIL", "invitation cancel": "missing ID", "team remove": "missing TEAM",
		"team edit": "missing TEAM", "grant why": "missing EMAIL and CATEGORY/NAME", "grant why jane@example.org": "missing CATEGORY/NAME",
		"team members add": "missing TEAM and EMAIL", "team members remove design": "missing EMAIL", "client assign a@example.org": "missing CLIENT",
		"partner edit --product none": "missing PARTNER", "grant revoke --all": "missing EMAIL",
		"product renew": "missing CATEGORY/NAME", "partner revoke": "missing PARTNER", "client leave": "missing CLIENT",
	} {
		if r := h.Run(strings.Fields(line)...); r.Code != 2 || !strings.HasPrefix(r.Stderr, "orgctl: "+missing+"\n") {
			t.Errorf("orgctl %s: exit code %d\n%s", line, r.Code, r.Stderr)
		}
		x := atTerminal(t, h, append(strings.Fields(line), "--no-input")...)
		x.Expect("orgctl: " + missing)
		expectCode(t, x, 2)
	}
	if diff := clitest.Changed(before, clitest.Snapshot(t, filepath.Join(h.Dir, "store"))); diff != "" {
		t.Errorf("changed %s", diff)
	}
}

// TestWhoMayNotIsNotAsked refuses at once what would be refused after the question, and lists what is one's own.
func TestWhoMayNotIsNotAsked(t *testing.T) {
	t.Parallel()
	h := demo(t)
	code := strings.TrimSpace(h.Must(t, "user", "reset", "jane@example.org", "-o", "json", "--jq", ".reset.code"))
	h.Must(t, "login", "--code", code, "--password-file", filepath.Join(h.Dir, "new-password"))
	x := atTerminal(t, h, "user", "lock", "--org", "acme")
	x.Expect("orgctl: collaborators may not")
	expectCode(t, x, 5)
	x = atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "user", "show", "--org", "acme")
	play(t, x, "1  Jane Doe <jane@example.org>", "1"+enter)
	x.Expect("collaborator")
	expectCode(t, x, 0)
	if strings.Contains(x.Output(), "tom@example.org") {
		t.Errorf("others are listed\n%s", x.Screen())
	}
}

// TestTwoArePicked asks for the arguments in steps, for one of them only what goes with the other.
func TestTwoArePicked(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "grant", "why")
	play(t, x,
		"Step 1 of 2 – Acme: member", "tom"+enter,
		"Step 2 of 2 – Acme: product", clitest.CtrlB,
		"Which member of Acme?", "jane"+enter,
		"Which product of Acme?", "sales"+enter)
	x.Expect("jane@example.org", "drive/sales")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "team", "members", "add", "design")
	x.Expect("Acme: member", "Which members of Acme?")
	x.Type("tom" + space + enter)
	x.Expect("took tom@example.org into team design in Acme", "Equivalent command: orgctl team members add design tom@example.org")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "team", "members", "remove", "--yes")
	play(t, x, "Step 1 of 2 – Acme: team", "design"+enter, "Which members of the team, in Acme?", "tom"+enter)
	x.Expect("took tom@example.org out of team design in Acme", "Equivalent command: orgctl team members remove design tom@example.org")
	expectCode(t, x, 0)
	if strings.Contains(x.Output(), "ada@example.org") {
		t.Errorf("who is not in the team is listed\n%s", x.Screen())
	}
	if r := h.Run("grant", "why", "a@example.org", "drive/sales", "more"); r.Code != 2 || !strings.Contains(r.Stderr, `"more" is one argument too many`) {
		t.Error(r.Code, r.Stderr)
	}
}

// TestAPartnerIsPicked for what the flags have said.
func TestAPartnerIsPicked(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "partner", "edit", "--add-product", "drive/sales")
	play(t, x, "Which partner of Acme?", "resel"+enter)
	x.Expect("changed what partner reseller gets in Acme", "Equivalent command: orgctl partner edit reseller --add-product drive/sales")
	expectCode(t, x, 0)
}

// TestATeamIsEditedStepByStep picks it, and asks what of it shall change.
func TestATeamIsEditedStepByStep(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := atTerminal(t, h, "team", "edit")
	play(t, x,
		"Which team of Acme?", "design"+enter,
		"Step 1 of 3 – Acme: design, name", enter,
		"Step 2 of 3 – Acme: design, colour", "green"+enter,
		"Step 3 of 3 – Acme: design, leader", clitest.CtrlB,
		"Its colour", enter,
		"Who leads it?", "jane"+enter)
	x.Expect("edited team design in Acme", "Equivalent command: orgctl team edit design --colour green --leader jane@example.org")
	expectCode(t, x, 0)
	expectJQ(t, h, `["green","jane@example.org"]`, "team", "show", "design", "--jq", "[.colour,.leader] | tostring")
	x = atTerminal(t, h, "team", "edit", "design")
	play(t, x, "name", enter, "colour", enter, "Who leads it?", enter)
	x.Expect("nothing to change")
	expectCode(t, x, 0)
}
