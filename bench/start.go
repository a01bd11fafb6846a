package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// starter is a program that is started over and over.
type starter struct {
	name string
	new  func() *exec.Cmd
	took timings
}

// starts starts programs in turn, so that whatever else the machine does slows all of them.
func (b *bench) starts(ctx context.Context) error {
	hello := filepath.Join(b.dir, "hello")
	if err := b.build(ctx, ".", "build", "-trimpath", "-ldflags=-s -w", "-o", hello, "./hello"); err != nil {
		return err
	}
	program := func(name string, args ...string) *starter {
		return &starter{name: name, new: func() *exec.Cmd { return exec.CommandContext(ctx, args[0], args[1:]...) }}
	}
	ours := func(name string, args ...string) *starter {
		return &starter{name: name, new: func() *exec.Cmd { return b.ask(ctx, b.world, args...) }}
	}
	all := []*starter{
		program("Go hello", hello),
		ours("orgctl version", "version"), ours("orgctl --help", "--help"), ours("orgctl completion bash", "completion", "bash"),
		ours("orgctl grant check", "grant", "check", "olivia@example.org", "id:1", "--right", "technical"),
	}
	for _, peer := range [][]string{{"sqlite3", "-batch", b.world, "SELECT 1 FROM users LIMIT 1"}, {"hcloud", "version"}, {"gh", "--version"}} {
		if path := b.find(peer[0]); path != "" {
			all = append(all, program(strings.Join(peer[:2], " "), append([]string{path}, peer[1:]...)...))
		} else {
			b.note("%s is not on this machine", peer[0])
		}
	}
	for range b.startups {
		for _, s := range all {
			if err := s.start(); err != nil {
				return err
			}
		}
	}
	by := map[string]*starter{}
	for _, s := range all {
		by[s.name] = s
		b.note("start of %s: median %s, least %s", s.name, duration(s.took.median()), duration(s.took.least()))
	}
	b.compareStarts(by)
	return nil
}

func (s *starter) start() error {
	c := s.new()
	start := time.Now()
	err := c.Run()
	s.took.since(start)
	if code, ok := errors.AsType[*exec.ExitError](err); ok && code.ExitCode() > 0 && code.ExitCode() <= 10 {
		return nil // an answer, too
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

func (b *bench) compareStarts(by map[string]*starter) {
	hello, hcloud := by["Go hello"], by["hcloud version"]
	for _, name := range []string{"orgctl version", "orgctl --help", "orgctl completion bash", "orgctl grant check"} {
		s, check := by[name], name == "orgctl grant check"
		if hcloud != nil {
			r := row{what: "`" + name + "`", peer: "hcloud version", theirs: hcloud.took.median(), ours: s.took.median(), unit: duration, must: 0.6}
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
