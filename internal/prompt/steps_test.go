package prompt_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/prompt"
)

// walk runs steps whose answers are scripted: for each step asked, the next result. It returns the titles asked.
func walk(t *testing.T, skip map[string]bool, names []string, results ...error) ([]string, error) {
	t.Helper()
	var titles []string
	var steps []prompt.Step
	for _, name := range names {
		steps = append(steps, prompt.Step{
			Title: name,
			Skip:  func() bool { return skip[name] },
			Ask: func(_ context.Context, title string) error {
				titles = append(titles, title)
				if len(titles) > len(results) {
					t.Fatalf("too many questions: %q", titles)
				}
				return results[len(titles)-1]
			},
		})
	}
	err := prompt.Run(t.Context(), steps)
	return titles, err
}

func TestRun(t *testing.T) {
	names := []string{"a", "b", "c"}
	broken := errors.New("broken")
	for _, c := range []struct {
		name    string
		skip    map[string]bool
		names   []string
		results []error
		want    []string
		err     error
	}{
		{"forward", nil, names, []error{nil, nil, nil},
			[]string{"Step 1 of 3 – a", "Step 2 of 3 – b", "Step 3 of 3 – c"}, nil},
		{"back", nil, names, []error{nil, prompt.ErrBack, nil, nil, nil},
			[]string{"Step 1 of 3 – a", "Step 2 of 3 – b", "Step 1 of 3 – a", "Step 2 of 3 – b", "Step 3 of 3 – c"}, nil},
		{"back in the first step", nil, names, []error{prompt.ErrBack, prompt.ErrBack, nil, nil, nil},
			[]string{"Step 1 of 3 – a", "Step 1 of 3 – a", "Step 1 of 3 – a", "Step 2 of 3 – b", "Step 3 of 3 – c"}, nil},
		{"back over a skipped step", map[string]bool{"b": true}, names, []error{nil, prompt.ErrBack, nil, nil},
			[]string{"Step 1 of 2 – a", "Step 2 of 2 – c", "Step 1 of 2 – a", "Step 2 of 2 – c"}, nil},
		{"first step skipped", map[string]bool{"a": true}, names, []error{prompt.ErrBack, nil, nil},
			[]string{"Step 1 of 2 – b", "Step 1 of 2 – b", "Step 2 of 2 – c"}, nil},
		{"one step", nil, []string{"a"}, []error{nil}, []string{"a"}, nil},
		{"all skipped", map[string]bool{"a": true}, []string{"a"}, nil, nil, nil},
		{"error", nil, names, []error{nil, broken}, []string{"Step 1 of 3 – a", "Step 2 of 3 – b"}, broken},
		{"twice back", nil, names, []error{nil, nil, prompt.ErrBack, prompt.ErrBack, nil, nil, nil},
			[]string{"Step 1 of 3 – a", "Step 2 of 3 – b", "Step 3 of 3 – c", "Step 2 of 3 – b", "Step 1 of 3 – a",
				"Step 2 of 3 – b", "Step 3 of 3 – c"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			titles, err := walk(t, c.skip, c.names, c.results...)
			if !slices.Equal(titles, c.want) || !errors.Is(err, c.err) {
				t.Errorf("asked %q, error %v\nwant  %q, error %v", titles, err, c.want, c.err)
			}
		})
	}
}

// A step whose answer makes its own Skip true must still be asked again on the way back, or one could never correct it.
func TestRunGoesBackToAStepThatWouldBeSkippedNow(t *testing.T) {
	skip := map[string]bool{}
	var asked []string
	step := func(name string, results ...error) prompt.Step {
		return prompt.Step{
			Title: name,
			Skip:  func() bool { return skip[name] },
			Ask: func(context.Context, string) error {
				asked = append(asked, name)
				skip[name] = true
				err := results[0]
				results = results[1:]
				return err
			},
		}
	}
	err := prompt.Run(t.Context(), []prompt.Step{step("a", nil, nil), step("b", prompt.ErrBack, nil)})
	if want := []string{"a", "b", "a"}; err != nil || !slices.Equal(asked[:3], want) {
		t.Errorf("asked %q, error %v, want %q", asked, err, want)
	}
}

func TestRunEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := prompt.Run(ctx, []prompt.Step{{Title: "a", Ask: func(context.Context, string) error { return prompt.ErrBack }}})
	if err == nil || errors.Is(err, prompt.ErrBack) {
		t.Errorf("error %v", err)
	}
}

// Only what has a question before it offers to go back, in a wizard, in the questions of a step, and in a wizard within another one.
func TestTheFirstQuestionHasNoWayBack(t *testing.T) {
	script := prompt.NewScript(t, "a1", "x", "a2", prompt.Back, "a1", "x", "a2", "x", "b1", prompt.Back, "a1", "x", "a2", "x", "b1", "x", "b2", prompt.Back, "b1", "x", "b2", "x")
	ask := func(label string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := script.Input(ctx, prompt.Input{Label: label, Back: true})
			return err
		}
	}
	steps := []prompt.Step{
		{Ask: func(ctx context.Context, _ string) error { return prompt.Within(ctx, ask("a1"), ask("a2")) }},
		{Ask: func(ctx context.Context, _ string) error {
			return prompt.Run(prompt.Inner(ctx), []prompt.Step{
				{Ask: func(ctx context.Context, _ string) error { return ask("b1")(ctx) }}, {Ask: func(ctx context.Context, _ string) error { return ask("b2")(ctx) }},
			})
		}},
	}
	if err := prompt.Run(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func(context.Context, prompt.Prompter){
		"input": func(ctx context.Context, p prompt.Prompter) {
			_, _ = p.Input(ctx, prompt.Input{Label: "Name", Back: true})
		},
		"password": func(ctx context.Context, p prompt.Prompter) {
			_, _ = p.Password(ctx, prompt.Password{Label: "Password", Back: true})
		},
		"confirm": func(ctx context.Context, p prompt.Prompter) {
			_, _ = p.Confirm(ctx, prompt.Confirm{Label: "Sure?", Back: true})
		},
		"select": func(ctx context.Context, p prompt.Prompter) {
			_, _ = p.Select(ctx, prompt.Select{Label: "Which?", Options: colours(), Back: true})
		},
		"multi": func(ctx context.Context, p prompt.Prompter) {
			_, _ = p.MultiSelect(ctx, prompt.MultiSelect{Label: "Which?", Options: colours(), Back: true})
		},
	} {
		offered := func(ctx context.Context) string {
			var out strings.Builder
			p := prompt.New(prompt.Options{In: strings.NewReader("1\n"), Err: &out})
			_ = prompt.Run(ctx, []prompt.Step{{Ask: func(ctx context.Context, _ string) error {
				ask(ctx, p)
				return nil
			}}})
			return out.String()
		}
		if out := offered(t.Context()); out == "" || strings.Contains(out, "back") {
			t.Errorf("%s: the first question offers to go back: %q", name, out)
		}
		if out := offered(prompt.Inner(t.Context())); !strings.Contains(out, "back") {
			t.Errorf("%s: the first question of an inner wizard does not offer to go back: %q", name, out)
		}
	}
}
