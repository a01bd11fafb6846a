package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"orgctl/internal/org"
)

// TestEvaluatorAgreesWithTheModel builds random organizations through the real store and compares what check, list, who
// and matrix say, at several times, with what a naive reading of the rules says. All of them share one store, and the
// same people belong to all of them: nothing of one may show in another.
func TestEvaluatorAgreesWithTheModel(t *testing.T) {
	h := newStore(t)
	worlds, rounds := 0, 2
	if testing.Short() {
		rounds = 1 // of fewer worlds, too
	}
	for range rounds {
		rapid.Check(t, func(rt *rapid.T) {
			worlds++
			w := newWorld(t, rt, h, worlds)
			for range rapid.IntRange(8, 24).Draw(rt, "steps") {
				w.step()
			}
			w.compare()
		})
	}
	found, err := At(h.path, h.options()).Check(t.Context(), nil)
	if err != nil || len(found.Findings) > 0 {
		t.Errorf("the store does not agree with its log: %+v, %v", found.Findings, err)
	}
}

// compare asks every question about everybody and everything, now and at some of the times when it may be otherwise.
func (w *world) compare() {
	times := w.moments(w.h.now)
	w.at(w.h.now, 1)
	for range 3 {
		w.at(rapid.SampledFrom(times).Draw(w.rt, "at"), 4)
	}
	products, err := w.h.MatrixProducts(w.t.Context(), w.boss, "")
	if err != nil {
		w.rt.Fatal(err)
	}
	var columns []string
	for _, p := range products {
		columns = append(columns, p.Ref())
	}
	if !slices.Equal(columns, w.refs()) {
		w.rt.Fatalf("the matrix has %v, the model %v", columns, w.refs())
	}
}

// at compares all answers at a time; check, which answers about one thing only, is asked about one in so many.
func (w *world) at(at time.Time, oneIn int) {
	var everybody, one, who []string
	for e, err := range w.h.Reach(w.t.Context(), w.boss, org.ReachFilter{At: at}) {
		everybody = append(everybody, w.line(e, err))
	}
	for _, email := range w.insiders() {
		for e, err := range w.h.Reach(w.t.Context(), w.boss, org.ReachFilter{User: email, At: at}) {
			one = append(one, w.line(e, err))
		}
	}
	var want, wantWho, wantAll []string
	var questions []org.Inquiry
	for i, email := range w.insiders() {
		for j, ref := range w.refs() {
			line := w.told(email, ref, at)
			wantAll, questions = append(wantAll, line), append(questions, org.Inquiry{User: email, Product: ref, At: at})
			if line != email+" "+ref+" []" {
				want = append(want, line)
			}
			if (i+j)%oneIn == 0 {
				e, err := w.h.Access(w.t.Context(), w.boss, email, ref, at)
				if got := w.line(e, err); got != line {
					w.rt.Fatalf("check at %s: %q, the model %q", at, got, line)
				}
			}
		}
	}
	for _, ref := range w.refs() {
		people, err := w.h.Who(w.t.Context(), w.boss, ref, org.Question{}, at)
		for _, e := range people {
			who = append(who, w.line(e, err))
		}
		for _, email := range w.insiders() {
			if line := w.told(email, ref, at); line != email+" "+ref+" []" {
				wantWho = append(wantWho, line)
			}
		}
	}
	w.same("list", at, everybody, want)
	w.same("check together", at, w.together(questions), wantAll)
	w.same("list of each", at, one, want)
	w.same("who", at, who, wantWho)
}

// together asks everything at once.
func (w *world) together(questions []org.Inquiry) (out []string) {
	for f, err := range w.h.Accesses(w.t.Context(), w.boss, slices.Values(questions)) {
		if f.Fault != nil {
			w.rt.Fatalf("%+v", f.Fault)
		}
		out = append(out, w.line(f.Access, err))
	}
	return out
}

func (w *world) same(what string, at time.Time, got, want []string) {
	w.rt.Helper()
	if !slices.Equal(got, want) {
		w.rt.Fatalf("%s at %s:\n%s\nthe model:\n%s", what, at, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// line is an answer in words.
func (w *world) line(e org.EffectiveAccess, err error) string {
	if err != nil {
		w.rt.Fatal(err)
	}
	words := e.Access.Rights.Names()
	if e.Access.Usage != org.NoUsage {
		words = append(words, "use as "+e.Access.Usage.String())
	}
	return fmt.Sprintf("%s %s %v", e.User, e.Product.Ref(), words)
}

// told is the same by the model.
func (w *world) told(email, ref string, at time.Time) string {
	return w.toldBy(w.model, email, ref, at)
}

func (w *world) toldBy(m *model, email, ref string, at time.Time) string {
	words, usage := m.may(email, ref, at)
	if usage != "" {
		words = append(words, "use as "+usage)
	}
	return fmt.Sprintf("%s %s %v", email, ref, words)
}
