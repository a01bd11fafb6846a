package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// fsyncs watches the system calls of commands: before a command says that a change is made, everything it wrote to the
// write-ahead log must have been brought to the disk.
func fsyncs(ctx context.Context, b *bench, p program, n int, t *tally) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.notRun = "no strace"
		return
	}
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	for i := range n {
		if ctx.Err() != nil {
			return
		}
		args := []string{
			fmt.Sprintf("product add drive/f%d", i), fmt.Sprintf("user add f%d@example.org --role external", i), fmt.Sprintf("team add F%d", i),
			fmt.Sprintf("grant set jane@example.org --product drive/sales --right technical --reason %d", i), fmt.Sprintf("org edit --street %d", i),
		}[i%5]
		trace := s.file("trace")
		watched := program(append([]string{strace, "-f", "-qq", "-y", "-s", "300", "-e", "trace=fsync,fdatasync,write,pwrite64,writev,pwritev", "-o", trace}, p...))
		a := s.run(ctx, watched, append(strings.Fields(args), "-o", "json")...)
		if a.code != 0 || !strings.Contains(a.out, `"operation":"`) {
			t.fail("%s: %s", args, a)
			continue
		}
		t.ran(1)
		if wrong, err := unsynced(trace); err != nil {
			t.fail("%v", err)
		} else if wrong != "" {
			t.fail("%s: %s", args, wrong)
		}
	}
	t.figures = "every byte written to the -wal was synced before stdout had the operation's id"
}

// unsynced reads what strace saw, and says what was wrong at the moment of the acknowledgement; empty: nothing.
func unsynced(trace string) (string, error) {
	f, err := os.Open(trace)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read
	w := walWatch{begun: map[string]string{}}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if done, wrong := w.line(lines.Text()); done {
			return wrong, nil
		}
	}
	return "no acknowledgement was seen", nil
}

// walWatch follows the write-ahead log through a trace.
type walWatch struct {
	writes  int
	unsaved int               // writes since the last sync that ended began
	begun   map[string]string // calls that have begun, by thread
	covers  int               // the writes that the running sync covers
}

// line takes a line of the trace: "PID  call(3</path/to/file>, …) = result". A call that was interrupted by another thread
// stands in two lines, "PID call(… <unfinished ...>" and "PID <... call resumed> …) = result".
func (w *walWatch) line(text string) (done bool, wrong string) {
	pid, call, _ := strings.Cut(text, " ")
	call = strings.TrimSpace(call)
	ended := !strings.HasSuffix(call, "<unfinished ...>")
	begins := true
	if strings.HasPrefix(call, "<... ") {
		call, begins = w.begun[pid]+" = "+call[strings.LastIndex(call, "= ")+2:], false
	} else if !ended {
		w.begun[pid] = strings.TrimSuffix(call, " <unfinished ...>")
	}
	wal := strings.Contains(call, `-wal>`)
	switch {
	case begins && strings.HasPrefix(call, "write(") && strings.Contains(call, `\"operation\":\"`): // stdout, whichever descriptor it has
		return true, w.verdict()
	case wal && begins && strings.HasPrefix(call, "pwrite"):
		w.writes, w.unsaved = w.writes+1, w.unsaved+1
	case wal && strings.Contains(call, "sync("):
		if begins {
			w.covers = w.unsaved
		}
		if ended && strings.HasSuffix(call, "= 0") {
			w.unsaved -= w.covers
			w.covers = 0
		}
	}
	return false, ""
}

func (w *walWatch) verdict() string {
	switch {
	case w.writes == 0:
		return "acknowledged before anything was written to the -wal"
	case w.unsaved > 0:
		return fmt.Sprintf("acknowledged while %d of %d writes to the -wal were not synced", w.unsaved, w.writes)
	}
	return ""
}
