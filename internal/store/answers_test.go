package store

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
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
	c.answer(questions, answers)
	if !own {
		return
	}
	out, err := os.ReadFile(answers)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	for i, want := range []string{"technical", "domain/", "olivia@example.org", "changed"} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("%q does not answer %q", out, want)
		}
	}
}

func writeLines(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// answer writes a line for each question: when it was asked and how long the answer took, in nanoseconds, and the answer.
func (c *clerk) answer(questions, answers string) {
	in, err := os.ReadFile(questions)
	if err != nil {
		c.t.Fatal(err)
	}
	var asked [][]string
	for line := range strings.Lines(string(in)) {
		q := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if _, ok := c.callers[q[1]]; !ok {
			c.callers[q[1]] = c.enter(c.t, q[1])
		}
		asked = append(asked, q)
	}
	out, err := os.Create(answers)
	if err != nil {
		c.t.Fatal(err)
	}
	w := bufio.NewWriter(out)
	for _, q := range asked {
		start := time.Now()
		said, err := c.say(c.t.Context(), q)
		took := time.Since(start)
		if err != nil {
			c.t.Fatalf("%q: %v", q, err)
		}
		fmt.Fprintf(w, "%d\t%d\t%s\n", start.UnixNano(), took, said())
	}
	if err := w.Flush(); err != nil {
		c.t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		c.t.Fatal(err)
	}
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
		return func() string {
			return fmt.Sprint(strings.Join(e.Access.Rights.Names(), " "), " usage:", e.Access.Usage)
		}, err
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
