package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// write is one command that changes something, and what came of it.
type write struct {
	kind string
	refs []string // the things it adds, edits or removes
	want string   // what an edit sets
	args []string
	// acknowledged: it said with an operation's id that it was done. tried: it was begun.
	acknowledged bool
	operation    string
}

// killer is one of the writers of the trial.
type killer struct {
	*tally
	site
	p       program
	name    string
	r       *rand.Rand
	n       int      // commands so far
	own     []string // products of its own that are certainly there
	writes  []*write
	typical time.Duration
}

// kills lets four writers change all sorts of things, and kills them at random moments.
func kills(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	killers := make([]*killer, 4)
	for i := range killers {
		k := &killer{tally: t, site: s, p: p, name: fmt.Sprintf("w%d", i), r: rand.New(rand.NewPCG(b.seed, uint64(i))), typical: 15 * time.Millisecond} //nolint:gosec // choices of a test
		killers[i] = k
		all.Go(func() {
			for left.Load() > 0 && ctx.Err() == nil {
				if k.step(ctx) {
					left.Add(-1)
					t.ran(1)
				}
			}
		})
	}
	all.Wait()
	var writes []*write
	for _, k := range killers {
		writes = append(writes, k.writes...)
	}
	afterKills(ctx, b, s, t, writes)
}

// step runs one command and says whether it was killed. A killed one is run again under its --op-id now and then: that
// must work, and must not do it twice.
func (k *killer) step(ctx context.Context) bool {
	w := k.next()
	k.writes = append(k.writes, w)
	if k.n == 1 || k.r.IntN(8) == 0 {
		k.finish(w, k.run(ctx, k.p, w.args...))
		return false
	}
	a := k.killed(ctx, time.Duration(1+k.r.Int64N(int64(k.typical)*3/2)), k.p, w.args...)
	k.finish(w, a)
	if a.killed && k.r.IntN(2) == 0 {
		again := k.run(ctx, k.p, w.args...)
		if again.code != 0 {
			k.fail("%s again after a kill: %s", strings.Join(w.args, " "), again)
		}
		k.finish(w, again)
	}
	return a.killed
}

// finish notes what a command said.
func (k *killer) finish(w *write, a answer) {
	if a.code == 0 {
		k.typical = (k.typical + a.took) / 2
	} else if !a.killed {
		k.fail("%s: %s", strings.Join(w.args, " "), a)
	}
	var said struct {
		Changed   bool
		Operation *string
	}
	if json.Unmarshal([]byte(a.out), &said) != nil || said.Operation == nil {
		return
	}
	first := !w.acknowledged // it may have said so before it was killed, and then again
	w.acknowledged, w.operation = true, *said.Operation
	if w.kind == "product" && first {
		k.own = append(k.own, w.refs...)
	}
}

// next is the next command: something new, or an edit or removal of something of one's own.
func (k *killer) next() *write {
	k.n++
	id := fmt.Sprintf("%s-%d", k.name, k.n)
	w := &write{}
	switch kind := k.r.IntN(12); {
	case kind < 3 || len(k.own) == 0:
		w.kind, w.refs = "product", []string{"drive/" + id}
		w.args = []string{"product", "add", w.refs[0]}
	case kind < 5:
		w.kind, w.refs = "user", []string{id + "@example.org"}
		w.args = []string{"user", "add", w.refs[0], "--role", "collaborator"}
	case kind < 7:
		w.kind, w.args = "batch", []string{"product", "add", "--from", k.batch(w, id)}
	case kind < 8:
		w.kind, w.refs = "team", []string{id}
		w.args = []string{"team", "add", id, "--member", "jane@example.org"}
	case kind < 9:
		w.kind, w.refs, w.want = "label", []string{k.own[k.r.IntN(len(k.own))]}, id
		w.args = []string{"product", "edit", w.refs[0], "--label", id}
	case kind < 11:
		w.kind, w.refs, w.want = "grant", []string{k.own[k.r.IntN(len(k.own))]}, id
		w.args = []string{"grant", "set", "jane@example.org", "--product", w.refs[0], "--right", "technical", "--reason", id}
	default:
		at := k.r.IntN(len(k.own))
		w.kind, w.refs = "remove", []string{k.own[at]}
		k.own = append(k.own[:at:at], k.own[at+1:]...)
		w.args = []string{"product", "remove", w.refs[0]}
	}
	w.args = append(w.args, "--yes", "-o", "json", "--op-id", id)
	return w
}

// batch writes a file of products, which are added all or none.
func (k *killer) batch(w *write, id string) string {
	var text strings.Builder
	text.WriteString("category,name\n")
	for i := range 25 {
		name := fmt.Sprintf("%s-%d", id, i)
		w.refs = append(w.refs, "drive/"+name)
		fmt.Fprintf(&text, "drive,%s\n", name)
	}
	if err := k.write(id+".csv", text.String()); err != nil {
		k.fail("%v", err)
	}
	return id + ".csv"
}
