// Package main measures orgctl side by side with programs that do the same, one after the other in one run and over the same
// world, and prints a table with ratios. What is promised stands beside each figure.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// options are the sizes of a run, and where things are.
type options struct {
	users, checks, lists int
	imported, records    int
	startups             int
	writers, writes      int
	seed                 uint64
	product, world       string
	peers, only          string
}

func main() {
	var o options
	flag.IntVar(&o.users, "users", 1000, "how many `users` the world has; its first organization has a tenth of them")
	flag.Uint64Var(&o.seed, "seed", 1, "what the world and the questions follow from")
	flag.IntVar(&o.checks, "checks", 20_000, "how many checks are asked, and their answers compared")
	flag.IntVar(&o.lists, "lists", 100, "how many lists of either kind are asked for, and compared")
	flag.IntVar(&o.imported, "rows", 10_000, "how many `rows` are imported")
	flag.IntVar(&o.records, "records", 100_000, "how many billing `records` are exported")
	flag.IntVar(&o.startups, "starts", 100, "how many times each program is started")
	flag.IntVar(&o.writers, "writers", 16, "how many processes write at once")
	flag.IntVar(&o.writes, "writes", 200, "how many small writes each of them makes")
	flag.StringVar(&o.product, "product", "..", "where the `source` of orgctl is")
	flag.StringVar(&o.world, "world", "", "keep the world in this `file`, and use the one that is there")
	flag.StringVar(&o.peers, "peers", "", "a `folder` with programs to compare with that are not in PATH: sqlite3, hcloud, gh")
	flag.StringVar(&o.only, "only", "", "measure only these `parts`, by comma: "+strings.Join(names(), ","))
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// part is a part of the table.
type part struct {
	name    string
	measure func(*bench, context.Context) error
}

// parts are in the order in which they are run: starts first, while this process is small.
func parts() []part {
	return []part{
		{"start", (*bench).starts}, {"list", (*bench).stream}, {"writers", (*bench).contention}, {"import", (*bench).imports},
		{"export", (*bench).export}, {"questions", (*bench).compare},
	}
}

func names() (out []string) {
	for _, p := range parts() {
		out = append(out, p.name)
	}
	return out
}

func run(ctx context.Context, o options) (err error) {
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }() // passing files
	wanted := strings.FieldsFunc(o.only, func(r rune) bool { return r == ',' })
	for _, name := range wanted {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("there is no part %q: one of %s", name, strings.Join(names(), ", "))
		}
	}
	begin := time.Now()
	for _, p := range parts() {
		if len(wanted) > 0 && !slices.Contains(wanted, p.name) {
			continue
		}
		b.say("%s …", p.name)
		if err := p.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.print(os.Stdout, begin)
	return nil
}
