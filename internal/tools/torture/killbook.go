package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// killedBooks kills exports of a book: under its name is the whole file, or what was there before. Whoever has a file stands in the log,
// a manifest is that of the file, and the next export has the same bytes.
func killedBooks(ctx context.Context, b *bench, p program, n int, t *tally) {
	x, err := b.interruption(ctx, t, "book", false)
	if err == nil {
		err = x.keepBook(ctx)
	}
	if err != nil {
		t.fail("%v", err)
		return
	}
	const line, name, old = "export clients --history all --period 2026 --out book.csv", "book.csv", "what was there before\n"
	if _, err := x.must(ctx, b.real, strings.Fields(line)...); err != nil {
		t.fail("%v", err)
		return
	}
	whole, err := os.ReadFile(x.file(name))
	if err != nil {
		t.fail("%v", err)
		return
	}
	x.args = func(i int) string {
		_, _ = os.Remove(x.file(name)), os.Remove(x.file(name+".manifest.json"))
		if i%2 == 0 {
			_ = x.write(name, old)
		}
		if b.isReal(p) {
			return line + " --manifest --yes"
		}
		return line + " --yes"
	}
	x.safe = func(ctx context.Context, i int, _ answer) string {
		text, err := os.ReadFile(x.file(name))
		there := bytes.Equal(text, whole)
		if !there && !(err != nil && i%2 == 1) && !(string(text) == old && i%2 == 0) {
			return fmt.Sprintf("the file is neither whole nor as before: %d of %d bytes (%v)", len(text), len(whole), err)
		}
		if !b.isReal(p) {
			return ""
		}
		return x.afterBook(ctx, line, there, whole)
	}
	x.interrupts(ctx, p, n)
}

// afterBook looks at what stands beside an export that was killed.
func (x *interruption) afterBook(ctx context.Context, line string, there bool, whole []byte) string {
	var logged []any
	a := x.run(ctx, x.b.real, "log", "list", "--action", "export.clients", "-o", "json")
	if err := json.Unmarshal([]byte(a.out), &logged); err != nil || there && len(logged) == 0 {
		return fmt.Sprintf("there is a file, and %d exports in the log: %s", len(logged), a)
	}
	if _, err := os.Stat(x.file("book.csv.manifest.json")); err == nil && there {
		if a := x.run(ctx, x.b.real, "export", "verify", "book.csv"); a.code != 0 {
			return "the manifest is not that of the file: " + a.String()
		}
	}
	if a := x.run(ctx, x.b.real, append(strings.Fields(line), "--yes")...); a.code != 0 {
		return "the next export: " + a.String()
	}
	if again, err := os.ReadFile(x.file("book.csv")); err != nil || !bytes.Equal(again, whole) {
		return fmt.Sprintf("the next export has %d of %d bytes (%v)", len(again), len(whole), err)
	}
	return ""
}

// keepBook gives acme a book of many records.
func (x *interruption) keepBook(ctx context.Context) (err error) {
	var text strings.Builder
	text.WriteString("client,date,kind,product,amount,currency,paid_by,ordered_by,reference\n")
	for i := range 5 * x.b.bulk {
		fmt.Fprintf(&text, "delta,2026-03-01,order,drive/b%d,10.00,CHF,client,client,R-%d\n", i, i)
	}
	if err := x.write("records.csv", text.String()); err != nil {
		return err
	}
	if _, err := x.must(ctx, x.b.real, "billing", "import", "records.csv"); err != nil {
		return err
	}
	x.image, err = os.ReadFile(x.store())
	return err
}
