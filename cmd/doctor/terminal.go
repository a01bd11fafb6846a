package doctorcmd

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/term"
)

// narrow is the width below which tables are cut so much that they say little.
const narrow = 60

// terminal says how the program meets a person here. Nothing of it keeps a command from working.
func terminal(ctx context.Context, a *app.App) []check {
	s := a.Streams
	if !s.InTTY && !s.OutTTY && !s.ErrTTY {
		return []check{{"terminal", ok, "none: nothing is asked, and results are tsv", ""}}
	}
	checks := []check{streams(a), size(s), colour(s)}
	if s.UTF8() {
		checks = append(checks, check{"characters", ok, "UTF-8", ""})
	} else {
		checks = append(checks, check{"characters", warning, "the locale does not promise UTF-8: names may look broken", "set LANG, for example to C.UTF-8 or fr_CH.UTF-8"})
	}
	return append(checks, questions(ctx, a))
}

func streams(a *app.App) check {
	s := a.Streams
	var words []string
	for _, w := range []struct {
		name string
		tty  bool
	}{{"input", s.InTTY}, {"output", s.OutTTY}, {"messages", s.ErrTTY}} {
		if !w.tty {
			words = append(words, w.name)
		}
	}
	name := cmp.Or(env(a, "TERM"), "of no name")
	if len(words) == 0 {
		return check{"terminal", ok, name, ""}
	}
	return check{"terminal", ok, name + "; elsewhere: " + strings.Join(words, ", "), ""}
}

func size(s *term.Streams) check {
	width := s.Width()
	if width < narrow {
		return check{"width", warning, fmt.Sprintf("%d columns: tables are cut", width), fmt.Sprintf("make the window at least %d columns wide, or use -o json", narrow)}
	}
	return check{"width", ok, fmt.Sprintf("%d columns", width), ""}
}

func colour(s *term.Streams) check {
	if !s.Color && !s.ErrColor {
		return check{"colour", ok, "none: the stream, TERM or a setting does without", ""}
	}
	return check{"colour", ok, "16 colours", ""}
}

// questions says whether wizards work here, and asks the terminal what they would ask it.
func questions(ctx context.Context, a *app.App) check {
	switch {
	case !a.Interactive():
		return check{"questions", ok, "nobody is asked here: input and messages must be a terminal, without CI, --no-input or TERM=dumb", ""}
	case a.Streams.Accessible:
		return check{"questions", ok, "plain ones, as is set", ""}
	case !a.AskTerminal(ctx).Answers:
		return check{"questions", warning, "the terminal does not say where its cursor is: wizards ask plain questions", "nothing is lost; 'orgctl config set accessible true' saves the wait"}
	}
	shade, how := a.Streams.Shade()
	return check{"questions", ok, fmt.Sprintf("the terminal answers; its background is %s", shadeWords(string(shade), how)), ""}
}

func shadeWords(shade, how string) string {
	switch how {
	case "":
		return "unknown: 'orgctl theme light' or 'orgctl theme dark' says what it is"
	case "set":
		return shade + ", as was chosen"
	}
	return shade
}

func env(a *app.App, name string) string {
	if a.Streams.Env == nil {
		return ""
	}
	return a.Streams.Env(name)
}
