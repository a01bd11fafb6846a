package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// largestFGA is up to how many users OpenFGA is asked: going by smaller worlds, a million would take an hour to load.
const largestFGA = 100_000

// compare asks orgctl, the C API of SQLite, casbin and OpenFGA the same, and compares the answers.
func (b *bench) compare(ctx context.Context) error {
	a, err := newAtlas(ctx, b.world, b.seed)
	if err != nil {
		return err
	}
	defer func() { _ = a.db.Close() }()
	asked := map[string][]question{}
	ours := map[string][]answer{}
	for kind, n := range map[string]int{"check": b.checks, "list": b.lists, "who": b.lists} {
		a.draw = rand.New(rand.NewPCG(b.seed, uint64(len(kind))))
		if asked[kind], err = a.questions(ctx, kind, n, 0); err != nil {
			return err
		}
		if ours[kind], err = b.answerAll(ctx, kind, asked[kind]); err != nil {
			return err
		}
	}
	if ours[together], err = b.answerAll(ctx, together, asked["check"], "-together"); err != nil {
		return err
	}
	if err := b.cAPI(ctx, asked, ours); err != nil {
		return err
	}
	if err := b.casbin(ctx, a); err != nil {
		return err
	}
	if b.users > largestFGA {
		b.note("OpenFGA is left out above %d users", largestFGA)
		return nil
	}
	return b.openFGA(ctx, a, asked, ours)
}

// together are the checks again, those of an organization at once.
const together = "together"

// answerAll has orgctl answer, in process.
func (b *bench) answerAll(ctx context.Context, name string, asked []question, how ...string) ([]answer, error) {
	var lines strings.Builder
	for _, q := range asked {
		lines.WriteString(q.line())
	}
	return b.answer(ctx, b.world, name, lines.String(), how...)
}

// promised is what a kind of question is to reach of OpenFGA's time.
func promised(kind string) (what string, must float64) {
	switch kind {
	case "list":
		return "everything a user may access", 1.0 / 500
	case "who":
		return "everybody who may access a product", 1.0 / 20
	default:
		return "check in process", 1.0 / 50
	}
}

func (b *bench) openFGA(ctx context.Context, a *atlas, asked map[string][]question, ours map[string][]answer) error {
	dir := b.world + ".openfga"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := newFGA(ctx, dir)
	if err != nil {
		return err
	}
	defer f.close()
	b.say("loading OpenFGA …")
	facts, err := f.fill(ctx, a.db, dir)
	if err != nil {
		return err
	}
	b.note("OpenFGA holds the world of %d users as %s", b.users, facts)
	for _, kind := range []string{"check", "list", "who"} {
		var us, atOnce, them timings
		differ := newDifferences("OpenFGA, " + kind)
		b.say("asking OpenFGA: %s …", kind)
		for i, q := range asked[kind] {
			yes, ids, took, err := f.ask(ctx, q)
			if err != nil {
				return fmt.Errorf("%v: %w", q, err)
			}
			us, them = append(us, ours[kind][i].took), append(them, took)
			if kind == "check" {
				differ.check(q, q.yes(ours[kind][i].text), yes)
				atOnce = append(atOnce, ours[together][i].took)
				if text := ours[together][i].text; text != ours[kind][i].text {
					differ.differ("together", q, fmt.Sprintf(": alone %q, together %q", ours[kind][i].text, text))
				}
			} else {
				differ.list(q, strings.Fields(ours[kind][i].text), a.names(q, ids))
			}
		}
		what, must := promised(kind)
		b.add(row{what: what, peer: "OpenFGA in process, SQLite", theirs: them.median(), ours: us.median(), unit: duration, must: must,
			note: fmt.Sprintf("%d users", b.users)})
		if kind == "check" {
			b.add(row{what: "check, many in one go (`grant check --from`)", peer: "OpenFGA in process, SQLite", theirs: them.median(), ours: atOnce.median(),
				unit: duration, must: must, note: fmt.Sprintf("%d users", b.users)})
		}
		b.note("%s, slowest of a hundred: OpenFGA %s, orgctl %s", kind, duration(them.part(99)), duration(us.part(99)))
		b.notes = append(b.notes, differ.String())
	}
	return nil
}

// names are ids as orgctl writes them: products of the organization that was asked about, and people.
func (a *atlas) names(q question, ids []string) (out []string) {
	for _, id := range ids {
		n, err := strconv.ParseInt(id, 10, 64)
		switch {
		case err != nil:
			out = append(out, id)
		case q.kind == "who":
			out = append(out, a.emails[n])
		case a.slugs[a.orgOf[n]] == q.org: // somebody may belong to several
			out = append(out, a.byID[n].ref)
		}
	}
	return out
}

// differences are what two answers differ in, by class.
type differences struct {
	name    string
	asked   int
	yes     int // how often orgctl said yes, or something
	classes map[string]int
	example map[string]string
}

func newDifferences(name string) *differences {
	return &differences{name: name, classes: map[string]int{}, example: map[string]string{}}
}

func (d *differences) check(q question, ours, theirs bool) {
	d.asked++
	if ours {
		d.yes++
	}
	if ours != theirs {
		d.differ(fmt.Sprintf("%s: orgctl %v, the other %v", q.relation, ours, theirs), q, "")
	}
}

func (d *differences) list(q question, ours, theirs []string) {
	d.asked++
	if len(ours) > 0 {
		d.yes++
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	if !slices.Equal(ours, theirs) {
		d.differ("lists", q, fmt.Sprintf(": %d and %d: %.200q and %.200q", len(ours), len(theirs), ours, theirs))
	}
}

func (d *differences) differ(class string, q question, more string) {
	d.classes[class]++
	d.example[class] = fmt.Sprintf("%s on %s in %s at %s%s", q.email, q.ref, q.org, q.at.Format(time.RFC3339), more)
}

func (d *differences) String() string {
	same := d.asked
	for _, n := range d.classes {
		same -= n
	}
	out := fmt.Sprintf("answers, %s: %d of %d alike; orgctl said yes, or something, %d times", d.name, same, d.asked, d.yes)
	for _, class := range slices.Sorted(maps.Keys(d.classes)) {
		out += fmt.Sprintf("; %d differ (%s), like %s", d.classes[class], class, d.example[class])
	}
	return out
}
