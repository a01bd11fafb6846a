package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// atOnce is how many trials are made side by side. Those that measure waits are alone.
const atOnce = 2

// report tells on stderr how far the trials are, and keeps their rows.
type report struct {
	mu      sync.Mutex
	errs    io.Writer
	show    int // how many failures of each
	begun   time.Time
	running []*running
	rows    map[string][]string // by the name of the trial
	bad     bool
}

// running is a trial that is not done yet.
type running struct {
	trial
	begun time.Time
	now   *tally // the trial itself, or the control that is under way
	way   string // of the control; empty: the trial itself
}

// every tells how far all are, again and again, until the context ends.
func (p *report) every(ctx context.Context, pause time.Duration) {
	ticks := time.NewTicker(pause)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			p.tell()
		}
	}
}

// tell prints a line for each trial that is under way.
func (p *report) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.running {
		runs, of := r.now.far()
		what := r.name
		if r.way != "" {
			what += ", control " + r.way
		}
		_, _ = fmt.Fprintf(p.errs, "%s: %d of %d, %.0f s; all: %.0f s\n", what, runs, of, time.Since(r.begun).Seconds(), time.Since(p.begun).Seconds())
	}
}

// start notes that a trial begins.
func (p *report) start(t trial) *running {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := &running{trial: t, begun: time.Now(), now: &tally{}}
	p.running = append(p.running, r)
	_, _ = fmt.Fprintf(p.errs, "%s: %s …\n", t.name, t.promise)
	return r
}

// next notes that the trial itself begins, or one of its controls.
func (p *report) next(r *running, way string, t *tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.way, r.now = way, t
}

// done prints the row of a trial, and what failed.
func (p *report) done(r *running, got result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = slices.DeleteFunc(p.running, func(other *running) bool { return other == r })
	for _, f := range got.told(p.show) {
		_, _ = fmt.Fprintf(p.errs, "  %s FAILED: %s\n", r.name, f)
	}
	for _, c := range got.controls {
		if c.seen() {
			_, _ = fmt.Fprintf(p.errs, "  %s, control %s: %s\n", r.name, c.way, short(c.failures[0]))
		}
	}
	p.bad = p.bad || !got.good()
	p.rows[r.name] = append(got.cells(r.trial), fmt.Sprintf("%.1f", time.Since(r.begun).Seconds()))
	printRow(p.errs, p.rows[r.name])
}

// table prints the rows of all trials that are done, in their order, so that it can stand in the documentation as it is.
func (p *report) table(out io.Writer, args []string, load string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = fmt.Fprintf(out, "%s, %s, load %s when it began, two trials side by side, %.0f minutes in all:\n`%s`.\n\n", p.begun.Format(time.DateOnly), machine(), load,
		time.Since(p.begun).Minutes(), strings.Join(append([]string{"go run ./internal/tools/torture"}, args...), " "))
	printRow(out, []string{"trial", "runs", "failures", "control seen", "figures", "seconds"})
	_, _ = fmt.Fprintln(out, strings.Repeat("|---", 6)+"|")
	for _, t := range trials() {
		if row, ok := p.rows[t.name]; ok {
			printRow(out, row)
		}
	}
}

func printRow(out io.Writer, cells []string) {
	_, _ = fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
}

// machine is what all this runs on.
func machine() string {
	model := ""
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				model = " (" + strings.TrimSpace(value) + ")"
				break
			}
		}
	}
	return fmt.Sprintf("%s/%s, %d cores%s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model)
}

// load is how many processes wanted to run in the last minute, where the system says so.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if words := strings.Fields(string(text)); err == nil && len(words) > 0 {
		return words[0]
	}
	return "unknown"
}
