package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// interruption is a command that is killed at some moment, and what must be true afterwards.
type interruption struct {
	*tally
	site
	b     *bench
	r     *rand.Rand
	image []byte // the store before

	args func(i int) string                                // the command of the i-th run
	safe func(ctx context.Context, i int, a answer) string // what is wrong after it; empty: nothing
}

// interrupts kills one command n times. How long it takes is measured first, so that the moments are spread over all of it.
func (x *interruption) interrupts(ctx context.Context, p program, n int) {
	typical, early := time.Duration(0), 0
	for i := 0; x.runs < n && ctx.Err() == nil && i < 20*n+20; i++ {
		if err := x.site.replace(x.image); err != nil {
			x.fail("%v", err)
			return
		}
		line := x.args(i)
		var a answer
		if i == 0 {
			a = x.run(ctx, p, strings.Fields(line)...)
			typical = a.took
		} else {
			a = x.killed(ctx, time.Duration(1+x.r.Int64N(int64(typical)*11/10)), p, strings.Fields(line)...)
		}
		if a.killed {
			x.ran(1)
		} else if a.code != 0 {
			x.fail("%s: %s", line, a)
		} else {
			early++
			typical = (typical + a.took) / 2
		}
		if wrong := x.safe(ctx, i, a); wrong != "" {
			x.fail("%s (killed: %v, after %d ms of %d): %s", line, a.killed, a.took.Milliseconds(), typical.Milliseconds(), wrong)
		}
	}
	x.figures = fmt.Sprintf("killed anywhere in %d ms; %d ended before", typical.Milliseconds(), early)
}

// interruption begins with a world in which there is a file to import, imported already if the command wants much to do.
func (b *bench) interruption(ctx context.Context, t *tally, name string, full bool) (*interruption, error) {
	s, err := b.site()
	if err != nil {
		return nil, err
	}
	x := &interruption{tally: t, site: s, b: b, r: b.random(name)}
	var text strings.Builder
	text.WriteString("category,name\n")
	for i := range b.bulk {
		fmt.Fprintf(&text, "drive,bulk%d\n", i)
	}
	if err := s.write("bulk.csv", text.String()); err != nil {
		return nil, err
	}
	if full {
		if _, err := s.must(ctx, b.real, "product", "add", "--from", "bulk.csv"); err != nil {
			return nil, err
		}
	}
	x.image, err = os.ReadFile(s.store())
	return x, err
}

// products is how many products the store has, according to itself.
func (x *interruption) products(ctx context.Context, file string) (int, string) {
	if a := x.run(ctx, x.b.real, "store", "check", "--store", file); a.code != 0 {
		return 0, "the check finds " + a.String()
	}
	a := x.run(ctx, x.b.real, "store", "info", "--store", file, "-o", "json")
	var info struct{ Products int }
	if err := json.Unmarshal([]byte(a.out), &info); err != nil {
		return 0, a.String()
	}
	return info.Products, ""
}

// either fails unless the number is one of two.
func either(n, one, other int) string {
	if n != one && n != other {
		return fmt.Sprintf("there are %d products: neither %d nor %d", n, one, other)
	}
	return ""
}

func killedImports(ctx context.Context, b *bench, p program, n int, t *tally) {
	x, err := b.interruption(ctx, t, "import", false)
	if err != nil {
		t.fail("%v", err)
		return
	}
	before, _ := x.products(ctx, x.store())
	x.args = func(int) string { return "product add --from bulk.csv -o json" }
	x.safe = func(ctx context.Context, _ int, a answer) string {
		now, wrong := x.products(ctx, x.store())
		if wrong == "" && strings.Contains(a.out, `"operation":"`) && now == before {
			wrong = "acknowledged, and not there"
		}
		return wrong + either(now, before, before+b.bulk)
	}
	x.interrupts(ctx, p, n)
}

func killedExports(ctx context.Context, b *bench, p program, n int, t *tally) {
	x, err := b.interruption(ctx, t, "export", true)
	if err != nil {
		t.fail("%v", err)
		return
	}
	whole, err := x.must(ctx, b.real, "log", "export")
	if err != nil {
		t.fail("%v", err)
		return
	}
	const old = "what was there before\n"
	x.args = func(i int) string {
		_ = os.Remove(x.file("log.jsonl"))
		if i%2 == 0 {
			_ = x.write("log.jsonl", old)
		}
		return "log export --out log.jsonl"
	}
	x.safe = func(_ context.Context, i int, _ answer) string {
		text, err := os.ReadFile(x.file("log.jsonl"))
		switch {
		case err != nil && i%2 == 1, string(text) == whole, string(text) == old && i%2 == 0:
			return ""
		}
		return fmt.Sprintf("the file is neither whole nor as before: %d of %d bytes (%v)", len(text), len(whole), err)
	}
	x.interrupts(ctx, p, n)
}

func killedBackups(ctx context.Context, b *bench, p program, n int, t *tally) {
	x, err := b.interruption(ctx, t, "backup", true)
	if err != nil {
		t.fail("%v", err)
		return
	}
	all, _ := x.products(ctx, x.store())
	x.args = func(int) string { return "store backup copy.db" }
	x.safe = func(ctx context.Context, _ int, a answer) string {
		if _, err := os.Stat(x.file("copy.db")); err != nil {
			if a.code == 0 {
				return "it said that it is done, and there is no backup"
			}
			return ""
		}
		now, wrong := x.products(ctx, x.file("copy.db"))
		return wrong + either(now, all, all)
	}
	x.interrupts(ctx, p, n)
}

// killedRestores kills while a large backup takes the place of a small store: afterwards there is one of the two.
func killedRestores(ctx context.Context, b *bench, p program, n int, t *tally) {
	x, err := b.interruption(ctx, t, "restore", true)
	if err != nil {
		t.fail("%v", err)
		return
	}
	all, _ := x.products(ctx, x.store())
	if _, err := x.must(ctx, b.real, "store", "backup", "large.db"); err != nil {
		t.fail("%v", err)
		return
	}
	if x.image, err = os.ReadFile(b.world.store()); err != nil {
		t.fail("%v", err)
		return
	}
	x.args = func(int) string { return "store restore large.db --yes" }
	x.safe = func(ctx context.Context, _ int, a answer) string {
		now, wrong := x.products(ctx, x.store())
		if a.code == 0 && now != all {
			wrong += "it said that it is done, and it is not; "
		}
		return wrong + either(now, all, all-b.bulk)
	}
	x.interrupts(ctx, p, n)
}

// killedMigrations kills the first command of this program on stores of earlier schemas: the next one goes on.
func killedMigrations(ctx context.Context, b *bench, p program, n int, t *tally) {
	x, err := b.interruption(ctx, t, "migration", true)
	if err != nil {
		t.fail("%v", err)
		return
	}
	// A store of the first schema has never seen a team.
	if _, err := x.must(ctx, b.real, "team", "remove", "design", "--yes"); err != nil {
		t.fail("%v", err)
		return
	}
	if _, err := x.as("bea").must(ctx, b.real, "team", "remove", "lab", "--yes"); err != nil {
		t.fail("%v", err)
		return
	}
	const list = "grant list --effective -o jsonl"
	var aged [][]byte
	var want []string
	for version := 1; len(aged) < n; version++ {
		image, err := b.aged(ctx, x.site, version)
		if err != nil {
			t.fail("%v", err)
			return
		}
		if image == nil {
			break
		}
		if err := x.replace(image); err != nil {
			t.fail("%v", err)
			return
		}
		out, err := x.must(ctx, b.real, strings.Fields(list)...)
		if err != nil {
			t.fail("%v", err)
			return
		}
		aged, want = append(aged, image), append(want, out)
	}
	x.args = func(i int) string {
		x.image = aged[(i+1)%len(aged)] // of the next
		return list
	}
	x.image = aged[0]
	x.safe = func(ctx context.Context, i int, _ answer) string {
		a := x.run(ctx, b.real, strings.Fields(list)...)
		if a.out != want[i%len(want)] {
			return "the next command says " + a.String()
		}
		_, wrong := x.products(ctx, x.store())
		return wrong
	}
	x.interrupts(ctx, p, n)
}
