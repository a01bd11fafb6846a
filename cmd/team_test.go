package cmd_test

import (
	"path/filepath"
	"testing"

	"orgctl/internal/clitest"
)

// TestAddingATeamStepByStep goes there and back, and ends with the one command that does the same.
func TestAddingATeamStepByStep(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "team", "add")
	play(t, x,
		"Step 1 of 5 – Acme: name", "Équipe Vente"+enter,
		"Step 2 of 5 – Acme: colour", "gree"+enter,
		"Step 3 of 5 – Acme: products", clitest.CtrlB,
		"Step 2 of 5 – Acme: colour", "teal"+enter,
		"0 of 2", "dri"+enter,
		"All of", enter, // single products
		"Which products in", space+down+space+enter,
		"Which management rights in", space+enter,
		"May the team use it in", down+enter,
		"2 of 2", "mail"+enter,
		"All of", down+enter, // the whole category
		"Which management rights in", enter,
		"May the team use it in", enter, // no use is not offered: no right was ticked
		"also what comes later", enter, // go on
		"Step 4 of 5 – Acme: members", "tom"+space+enter,
		"Add Équipe Vente in Acme?", enter)
	x.Expect("+ team equipe-vente (Équipe Vente), teal", "+ drive/marketing=technical+use", "+ mail/@all=use", "+ member tom@example.org",
		"added team equipe-vente (Équipe Vente) in Acme", "Equivalent command: orgctl team add 'Équipe Vente' --colour teal", "--member tom@example.org")
	expectCode(t, x, 0)
	expectJQ(t, h, `["teal",["tom@example.org"],["drive/marketing=technical+use","drive/sales=technical+use","mail/@all=use"]]`,
		"team", "show", "equipe-vente", "--jq", "[.colour,.members,.grants] | tostring")
}

// TestAddingAnEmptyTeam asks only for what flags have not said, in plain questions.
func TestAddingAnEmptyTeam(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "team", "add", "--colour", "red", "--grant", "drive/@future=use")
	play(t, x,
		"Step 1 of 3 – Acme: name", enter,
		"! ", "Later"+enter,
		"Step 2 of 3 – Acme: members", enter,
		"Step 3 of 3 – Acme: add", enter)
	x.Expect("nobody is in it yet", "added team later (Later) in Acme", "orgctl team add Later --colour red --grant drive/@future=use")
	expectCode(t, x, 0)
}

func TestLeavingTheTeamWizardLeavesNothing(t *testing.T) {
	h := demo(t)
	before := clitest.Snapshot(t, filepath.Join(h.Dir, "store"))
	x := atTerminal(t, h, "team", "add")
	play(t, x, "name", "New"+enter, "colour", enter, "products", enter, "members", clitest.CtrlC)
	x.Expect("orgctl: interrupted")
	expectCode(t, x, 130)
	if diff := clitest.Changed(before, clitest.Snapshot(t, filepath.Join(h.Dir, "store"))); diff != "" {
		t.Errorf("changed %s", diff)
	}
}

// TestRemovingATeamIsShown says on the terminal who loses what, and takes no for an answer.
func TestRemovingATeamIsShown(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "team", "remove", "design")
	x.Expect("eve@example.org loses technical, use as user on mail/office, products to come in mail", "team design is gone for good", "Do it in Acme?")
	x.Type(enter)
	x.Expect("not confirmed: nothing was changed")
	expectCode(t, x, 5)
	expectJQ(t, h, "design", "team", "show", "design", "--jq", ".slug")
}
