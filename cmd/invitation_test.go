package cmd_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"orgctl/internal/clitest"
)

// TestInvitingStepByStep goes there and back, and ends with the one command that does the same.
func TestInvitingStepByStep(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "invite")
	play(t, x,
		"Step 1 of 5 – Acme: identity", "mia@example"+enter,
		"has no dot", "mia@example.org"+enter,
		"First name (optional)", "Mía"+enter,
		"Last name (optional)", clitest.CtrlB,
		"First name (optional)", strings.Repeat(clitest.Backspace, 3)+"Mia"+enter,
		"Last name (optional)", "Moe"+enter,
		"Language of their mails", "fr"+enter,
		"Step 2 of 5 – Acme: role", clitest.CtrlB,
		"E-mail of whom you invite", enter,
		"First name (optional)", enter,
		"Last name (optional)", enter,
		"Language of their mails", enter,
		"Part of Acme, or external?", "exter"+enter,
		"Step 3 of 5 – Acme: access", "dri"+enter,
		"All of", enter, // single products
		"Which products in", space+enter,
		"Which management rights in", space+enter,
		"May they use it in", down+enter,
		"1 of 2", "go on"+enter,
		"Which teams shall they be in?", space+enter,
		"Step 4 of 5 – Acme: contact preferences", down+space+enter,
		"Invite mia@example.org to Acme?", enter)
	x.Expect("Mia Moe <mia@example.org>, external, mails in fr_FR", "+ drive/marketing=technical+use", "+ team design", "mails about products",
		"invited mia@example.org in Acme", "Equivalent command: orgctl user invite mia@example.org", "--grant drive/marketing=technical+use --team design", "oi_")
	expectCode(t, x, 0)
	expectJQ(t, h, `["external","Mia","Moe","fr_FR",["products"],["design"],["drive/marketing=technical+use"]]`,
		"invitation", "show", "mia@example.org", "--jq", "[.role,.first_name,.last_name,.locale,.notify,.teams,.grants] | tostring")
	want := h.Must(t, "invitation", "show", "mia@example.org", "-o", "json")
	line := equivalent(t, x)
	h = demo(t)
	y := clitest.Start(t, h.Program("sh", "-c", line), 100, 40)
	expectCode(t, y, 0)
	expectSame(t, line, h.Must(t, "invitation", "show", "mia@example.org", "-o", "json"), want)
}

// TestInvitingAnAdmin asks only for what flags have not said, in plain questions: an admin has every management right.
func TestInvitingAnAdmin(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "user", "invite", "ann@example.org", "--first-name", "Ann", "--last-name", "Arbor", "--locale", "de_DE", "--notify", "none")
	play(t, x,
		"Step 1 of 3 – Acme: role", "admin"+enter,
		"Step 2 of 3 – Acme: access", "kDrive"+enter,
		"All of", "2"+enter,
		"May they use it in", enter,
		"What shall they hold in Acme?", "Go on"+enter,
		"Which teams", enter,
		"Step 3 of 3 – Acme: send", enter)
	x.Expect("Ann Arbor <ann@example.org>, admin", "+ drive/@all=use", "invited ann@example.org in Acme")
	expectCode(t, x, 0)
}

// TestInvitingWithMore ticks what is seldom wanted, and takes one of them back.
func TestInvitingWithMore(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "invite", "ann@example.org", "--first-name", "Ann", "--last-name", "Arbor", "--locale", "de_DE", "--notify", "none", "--team", "design")
	play(t, x,
		"Part of Acme", "admin"+enter,
		"Invite ann@example.org to Acme?", "more"+enter,
		"What else?", clitest.CtrlB,
		"Invite ann@example.org to Acme?", "more"+enter,
		"What else?", space+down+space+down+space+enter,
		"no mail: you hand the code over", "more"+enter,
		"What else?", down+space+enter,
		"Invite ann@example.org to Acme?", enter)
	x.Expect("may order products and see the book", "invited ann@example.org in Acme", "--billing=true", "--silent")
	expectCode(t, x, 0)
	if line := equivalent(t, x); strings.Contains(line, "--no-strict") {
		t.Error(line)
	}
	expectJQ(t, h, `[true,true,true]`, "invitation", "show", "ann@example.org", "--jq", "[.billing,.strict,.silent] | tostring")
}

func TestLeavingTheInvitationWizardLeavesNothing(t *testing.T) {
	h := demo(t)
	before := clitest.Snapshot(t, filepath.Join(h.Dir, "store"))
	x := atTerminal(t, h, "user", "invite", "mia@example.org")
	play(t, x, "First name", enter, "Last name", enter, "Language", enter, "Part of Acme", enter, "What shall they hold", "go on"+enter, "Which teams", enter,
		"contact preferences", enter, "Invite mia@example.org to Acme?", "no"+enter)
	x.Expect("not confirmed: nothing was changed")
	expectCode(t, x, 5)
	if diff := clitest.Changed(before, clitest.Snapshot(t, filepath.Join(h.Dir, "store"))); diff != "" {
		t.Errorf("changed %s", diff)
	}
}

// invited is the code of an invitation.
func invited(t *testing.T, h *clitest.Home, args ...string) string {
	t.Helper()
	out := h.Must(t, append([]string{"user", "invite"}, args...)...)
	code := regexp.MustCompile(`oi_[a-z2-7]{56}`).FindString(out)
	if code == "" {
		t.Fatalf("no code in %q", out)
	}
	return code
}

// TestAcceptingAtATerminal: without a session the code is asked, then who one is.
func TestAcceptingAtATerminal(t *testing.T) {
	h := demo(t)
	code := invited(t, h, "mia@example.org", "--role", "collaborator", "--first-name", "Mia")
	h.Must(t, "logout")
	x := atTerminal(t, h, "invitation", "accept")
	play(t, x,
		"Step 1 of 3 – invitation", "oi_wrong"+enter,
		"the code is mistyped", strings.Repeat(clitest.Backspace, 8)+code+enter,
		"Step 2 of 3 – your name", clitest.CtrlB,
		"The code of the invitation", enter,
		"Your last name", "Mo"+enter,
		"Step 3 of 3 – password", clitest.CtrlB,
		"Your last name", "Moe"+enter,
		"Choose a password for mia@example.org", "short"+enter,
		"at least 10", strings.Repeat(clitest.Backspace, 5)+clitest.Password+enter,
		"The same again", clitest.Password+enter)
	x.Expect("accepted the invitation and logged you in as mia@example.org in Acme")
	expectCode(t, x, 0)
	if strings.Contains(x.Output(), clitest.Password) {
		t.Error("the password was shown")
	}
	expectJQ(t, h, `["mia@example.org","Mia","Moe","active"]`, "user", "show", "mia@example.org", "--jq", "[.email,.first_name,.last_name,.state] | tostring")
}

// TestAcceptingAsAnExistingLogin asks for the password that the login has.
func TestAcceptingAsAnExistingLogin(t *testing.T) {
	h := demo(t)
	code := invited(t, h, "gil@example.org", "--role", "external")
	h.Must(t, "logout")
	x := atTerminal(t, h, "signup", "--code", code)
	play(t, x, "Password of gil@example.org", clitest.Password+enter)
	x.Expect("accepted the invitation and logged you in as gil@example.org in Acme")
	expectCode(t, x, 0)
	expectJQ(t, h, `["acme","Gil Gray"]`, "user", "show", "gil@example.org", "--jq", `["acme", .first_name + " " + .last_name] | tostring`)
}

// TestPickingAnInvitation lists what awaits whoever is logged in.
func TestPickingAnInvitation(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "invitation", "refuse")
	play(t, x, "Which invitation do you refuse?", "sigma"+enter)
	x.Expect("refused the invitation in Sigma")
	expectCode(t, x, 0)
	x = atTerminal(t, h, "invitation", "accept")
	x.Expect("The code of the invitation")
	x.Type(clitest.CtrlC)
	expectCode(t, x, 130)
}

// TestEditingAnInvitationStepByStep asks for everything that may change.
func TestEditingAnInvitationStepByStep(t *testing.T) {
	h := demo(t)
	invited(t, h, "mia@example.org", "--role", "collaborator")
	x := atTerminal(t, h, "invitation", "edit", "mia@example.org")
	play(t, x,
		"Step 1 of 6 – Acme: role", "exter"+enter,
		"first name", "Mia"+enter,
		"last name", enter,
		"locale", enter,
		"contact preferences", space+enter)
	x.Expect("edited the invitation mia@example.org in Acme", "Equivalent command: orgctl invitation edit mia@example.org --first-name Mia --notify billing --role")
	expectCode(t, x, 0)
}

// TestProcessesAcceptAtOnce: of programs that use the same code at the same time, on machines of their own, one is let in.
func TestProcessesAcceptAtOnce(t *testing.T) {
	h := demo(t)
	code := invited(t, h, "mia@example.org", "--role", "collaborator")
	codes := make([]int, 6)
	var wait sync.WaitGroup
	for i := range codes {
		p := h.Program("orgctl", "invitation", "accept", code, "--password-file", "password")
		p.Env = append(p.Env, "XDG_STATE_HOME="+t.TempDir())
		wait.Go(func() {
			_ = p.Run() // the exit code says it
			codes[i] = p.ProcessState.ExitCode()
		})
	}
	wait.Wait()
	slices.Sort(codes)
	if codes[0] != 0 || codes[1] != 3 && codes[1] != 4 || codes[5] > 4 {
		t.Errorf("exit codes %v", codes)
	}
	h.Must(t, "store", "check")
}
