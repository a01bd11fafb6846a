package prompt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// listing is a numbered list on its way through the terminal, one screen at a time.
type listing struct {
	p       *linePrompter
	options []Option
	boxes   bool
	ticked  []int
	next    int // the first option not yet shown
}

func (l *listing) line(i int) {
	box := ""
	switch {
	case l.boxes && slices.Contains(l.ticked, i):
		box = "[x] "
	case l.boxes:
		box = "[ ] "
	}
	l.p.printf("%*d  %s%s\n", len(fmt.Sprint(len(l.options))), i+1, box, inline(l.options[i]))
}

// page shows as many further options as the terminal is high, leaving room for the question.
func (l *listing) page() {
	_, rows := l.p.size()
	end := min(len(l.options), l.next+max(5, rows-5))
	for i := l.next; i < end; i++ {
		l.line(i)
	}
	l.next = end
	if rest := len(l.options) - end; rest > 0 {
		l.p.printf("%d more; type + to see them\n", rest)
	}
}

// found shows the options that an ambiguous answer fits.
func (l *listing) found(err error) {
	l.p.complain(err)
	ambiguous, ok := errors.AsType[ambiguousError](err)
	if !ok {
		return
	}
	_, rows := l.p.size()
	for _, i := range ambiguous.found[:min(len(ambiguous.found), max(5, rows-5))] {
		l.line(i)
	}
}

// answer reads a line, showing more of the list as often as a person asks for it.
func (l *listing) answer(ctx context.Context, q lineQuestion) (string, error) {
	for {
		text, err := l.p.answer(ctx, q)
		if text = strings.TrimSpace(text); err != nil || text != "+" {
			return text, err
		}
		if l.next == len(l.options) {
			l.next = 0
		}
		l.page()
	}
}

func (p *linePrompter) Select(ctx context.Context, q Select) (int, error) {
	if len(q.Options) == 0 {
		return 0, nothingToChoose(q.Label)
	}
	p.announce(q.Step)
	p.printf("%s\n", p.clean(q.Label))
	list := &listing{p: p, options: p.cleaned(q.Options)}
	list.page()
	ask := "Number or name" + hints(q.Help, q.Back)
	hasDefault := q.Default >= 0 && q.Default < len(q.Options)
	if hasDefault {
		ask += fmt.Sprintf(" (%d)", q.Default+1)
	}
	for {
		text, err := list.answer(ctx, lineQuestion{ask, q.Help, q.Back, p.keys.line})
		if err != nil {
			return 0, err
		}
		if text == "" && hasDefault {
			return q.Default, nil
		}
		if text == "" {
			p.complain(errors.New("choose one"))
			continue
		}
		i, err := findOne(list.options, text)
		if err == nil {
			p.printf("= %s\n", list.options[i].Label)
			return i, nil
		}
		list.found(err)
	}
}

func (p *linePrompter) MultiSelect(ctx context.Context, q MultiSelect) ([]int, error) {
	options, index, ticked := q.tickable()
	p.announce(q.Step)
	p.printf("%s\n", p.clean(q.Label))
	p.showFixed(q)
	if len(options) == 0 {
		return nil, p.nothingToTick(q)
	}
	list := &listing{p: p, options: p.cleaned(options), boxes: true, ticked: ticked}
	list.page()
	ask := "Numbers or names, all, none, or nothing to keep" + hints(q.Help, q.Back)
	for {
		text, err := list.answer(ctx, lineQuestion{ask, q.Help, q.Back, p.keys.line})
		if err != nil {
			return nil, err
		}
		chosen := ticked
		if text != "" {
			chosen, err = parseTicks(list.options, ticked, text)
		}
		if err == nil {
			err = q.enough(len(chosen))
		}
		if err != nil {
			list.found(err)
			continue
		}
		p.printf("= %s\n", summary(list.options, chosen))
		return original(index, chosen), nil
	}
}
