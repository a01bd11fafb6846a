package prompt

import (
	"context"
	"errors"
	"fmt"
)

// Step is one part of a wizard. Ask puts title into the Step of its questions. Skip may be nil; it looks at what was
// given by flags or decided in other steps, never at the answer of its own step.
type Step struct {
	Title string
	Ask   func(ctx context.Context, title string) error
	Skip  func() bool
}

func (s Step) skipped() bool { return s.Skip != nil && s.Skip() }

// Run asks the steps in order, numbered "Step 2 of 5 – products". Only steps that are asked are counted. ErrBack from a
// step leads to the one that was asked before it. The first step offers no way back, and asks again if it took one itself;
// under Inner it has one, and Run returns ErrBack.
func Run(ctx context.Context, steps []Step) error {
	out := inner(ctx)
	var asked []int // the way here: going back takes the same way, whatever Skip says by now
	for i := 0; i < len(steps); {
		if ctx.Err() != nil {
			return interrupted(context.Cause(ctx))
		}
		if steps[i].skipped() && !isLast(asked, i) {
			i++
			continue
		}
		if !isLast(asked, i) {
			asked = append(asked, i)
		}
		err := steps[i].Ask(withWay(ctx, out || len(asked) > 1), title(steps, len(asked), i))
		switch {
		case err == nil:
			i++
		case !errors.Is(err, ErrBack):
			return err
		case len(asked) > 1:
			asked = asked[:len(asked)-1]
			i = asked[len(asked)-1]
		case out:
			return err
		}
	}
	return nil
}

// Within asks the questions of one step in order. ErrBack leads to the question before; from the first one it is returned,
// and leads out of the step.
func Within(ctx context.Context, questions ...func(context.Context) error) error {
	for i := 0; i < len(questions); {
		way := ctx
		if i > 0 {
			way = Inner(ctx)
		}
		err := questions[i](way)
		switch {
		case err == nil:
			i++
		case errors.Is(err, ErrBack) && i > 0:
			i--
		default:
			return err
		}
	}
	return nil
}

func isLast(asked []int, i int) bool { return len(asked) > 0 && asked[len(asked)-1] == i }

// title numbers the step i, the n-th to be asked. A wizard of one step needs no number.
func title(steps []Step, n, i int) string {
	total := n
	for _, s := range steps[i+1:] {
		if !s.skipped() {
			total++
		}
	}
	if total == 1 {
		return steps[i].Title
	}
	return fmt.Sprintf("Step %d of %d – %s", n, total, steps[i].Title)
}
