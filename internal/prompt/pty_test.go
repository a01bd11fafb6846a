package prompt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/term"

	"orgctl/internal/clitest"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// The tests of this file start this very test binary again in a pseudo-terminal. There it asks the questions of one
// scenario and says on standard error what came of it; standard output must stay empty.
const (
	scenarioVariable = "ORGCTL_PROMPT_SCENARIO"
	muteVariable     = "ORGCTL_PROMPT_MUTE"
	plainVariable    = "ORGCTL_PROMPT_PLAIN"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(scenarioVariable); name != "" {
		os.Exit(play(scenarios()[name]))
	}
	os.Exit(m.Run())
}

type scenario func(ctx context.Context, p prompt.Prompter) (any, error)

func play(ask scenario) int {
	before, _ := term.GetState(int(os.Stdin.Fd()))
	p := prompt.New(prompt.Options{
		In: os.Stdin, Err: os.Stderr,
		Accessible: os.Getenv("ORGCTL_ACCESSIBLE") != "",
		Color:      os.Getenv(plainVariable) == "",
		MuteAfter:  muteAfter(),
		Clean: func(s string) string {
			if now, _ := term.GetState(int(os.Stdin.Fd())); s == "The same again" && reflect.DeepEqual(before, now) {
				s = "echo on between two passwords"
			}
			return strings.ReplaceAll(s, "\x1b", "\\x1b")
		},
	})
	answer, err := ask(context.Background(), p)
	after, _ := term.GetState(int(os.Stdin.Fd()))
	fmt.Fprintf(os.Stderr, "\nanswer=%v\nrestored=%v\n", answer, reflect.DeepEqual(before, after))
	if e, ok := errors.AsType[*org.Error](err); ok {
		fmt.Fprintf(os.Stderr, "kind=%d code=%s\n", e.Kind, e.Code)
	}
	fmt.Fprintf(os.Stderr, " error=%v end.\n", err)
	if err != nil {
		return 1
	}
	return 0
}

// muteAfter is long, because the machine that runs the tests may be busy, except where the terminal is mute.
func muteAfter() time.Duration {
	if os.Getenv(muteVariable) != "" {
		return 50 * time.Millisecond
	}
	return 20 * time.Second
}

func productsOf(n int) []prompt.Option {
	out := make([]prompt.Option, n)
	for i := range out {
		out[i] = prompt.Option{Label: "drive/p" + strconv.Itoa(i)}
	}
	return out
}

func colours() []prompt.Option {
	return []prompt.Option{{Label: "red"}, {Label: "green", Detail: "3 of 5 granted"}, {Label: "blue"}, {Label: "green"}}
}

func asian() []prompt.Option {
	return []prompt.Option{
		{Label: "営業部の共有フォルダ/日本語の長い名前/とても長い名前なので切られる", Detail: "五つの中の三つ"},
		{Label: "🎉🎊 Fest & Feier 🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈", Detail: "granted"},
		{Label: "e\u0301tude/\x1b[31mevil"},
	}
}

// scenarios is every question that a terminal is tried with.
func scenarios() map[string]scenario {
	return map[string]scenario{
		"select": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.Select(ctx, prompt.Select{Step: "Step 1 of 2 – colour", Label: "Which colour?", Help: "Any will do.",
				Options: colours(), Default: 1, Back: true})
		},
		"long": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.Select(ctx, prompt.Select{Label: "Which product?", Options: productsOf(300), Default: -1})
		},
		"multi": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.MultiSelect(ctx, prompt.MultiSelect{Label: "Which colours?", Min: 1, Back: true,
				Options: append([]prompt.Option{{Label: "team colour", Detail: "from team Design"}}, colours()...),
				Fixed:   []int{0}, Ticked: []int{2, 3}})
		},
		"input": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.Input(ctx, prompt.Input{Label: "E-mail", Help: "A whole address.", Default: "jane@example.org", Back: true,
				Validate: func(s string) error {
					if !strings.Contains(s, "@") {
						return fmt.Errorf("%q has no @", s)
					}
					return nil
				}})
		},
		"dirty": func(ctx context.Context, p prompt.Prompter) (any, error) {
			answer, err := p.Input(ctx, prompt.Input{Label: "Name", Default: "jane\x1b"})
			return strconv.Quote(answer), err
		},
		"password": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.Password(ctx, prompt.Password{Label: "New password", Confirm: true, Back: true,
				Validate: func(s string) error {
					if len(s) < 4 {
						return errors.New("too short")
					}
					return nil
				}})
		},
		"confirm": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.Confirm(ctx, prompt.Confirm{Label: "Take it away?", Back: true})
		},
		"typed": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.Confirm(ctx, prompt.Confirm{Label: `Remove "acme"?`, Typed: "acme"})
		},
		"asian": func(ctx context.Context, p prompt.Prompter) (any, error) {
			return p.MultiSelect(ctx, prompt.MultiSelect{Label: "どれを選びますか、この質問はとても長いので折り返されるはずです?", Options: asian(),
				Ticked: []int{1}, Help: "助けて"})
		},
		"wizard": wizard,
	}
}

func wizard(ctx context.Context, p prompt.Prompter) (any, error) {
	var name string
	var colour int
	var sure bool
	err := prompt.Run(ctx, []prompt.Step{
		{Title: "name", Ask: func(ctx context.Context, title string) (err error) {
			name, err = p.Input(ctx, prompt.Input{Step: title, Label: "Name", Required: true, Back: true, Default: name})
			return err
		}},
		{Title: "colour", Ask: func(ctx context.Context, title string) (err error) {
			colour, err = p.Select(ctx, prompt.Select{Step: title, Label: "Colour", Options: colours(), Back: true})
			return err
		}},
		{Title: "saving", Ask: func(ctx context.Context, title string) (err error) {
			p.Note("name: " + name + "\ncolour: " + strconv.Itoa(colour))
			sure, err = p.Confirm(ctx, prompt.Confirm{Step: title, Label: "Save?", Back: true})
			return err
		}},
	})
	return fmt.Sprintf("%s %d %t", name, colour, sure), err
}

// sitting is a scenario running in a terminal.
type sitting struct {
	*clitest.Terminal
	stdout *bytes.Buffer
}

type size struct{ cols, rows int }

func command(t *testing.T, name string, env ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stdout := new(bytes.Buffer)
	cmd := exec.Command(self)
	// The race detector makes each process sleep for a second at its end.
	fixed := []string{scenarioVariable + "=" + name, "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0",
		"NO_COLOR=", "CLICOLOR=", "ORGCTL_ACCESSIBLE="}
	cmd.Env = slices.Concat(os.Environ(), fixed, env)
	cmd.Stdout = stdout
	return cmd, stdout
}

func sit(t *testing.T, name string, at size, env ...string) sitting {
	t.Helper()
	t.Parallel()
	cmd, stdout := command(t, name, env...)
	return sitting{clitest.Start(t, cmd, at.cols, at.rows), stdout}
}

// ends waits for the result, which must be the one wanted, from a terminal that is as it was before.
func (s sitting) ends(t *testing.T, wanted ...string) {
	t.Helper()
	s.Expect("end.")
	s.Expect(wanted...)
	s.Expect("restored=true")
	if code := s.Wait(); code > 1 {
		t.Errorf("exit code %d: a signal or a panic ended the program\n%s", code, s.Screen())
	}
	if !s.CursorVisible() {
		t.Errorf("the cursor is hidden\n%s", s.Screen())
	}
	if s.stdout.Len() > 0 {
		t.Errorf("standard output has %q", s.stdout)
	}
}

func interruption() string { return fmt.Sprintf("kind=%d code=interrupted", org.KindInterrupted) }

func TestSelectFilters(t *testing.T) {
	s := sit(t, "select", size{80, 24})
	s.Expect("Step 1 of 2 – colour", "? Which colour?", "type to filter", "back", "> green (3 of 5 granted)", "  red", "← Back")
	s.Type("GRE")
	s.Expect("Filter: GRE")
	s.ExpectGone("red")
	s.Expect("  green (3", "> green\n")
	s.Type(clitest.Enter)
	s.ends(t, "answer=3", "error=<nil>", "? Which colour? green")
}

func TestSelectSurvivesAFilterThatFitsNothing(t *testing.T) {
	s := sit(t, "multi", size{80, 24})
	s.Expect("? Which colours?")
	s.Type("zz")
	s.Expect("nothing fits")
	s.Type(clitest.Up + " " + clitest.Down + " " + clitest.Right + clitest.Left)
	s.Type(clitest.Backspace)
	s.Expect("> [ ] red")
	s.Type(" ")
	s.Expect("> [x] red")
	s.Type(clitest.Enter)
	s.ends(t, "answer=[1 2 3]")
}

func TestSelectShowsHelp(t *testing.T) {
	s := sit(t, "select", size{80, 24})
	s.Expect("? help")
	s.Type("?")
	s.Expect("Any will do.")
	s.Type(clitest.Enter)
	s.ends(t, "answer=1")
}

func TestLongListPagesToTheHeight(t *testing.T) {
	s := sit(t, "long", size{60, 12})
	s.Expect("? Which product?", "filter 300", "> drive/p0", "drive/p5\n")
	if strings.Contains(s.Screen(), "drive/p12") {
		t.Errorf("more than the terminal is high\n%s", s.Screen())
	}
	for range 20 {
		s.Type(clitest.Down)
	}
	s.Expect("> drive/p20", "? Which product?")
	s.Type("p299" + clitest.Enter)
	s.ends(t, "answer=299")
	if n := strings.Count(s.Screen(), "Which product?"); n != 1 {
		t.Errorf("the question is on the screen %d times\n%s", n, s.Screen())
	}
}

func TestMultiSelectShowsTicksAndFixed(t *testing.T) {
	s := sit(t, "multi", size{80, 24})
	s.Expect("  team colour (from team Design)", "> [ ] red", "  [x] green (3 of 5", "  [x] blue", "  [ ] green\n")
	s.Type(" " + clitest.Down + " ")
	s.Expect("  [x] red", "> [ ] green (3")
	s.Type(clitest.Enter)
	s.ends(t, "answer=[1 3]", "? Which colours? red, blue")
}

func TestMultiSelectAsksAgainBelowTheMinimum(t *testing.T) {
	s := sit(t, "multi", size{80, 24})
	s.Expect("> [ ] red")
	s.Type(clitest.Left)
	s.ExpectGone("[x]")
	s.Type(clitest.Enter)
	s.Expect("! tick at least one")
	s.Type(" ")
	s.Expect("> [x] red")
	s.Type(clitest.Enter)
	s.ends(t, "answer=[1]")
}

func TestInputIsValidated(t *testing.T) {
	s := sit(t, "input", size{80, 24})
	s.Expect("? E-mail", "(jane@example.org)", "Esc back")
	s.Type("joe" + clitest.Enter)
	s.Expect(`! "joe" has no @`)
	s.Type("日本@example.org" + clitest.Left + clitest.Enter)
	s.ends(t, "answer=日本@example.org", "? E-mail 日本@example.org")
}

func TestInputTakesTheDefault(t *testing.T) {
	s := sit(t, "input", size{80, 24})
	s.Expect("? E-mail")
	s.Type("?" + clitest.Enter)
	s.Expect("A whole address.")
	s.Type(clitest.Enter)
	s.ends(t, "answer=jane@example.org")
}

func TestCleanedDefaultIsReturnedAsItIs(t *testing.T) {
	s := sit(t, "dirty", size{80, 24})
	s.Expect(`(jane\x1b)`)
	s.Type(clitest.Enter)
	s.ends(t, `answer="jane\x1b"`)
}

func TestPasswordIsAskedTwice(t *testing.T) {
	s := sit(t, "password", size{80, 24})
	s.Expect("? New password")
	s.Type("abc" + clitest.Enter)
	s.Expect("! too short")
	s.Type("abcd" + clitest.Enter)
	s.Expect("? The same again")
	s.Type("abce" + clitest.Enter)
	s.Expect("! the two are not the same")
	s.Type("abcd" + clitest.Enter + "abcd" + clitest.Enter)
	s.ends(t, "answer=abcd", "****")
	if before, _, _ := strings.Cut(s.Output(), "answer="); strings.Contains(before, "abcd") {
		t.Errorf("the password was shown: %q", before)
	}
}

func TestConfirm(t *testing.T) {
	s := sit(t, "confirm", size{80, 24})
	s.Expect("? Take it away?", "(y/N)")
	s.Type("maybe" + clitest.Enter)
	s.Expect("maybe", "not a valid answer")
	s.Type("y" + clitest.Enter)
	s.ends(t, "answer=true", "? Take it away? Yes")
}

func TestConfirmDefaultsToNo(t *testing.T) {
	s := sit(t, "confirm", size{80, 24})
	s.Expect("(y/N)")
	s.Type(clitest.Enter)
	s.ends(t, "answer=false")
}
