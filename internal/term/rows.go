package term

import (
	"fmt"
	"iter"
	"strings"
)

// Rows makes the rows of a list from a slice.
func Rows[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Note writes a line on stderr without a prefix: previews, and what belongs to the line before. Every argument is
// cleaned, so that text from the store can't act on the terminal.
func (s *Streams) Note(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	_, _ = fmt.Fprintln(s.Err, strings.TrimRight(Clean(line), " ")) // stderr is where errors are told: no place is left
}
