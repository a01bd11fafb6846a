package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// writers is how many processes write at once.
const writers = 32

// crowds are writers that all want to write at once, each with n small commands, one after the other.
func crowds(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	waits := make([][]time.Duration, writers)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for j := range n {
				if ctx.Err() != nil {
					return
				}
				args := fmt.Sprintf("product add drive/c%d-%d -o json", i, j)
				a := s.run(ctx, p, strings.Fields(args)...)
				if a.code != 0 {
					t.fail("%s: %s", args, a)
				}
				waits[i] = append(waits[i], a.took)
				t.ran(1)
			}
		})
	}
	all.Wait()
	total := time.Since(begun)
	b.allThere(ctx, s, t, waits)
	b.compareWaits(t, p, waits, total)
}

// allThere fails the trial if anything that the crowd wrote is missing.
func (b *bench) allThere(ctx context.Context, s site, t *tally, waits [][]time.Duration) {
	b.whole(ctx, s, t)
	there, _, err := b.look(ctx, s)
	missing := 0
	for i := range waits {
		for j := range waits[i] {
			if _, ok := there[fmt.Sprintf("product drive/c%d-%d", i, j)]; !ok {
				missing++
			}
		}
	}
	if err != nil || missing > 0 {
		t.fail("%d of %d rows are missing (%v)", missing, t.runs, err)
	}
}

// compareWaits notes the waits of the real program, and fails the control if its writers waited much longer: a queue
// that is not fair lets somebody starve.
func (b *bench) compareWaits(t *tally, p program, waits [][]time.Duration, total time.Duration) {
	worst, sum := time.Duration(0), time.Duration(0)
	for _, of := range waits {
		for _, w := range of {
			worst, sum = max(worst, w), sum+w
		}
	}
	if t.runs == 0 {
		return
	}
	t.figures = fmt.Sprintf("worst command %d ms, mean %d ms, %.0f commands a second", worst.Milliseconds(), (sum / time.Duration(t.runs)).Milliseconds(),
		float64(t.runs)/total.Seconds())
	if b.isReal(p) {
		b.worst = worst
		return
	}
	if worst > 2*b.worst {
		t.fail("the worst command took %d ms, in line it was %d ms", worst.Milliseconds(), b.worst.Milliseconds())
	}
}
