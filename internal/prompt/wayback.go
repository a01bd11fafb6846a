package prompt

import "context"

type wayKey struct{}

// Inner says that going back from the first question under ctx leads somewhere: whoever asks it gets ErrBack, and so does who
// calls Run with it.
func Inner(ctx context.Context) context.Context { return withWay(ctx, true) }

// withWay says whether there is a way back from the next question. Where nobody said, the question itself decides.
func withWay(ctx context.Context, leads bool) context.Context {
	return context.WithValue(ctx, wayKey{}, leads)
}

// inner says that a wizard is asked within another one.
func inner(ctx context.Context) bool {
	leads, _ := ctx.Value(wayKey{}).(bool)
	return leads
}

// wayBack is whether a question offers to go back: only where that leads to another one.
func wayBack(ctx context.Context, asked bool) bool {
	leads, said := ctx.Value(wayKey{}).(bool)
	return asked && (leads || !said)
}

// oneWay takes the way back from questions that have nothing before them.
type oneWay struct{ Prompter }

// Select implements Prompter.
func (p oneWay) Select(ctx context.Context, q Select) (int, error) {
	q.Back = wayBack(ctx, q.Back)
	return p.Prompter.Select(ctx, q)
}

// MultiSelect implements Prompter.
func (p oneWay) MultiSelect(ctx context.Context, q MultiSelect) ([]int, error) {
	q.Back = wayBack(ctx, q.Back)
	return p.Prompter.MultiSelect(ctx, q)
}

// Input implements Prompter.
func (p oneWay) Input(ctx context.Context, q Input) (string, error) {
	q.Back = wayBack(ctx, q.Back)
	return p.Prompter.Input(ctx, q)
}

// Password implements Prompter.
func (p oneWay) Password(ctx context.Context, q Password) (string, error) {
	q.Back = wayBack(ctx, q.Back)
	return p.Prompter.Password(ctx, q)
}

// Confirm implements Prompter.
func (p oneWay) Confirm(ctx context.Context, q Confirm) (bool, error) {
	q.Back = wayBack(ctx, q.Back)
	return p.Prompter.Confirm(ctx, q)
}
