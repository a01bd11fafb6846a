// Command torture breaks things on purpose and looks whether what orgctl promises still holds: it kills the program at
// random moments, fills the disk, damages stores, tampers with the log, feeds it hostile text, and more, always through
// the real program. Each trial has a control: the same trial with a program that breaks the promise, which must fail.
//
//	go run ./internal/tools/torture                 a short run of everything
//	go run ./internal/tools/torture -long           the numbers that docs/reliability.md tells
//	go run ./internal/tools/torture -only kill -n 50
//
// It owns the trials and refuses to know how the program does what it does: it sees command lines, answers, and the file.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"

	"orgctl/internal/tools/torture/broken"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == broke {
		os.Exit(broken.Run(context.Background(), os.Args[2], os.Args[3:]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// broke is the first word with which this program is orgctl broken in the way that the next word says.
const broke = "broken"

// options are the flags.
type options struct {
	long bool
	only string
	n    int
	seed uint64
	keep bool
	show int
}

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	o := options{}
	f := flag.NewFlagSet("torture", flag.ContinueOnError)
	f.SetOutput(errs)
	f.BoolVar(&o.long, "long", false, "as many runs as docs/reliability.md tells")
	f.StringVar(&o.only, "only", "", "only these trials, separated by commas")
	f.IntVar(&o.n, "n", 0, "this many runs of each trial")
	f.Uint64Var(&o.seed, "seed", 1, "what the random choices begin with")
	f.BoolVar(&o.keep, "keep", false, "keep the folder with the stores")
	f.IntVar(&o.show, "show", 6, "how many failures of each trial to show")
	if err := f.Parse(args); err != nil {
		return 2
	}
	b, err := newBench(ctx, o.seed, map[bool]int{false: 600, true: 3000}[o.long])
	if err != nil {
		_, _ = fmt.Fprintln(errs, "torture:", err)
		return 1
	}
	if o.keep {
		_, _ = fmt.Fprintln(errs, "the stores are in", b.dir)
	} else {
		defer b.close()
	}
	if err := b.begin(ctx, true); err != nil {
		_, _ = fmt.Fprintln(errs, "torture:", err)
		return 1
	}
	said := load()
	p := &report{errs: errs, show: o.show, begun: time.Now(), rows: map[string][]string{}}
	b.all(ctx, o, p)
	p.table(out, args, said)
	switch {
	case ctx.Err() != nil:
		return 130
	case p.bad:
		return 1
	}
	return 0
}

// all makes the chosen trials: first those that must be alone, then the others side by side.
func (b *bench) all(ctx context.Context, o options, p *report) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go p.every(ctx, 20*time.Second)
	chosen := trials()
	if o.only != "" {
		chosen = slices.DeleteFunc(chosen, func(t trial) bool { return !slices.Contains(strings.Split(o.only, ","), t.name) })
	}
	queue := make(chan trial)
	var all sync.WaitGroup
	for _, t := range chosen {
		if t.alone {
			b.one(ctx, o, p, t)
		}
	}
	for range atOnce {
		all.Go(func() {
			for t := range queue {
				b.one(ctx, o, p, t)
			}
		})
	}
	for _, t := range chosen {
		if !t.alone {
			queue <- t
		}
	}
	close(queue)
	all.Wait()
}

// one makes a trial, unless everything has been interrupted: what did not end by itself has no row.
func (b *bench) one(ctx context.Context, o options, p *report, t trial) {
	if ctx.Err() != nil {
		return
	}
	r := p.start(t)
	got := b.try(ctx, t, t.times(o), func(way string, now *tally) { p.next(r, way, now) })
	if ctx.Err() == nil {
		p.done(r, got)
	}
}
