package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// field is a free text that is given in a file, and where it is read again.
type field struct {
	name    string // of the column
	noun    string
	command string
	header  []string
	row     func(i int, text string) []string
	ref     func(i int) string
	key     string // the column that names a row in the list
}

func fields(bulk int) []field {
	email := func(prefix string) func(int) string {
		return func(i int) string { return fmt.Sprintf("%s%d@example.org", prefix, i) }
	}
	drive := func(prefix string) func(int) string {
		return func(i int) string { return fmt.Sprintf("drive/%s%d", prefix, i) }
	}
	people := []string{"email", "role", "first_name", "last_name"}
	return []field{
		{"first_name", "user", "user add", people, func(i int, s string) []string { return []string{email("f")(i), "external", s, "Doe"} }, email("f"), "email"},
		{"last_name", "user", "user add", people, func(i int, s string) []string { return []string{email("l")(i), "external", "Joe", s} }, email("l"), "email"},
		{"label", "product", "product add", []string{"category", "name", "label"}, func(i int, s string) []string { return []string{"drive", fmt.Sprintf("h%d", i), s} }, drive("h"), "product"},
		{"reason", "grant", "grant set", []string{"user", "product", "rights", "reason"}, func(i int, s string) []string {
			return []string{"jane@example.org", drive("bulk")(i % bulk), "technical", s}
		}, func(i int) string { return drive("bulk")(i % bulk) }, "product"},
		{"ticket", "grant", "grant set", []string{"user", "product", "rights", "ticket"}, func(i int, s string) []string {
			return []string{"eve@example.org", drive("bulk")(i % bulk), "technical", s}
		}, func(i int) string { return drive("bulk")(i % bulk) }, "product"},
	}
}

// textTrial is the trial of the hostile texts.
type textTrial struct {
	*tally
	site
	b        *bench
	p        program
	r        *rand.Rand
	taken    int
	refused  int
	python   bool
	terminal bool
}

// texts gives n hostile texts to every field there is and looks what comes out again: exactly what went in, for every
// program that reads the output, and nothing that acts on a terminal.
func texts(ctx context.Context, b *bench, p program, n int, t *tally) {
	base, err := b.interruption(ctx, t, "texts", true)
	if err != nil {
		t.fail("%v", err)
		return
	}
	x := &textTrial{tally: t, site: base.site, b: b, p: p, r: b.random("texts")}
	x.python, x.terminal = found("python3"), found("script")
	all := fields(b.bulk)
	all = all[:min(len(all), max(1, n/20))] // a short run takes fewer
	inFiles := n * 7 / 10
	for i, f := range all {
		if err := x.field(ctx, f, inFiles/len(all)); err != nil {
			t.fail("%s: %v", f.name, err)
		}
		if i == 0 && len(t.failures) > 0 && !b.isReal(p) {
			break // the control has seen enough
		}
	}
	x.words(ctx, n-x.runs)
	b.whole(ctx, x.site, t)
	t.figures = fmt.Sprintf("%d taken and read back, %d refused; read by encoding/csv, encoding/json, yaml", x.taken, x.refused)
	if x.python {
		t.figures += ", Python's csv and json"
	}
	if x.terminal {
		t.figures += ", and on a terminal"
	}
}

// field gives a field n texts in a file and compares what is read back.
func (t *textTrial) field(ctx context.Context, f field, n int) error {
	want := map[string]string{}
	given := map[int]string{}
	for i := range n {
		given[i] = hostile(t.r)
	}
	t.ran(n)
	for len(given) > 0 {
		order := make([]int, 0, len(given))
		rows := [][]string{f.header}
		for i := range n {
			if text, ok := given[i]; ok {
				order, rows = append(order, i), append(rows, f.row(i, text))
			}
		}
		bad, err := t.give(ctx, f, rows)
		if err != nil {
			return err
		}
		for _, row := range bad {
			delete(given, order[row-1])
			t.refused++
		}
		if len(bad) > 0 {
			continue
		}
		for i, text := range given {
			want[f.ref(i)] = canonical(text)
		}
		break
	}
	t.taken += len(want)
	return t.readBack(ctx, f, want)
}

// give imports the rows and says which were refused; none: they are all taken.
func (t *textTrial) give(ctx context.Context, f field, rows [][]string) (bad []int, err error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	if err := errors.Join(w.WriteAll(rows), os.WriteFile(t.file("texts.csv"), text.Bytes(), 0o600)); err != nil {
		return nil, err
	}
	a := t.run(ctx, t.p, append(strings.Fields(f.command), "--from", "texts.csv", "--yes", "-o", "json")...)
	if act := acting(a.err + a.out); act != "" {
		t.fail("%s: the answer holds %s", f.name, act)
	}
	return refusedRows(a)
}

// canonical is a text as it is kept: composed, and without the blanks around it.
func canonical(text string) string { return norm.NFC.String(strings.TrimSpace(text)) }
