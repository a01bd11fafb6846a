package prompt_test

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"orgctl/internal/clitest"
	"orgctl/internal/prompt"
)

// questions are the scenarios that ask one question, with a text that shows the question to be there.
func questions() map[string]string {
	return map[string]string{
		"select": "← Back", "multi": "[ ] green", "input": "E-mail", "password": "New password", "confirm": "(y/N)",
	}
}

func eachQuestion(t *testing.T, test func(t *testing.T, name, shown string)) {
	t.Helper()
	for name, shown := range questions() {
		t.Run(name, func(t *testing.T) { test(t, name, shown) })
	}
}

func TestBackIsPossibleInEveryQuestion(t *testing.T) {
	for name, key := range map[string]string{"escape": clitest.Escape, "control b": clitest.CtrlB} {
		t.Run(name, func(t *testing.T) {
			eachQuestion(t, func(t *testing.T, name, shown string) {
				s := sit(t, name, size{80, 24})
				s.Expect(shown, "back")
				s.Type("x" + clitest.Backspace + clitest.Left + key)
				s.ends(t, "error="+prompt.ErrBack.Error())
			})
		})
	}
}

func TestEscapeSequencesAreNotEscape(t *testing.T) {
	eachQuestion(t, func(t *testing.T, name, shown string) {
		s := sit(t, name, size{80, 24})
		s.Expect(shown)
		s.Type("\x1b[1;5C\x1b[15~\x1bb\x1b[[A\x1b[200~\x1b[201~\x1bOP\x1b[A\x1b[B")
		s.Type(map[string]string{"password": "word" + clitest.Enter + "word"}[name] + clitest.Enter)
		s.ends(t, "answer="+map[string]string{
			"select": "1", "multi": "[2 3]", "input": "jane@example.org", "password": "word", "confirm": "false",
		}[name], "error=<nil>")
	})
}

func TestControlCLeaves(t *testing.T) {
	eachQuestion(t, func(t *testing.T, name, shown string) {
		s := sit(t, name, size{80, 24})
		s.Expect(shown)
		s.Type(clitest.CtrlC)
		s.ends(t, interruption(), "error=interrupted")
	})
}

func TestEndOfInputIsNotTheDefault(t *testing.T) {
	eachQuestion(t, func(t *testing.T, name, shown string) {
		s := sit(t, name, size{80, 24})
		s.Expect(shown)
		s.Type(clitest.CtrlD)
		s.ends(t, interruption(), "error=the input ended")
	})
}

func TestPlainPrompterLeaves(t *testing.T) {
	for name, key := range map[string]string{"interrupted": clitest.CtrlC, "input ended": clitest.CtrlD} {
		t.Run(name, func(t *testing.T) {
			eachQuestion(t, func(t *testing.T, question, _ string) {
				s := sit(t, question, size{80, 24}, "ORGCTL_ACCESSIBLE=1")
				s.Expect("< back")
				s.Type(key)
				s.ends(t, interruption(), name)
			})
		})
	}
}

func TestSignalsEndAQuestion(t *testing.T) {
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, env := range []string{"ORGCTL_ACCESSIBLE=", "ORGCTL_ACCESSIBLE=1"} {
			t.Run(sig.String()+" "+env, func(t *testing.T) {
				eachQuestion(t, func(t *testing.T, name, _ string) {
					s := sit(t, name, size{80, 24}, env)
					s.Expect(" back")
					s.Signal(sig)
					s.ends(t, interruption(), "error=interrupted")
				})
			})
		}
	}
}

func TestBackEntry(t *testing.T) {
	s := sit(t, "select", size{80, 24})
	s.Expect("> green")
	s.Type("back")
	s.Expect("> ← Back")
	s.Type(clitest.Enter)
	s.ends(t, "error="+prompt.ErrBack.Error())
}

func TestMuteTerminalGetsThePlainPrompter(t *testing.T) {
	t.Parallel()
	cmd, stdout := command(t, "select", muteVariable+"=1")
	s := sitting{clitest.StartMute(t, cmd, 80, 24), stdout}
	s.Type("blu")
	s.Expect("Number or name", "3  blue")
	s.Type("e" + clitest.Enter)
	s.ends(t, "answer=2")
}

func TestControlCWhileTheTerminalIsMute(t *testing.T) {
	t.Parallel()
	cmd, stdout := command(t, "select", muteVariable+"=1")
	s := sitting{clitest.StartMute(t, cmd, 80, 24), stdout}
	s.Expect("Number or name")
	s.Type(clitest.CtrlC)
	s.ends(t, interruption())
}

func TestTypedAheadIsNotLost(t *testing.T) {
	s := sit(t, "wizard", size{80, 24})
	s.Type("Roland" + clitest.Enter + "blue" + clitest.Enter + "y" + clitest.Enter)
	s.ends(t, "answer=Roland 2 true")
}

func TestWizardGoesBackAndForth(t *testing.T) {
	s := sit(t, "wizard", size{80, 24})
	s.Expect("Step 1 of 3 – name")
	s.Type(clitest.Escape + clitest.CtrlB + clitest.Enter)
	s.Expect("! an answer is required")
	if strings.Contains(s.Screen(), "back") {
		t.Errorf("the first question offers to go back\n%s", s.Screen())
	}
	s.Type("Jane" + clitest.Enter)
	s.Expect("Step 2 of 3 – colour", "> red")
	s.Type(clitest.Escape)
	s.Expect("? Colour ← Back", "? Name (Jane)")
	s.Type(clitest.Enter + clitest.Enter)
	s.Expect("Step 3 of 3 – saving", "name: Jane\ncolour: 0\n")
	s.Type("y" + clitest.Enter)
	s.ends(t, "answer=Jane 0 true")
}

func TestTypedConfirmation(t *testing.T) {
	s := sit(t, "typed", size{80, 24})
	s.Expect(`? Remove "acme"? Type acme to confirm`)
	s.Type("Acme" + clitest.Enter)
	s.Expect(`! this is not "acme"`)
	s.Type("acme" + clitest.Enter)
	s.ends(t, "answer=true")
}

func TestTypedConfirmationTakesNothingForNo(t *testing.T) {
	s := sit(t, "typed", size{80, 24})
	s.Expect("? Remove")
	s.Type(clitest.Enter)
	s.ends(t, "answer=false", "error=<nil>")
}

func TestNarrowTerminalWithWideCharacters(t *testing.T) {
	s := sit(t, "asian", size{60, 20})
	s.Expect("? どれを選びますか", "折り返されるは\nずです?", "type to filter", "Enter done, ? help]",
		"> [ ] 営業部の共有フォルダ", "… (五つの中の三つ)\n", "  [x] 🎉🎊 Fest & Feier 🎈", "… (granted)\n", `\x1b[31mevil`)
	for range 5 {
		s.Type(clitest.Down)
	}
	s.Type(" " + clitest.Up)
	s.Expect("[x] e")
	if n := strings.Count(s.Screen(), "どれを選びますか"); n != 1 {
		t.Errorf("the question is on the screen %d times\n%s", n, s.Screen())
	}
	s.Type("evil")
	s.ExpectGone("Fest")
	s.Type(clitest.Enter)
	s.ends(t, "answer=[1 2]")
}

func TestColour(t *testing.T) {
	s := sit(t, "multi", size{80, 24})
	s.Expect("[ ] red")
	s.Type(clitest.Enter)
	s.ends(t)
	if !strings.Contains(s.Output(), "\x1b[96m") { // the emulator says that it is dark
		t.Errorf("no colours in %q", s.Output())
	}
}

func TestNoColour(t *testing.T) {
	s := sit(t, "multi", size{80, 24}, plainVariable+"=1")
	s.Expect("[ ] red")
	s.Type(clitest.Enter)
	s.ends(t)
	if strings.Contains(s.Output(), "\x1b[0m") || strings.Contains(s.Output(), "\x1b[36m") {
		t.Errorf("colours in %q", s.Output())
	}
}

func TestPlainPasswordIsNotShown(t *testing.T) {
	s := sit(t, "password", size{80, 24}, "ORGCTL_ACCESSIBLE=1")
	s.Expect("New password [< back]:")
	s.Type("abcde" + clitest.Backspace + clitest.Enter)
	s.Expect("The same again")
	s.Type("abcd" + clitest.Enter)
	s.ends(t, "answer=abcd")
	if before, _, _ := strings.Cut(s.Output(), "answer="); strings.Contains(before, "abc") {
		t.Errorf("the password was shown: %q", before)
	}
}
