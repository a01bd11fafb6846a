package store

import (
	"context"
	"errors"
	"iter"
)

// stream lets rows be pulled from one snapshot. fn hands them to yield and stops with errStopped when nobody wants more.
func stream[T any](ctx context.Context, s *Store, fn func(t *tx, yield func(T, error) bool) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := s.read(ctx, func(t *tx) error {
			return fn(t, func(v T, err error) bool { return yield(v, storeError(err, s.path)) })
		})
		if err != nil && !errors.Is(err, errStopped) {
			var none T
			yield(none, err)
		}
	}
}
