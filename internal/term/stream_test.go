package term

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"

	"orgctl/internal/org"
)

// recorder notes the size of every write.
type recorder struct {
	bytes.Buffer
	writes []int
}

func (r *recorder) Write(p []byte) (int, error) {
	r.writes = append(r.writes, len(p))
	return r.Buffer.Write(p)
}

// The first rows leave at once, each before the next is asked for; later ones in blocks of a bounded size.
func TestStreaming(t *testing.T) {
	for _, format := range []string{"json", "jsonl", "csv", "tsv", "name"} {
		t.Run(format, func(t *testing.T) {
			s, _, _ := pipe()
			out := new(recorder)
			s.Out = out
			l := listOf()
			l.Rows = func(yield func(person, error) bool) {
				for i := range 5000 {
					if want := fmt.Sprintf("p%d@", i-1); i > 0 && i < 5 && !strings.Contains(out.String(), want) {
						t.Fatalf("row %d is not out before the next: %q", i, out)
					}
					if !yield(person{ID: int64(i), Email: fmt.Sprintf("p%d@example.org", i)}, nil) {
						return
					}
				}
			}
			if err := PrintList(s, Format{Output: format, Filter: "id>=0"}, l); err != nil {
				t.Fatal(err)
			}
			if most := slices.Max(out.writes); most > blockBytes+1024 {
				t.Errorf("a write of %d bytes", most)
			}
			if want := firstBytes/10 + out.Len()/blockBytes; len(out.writes) > want {
				t.Errorf("%d writes for %d bytes", len(out.writes), out.Len())
			}
			if got := strings.Count(out.String(), "@example.org"); got != 5000 {
				t.Errorf("%d rows", got)
			}
		})
	}
}

// A list that fails on the way is an error, and what came out is no whole JSON document. One that fails at once leaves
// stdout empty.
func TestRowsFail(t *testing.T) {
	broken := org.Errorf(org.KindUnavailable, org.CodeDamaged, "damaged")
	for _, format := range Formats() {
		for _, good := range []int{0, 1, 3000} {
			for _, f := range []Format{{Output: format}, {Output: format, Sort: "email"}, {Output: format, Filter: "id=0", Limit: 1}} {
				s, out, errOut := pipe()
				l := listOf()
				l.Rows = func(yield func(person, error) bool) {
					for range good {
						if !yield(people()[0], nil) {
							return
						}
					}
					yield(person{}, broken)
				}
				err := PrintList(s, f, l)
				if !errors.Is(err, broken) || errOut.Len() != 0 {
					t.Errorf("%+v after %d rows: %v, said %q", f, good, err, errOut)
				}
				if good == 0 && out.Len() != 0 {
					t.Errorf("%+v: stdout %q", f, out)
				}
				if (format == "json" || format == "yaml") && json.Valid(out.Bytes()) && out.Len() > 0 {
					t.Errorf("%+v after %d rows: looks complete: %q", f, good, out)
				}
			}
		}
	}
}

// gone is a pipe whose reader has gone.
type gone struct{ written int }

func (g *gone) Write(p []byte) (int, error) {
	g.written++
	return 0, fmt.Errorf("write: %w", syscall.EPIPE)
}

func TestBrokenPipe(t *testing.T) {
	for _, format := range Formats() {
		s, _, errOut := pipe()
		g := new(gone)
		s.Out = g
		asked := 0
		l := listOf()
		l.Rows = func(yield func(person, error) bool) {
			for range 100 {
				if asked++; !yield(people()[0], nil) {
					return
				}
			}
		}
		if err := PrintList(s, Format{Output: format}, l); !errors.Is(err, ErrPipe) || errOut.Len() != 0 || g.written != 1 {
			t.Errorf("%s: %v, %d writes, said %q", format, err, g.written, errOut)
		}
		if format == "jsonl" && asked > 1 {
			t.Errorf("%d rows were asked for after the reader had gone", asked-1)
		}
	}
	s, _, _ := pipe()
	s.Out = brokenWriter{}
	if err := PrintValue(s, Format{}, 1); err == nil || errors.Is(err, ErrPipe) {
		t.Errorf("a full disk: %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func BenchmarkPrintList(b *testing.B) {
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			rows := slices.Repeat(people(), 1000)
			s, _, _ := pipe()
			s.Out = io.Discard
			for b.Loop() {
				if err := PrintList(s, Format{Output: format}, listOf(rows...)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
