package prompt

import (
	"context"
	"fmt"
	"strings"
)

// linePrompter asks plain numbered questions, one line each, and never redraws: for screen readers, for terminals that
// cannot move a cursor, and for input that is no terminal. The terminal keeps its own line editing.
type linePrompter struct{ *console }

// hints are the keys every question of this prompter understands.
func hints(help string, back bool) string {
	var hints []string
	if help != "" {
		hints = append(hints, "? help")
	}
	if back {
		hints = append(hints, "< back")
	}
	if len(hints) == 0 {
		return ""
	}
	return " [" + strings.Join(hints, ", ") + "]"
}

// lineQuestion is what the kinds of questions have in common here: what stands before the cursor, what ? and < do, and
// how the line is read.
type lineQuestion struct {
	ask  string
	help string
	back bool
	read func(context.Context) (string, error)
}

// prompt is what stands before the cursor. A question mark needs no colon.
func (q lineQuestion) prompt() string {
	if strings.HasSuffix(q.ask, "?") || strings.HasSuffix(q.ask, ":") {
		return q.ask
	}
	return q.ask + ":"
}

// answer writes the question and reads one line, as often as a person asks for help.
func (p *linePrompter) answer(ctx context.Context, q lineQuestion) (string, error) {
	ctx, stop := untilSignal(ctx)
	defer stop()
	for {
		p.printf("%s ", q.prompt())
		text, err := q.read(ctx)
		if err != nil {
			p.printf("\n")
			return "", left(err)
		}
		switch command := strings.TrimSpace(text); {
		case command == "?" && q.help != "":
			p.Note(q.help)
		case command == "<" && q.back:
			return "", ErrBack
		default:
			return text, nil
		}
	}
}

// complain says why an answer was not taken; the question is asked again.
func (p *linePrompter) complain(err error) { p.printf("! %s\n", p.clean(refusal(err))) }

func (p *linePrompter) Input(ctx context.Context, q Input) (string, error) {
	p.announce(q.Step)
	ask := p.clean(q.Label) + hints(q.Help, q.Back)
	if q.Default != "" {
		ask += " (" + p.clean(q.Default) + ")"
	}
	for {
		typed, err := p.answer(ctx, lineQuestion{ask, q.Help, q.Back, p.keys.line})
		if err != nil {
			return "", err
		}
		answer := q.given(typed)
		if err := q.check(answer); err != nil {
			p.complain(err)
			continue
		}
		return answer, nil
	}
}

func (p *linePrompter) Password(ctx context.Context, q Password) (string, error) {
	ctx, done, err := p.rawUntilSignal(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	p.announce(q.Step)
	hint := hints(q.Help, q.Back)
	for {
		first, err := p.answer(ctx, lineQuestion{p.clean(q.Label) + hint, q.Help, q.Back, p.secret})
		if err != nil {
			return "", err
		}
		if err := q.check(first); err != nil {
			p.complain(err)
			continue
		}
		if !q.Confirm {
			return first, nil
		}
		again, err := p.answer(ctx, lineQuestion{"The same again" + hint, q.Help, q.Back, p.secret})
		if err != nil {
			return "", err
		}
		if again == first {
			return first, nil
		}
		p.complain(errNotTheSame)
	}
}

const errNotTheSame = sentinel("the two are not the same; type it again")

// secret ends the line that the unseen Enter did not end.
func (p *linePrompter) secret(ctx context.Context) (string, error) {
	text, err := p.keys.secret(ctx)
	if err == nil && p.keys.fd >= 0 {
		p.printf("\n")
	}
	return text, err
}

func (p *linePrompter) Confirm(ctx context.Context, q Confirm) (bool, error) {
	if q.Typed != "" {
		typed, err := p.Input(ctx, q.typed())
		return typed == q.Typed, err
	}
	p.announce(q.Step)
	ask := p.clean(q.Label) + hints(q.Help, q.Back) + " (y/N)"
	if q.Default {
		ask = strings.TrimSuffix(ask, "(y/N)") + "(Y/n)"
	}
	for {
		text, err := p.answer(ctx, lineQuestion{ask, q.Help, q.Back, p.keys.line})
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "":
			return q.Default, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		p.complain(fmt.Errorf("%q is neither yes nor no", text))
	}
}
