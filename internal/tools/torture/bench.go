package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// bench is where the trials are made: the programs, a folder, and a world to begin with.
type bench struct {
	dir    string
	repo   string // the folder of go.mod
	self   string // this program, which is the broken one, too
	real   program
	seed   uint64
	bulk   int // how many rows large files have
	world  site
	sites  atomic.Int64
	access sync.Mutex // while its world is made
}

// program is what is put to the test: the real one, or the broken one and the way in which it is broken.
type program []string

func (b *bench) broken(way string) program { return program{b.self, broke, way} }

func (b *bench) isBroken(p program, way string) bool { return slices.Equal(p, b.broken(way)) }

func (b *bench) isReal(p program) bool { return slices.Equal(p, b.real) }

// newBench makes the folder.
func newBench(ctx context.Context, seed uint64, bulk int) (*bench, error) {
	repo, err := output(exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}"))
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "orgctl-torture-")
	return &bench{dir: dir, repo: strings.TrimSpace(repo), self: self, seed: seed, bulk: bulk}, err
}

// begin builds the real program and the world. Without building, for the short form of go test, this program itself does
// as orgctl, with passwords hashed at a small cost.
func (b *bench) begin(ctx context.Context, build bool) error {
	b.real = b.broken("quick")
	if build {
		b.real = program{filepath.Join(b.dir, "orgctl")}
		c := exec.CommandContext(ctx, "go", "build", "-o", b.real[0], ".")
		c.Dir = b.repo
		if _, err := output(c); err != nil {
			return err
		}
	}
	return b.makeWorld(ctx)
}

func (b *bench) close() { _ = os.RemoveAll(b.dir) }

// random is a source of choices of its own for each trial, the same in every run with the same seed.
func (b *bench) random(trial string) *rand.Rand {
	var n uint64
	for _, c := range []byte(trial) {
		n = n*31 + uint64(c)
	}
	return rand.New(rand.NewPCG(b.seed, n)) //nolint:gosec // choices of a test, to be repeated
}

func output(c *exec.Cmd) (string, error) {
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, errs.String())
	}
	return out.String(), nil
}

// site is somebody's machine: a store, and a folder for the logins of each person.
type site struct {
	dir   string
	who   string
	repo  string
	extra []string // more variables of the environment
}

// as is the site for another person.
func (s site) as(who string) site { return site{dir: s.dir, who: who, repo: s.repo, extra: s.extra} }

// with is the site with more variables.
func (s site) with(variables ...string) site {
	s.extra = variables
	return s
}

func (s site) file(name string) string { return filepath.Join(s.dir, name) }

func (s site) store() string { return s.file("store/store.db") }

// variables are the environment of a command: of the machine's own only what finds programs.
func (s site) variables() []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "TMPDIR=" + s.dir, "TZ=UTC", "LANG=C.UTF-8", "CI=true", "TERM=xterm",
		"XDG_CONFIG_HOME=" + s.file("config"), "XDG_CONFIG_DIRS=" + s.file("etc"), "XDG_DATA_HOME=" + s.file("data"),
		"XDG_STATE_HOME=" + s.file("state-"+s.who), "ORGCTL_STORE=" + s.store(), "ORGCTL_MAIL_DELIVERY=none", "TORTURE_REPO=" + s.repo,
	}, s.extra...)
}

// answer is what a command did.
type answer struct {
	code     int
	out, err string
	took     time.Duration
	killed   bool
}

func (a answer) String() string {
	return fmt.Sprintf("exit code %d, %q", a.code, short(a.err+a.out))
}

func short(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "|", "\\|")
	if len(s) > 240 {
		return s[:240] + "…"
	}
	return s
}

// tooLong is how long a command may take before it counts as hanging.
const tooLong = time.Minute

// command is a command line that has not been started.
func (s site) command(ctx context.Context, p program, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, p[0], append(p[1:len(p):len(p)], args...)...)
	c.Env, c.Dir = s.variables(), s.dir
	c.WaitDelay = time.Second
	return c
}

// run runs a command to its end.
func (s site) run(ctx context.Context, p program, args ...string) answer {
	ctx, cancel := context.WithTimeout(ctx, tooLong)
	defer cancel()
	return finished(s.command(ctx, p, args...))
}

// killed runs a command and kills it after a while, if it has not ended by then.
func (s site) killed(ctx context.Context, after time.Duration, p program, args ...string) answer {
	ctx, cancel := context.WithTimeout(ctx, after)
	defer cancel()
	return finished(s.command(ctx, p, args...))
}

// finished runs a command. What it could not even begin is code -1, as if it had been killed.
func finished(c *exec.Cmd) answer {
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	begun := time.Now()
	err := c.Run()
	a := answer{out: out.String(), err: errs.String(), took: time.Since(begun), code: c.ProcessState.ExitCode()}
	a.killed = a.code == -1
	if c.ProcessState == nil {
		a.err += fmt.Sprint(err)
	}
	return a
}

// must runs a command that has to succeed for the trial to make sense.
func (s site) must(ctx context.Context, p program, args ...string) (string, error) {
	a := s.run(ctx, p, args...)
	if a.code != 0 {
		return "", fmt.Errorf("orgctl %s: %s", strings.Join(args, " "), a)
	}
	return a.out, nil
}

func (s site) write(name, text string) error { return os.WriteFile(s.file(name), []byte(text), 0o600) }
