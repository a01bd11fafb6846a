package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// contention lets many processes write at once: first each of them again and again, then as a new process for each write.
// The peer waits as everybody does who sets a busy_timeout.
func (b *bench) contention(ctx context.Context) error {
	ours, theirs := filepath.Join(b.dir, "writers.db"), filepath.Join(b.dir, "writers-sqlite.db")
	if err := b.generate(ctx, ours, 1000); err != nil {
		return err
	}
	if err := copied(ours, theirs); err != nil {
		return err
	}
	loops := [][2]func(context.Context, string, int) (waits, error){{b.writer, b.sqliteWriter}, {b.starter, b.sqliteStarter}}
	for i, kind := range []string{"processes", "loops of new processes"} {
		them, err := b.together(ctx, theirs, loops[i][1])
		if err != nil {
			return err
		}
		us, err := b.together(ctx, ours, loops[i][0])
		if err != nil {
			return err
		}
		what := fmt.Sprintf("%d %s × %d small writes", b.writers, kind, b.writes)
		peer := "sqlite3 CLI, busy_timeout, no log"
		speed := row{what: what, peer: peer, theirs: them.speed(), ours: us.speed(), unit: perSecond, more: true,
			note: fmt.Sprintf("failed: %d, theirs %d", us.failed, them.failed)}
		wait := row{what: what + ": worst wait", peer: peer, theirs: them.took.most(), ours: us.took.most(), unit: duration}
		if i == 0 {
			speed.aim, wait.must = 1.5, 0.3
		}
		b.add(speed, wait, row{what: what + ": median", peer: peer, theirs: them.took.median(), ours: us.took.median(), unit: duration})
	}
	return nil
}

// waits are how long writes took, and how many failed.
type waits struct {
	took        timings
	first, last time.Time
	failed      int
}

// note keeps one write.
func (w *waits) note(start time.Time, took time.Duration) {
	if w.first.IsZero() || start.Before(w.first) {
		w.first = start
	}
	if end := start.Add(took); end.After(w.last) {
		w.last = end
	}
	w.took = append(w.took, float64(took))
}

// join adds those of another writer.
func (w *waits) join(other waits) {
	if w.first.IsZero() || other.first.Before(w.first) {
		w.first = other.first
	}
	if other.last.After(w.last) {
		w.last = other.last
	}
	w.took, w.failed = append(w.took, other.took...), w.failed+other.failed
}

func (w waits) speed() float64 { return float64(len(w.took)-w.failed) / w.last.Sub(w.first).Seconds() }

// together runs a writer so many times at once.
func (b *bench) together(ctx context.Context, path string, write func(context.Context, string, int) (waits, error)) (all waits, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for n := range b.writers {
		wg.Go(func() {
			w, failed := write(ctx, path, n)
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, failed)
			all.join(w)
		})
	}
	wg.Wait()
	return all, err
}

// writer is a process that makes changes through the store of orgctl, each logged.
func (b *bench) writer(ctx context.Context, path string, n int) (w waits, err error) {
	var questions strings.Builder
	for i := range b.writes {
		fmt.Fprintf(&questions, "write\tacme\tolivia@example.org\tOlivia %d %d\t\n", n, i)
	}
	answers, err := b.answer(ctx, path, fmt.Sprintf("writer-%d", n), questions.String())
	for _, a := range answers {
		w.note(a.asked, time.Duration(a.took))
		if a.text != "changed:true" {
			w.failed++
		}
	}
	return w, err
}

// change is a small write in SQL.
const change = "UPDATE members SET first_name = 'Olivia %d %d' WHERE org_id = 1 AND user_id = 1;"

// patience is how the peer waits, and how safely it writes.
const patience = "PRAGMA busy_timeout=60000;\nPRAGMA synchronous=FULL;\n"

// sqliteWriter is one sqlite3 that is handed one write after the other.
func (b *bench) sqliteWriter(ctx context.Context, path string, n int) (w waits, err error) {
	c := exec.CommandContext(ctx, b.find("sqlite3"), "-batch", path)
	in, err := c.StdinPipe()
	if err != nil {
		return w, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return w, err
	}
	if err := c.Start(); err != nil {
		return w, err
	}
	said := bufio.NewReader(out)
	if _, err := io.WriteString(in, patience); err != nil {
		return w, err
	}
	if _, err := said.ReadString('\n'); err != nil { // what busy_timeout is now
		return w, err
	}
	for i := range b.writes {
		start := time.Now()
		if _, err := fmt.Fprintf(in, change+"\nSELECT changes();\n", n, i); err != nil {
			return w, err
		}
		line, err := said.ReadString('\n')
		if err != nil {
			return w, err
		}
		w.note(start, time.Since(start))
		if line != "1\n" {
			w.failed++
		}
	}
	return w, errors.Join(in.Close(), c.Wait())
}

// starter starts orgctl for each write, and sqliteStarter sqlite3.
func (b *bench) starter(ctx context.Context, path string, n int) (waits, error) {
	return b.started(func(i int) *exec.Cmd {
		return b.ask(ctx, path, "user", "edit", "olivia@example.org", "--first-name", fmt.Sprintf("Olivia %d %d", n, i), "-q", "-y", "--org", "acme")
	})
}

func (b *bench) sqliteStarter(ctx context.Context, path string, n int) (waits, error) {
	return b.started(func(i int) *exec.Cmd { return b.sqlite(ctx, path, patience+fmt.Sprintf(change, n, 1000+i)+"\n") })
}

func (b *bench) started(next func(i int) *exec.Cmd) (w waits, err error) {
	for i := range b.writes {
		c := next(i)
		start := time.Now()
		out, err := c.CombinedOutput()
		w.note(start, time.Since(start))
		if err != nil {
			w.failed++
			fmt.Fprintf(os.Stderr, "%s: %v: %s\n", c.Args[0], err, out)
		}
	}
	return w, nil
}
