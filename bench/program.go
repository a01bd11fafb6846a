package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// bench is a running comparison.
type bench struct {
	options
	dir    string // passing files
	home   string // the settings and the login of orgctl
	orgctl string
	tests  string // the tests of the product's store, which answer questions in process
	load   string
	table  []row
	notes  []string
}

// password is that of the owner of the first organization.
const password = "bench bench bench bench"

func newBench(ctx context.Context, o options) (*bench, error) {
	b := &bench{options: o, load: load()}
	var err error
	if b.product, err = filepath.Abs(o.product); err != nil {
		return nil, err
	}
	if b.dir, err = os.MkdirTemp("", "orgctl-bench-"); err != nil {
		return nil, err
	}
	b.home, b.orgctl, b.tests = filepath.Join(b.dir, "home"), filepath.Join(b.dir, "orgctl"), filepath.Join(b.dir, "store.test")
	if b.world == "" {
		b.world = filepath.Join(b.dir, "world.db")
	}
	if b.world, err = filepath.Abs(b.world); err != nil {
		return nil, err
	}
	b.say("building …")
	for _, args := range [][]string{
		{"build", "-trimpath", "-ldflags=-s -w", "-o", b.orgctl, "."},
		{"test", "-c", "-o", b.tests, "./internal/store"},
	} {
		if err := b.build(ctx, b.product, args...); err != nil {
			return nil, err
		}
	}
	b.say("world …")
	return b, errors.Join(os.MkdirAll(b.home, 0o700), b.enter(ctx))
}

// build runs go, as for a release: without cgo.
func (b *bench) build(ctx context.Context, dir string, args ...string) error {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir, c.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	return done(c)
}

// enter makes the world, or logs in to the one that is there.
func (b *bench) enter(ctx context.Context) error {
	secret := filepath.Join(b.dir, "password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		return err
	}
	if _, err := os.Stat(b.world); err == nil {
		return done(b.ask(ctx, b.world, "login", "--email", "olivia@example.org", "--password-file", secret))
	}
	return b.generate(ctx, b.world, b.users, "--password-file", secret)
}

func (b *bench) generate(ctx context.Context, path string, users int, more ...string) error {
	return done(b.ask(ctx, path, append([]string{"store", "generate", "--users", strconv.Itoa(users), "--seed", strconv.FormatUint(b.seed, 10), "-q"}, more...)...))
}

// ask is orgctl on a store.
func (b *bench) ask(ctx context.Context, store string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.orgctl, args...)
	c.Env = []string{"HOME=" + b.home, "ORGCTL_STORE=" + store, "PATH=" + os.Getenv("PATH")}
	return c
}

// done runs a command to its end. What it says is shown if it fails.
func done(c *exec.Cmd) error {
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, out)
	}
	return nil
}

// find is where a peer is; empty if it is not here.
func (b *bench) find(name string) string {
	if b.peers != "" {
		if path, err := exec.LookPath(filepath.Join(b.peers, name)); err == nil {
			return path
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// sqlite is the sqlite3 program on a file, reading commands.
func (b *bench) sqlite(ctx context.Context, path, commands string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.find("sqlite3"), "-batch", "-bail", path)
	c.Stdin = strings.NewReader(commands)
	return c
}

// timed runs a command to its end and says how long it took.
func timed(c *exec.Cmd) (float64, error) {
	start := time.Now()
	err := done(c)
	return float64(time.Since(start)), err
}

// peak follows the greatest size of a process until it ends, in KiB. What the system says of a child when it ended counts
// its parent's, too.
func peak(pid int, ended <-chan struct{}) (kib float64) {
	for {
		if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
			for line := range strings.Lines(string(status)) {
				if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
					if n, err := strconv.ParseFloat(strings.Fields(value)[0], 64); err == nil {
						kib = max(kib, n)
					}
				}
			}
		}
		select {
		case <-ended:
			return kib
		case <-time.After(time.Millisecond):
		}
	}
}
