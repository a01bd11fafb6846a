package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// trial is one promise put to the test.
type trial struct {
	name, promise string
	short, long   int // how many runs
	run           func(ctx context.Context, b *bench, p program, n int, t *tally)
	// control are the ways of the broken program that this trial must notice, each, and controls how many runs that takes.
	control  string
	controls int
	// patient is a control that shows nothing in a short run.
	patient bool
	// alone: it measures how long others wait, or needs the machine for itself.
	alone bool
}

// everyOne is as many runs as there are.
const everyOne = 1 << 20

// trials are all of them, in the order of the table.
func trials() []trial {
	return []trial{
		{"kill", "what was said to be done survives kill -9", 4, 1000, kills, "early", 200, false, false},
		{"fsync", "what is acknowledged is on the disk before", 1, 100, fsyncs, "unsynced", 5, false, false},
		{"crowd", "nobody sees a locked store", 1, 200, crowds, "impatient", 2, false, true},
		{"line", "waits are bounded", 1, 200, queues, "unqueued", 50, true, true},
		{"damage", "a damaged store is named so, and nothing panics or hangs", 1, 250, damages, "credulous", 12, false, false},
		{"tamper", "the log shows tampering", 8, 1000, tampers, "credulous", 16, false, false},
		{"disk", "without room: a clear error, nothing changed, reading goes on", 2, 200, disks, "early", 40, false, false},
		{"import", "a file is imported whole or not at all", 1, 200, killedImports, "piecemeal", 200, false, false},
		{"export", "a file appears under its name only when it is complete", 2, 200, killedExports, "direct", 200, false, false},
		{"book", "an export of a book appears only when it is complete, and is in the log", 2, 200, killedBooks, "direct", 200, false, false},
		{"migrate", "an older store is brought up to date whole or not at all", 1, 200, killedMigrations, "halfway", 200, false, false},
		{"backup", "a backup is whole, or there is none", 1, 200, killedBackups, "direct", 200, false, false},
		{"restore", "after a restore there is the one store or the other", 1, 200, killedRestores, "direct", 200, false, false},
		{"access", "everybody may do what the permission table says", 15, everyOne, inside, "unguarded", 60, false, false},
		{"scope", "nobody gets into another organization, or at its things", 10, everyOne, across, "unscoped", 60, false, false},
		{"operations", "nobody holds more than was given, and an owner always remains", 20, 10000, operate, "unguarded ownerless", 300, false, false},
		{"accept", "of those who accept one invitation at once one gets in", 10, 100, accepts, "early", 100, false, false},
		{"accept-kill", "whoever is killed accepting is in, or may come again", 1, 200, killedAccepts, "early", 100, false, false},
		{"text", "stored text is read back exactly and acts on nothing", 15, 10000, texts, "raw", 60, false, false},
		{"books", "exports of a book are read back exactly and calculate nothing", 20, 10000, books, "formulas raw", 60, false, false},
		{"mails", "mails hold any name, and nothing that was not meant", 8, 10000, mails, "plain-mail", 60, false, false},
		{"pages", "certificates show any name, and are built alike", 20, 10000, pages, "plain-html plain-md plain-pdf", 120, false, false},
	}
}

func (t trial) times(o options) int {
	switch {
	case o.n > 0:
		return o.n
	case o.long:
		return t.long
	}
	return t.short
}

// tally is what came of the runs of a trial. It may be written to by many at once.
type tally struct {
	mu       sync.Mutex
	runs     int
	of       int // how many there shall be
	failures []string
	figures  string
	notRun   string // why the trial could not be made here
	failed   func() // called at the first failure of a control, which has shown then what it is for; or nil
}

func (t *tally) ran(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.runs += n
}

// shall says how many runs there shall be.
func (t *tally) shall(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of = n
}

// far is how many runs there were, and shall be.
func (t *tally) far() (runs, of int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.runs, t.of
}

func (t *tally) fail(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed != nil && len(t.failures) > 0 {
		return
	}
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
	if t.failed != nil {
		t.failed()
	}
}

// result is a trial with its control.
type result struct {
	*tally
	controls []control // empty: not run
	spared   bool      // the control would show nothing in so few runs
}

// control is a trial of a program that is broken in some way.
type control struct {
	*tally
	way string
}

func (c control) seen() bool { return len(c.failures) > 0 }

// try runs a trial and its controls, and says which begins.
func (b *bench) try(ctx context.Context, t trial, n int, begins func(way string, t *tally)) result {
	r := result{tally: &tally{}, spared: t.patient && n < t.controls}
	if n != everyOne { // else the trial says it itself
		r.shall(n)
	}
	begins("", r.tally)
	t.run(ctx, b, b.real, n, r.tally)
	if r.notRun != "" || r.spared || ctx.Err() != nil {
		return r
	}
	for way := range strings.FieldsSeq(t.control) {
		ctx, noticed := context.WithCancel(ctx)
		c := control{&tally{of: t.controls, failed: noticed}, way}
		begins(way, c.tally)
		t.run(ctx, b, b.broken(way), t.controls, c.tally)
		r.controls = append(r.controls, c)
		noticed()
	}
	return r
}

func (r result) seen() bool {
	return len(r.controls) > 0 && !slices.ContainsFunc(r.controls, func(c control) bool { return !c.seen() })
}

func (r result) good() bool {
	return r.notRun != "" || len(r.failures) == 0 && r.runs > 0 && (r.seen() || r.spared)
}

// told are the first failures, and a word about a control that nobody noticed.
func (r result) told(most int) []string {
	out := r.failures[:min(most, len(r.failures))]
	if more := len(r.failures) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	for _, c := range r.controls {
		if !c.seen() {
			out = append(out, fmt.Sprintf("the control %q was not noticed in %d runs", c.way, c.runs))
		}
	}
	return out
}

func (r result) cells(t trial) []string {
	if r.notRun != "" {
		return []string{t.name, "not run: " + r.notRun, "", "", ""}
	}
	var controls []string
	for _, c := range r.controls {
		text := "no"
		if c.seen() {
			text = fmt.Sprintf("%s, in run %d", c.way, max(c.runs, 1))
		}
		controls = append(controls, text)
	}
	if r.spared {
		controls = []string{"only in a long run"}
	}
	return []string{t.name, strconv.Itoa(r.runs), strconv.Itoa(len(r.failures)), strings.Join(controls, "; "), r.figures}
}
