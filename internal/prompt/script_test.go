package prompt_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// recorder is a test that fails without failing.
type recorder struct {
	failures []string
	ends     []func()
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) Cleanup(f func()) { r.ends = append(r.ends, f) }

func (r *recorder) end() {
	for _, f := range r.ends {
		f()
	}
}

func TestScriptAnswers(t *testing.T) {
	s := prompt.NewScript(t, "Name", "Jane", "Colour", "blue", "Save", true)
	if answer, err := wizard(t.Context(), s); err != nil || answer != "Jane 2 true" {
		t.Errorf("got %v, %v", answer, err)
	}
	want := "Step 2 of 3 – colour\n? Colour\n  red\n  green (3 of 5 granted)\n  blue\n  green\nname: Jane\ncolour: 2\n"
	if !strings.Contains(s.Seen(), want) {
		t.Errorf("seen:\n%s", s.Seen())
	}
}

func TestScriptEveryQuestion(t *testing.T) {
	for _, c := range []struct {
		scene  string
		script []any
		want   string
	}{
		{"select", []any{"Which", 3}, "3"},
		{"select", []any{"Which", prompt.Default}, "1"},
		{"multi", []any{"Which", []string{"red", "blue"}}, "[1 3]"},
		{"multi", []any{"Which", []int{4, 1, 4}}, "[1 4]"},
		{"multi", []any{"Which", prompt.Default}, "[2 3]"},
		{"multi", []any{"Which", []int{}, "Which", []int{1}}, "[1]"},
		{"multi", []any{"Which", []int{0}, "Which", []int{1}}, "[1]"},
		{"input", []any{"E-mail", "joe", "E-mail", "joe@example.org"}, "joe@example.org"},
		{"input", []any{"E-mail", prompt.Default}, "jane@example.org"},
		{"password", []any{"password", "abc", "password", "abcd"}, "abcd"},
		{"confirm", []any{"away", true}, "true"},
		{"confirm", []any{"away", prompt.Default}, "false"},
		{"typed", []any{"acme", "acme"}, "true"},
		{"typed", []any{"acme", prompt.Default}, "false"},
	} {
		t.Run(fmt.Sprint(c.scene, c.script), func(t *testing.T) {
			answer, err := scenarios()[c.scene](t.Context(), prompt.NewScript(t, c.script...))
			if err != nil || fmt.Sprint(answer) != c.want {
				t.Errorf("got %v, %v, want %s", answer, err, c.want)
			}
		})
	}
}

func TestScriptLeaves(t *testing.T) {
	eachQuestion(t, func(t *testing.T, name, _ string) {
		ask := scenarios()[name]
		if _, err := ask(t.Context(), prompt.NewScript(t, "", prompt.Back)); !errors.Is(err, prompt.ErrBack) {
			t.Errorf("back: %v", err)
		}
		for _, way := range []any{prompt.Interrupt, prompt.EndInput} {
			if _, err := ask(t.Context(), prompt.NewScript(t, "", way)); org.KindOf(err) != org.KindInterrupted {
				t.Errorf("%v: %v", way, err)
			}
		}
	})
}

func TestScriptFails(t *testing.T) {
	for _, c := range []struct {
		name, scene string
		script      []any
		want        string
	}{
		{"no answer left", "confirm", nil, `unexpected question "Take it away?": no answer is left`},
		{"another question", "confirm", []any{"Save", true}, `unexpected question "Take it away?": the next answer is for "Save"`},
		{"answers left over", "confirm", []any{"away", true, "Save", true}, `nobody asked for "Save"`},
		{"refused", "input", []any{"E-mail", "joe"}, `the answer joe to "E-mail" was refused: "joe" has no @`},
		{"wrong type", "confirm", []any{"away", 3}, "true or false is needed, not int"},
		{"no such option", "select", []any{"Which", "black"}, `nothing fits "black"`},
		{"no way back", "typed", []any{"acme", prompt.Back}, "has no way back"},
		{"odd script", "confirm", []any{"away"}, "must be a label followed by an answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := new(recorder)
			_, _ = scenarios()[c.scene](t.Context(), prompt.NewScript(r, c.script...))
			r.end()
			if !slices.ContainsFunc(r.failures, func(f string) bool { return strings.Contains(f, c.want) }) {
				t.Errorf("failures %q, want %q", r.failures, c.want)
			}
		})
	}
}
