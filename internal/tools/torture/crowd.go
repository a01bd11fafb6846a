package main

import (
	"context"
	"fmt"
	"strconv"
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
	t.shall(n * writers)
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
	b.allThere(ctx, s, t, waits)
	worst, mean := longest(waits)
	t.figures = fmt.Sprintf("worst command %d ms, mean %d ms, %.0f commands a second", worst.Milliseconds(), mean.Milliseconds(), float64(t.runs)/time.Since(begun).Seconds())
}

func longest(waits [][]time.Duration) (worst, mean time.Duration) {
	n := 0
	for _, of := range waits {
		for _, w := range of {
			worst, mean, n = max(worst, w), mean+w, n+1
		}
	}
	return worst, mean / time.Duration(max(n, 1))
}

// queues are the same crowd without the time that a process needs to begin: each runs its n commands itself, so that they meet at the
// store and not at the processor. A queue that is not fair lets somebody starve: the control fails if its worst command took
// more than twice as long as the worst of as many that waited in line right before, or gave up.
func queues(ctx context.Context, b *bench, p program, n int, t *tally) {
	t.shall(n * writers)
	if !b.isBroken(p, "unqueued") {
		b.queue(ctx, b.broken("many"), n, t)
		return
	}
	inLine, _ := b.queue(ctx, b.broken("many"), n, &tally{})
	if worst, _ := b.queue(ctx, p, n, t); worst > 2*inLine && ctx.Err() == nil {
		t.fail("the worst command took %d ms, in line it was %d ms", worst.Milliseconds(), inLine.Milliseconds())
	}
}

// queue lets all writers run n commands each.
func (b *bench) queue(ctx context.Context, p program, n int, t *tally) (worst, mean time.Duration) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return 0, 0
	}
	waits := make([][]time.Duration, writers)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			a := finished(s.command(ctx, p, fmt.Sprint(n), fmt.Sprintf("c%d", i))) // for longer than one command may take
			for took := range strings.FieldsSeq(a.out) {
				ms, err := strconv.Atoi(took)
				if err != nil || ms < 0 {
					t.fail("a command of writer %d gave up", i)
				}
				waits[i] = append(waits[i], time.Duration(ms)*time.Millisecond)
				t.ran(1)
			}
			if len(waits[i]) != n && ctx.Err() == nil {
				t.fail("writer %d ran %d of %d commands: %s", i, len(waits[i]), n, a)
			}
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return 0, 0
	}
	worst, mean = longest(waits)
	t.figures = fmt.Sprintf("worst command %d ms, mean %d ms, %.0f commands a second", worst.Milliseconds(), mean.Milliseconds(), float64(t.runs)/time.Since(begun).Seconds())
	if !b.isBroken(p, "unqueued") {
		b.allThere(ctx, s, t, waits)
	}
	return worst, mean
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
