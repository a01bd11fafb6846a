package prompt_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// plain asks one question of the plain prompter; typed is all that ever comes in.
func plain(t *testing.T, typed, scene string) (answer any, seen string, err error) {
	t.Helper()
	var out bytes.Buffer
	p := prompt.New(prompt.Options{In: strings.NewReader(typed), Err: &out})
	answer, err = scenarios()[scene](t.Context(), p)
	return answer, out.String(), err
}

func TestPlainAnswers(t *testing.T) {
	for _, c := range []struct {
		name, scene, typed string
		want               any
		seen               string // part of the screen
	}{
		{"number", "select", "3\n", 2, "= blue"},
		{"enter takes the default", "select", "\n", 1, "(2):"},
		{"text", "select", "BL\n", 2, "1  red\n2  green (3 of 5 granted)\n3  blue\n4  green\n"},
		{"text of the detail", "select", "of granted\n", 1, "= green"},
		{"ambiguous", "select", "green\n4\n", 3, "! \"green\" fits 2 of them; type a number or more of the name\n2  green (3 of 5 granted)\n4  green\n"},
		{"unknown", "select", "9\n1\n", 0, `! nothing fits "9"`},
		{"help", "select", "?\n1\n", 0, "Any will do.\n"},
		{"step", "select", "1\n", 0, "\nStep 1 of 2 – colour\nWhich colour?\n"},
		{"no default", "long", "\n+\n300\n", 299, "! choose one\n"},
		{"end of line as on Windows", "wizard", "Jane\r\n\r\ny\r\n", "Jane 0 true", ""},
		{"no end of line", "select", "3", 2, ""},
		{"arrow keys", "select", "\x1b[A\x1b[D3\x1bOP\x02\n", 2, ""},

		{"ticks kept", "multi", "\n", []int{2, 3}, "cannot be changed here:\n  team colour (from team Design)\n1  [ ] red\n2  [x] green (3 of 5 granted)\n3  [x] blue\n4  [ ] green\n"},
		{"ticks by number", "multi", "1,3-4\n", []int{1, 3, 4}, "= red, blue, green"},
		{"ticks changed", "multi", "+1 -2\n", []int{1, 3}, ""},
		{"ticks by name", "multi", "red, blue\n", []int{1, 3}, ""},
		{"all", "multi", "ALL\n", []int{1, 2, 3, 4}, ""},
		{"none is below the minimum", "multi", "none\n1\n", []int{1}, "! tick at least one\n"},
		{"ambiguous tick", "multi", "red,green\n1\n", []int{1}, "fits 2 of them"},
		{"ticks help nothing", "multi", "?\n1\n", []int{1}, `! nothing fits "?"`},

		{"input", "input", " joe@example.org \n", "joe@example.org", "E-mail [? help, < back] (jane@example.org): "},
		{"input default", "input", "\n", "jane@example.org", ""},
		{"input refused", "input", "joe\njoe@example.org\n", "joe@example.org", `! "joe" has no @`},
		{"input help", "input", "?\n\n", "jane@example.org", "A whole address."},

		{"password", "password", "abcd\nabcd\n", "abcd", "New password"},
		{"passwords differ", "password", "abcd\nabce\n abcd\n abcd\n", " abcd", "! the two are not the same"},
		{"password refused", "password", "\nabc\nabcd\nabcd\n", "abcd", "! a password is required\n"},

		{"confirm", "confirm", "YES\n", true, "Take it away? [< back] (y/N): "},
		{"confirm default", "confirm", "\n", false, ""},
		{"confirm nonsense", "confirm", "ja\nn\n", false, `! "ja" is neither yes nor no`},
		{"typed", "typed", "Acme\nacme\n", true, `! this is not "acme"`},
		{"typed nothing", "typed", "\n", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, seen, err := plain(t, c.typed, c.scene)
			if err != nil {
				t.Fatalf("%v\n%s", err, seen)
			}
			if want, ok := c.want.([]int); ok && !slices.Equal(got.([]int), want) || !ok && got != c.want {
				t.Errorf("got %v, want %v\n%s", got, c.want, seen)
			}
			if !strings.Contains(seen, c.seen) {
				t.Errorf("%q was not shown:\n%s", c.seen, seen)
			}
		})
	}
}

func TestPlainBack(t *testing.T) {
	eachQuestion(t, func(t *testing.T, name, _ string) {
		_, seen, err := plain(t, "<\n", name)
		if !errors.Is(err, prompt.ErrBack) || !strings.Contains(seen, "< back") {
			t.Errorf("error %v\n%s", err, seen)
		}
	})
}

func TestPlainBackOnlyWhereOffered(t *testing.T) {
	_, seen, err := plain(t, "<\n1\n", "long")
	if err != nil || !strings.Contains(seen, `nothing fits "<"`) {
		t.Errorf("error %v\n%s", err, seen)
	}
}

func TestPlainEndOfInputIsNotTheDefault(t *testing.T) {
	eachQuestion(t, func(t *testing.T, name, _ string) {
		_, seen, err := plain(t, "", name)
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindInterrupted || !strings.Contains(e.Msg, "input ended") || e.Hint == "" {
			t.Errorf("error %v\n%s", err, seen)
		}
	})
}

func TestPlainReadErrorIsTheEndOfInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	_ = r.Close() // reading fails now, as it does on a terminal that was closed
	p := prompt.New(prompt.Options{In: r, Err: io.Discard})
	_, err = p.Confirm(t.Context(), prompt.Confirm{Label: "Save?"})
	if org.KindOf(err) != org.KindInterrupted || !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

// A question that was called off must leave what is typed later to the next one.
func TestContextEndsAPlainQuestion(t *testing.T) {
	r, w := io.Pipe()
	p := prompt.New(prompt.Options{In: r, Err: io.Discard})
	ctx, cancel := context.WithCancel(t.Context())
	called := make(chan struct{})
	go func() {
		<-called
		cancel()
		_, _ = io.WriteString(w, "y\n")
	}()
	close(called)
	_, err := p.Confirm(ctx, prompt.Confirm{Label: "First?"})
	if org.KindOf(err) != org.KindInterrupted {
		t.Fatalf("error %v", err)
	}
	yes, err := p.Confirm(t.Context(), prompt.Confirm{Label: "Second?"})
	if err != nil || !yes {
		t.Errorf("got %v, %v: the answer went to the question that was called off", yes, err)
	}
}

func TestLabelsAreCleaned(t *testing.T) {
	const evil = "\x1b]0;evil\a"
	var out bytes.Buffer
	p := prompt.New(prompt.Options{
		In: strings.NewReader(strings.Repeat("1\n", 4)), Err: &out,
		Clean: func(s string) string { return strings.NewReplacer("\x1b", "<ESC>", "\a", "<BEL>").Replace(s) },
	})
	options := []prompt.Option{{Label: evil, Detail: evil}, {Label: evil}}
	p.Note(evil + "\n" + evil)
	_, _ = p.Select(t.Context(), prompt.Select{Step: evil, Label: evil, Help: evil, Options: options})
	_, _ = p.MultiSelect(t.Context(), prompt.MultiSelect{Label: evil, Options: options, Fixed: []int{1}})
	_, _ = p.Input(t.Context(), prompt.Input{Label: evil, Default: evil, Validate: func(string) error { return nil }})
	_, _ = p.Confirm(t.Context(), prompt.Confirm{Label: evil, Typed: evil})
	if strings.ContainsAny(out.String(), "\x1b\a") {
		t.Errorf("not cleaned: %q", out.String())
	}
}

func TestDefaultIsReturnedAsItIs(t *testing.T) {
	p := prompt.New(prompt.Options{In: strings.NewReader("\n"), Err: io.Discard, Clean: strings.ToUpper})
	got, err := p.Input(t.Context(), prompt.Input{Label: "Name", Default: "jane"})
	if got != "jane" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestNothingToChoose(t *testing.T) {
	p := prompt.New(prompt.Options{In: strings.NewReader("\n"), Err: io.Discard})
	if _, err := p.Select(t.Context(), prompt.Select{Label: "Which?"}); org.KindOf(err) != org.KindUsage {
		t.Errorf("select: %v", err)
	}
	fixed := prompt.MultiSelect{Label: "Which?", Options: []prompt.Option{{Label: "a"}}, Fixed: []int{0}}
	if ticked, err := p.MultiSelect(t.Context(), fixed); len(ticked) != 0 || err != nil {
		t.Errorf("all fixed: %v, %v", ticked, err)
	}
	fixed.Min = 1
	if _, err := p.MultiSelect(t.Context(), fixed); org.KindOf(err) != org.KindUsage {
		t.Errorf("all fixed, one needed: %v", err)
	}
}
