package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"unicode"
)

// inOneFile is how many rows one import of records has.
const inOneFile = 500

// dialect is a way to write an export, and how it is read again.
type dialect struct {
	name      string
	separator rune
	raw       bool
}

func dialects() []dialect {
	return []dialect{{"rfc4180", ',', false}, {"excel", ',', false}, {"excel-fr", ';', false}, {"rfc4180", ',', true}, {"excel-fr", ';', true}}
}

// books gives n hostile texts to the free texts of billing records, and reads the exports of the book in every dialect: exactly what
// went in, with one apostrophe before whatever a spreadsheet would calculate.
func books(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	x := &textTrial{tally: t, site: s, b: b, p: p, r: b.random("books"), python: found("python3")}
	taken := map[string]record{}
	for x.runs < n && ctx.Err() == nil {
		if err := x.record(ctx, min(inOneFile, n-x.runs), taken); err != nil {
			t.fail("%v", err)
			return
		}
		if !b.isReal(p) || x.runs >= n || x.runs%(4*inOneFile) == 0 {
			x.exports(ctx, taken)
		}
	}
	b.whole(ctx, s, t)
	t.figures = fmt.Sprintf("%d taken and read back, %d refused; in three dialects, two of them also raw, by encoding/csv", x.taken, x.refused)
	if x.python {
		t.figures += " and Python's csv"
	}
}

// record is what was given to the free texts of one record.
type record struct{ client, label, reference string }

// record imports n texts, one in each row, and leaves out what is refused.
func (t *textTrial) record(ctx context.Context, n int, taken map[string]record) error {
	rows := map[int]record{}
	for i := range n {
		r := record{"Delta", "Bee", fmt.Sprintf("B-%d", i)}
		*[]*string{&r.client, &r.label, &r.reference}[i%3] = hostile(t.r)
		rows[i] = r
	}
	round := t.runs
	t.ran(n)
	for range 20 {
		var order []int
		lines := [][]string{strings.Split("client,date,kind,product,period_start,period_end,list_price,discount_percent,amount,tax,currency,paid_by,ordered_by,reference,client_name,label", ",")}
		for i := range n {
			if r, ok := rows[i]; ok {
				order = append(order, i)
				// An import takes one apostrophe away.
				lines = append(lines, []string{"delta", "2026-03-01", "order", fmt.Sprintf("drive/b%d-%d", round, i), "", "", "10.00", "", "10.00", "", "CHF", "client", "client",
					"'" + r.reference, "'" + r.client, "'" + r.label})
			}
		}
		bad, err := t.recordRows(ctx, lines)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			for _, row := range bad {
				delete(rows, order[row-1])
				t.refused++
			}
			continue
		}
		for i, r := range rows {
			taken[fmt.Sprintf("drive/b%d-%d", round, i)] = record{canonical(r.client), canonical(r.label), canonical(r.reference)}
			t.taken++
		}
		return nil
	}
	return errors.New("an import is refused again and again")
}

func (t *textTrial) recordRows(ctx context.Context, lines [][]string) (bad []int, err error) {
	var text bytes.Buffer
	if err := errors.Join(csv.NewWriter(&text).WriteAll(lines), os.WriteFile(t.file("books.csv"), text.Bytes(), 0o600)); err != nil {
		return nil, err
	}
	a := t.run(ctx, t.b.real, "billing", "import", "books.csv", "-o", "json")
	if act := acting(a.err + a.out); act != "" {
		t.fail("billing import: the answer holds %s", act)
	}
	return refusedRows(a)
}

// refusedRows are the rows that an import refused; none: it was taken.
func refusedRows(a answer) (bad []int, err error) {
	if a.code == 0 {
		return nil, nil
	}
	var said struct {
		Error struct{ Rows []struct{ Row int } }
	}
	if err := json.Unmarshal([]byte(a.err), &said); err != nil || a.code != 2 || len(said.Error.Rows) == 0 {
		return nil, errors.Join(fmt.Errorf("refused, but not by rows: %s", a), err)
	}
	for _, r := range said.Error.Rows {
		bad = append(bad, r.Row)
	}
	return bad, nil
}

// exports reads the book in every dialect.
func (t *textTrial) exports(ctx context.Context, want map[string]record) {
	for _, d := range dialects() {
		args := []string{"export", "clients", "--history", "all", "--period", "2026", "--out", "book.csv", "--dialect", d.name}
		if d.raw {
			args = append(args, "--raw")
		}
		a := t.run(ctx, t.p, append(args, "--yes")...)
		text, err := os.ReadFile(t.file("book.csv"))
		if a.code != 0 || err != nil {
			t.fail("%s: %s (%v)", strings.Join(args, " "), a, err)
			continue
		}
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
		r := csv.NewReader(bytes.NewReader(text))
		r.Comma = d.separator
		records, err := r.ReadAll()
		if err != nil {
			t.fail("%s can't be read: %v", d.name, err)
			continue
		}
		t.compareBook(d, "encoding/csv", records, want)
		if records, err = pythonTable(ctx, string(d.separator), text); t.python {
			if err != nil {
				t.fail("%s can't be read by Python: %v", d.name, err)
			}
			t.compareBook(d, "Python", records, want)
		}
	}
}

func (t *textTrial) compareBook(d dialect, reader string, records [][]string, want map[string]record) {
	seen := 0
	for _, row := range table(records) {
		w, ok := want[row["product"]]
		if !ok {
			continue
		}
		seen++
		for _, cell := range []struct{ column, want string }{{"client_name", w.client}, {"label", w.label}, {"reference", w.reference}} {
			expected := cell.want
			if !d.raw && calculates(expected) {
				expected = "'" + expected
			}
			if row[cell.column] != expected {
				t.fail("%s, dialect %s (raw: %v): %s of %s is %+q, expected %+q", reader, d.name, d.raw, cell.column, row["product"], short(row[cell.column]), short(expected))
			}
		}
	}
	if seen < len(want) {
		t.fail("%s, dialect %s: %d of %d are missing", reader, d.name, len(want)-seen, len(want))
	}
}

// calculates says what the documentation says of a cell that a spreadsheet might run.
func calculates(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r == '\ufeff' || unicode.IsSpace(r) && !strings.ContainsRune("\t\r\n", r) })
	return slices.ContainsFunc([]string{"=", "+", "-", "@", "'", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠"}, func(p string) bool { return strings.HasPrefix(s, p) })
}

// pythonTable reads separated values as Python's standard library does.
func pythonTable(ctx context.Context, separator string, text []byte) (rows [][]string, err error) {
	c := exec.CommandContext(ctx, "python3", "-c", `import csv,json,sys,io
csv.field_size_limit(1<<30)
print(json.dumps(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer,encoding='utf-8',newline=''),delimiter=sys.argv[1],strict=True))))`, separator)
	c.Stdin = bytes.NewReader(text)
	out, err := output(c)
	if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal([]byte(out), &rows)
}
