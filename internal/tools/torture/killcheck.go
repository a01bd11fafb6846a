package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// gone is the value of what is not there.
const gone = "(not there)"

// fates are what each thing may be after all that was said: what was acknowledged counts, what was not may or may not
// have been done.
type fates map[string][]string

func (f fates) set(thing, value string, acknowledged bool) {
	if acknowledged {
		f[thing] = nil
	} else if f[thing] == nil {
		f[thing] = []string{gone}
	}
	f[thing] = append(f[thing], value)
}

// write takes the next write of somebody in.
func (f fates) write(w *write) {
	for _, ref := range w.refs {
		switch w.kind {
		case "remove":
			f.set("product "+ref, gone, w.acknowledged)
			f.set("grant "+ref, gone, w.acknowledged)
		case "label":
			f.set("product "+ref, w.want, w.acknowledged)
		case "grant":
			f.set("grant "+ref, w.want, w.acknowledged)
		case "batch":
			f.set("product "+ref, "", w.acknowledged)
		default:
			f.set(w.kind+" "+ref, "", w.acknowledged)
		}
	}
}

// afterKills compares what was acknowledged with what is there.
func afterKills(ctx context.Context, b *bench, s site, t *tally, writes []*write) {
	b.whole(ctx, s, t)
	there, logged, err := b.look(ctx, s)
	if err != nil {
		t.fail("%v", err)
		return
	}
	acknowledged, rows := 0, 0
	may := fates{}
	for _, w := range writes {
		may.write(w)
		if w.acknowledged {
			acknowledged, rows = acknowledged+1, rows+len(w.refs)
			if !logged[w.operation] {
				t.fail("%s %s: operation %s is not in the log", w.kind, w.refs[0], w.operation)
			}
		}
		if n := present(there, w); w.kind == "batch" && n != 0 && n != len(w.refs) {
			t.fail("torn: %d of the %d rows of %s", n, len(w.refs), w.refs[0])
		}
	}
	for thing, values := range may {
		is, ok := there[thing]
		if !ok {
			is = gone
		}
		if !slices.Contains(values, is) {
			t.fail("%s is %q, but acknowledged was %q", thing, is, values)
		}
	}
	t.figures = fmt.Sprintf("%d commands, %d acknowledged with %d rows", len(writes), acknowledged, rows)
}

func present(there map[string]string, w *write) (n int) {
	for _, ref := range w.refs {
		if _, ok := there["product "+ref]; ok {
			n++
		}
	}
	return n
}

// look reads with the real program what there is, as in fates, and which operations the log knows.
func (b *bench) look(ctx context.Context, s site) (there map[string]string, logged map[string]bool, err error) {
	there, logged = map[string]string{}, map[string]bool{}
	for _, list := range []struct{ noun, columns string }{
		{"product", "product,label"}, {"user", "email,role"}, {"team", "slug"}, {"grant", "product,reason"}, {"log", "operation"},
	} {
		out, err := s.must(ctx, b.real, list.noun, "list", "--columns", list.columns, "-o", "tsv")
		if err != nil {
			return nil, nil, err
		}
		for line := range strings.Lines(out) {
			key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			switch list.noun {
			case "log":
				logged[key] = true
			case "product", "grant":
				there[list.noun+" "+key] = value
			default:
				there[list.noun+" "+key] = ""
			}
		}
	}
	return there, logged, nil
}

// whole fails the trial if anything in the store is not as it should be, for SQLite or for the program.
func (b *bench) whole(ctx context.Context, s site, t *tally) {
	for _, args := range [][]string{{"store", "check"}, {"log", "verify"}, {"log", "verify", "--of-store"}} {
		if a := s.run(ctx, b.real, args...); a.code != 0 {
			t.fail("%s: %s", strings.Join(args, " "), a)
		}
	}
	for _, wrong := range integrity(ctx, s.store()) {
		t.fail("SQLite: %s", wrong)
	}
}
