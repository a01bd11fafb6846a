package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// TB is the part of testing.TB that a script needs. The testing package itself stays out of the program.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(f func())
}

// gesture is an answer that is not an answer.
type gesture uint8

// What a scripted person may do instead of answering.
const (
	Back      gesture = iota + 1 // Ctrl-B, Esc or <
	Interrupt                    // Ctrl-C
	EndInput                     // Ctrl-D, or the terminal is closed
	Default                      // Enter, nothing else
)

// Script answers questions in a test. It keeps what a person would have seen.
type Script struct {
	t       TB
	answers []scripted
	seen    strings.Builder
}

type scripted struct {
	label string
	value any
}

// NewScript takes part of a question's label and its answer, alternately, in the order of the questions:
//
//	NewScript(t, "member", "jane@example.org", "products", []string{"drive/marketing"}, "Save", true)
//
// A list is answered by option texts or indexes (string, int, []string, []int), a text or password by a string, a
// confirmation by a bool (or by a string where it must be typed), and every question by Back, Interrupt, EndInput or
// Default. Answers must pass the question's own check; if one does not, the same question takes the next answer. A
// question without its answer fails the test and is interrupted; so do answers that are left over at the end.
func NewScript(t TB, labelsAndAnswers ...any) *Script {
	t.Helper()
	s := &Script{t: t}
	for pair := range slices.Chunk(labelsAndAnswers, 2) {
		label, ok := pair[0].(string)
		if !ok || len(pair) < 2 {
			t.Errorf("prompt script: %v must be a label followed by an answer", pair)
			continue
		}
		s.answers = append(s.answers, scripted{label, pair[1]})
	}
	t.Cleanup(func() {
		for _, left := range s.answers {
			t.Errorf("prompt script: nobody asked for %q (%v)\nasked so far:\n%s", left.label, left.value, s.Seen())
		}
	})
	return s
}

// Seen returns the steps, questions, options, refusals and notes so far, one per line.
func (s *Script) Seen() string { return s.seen.String() }

// Note records the text.
func (s *Script) Note(text string) { fmt.Fprintln(&s.seen, strings.TrimRight(text, "\n")) }

// unexpected fails the test and ends the command under test, which may run in another goroutine than the test, the way
// a person would.
func (s *Script) unexpected(format string, args ...any) error {
	s.t.Helper()
	s.t.Errorf("prompt script: "+format+"\nasked so far:\n%s", append(args, s.Seen())...)
	s.answers = nil
	return interrupted(nil)
}

// take returns the next answer, or the error that the person's gesture means.
func (s *Script) take(ctx context.Context, label string, back bool) (any, error) {
	s.t.Helper()
	if ctx.Err() != nil {
		return nil, interrupted(context.Cause(ctx))
	}
	if len(s.answers) == 0 || !strings.Contains(label, s.answers[0].label) {
		next := "no answer is left"
		if len(s.answers) > 0 {
			next = fmt.Sprintf("the next answer is for %q", s.answers[0].label)
		}
		return nil, s.unexpected("unexpected question %q: %s", label, next)
	}
	next := s.answers[0]
	s.answers = s.answers[1:]
	switch next.value {
	case Interrupt:
		return nil, interrupted(nil)
	case EndInput:
		return nil, inputEnded()
	case Back:
		if !wayBack(ctx, back) {
			return nil, s.unexpected("question %q has no way back", label)
		}
		return nil, ErrBack
	}
	return next.value, nil
}

// ask records the question and takes answers until one passes. The first line of what is shown is the label.
func (s *Script) ask(ctx context.Context, step string, shown []string, back bool, accept func(value any) error) error {
	s.t.Helper()
	label := shown[0]
	for {
		if step != "" {
			s.Note(step)
		}
		s.Note("? " + strings.Join(shown, "\n"))
		value, err := s.take(ctx, label, back)
		if err != nil {
			return err
		}
		if err = accept(value); err == nil {
			return nil
		}
		s.Note("! " + err.Error())
		if len(s.answers) == 0 || !strings.Contains(label, s.answers[0].label) {
			return s.unexpected("the answer %v to %q was refused: %v", value, label, err)
		}
	}
}
