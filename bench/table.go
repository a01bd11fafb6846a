package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// row is a line of the table: what was done, by whom else, and how the two figures compare.
type row struct {
	what, peer string
	theirs     float64 // 0: there is nothing to compare with
	ours       float64
	unit       func(float64) string
	must, aim  float64 // the greatest ratio of ours to theirs; 0: none was promised
	more       bool    // more is better: must and aim are the least ratios
	note       string
}

func (r row) ratio() float64 { return r.ours / r.theirs }

func (r row) met(bound float64) bool {
	if r.more {
		return r.ratio() >= bound
	}
	return r.ratio() <= bound
}

// verdict says what was reached of what was promised.
func (r row) verdict() string {
	switch {
	case r.theirs == 0 || r.must == 0 && r.aim == 0:
		return ""
	case r.aim > 0 && r.met(r.aim):
		return "aim"
	case r.must == 0:
		return "below aim"
	case r.met(r.must):
		return "must"
	default:
		return "MISSED"
	}
}

func (r row) bound(x float64) string {
	switch {
	case x == 0:
		return ""
	case r.more:
		return "≥ " + ratio(x)
	default:
		return "≤ " + ratio(x)
	}
}

// ratio is written so that it reads well on both sides of one.
func ratio(x float64) string {
	if x < 0.1 {
		return fmt.Sprintf("1/%.0f", 1/x)
	}
	return fmt.Sprintf("%.2f", x)
}

func duration(ns float64) string {
	switch d := time.Duration(ns); {
	case d < time.Millisecond:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.2f ms", ns/1e6)
	default:
		return fmt.Sprintf("%.2f s", ns/1e9)
	}
}

func megabytes(kib float64) string { return fmt.Sprintf("%.1f MB", kib/1024) }

func perSecond(x float64) string { return fmt.Sprintf("%.0f/s", x) }

func (b *bench) add(rows ...row) { b.table = append(b.table, rows...) }

func (b *bench) note(format string, args ...any) {
	b.notes = append(b.notes, fmt.Sprintf(format, args...))
}

// say tells how far the run is.
func (b *bench) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (b *bench) print(w io.Writer, begin time.Time) {
	fmt.Fprintf(w, "%s, %s\n", begin.UTC().Format(time.DateOnly), machine())
	fmt.Fprintf(w, "`go run . %s`, %s in all; load before: %s\n\n", strings.Join(os.Args[1:], " "), time.Since(begin).Round(time.Second), b.load)
	fmt.Fprintf(w, "| what | peer | theirs | ours | ratio | must | aim | reached |\n|---|---|--:|--:|--:|---|---|---|\n")
	for _, r := range b.table {
		theirs, compared := "", ""
		if r.theirs > 0 {
			theirs, compared = r.unit(r.theirs), ratio(r.ratio())
		}
		what := r.what
		if r.note != "" {
			what += " (" + r.note + ")"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", what, r.peer, theirs, r.unit(r.ours), compared, r.bound(r.must), r.bound(r.aim), r.verdict())
	}
	fmt.Fprintln(w)
	for _, n := range b.notes {
		fmt.Fprintf(w, "- %s\n", n)
	}
}

// machine says what was measured on.
func machine() string {
	model := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	kernel, _ := exec.Command("uname", "-sr").Output()
	return fmt.Sprintf("%d × %s, %s, %s", runtime.NumCPU(), model, strings.TrimSpace(string(kernel)), runtime.Version())
}

func load() string {
	out, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(out))[:1], "")
}

// timings are what was measured of one thing, in nanoseconds.
type timings []float64

func (t *timings) since(start time.Time) { *t = append(*t, float64(time.Since(start))) }

func (t timings) sorted() timings { return slices.Sorted(slices.Values(t)) }

func (t timings) median() float64 { return t.part(50) }

func (t timings) part(percent int) float64 {
	if len(t) == 0 {
		return 0
	}
	return t.sorted()[min(len(t)*percent/100, len(t)-1)]
}

func (t timings) least() float64 { return slices.Min(t) }

func (t timings) most() float64 { return slices.Max(t) }
