// Package prompt owns asking a person: what a question is, how it is shown, how an answer is read, and how one goes
// back. It writes to standard error only, because standard output carries results.
//
// It refuses to know what is asked about (organizations, products, grants), whether a person may be asked at all (that
// is decided before, from the terminal, CI and --no-input), and what happens after the answer.
package prompt

import (
	"cmp"
	"context"
	"errors"
	"io"
	"runtime"
	"time"

	"golang.org/x/term"

	"orgctl/internal/org"
)

// Prompter asks one question at a time. Every method returns ErrBack if the person went back (only where the question
// allows it) and an *org.Error of kind KindInterrupted if they left, if the context ended, or if the input did. An
// answer that was not given is never replaced by the default.
type Prompter interface {
	// Select returns the index of the chosen option.
	Select(ctx context.Context, q Select) (int, error)
	// MultiSelect returns the indexes of the ticked options in ascending order, without the fixed ones.
	MultiSelect(ctx context.Context, q MultiSelect) ([]int, error)
	// Input returns the typed text without blanks around it, or the default for an empty answer.
	Input(ctx context.Context, q Input) (string, error)
	// Password returns the typed text as it is.
	Password(ctx context.Context, q Password) (string, error)
	Confirm(ctx context.Context, q Confirm) (bool, error)
	// Note writes lines between questions: summaries and differences.
	Note(text string)
}

// Option is one line of a list. Detail is less important and stands behind the label: "3 of 5 granted".
type Option struct{ Label, Detail string }

// Select asks for exactly one option. A Default outside the options means that there is none.
type Select struct {
	Step, Label, Help string
	Options           []Option
	Default           int
	Back              bool
}

// MultiSelect asks for any number of options, at least Min. Ticked are those ticked at first. Fixed are those a person
// cannot tick here ("from team Design"): they are shown above the question and are never part of the answer.
type MultiSelect struct {
	Step, Label, Help string
	Options           []Option
	Ticked, Fixed     []int
	Min               int
	Back              bool
}

// Input asks for a line of text. Validate sees the trimmed answer, or the default, and its error is shown.
type Input struct {
	Step, Label, Help string
	Default           string
	Validate          func(string) error
	Required          bool
	Back              bool
}

// Password asks for a secret that is never shown; Confirm asks for it twice.
type Password struct {
	Step, Label, Help string
	Validate          func(string) error
	Confirm           bool
	Back              bool
}

// Confirm asks yes or no. With Typed a person must type that text to say yes; an empty answer then says no.
type Confirm struct {
	Step, Label, Help string
	Typed             string
	Default           bool
	Back              bool
}

// sentinel is a constant error: nobody can assign to it.
type sentinel string

func (s sentinel) Error() string { return string(s) }

// ErrBack says that the person wants the question before this one.
const ErrBack = sentinel("went back")

// Options says where a person sits. Clean makes control, bidirectional and invisible characters visible: labels come
// from the store, and must not act on the terminal.
type Options struct {
	In         io.Reader
	Err        io.Writer
	Clean      func(string) string
	Accessible bool
	Color      bool
	// Theme is the background to choose colours for, light or dark; empty, or nil, if it is not known: then the terminal is
	// asked with the first question, and Found is told what it said, if it did.
	Theme func() org.Theme
	Found func(background org.Theme)
	// MuteAfter is how long the terminal may take to say where its cursor is before it gets plain questions; 0 means a
	// second. It is waited for once, before the first question.
	MuteAfter time.Duration
}

// New returns the prompter that fits: lists with redrawing on a terminal that can do it, plain numbered questions for
// everyone else. Nothing is written or read before the first question.
//
// On Windows it is always the plain one: there survey reads the console past its reader, so that neither going back nor
// the end of the input could be told from an answer.
func New(o Options) Prompter {
	c := newConsole(o)
	if o.Accessible || runtime.GOOS == "windows" || c.keys.fd < 0 || c.fd < 0 {
		return oneWay{&linePrompter{console: c}}
	}
	p := &surveyPrompter{console: c, color: o.Color, theme: o.Theme, found: o.Found, patience: cmp.Or(o.MuteAfter, reportWait)}
	if p.theme == nil || p.found == nil {
		var background org.Theme
		p.theme, p.found = func() org.Theme { return background }, func(b org.Theme) { background = b }
	}
	return oneWay{p}
}

// terminalFD returns the file descriptor behind a stream, or -1 if it is no terminal.
func terminalFD(stream any) int {
	f, ok := stream.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return -1
	}
	return int(f.Fd())
}

func interrupted(cause error) error {
	return org.Errorf(org.KindInterrupted, org.CodeInterrupted, "interrupted").Wrap(cause)
}

// inputEnded is an interruption: whoever closes the terminal, or presses Ctrl-D, has not agreed to a default.
func inputEnded() *org.Error {
	return org.Errorf(org.KindInterrupted, org.CodeInterrupted, "the input ended before the question was answered").
		WithHint("answer in a terminal, or give the answer with its flag")
}

// left turns the error of a read into the reason why a person left. A terminal that was closed reads as an I/O error.
func left(err error) error {
	if _, ok := errors.AsType[*org.Error](err); ok {
		return err
	}
	return inputEnded().Wrap(err)
}

// refusal says why an answer was not taken, and what would be: the hint of an error of ours.
func refusal(err error) string {
	if e, ok := errors.AsType[*org.Error](err); ok && e.Hint != "" {
		return e.Msg + ": " + e.Hint
	}
	return err.Error()
}

func nothingToChoose(label string) error {
	return org.Errorf(org.KindUsage, org.CodeInputRequired, "there is nothing to choose from: %q", label)
}
