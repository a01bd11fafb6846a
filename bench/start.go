package main

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// starter is a program that is started over and over.
type starter struct {
	name, path string
	args, env  []string
	took       timings
}

// copies is how many copies of each program are started, one after the other. How a file lies in the memory of the system
// makes its program start up to a sixth faster or slower, and the linker leaves it otherwise than whoever unpacks a release.
const copies = 10

// starts starts programs in turn, so that whatever else the machine does slows all of them.
func (b *bench) starts(ctx context.Context) error {
	hello := filepath.Join(b.dir, "hello")
	if err := b.build(ctx, ".", "build", "-trimpath", "-ldflags=-s -w", "-o", hello, "./hello"); err != nil {
		return err
	}
	ours := func(args ...string) *starter {
		return &starter{name: "orgctl " + strings.Join(args[:min(2, len(args))], " "), path: b.orgctl, args: args, env: b.ask(ctx, b.world).Env}
	}
	all := []*starter{{name: "Go hello", path: hello}, ours("version"), ours("--help"), ours("completion", "bash"),
		ours("grant", "check", "olivia@example.org", "id:1", "--right", "technical")}
	for _, peer := range [][]string{{"sqlite3", "-batch", b.world, "SELECT 1 FROM users LIMIT 1"}, {"hcloud", "version"}, {"gh", "--version"}} {
		if path := b.find(peer[0]); path != "" {
			all = append(all, &starter{name: strings.Join(peer[:2], " "), path: path, args: peer[1:]})
		} else {
			b.note("%s is not on this machine", peer[0])
		}
	}
	for i := range copies {
		if err := b.startCopies(ctx, slices.Clone(all), b.startups*(i+1)/copies-b.startups*i/copies); err != nil {
			return err
		}
	}
	by := map[string]*starter{}
	for _, s := range all {
		by[s.name] = s
		b.note("start of %s: median %s, least %s (%s)", s.name, duration(s.took.median()), duration(s.took.least()), built(s.path))
	}
	b.compareStarts(by)
	return nil
}

// startCopies copies the programs and starts the copies, each so many times, and once before to warm up.
func (b *bench) startCopies(ctx context.Context, all []*starter, times int) error {
	dir, err := os.MkdirTemp(b.dir, "copies-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // passing files
	for _, s := range all {
		if err := install(s.path, filepath.Join(dir, filepath.Base(s.path))); err != nil {
			return err
		}
	}
	// In another order each time: who starts after itself, as orgctl may, or after something small, finds more of it at hand.
	draw := rand.New(rand.NewPCG(b.seed, 7))
	for i := range times + 1 {
		draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, s := range all {
			took, err := s.start(ctx, dir)
			if err != nil {
				return err
			}
			if i > 0 {
				s.took = append(s.took, took)
			}
		}
	}
	return nil
}

// install writes a copy of a program, unless it is there.
func install(from, to string) error {
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o700)
}

func (s *starter) start(ctx context.Context, dir string) (took float64, err error) {
	c := exec.CommandContext(ctx, filepath.Join(dir, filepath.Base(s.path)), s.args...)
	c.Env = s.env
	begin := time.Now()
	err = c.Run()
	took = float64(time.Since(begin))
	if code, ok := errors.AsType[*exec.ExitError](err); ok && code.ExitCode() > 0 && code.ExitCode() <= 10 {
		return took, nil // an answer, too
	}
	if err != nil {
		return took, fmt.Errorf("%s: %w", s.name, err)
	}
	return took, nil
}

// built says how a program was built, if Go has built it. With cgo it is linked dynamically, which every start pays for.
func built(path string) string {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return "not Go"
	}
	cgo := "no cgo"
	for _, s := range info.Settings {
		if s.Key == "CGO_ENABLED" && s.Value == "1" {
			cgo = "cgo"
		}
	}
	return info.GoVersion + ", " + cgo
}

// versionOf is what a program says of its version, in its first line.
func versionOf(path string, args ...string) string {
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		return "unknown version"
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line)
}

func (b *bench) compareStarts(by map[string]*starter) {
	hello, hcloud := by["Go hello"], by["hcloud version"]
	peer := ""
	if hcloud != nil {
		peer = fmt.Sprintf("`hcloud version`: %s, %s", versionOf(hcloud.path, "version"), built(hcloud.path))
	}
	for _, name := range []string{"orgctl version", "orgctl --help", "orgctl completion bash", "orgctl grant check"} {
		s, check := by[name], name == "orgctl grant check"
		if hcloud != nil {
			r := row{what: "`" + name + "`", peer: peer, theirs: hcloud.took.median(), ours: s.took.median(), unit: duration, must: 0.6}
			if check {
				r.must, r.aim, r.note = 0.75, 0.6, fmt.Sprintf("%d users", b.users)
			}
			b.add(r)
		}
		r := row{what: "`" + name + "`", peer: "Go hello", theirs: hello.took.median(), ours: s.took.median(), unit: duration}
		if !check {
			r.aim = 3
		}
		b.add(r)
	}
}
