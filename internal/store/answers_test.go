package store

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// Whoever compares us with others asks the same questions of us as of them: a file of questions, a line each, is answered
// line by line into another file.
var (
	questionsFile = flag.String("questions", "", "answer the questions of this file, asked of the store of -world")
	answersFile   = flag.String("answers", "", "write the answers to -questions into this file")
	together      = flag.Bool("together", false, "ask all checks of -questions in one organization at once, as a file of them does")
)

// clerk answers questions as the owner of the organization that each is about.
type clerk struct {
	*Store
	t       *testing.T
	callers map[string]org.Caller
}

// TestAnswers answers the questions of a file. Without one it asks a few of its own.
func TestAnswers(t *testing.T) {
	questions, answers := *questionsFile, *answersFile
	own := questions == ""
	if own {
		questions, answers = filepath.Join(t.TempDir(), "questions"), filepath.Join(t.TempDir(), "answers")
		writeLines(t, questions,
			"check\tacme\tolivia@example.org\tid:1\t2026-11-22T08:00:00Z",
			"list\tacme\tolivia@example.org\t\t2026-11-22T08:00:00Z",
			"who\tacme\t\tid:1\t2026-11-22T08:00:00Z",
			"write\tacme\tolivia@example.org\tOlive\t")
	}
	c := &clerk{Store: openArena(t, *worldFile, 100), t: t, callers: map[string]org.Caller{}}
	if !own {
		c.answer(questions, answers, *together)
		return
	}
	for _, together := range []bool{false, true} {
		c.answer(questions, answers, together)
		out, err := os.ReadFile(answers)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
		for i, want := range []string{"technical", "domain/", "olivia@example.org", "changed"} {
			if i >= len(lines) || !strings.Contains(lines[i], want) {
				t.Errorf("together %v: %q does not answer %q", together, out, want)
			}
		}
	}
}

func writeLines(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// said is an answer: when it was asked for, how long it took, and the words, which are put together only after it was timed.
type said struct {
	start time.Time
	took  time.Duration
	words string
}

// answer writes a line for each question: when it was asked and how long the answer took, in nanoseconds, and the answer.
func (c *clerk) answer(questions, answers string, together bool) {
	asked := c.questions(questions)
	var known map[int]said
	if together {
		known = c.checkTogether(asked)
	}
	out, err := os.Create(answers)
	if err != nil {
		c.t.Fatal(err)
	}
	w := bufio.NewWriter(out)
	for i, q := range asked {
		a, ok := known[i]
		if !ok {
			a = c.timed(q)
		}
		fmt.Fprintf(w, "%d\t%d\t%s\n", a.start.UnixNano(), a.took, a.words)
	}
	if err := w.Flush(); err != nil {
		c.t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clerk) timed(q []string) said {
	start := time.Now()
	words, err := c.say(c.t.Context(), q)
	took := time.Since(start)
	if err != nil {
		c.t.Fatalf("%q: %v", q, err)
	}
	return said{start, took, words()}
}

// questions reads the file, and logs in wherever it asks.
func (c *clerk) questions(path string) (asked [][]string) {
	in, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	for line := range strings.Lines(string(in)) {
		q := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if _, ok := c.callers[q[1]]; !ok {
			c.callers[q[1]] = c.enter(c.t, q[1])
		}
		asked = append(asked, q)
	}
	return asked
}

// checkTogether answers the checks of each organization at once. Each takes from the end of the one before; the first includes
// finding out who asks.
func (c *clerk) checkTogether(asked [][]string) map[int]said {
	all := map[int]said{}
	in := map[string][]int{} // the checks, by organization
	for i, q := range asked {
		if q[0] == "check" {
			in[q[1]] = append(in[q[1]], i)
		}
	}
	for slug, places := range in {
		var inquiries []org.Inquiry
		for _, i := range places {
			at, _ := time.Parse(time.RFC3339, asked[i][4])
			inquiries = append(inquiries, org.Inquiry{User: asked[i][2], Product: asked[i][3], At: at})
		}
		n, before := 0, time.Now()
		for found, err := range c.Accesses(c.t.Context(), c.callers[slug], slices.Values(inquiries)) {
			now := time.Now()
			if err != nil || found.Fault != nil {
				c.t.Fatalf("%q: %v, %v", asked[places[n]], err, found.Fault)
			}
			all[places[n]] = said{before, now.Sub(before), may(found.Access)}
			n++
			before = time.Now()
		}
		if n != len(places) {
			c.t.Fatalf("%d answers to %d questions", n, len(places))
		}
	}
	return all
}

// may is what somebody may do, in words.
func may(e org.EffectiveAccess) string {
	return fmt.Sprint(strings.Join(e.Access.Rights.Names(), " "), " usage:", e.Access.Usage)
}

// say answers one question: what it is, the organization, the person, the product or value, the time. The answer is put
// into words only after it was timed.
func (c *clerk) say(ctx context.Context, q []string) (func() string, error) {
	caller := c.callers[q[1]]
	at, _ := time.Parse(time.RFC3339, q[4])
	var words []string
	said := func() string { return strings.Join(words, " ") }
	switch q[0] {
	case "check":
		e, err := c.Access(ctx, caller, q[2], q[3], at)
		return func() string { return may(e) }, err
	case "list":
		for e, err := range c.Reach(ctx, caller, org.ReachFilter{User: q[2], At: at}) {
			if err != nil {
				return nil, err
			}
			words = append(words, e.Product.Ref())
		}
		return said, nil
	case "who":
		people, err := c.Who(ctx, caller, q[3], org.Question{}, at)
		for _, e := range people {
			words = append(words, e.User)
		}
		return said, err
	case "write":
		set, err := c.EditUser(ctx, org.Request{Caller: caller}, q[2], org.MemberEdit{FirstName: &q[3]})
		return func() string { return fmt.Sprint("changed:", set.Changed) }, err
	}
	return nil, fmt.Errorf("nobody knows how to answer %q", q[0])
}
