package main

import (
	"os"
	"testing"
)

// TestMain lets this program be the broken one.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == broke {
		main()
	}
	os.Exit(m.Run())
}

// TestShort makes every trial with few runs, and its control: a trial that does not notice the broken program proves nothing.
func TestShort(t *testing.T) {
	b, err := newBench(t.Context(), 1, 200)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	if err := b.begin(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	for _, trial := range trials() {
		t.Run(trial.name, func(t *testing.T) {
			n := trial.short
			if testing.Short() {
				n = max(n/4, 1)
			}
			r := b.try(t.Context(), trial, n, func(string, *tally) {})
			for _, f := range r.told(10) {
				t.Error(f)
			}
			if !r.good() {
				t.Errorf("%d runs, %d failures, control seen: %v", r.runs, len(r.failures), r.seen())
			}
			if r.notRun != "" && os.Getenv("CI") != "" {
				t.Errorf("not run: %s; CI must have what it takes", r.notRun)
			}
		})
	}
}

// TestTraces reads lines as strace writes them: a sync that another thread interrupts covers what was written before it began.
func TestTraces(t *testing.T) {
	const ack = `7  write(1<pipe:[1]>, "{\"changed\":true,\"dry_run\":false,\"operation\":\"2\"`
	for name, c := range map[string]struct {
		lines []string
		good  bool
	}{
		"synced":       {[]string{`7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, `7  fdatasync(6</s.db-wal>) = 0`, ack}, true},
		"not at all":   {[]string{`7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, ack}, false},
		"not written":  {[]string{ack}, false},
		"too early":    {[]string{`7  fdatasync(6</s.db-wal>) = 0`, `7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, ack}, false},
		"other file":   {[]string{`7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, `7  fsync(5</s.db>) = 0`, ack}, false},
		"failed":       {[]string{`7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, `7  fsync(6</s.db-wal>) = -1 EIO (Input/output error)`, ack}, false},
		"in two lines": {[]string{`7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, `7  fsync(6</s.db-wal> <unfinished ...>`, `8  write(2<x>, "y", 1) = 1`, `7  <... fsync resumed>) = 0`, ack}, true},
		"not finished": {[]string{`7  pwrite64(6</s.db-wal>, "x", 24, 0) = 24`, `9  fsync(6</s.db-wal> <unfinished ...>`, ack}, false},
	} {
		w := walWatch{begun: map[string]string{}}
		said := "nothing"
		for _, line := range c.lines {
			if done, wrong := w.line(line); done {
				said = wrong
			}
		}
		if (said == "") != c.good {
			t.Errorf("%s: %q", name, said)
		}
	}
}
