package prompt

import (
	"context"

	"orgctl/internal/org"
)

// Nobody is the prompter where nobody can be asked. Commands say before that which flag is missing; a question that comes as far
// as this is refused, and nothing is read.
type Nobody struct{}

// Select refuses.
func (Nobody) Select(_ context.Context, q Select) (int, error) { return 0, unasked(q.Label) }

// MultiSelect refuses.
func (Nobody) MultiSelect(_ context.Context, q MultiSelect) ([]int, error) {
	return nil, unasked(q.Label)
}

// Input refuses.
func (Nobody) Input(_ context.Context, q Input) (string, error) { return "", unasked(q.Label) }

// Password refuses.
func (Nobody) Password(_ context.Context, q Password) (string, error) { return "", unasked(q.Label) }

// Confirm refuses.
func (Nobody) Confirm(_ context.Context, q Confirm) (bool, error) { return false, unasked(q.Label) }

// Note writes nothing: it goes with questions.
func (Nobody) Note(string) {}

func unasked(label string) error {
	return org.Errorf(org.KindUsage, org.CodeInputRequired, "nobody can be asked: %s", label).
		WithHint("give the answer with its flag, or run the command in a terminal")
}
