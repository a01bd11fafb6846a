package cmd_test

import (
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// onBackground runs a command in a terminal that has this background.
func onBackground(t *testing.T, h *clitest.Home, colour, line string) *clitest.Terminal {
	t.Helper()
	return clitest.StartOn(t, colour, h.Program("sh", "-c", "exec "+line))
}

func TestThemeFollowsTheTerminal(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := onBackground(t, h, "rgb:ff/ff/ff", "orgctl theme")
	x.Expect("theme       auto", "background  light\nknown_from  terminal\n")
	expectCode(t, x, 0)
	x = onBackground(t, h, "rgb:00/2b/36", "orgctl theme")
	x.Expect("background  dark\n")
	expectCode(t, x, 0)
	// A terminal that never answers is given up.
	x = clitest.StartMute(t, h.Program("orgctl", "theme"), 100, 40)
	x.Expect("theme       auto", "background  unknown\n")
	expectCode(t, x, 0)
	// Nothing is asked where nobody may be asked, where it is known, and by commands that only print.
	for _, line := range []string{"env CI=1 orgctl theme", "env TERM=dumb orgctl theme", "orgctl --no-input theme", "env ORGCTL_ACCESSIBLE=1 orgctl theme",
		"env ORGCTL_THEME=dark orgctl theme", "orgctl user list", "orgctl nonsense"} {
		x = onBackground(t, h, "rgb:ff/ff/ff", line)
		x.Wait()
		if strings.Contains(x.Output(), "11;?") {
			t.Errorf("%s asked the terminal", line)
		}
	}
}

// The first question of a wizard asks the terminal along with the question it asks anyway.
func TestWizardsFollowTheTerminal(t *testing.T) {
	t.Parallel()
	h := demo(t)
	for background, want := range map[string]string{"rgb:ff/ff/ff": "\x1b[34m", "rgb:00/00/00": "\x1b[96m"} {
		x := onBackground(t, h, background, "orgctl team add")
		play(t, x, "Step 1 of 5 – Acme: name", clitest.CtrlC, "interrupted", "")
		expectCode(t, x, 130)
		if !strings.Contains(x.Output(), want) || strings.Contains(x.Output(), "\x1b[36m") {
			t.Errorf("on %s no %q in %q", background, want, x.Output())
		}
	}
	// Who has chosen is believed, and nothing is asked.
	h.Must(t, "theme", "light")
	x := onBackground(t, h, "rgb:00/00/00", "orgctl team add")
	play(t, x, "Step 1 of 5 – Acme: name", clitest.CtrlC, "interrupted", "")
	expectCode(t, x, 130)
	if !strings.Contains(x.Output(), "\x1b[34m") || strings.Contains(x.Output(), "11;?") {
		t.Errorf("the choice was not followed: %q", x.Output())
	}
}

// What somebody chose counts as soon as the store has been opened, for errors too.
func TestThemeColoursMessages(t *testing.T) {
	t.Parallel()
	h := demo(t)
	for theme, want := range map[string]string{"dark": "\x1b[91morgctl:", "light": "\x1b[31morgctl:"} {
		h.Must(t, "theme", theme)
		x := atTerminal(t, h, "user", "show", "nobody@example.org")
		expectCode(t, x, 3)
		if !strings.Contains(x.Output(), want) {
			t.Errorf("%s: no %q in %q", theme, want, x.Output())
		}
	}
}

// At a terminal the doctor asks it what wizards would ask; a mute one is a warning.
func TestDoctorAtATerminal(t *testing.T) {
	t.Parallel()
	h := demo(t)
	x := onBackground(t, h, "rgb:ff/ff/ff", "orgctl doctor")
	x.Expect("width       ok     100 columns", "the terminal answers; its background is light", "all is well")
	expectCode(t, x, 0)
	x = clitest.StartMute(t, h.Program("orgctl", "doctor"), 50, 40)
	x.Expect("warnings: 2")
	expectCode(t, x, 0)
	for _, want := range []string{"orgctl: width: 50 columns", "orgctl: questions: the terminal does not say where its cursor is"} {
		if !strings.Contains(x.Output(), want) {
			t.Errorf("no %q in %q", want, x.Output())
		}
	}
}
