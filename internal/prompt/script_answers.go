package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// lines is a list the way the plain prompter writes it.
func lines(label string, options []Option, mark func(i int) string) []string {
	out := []string{label}
	for i, o := range options {
		out = append(out, "  "+mark(i)+inline(o))
	}
	return out
}

// Select implements Prompter.
func (s *Script) Select(ctx context.Context, q Select) (chosen int, err error) {
	s.t.Helper()
	shown := lines(q.Label, q.Options, func(int) string { return "" })
	err = s.ask(ctx, q.Step, shown, q.Back, func(value any) error {
		chosen, err = pick(q.Options, value, q.Default)
		return err
	})
	return chosen, err
}

// MultiSelect implements Prompter.
func (s *Script) MultiSelect(ctx context.Context, q MultiSelect) (chosen []int, err error) {
	s.t.Helper()
	shown := lines(q.Label, q.Options, func(i int) string {
		switch {
		case slices.Contains(q.Fixed, i):
			return "    "
		case slices.Contains(q.Ticked, i):
			return "[x] "
		}
		return "[ ] "
	})
	err = s.ask(ctx, q.Step, shown, q.Back, func(value any) error {
		chosen, err = q.pick(value)
		return err
	})
	return chosen, err
}

// Input implements Prompter.
func (s *Script) Input(ctx context.Context, q Input) (answer string, err error) {
	s.t.Helper()
	err = s.ask(ctx, q.Step, []string{q.Label}, q.Back, func(value any) error {
		text, ok := value.(string)
		if !ok && value != Default {
			return fmt.Errorf("a string is needed, not %T", value)
		}
		answer = q.given(text)
		return q.check(answer)
	})
	return answer, err
}

// Password implements Prompter.
func (s *Script) Password(ctx context.Context, q Password) (answer string, err error) {
	s.t.Helper()
	err = s.ask(ctx, q.Step, []string{q.Label}, q.Back, func(value any) error {
		var ok bool
		if answer, ok = value.(string); !ok {
			return fmt.Errorf("a string is needed, not %T", value)
		}
		return q.check(answer)
	})
	return answer, err
}

// Confirm implements Prompter.
func (s *Script) Confirm(ctx context.Context, q Confirm) (answer bool, err error) {
	s.t.Helper()
	if q.Typed != "" {
		typed, err := s.Input(ctx, q.typed())
		return typed == q.Typed, err
	}
	err = s.ask(ctx, q.Step, []string{q.Label}, q.Back, func(value any) error {
		switch value := value.(type) {
		case bool:
			answer = value
			return nil
		case gesture:
			answer = q.Default
			return nil
		}
		return fmt.Errorf("true or false is needed, not %T", value)
	})
	return answer, err
}

// pick finds one option by index or text.
func pick(options []Option, value any, otherwise int) (int, error) {
	i := otherwise
	switch value := value.(type) {
	case string:
		return findOne(options, value)
	case int:
		i = value
	case gesture:
	default:
		return 0, fmt.Errorf("a string or an int is needed, not %T", value)
	}
	if i < 0 || i >= len(options) {
		return 0, fmt.Errorf("there is no option %d among %d", i, len(options))
	}
	return i, nil
}

// pick finds the ticked options by index or text.
func (q MultiSelect) pick(value any) ([]int, error) {
	var values []any
	switch value := value.(type) {
	case gesture:
		_, index, ticked := q.tickable()
		return original(index, ticked), q.enough(len(ticked))
	case []string:
		for _, v := range value {
			values = append(values, v)
		}
	case []int:
		for _, v := range value {
			values = append(values, v)
		}
	default:
		return nil, fmt.Errorf("a []string or []int is needed, not %T", value)
	}
	var chosen []int
	for _, v := range values {
		i, err := pick(q.Options, v, -1)
		if err != nil {
			return nil, err
		}
		if slices.Contains(q.Fixed, i) {
			return nil, fmt.Errorf("%q cannot be ticked", strings.TrimSpace(q.Options[i].Label))
		}
		chosen = append(chosen, i)
	}
	slices.Sort(chosen)
	return slices.Compact(chosen), q.enough(len(chosen))
}
