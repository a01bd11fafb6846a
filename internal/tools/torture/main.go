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
	return b.all(ctx, o, out, errs)
}

// all runs the chosen trials and prints a line for each.
func (b *bench) all(ctx context.Context, o options, out, errs io.Writer) int {
	code := 0
	var lines [][]string
	for _, t := range trials() {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), t.name) {
			continue
		}
		_, _ = fmt.Fprintf(errs, "%s: %s …\n", t.name, t.promise)
		begun := time.Now()
		r := b.try(ctx, t, t.times(o))
		for _, f := range r.told(o.show) {
			_, _ = fmt.Fprintln(errs, "  FAILED:", f)
		}
		for _, c := range r.controls {
			if c.seen() {
				_, _ = fmt.Fprintf(errs, "  control %s: %s\n", c.way, short(c.failures[0]))
			}
		}
		if !r.good() {
			code = 1
		}
		lines = append(lines, append(r.cells(t), fmt.Sprintf("%.1f", time.Since(begun).Seconds())))
		if ctx.Err() != nil {
			return 130
		}
	}
	printTable(out, []string{"trial", "promise", "runs", "failures", "control seen", "figures", "seconds"}, lines)
	return code
}

// printTable prints a table of Markdown, so that it can stand in the documentation as it is.
func printTable(out io.Writer, head []string, lines [][]string) {
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = "---"
	}
	for _, cells := range append([][]string{head, rule}, lines...) {
		_, _ = fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	}
}
