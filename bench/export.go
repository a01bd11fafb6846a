package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
)

// export writes the book of a partner as CSV into a pipe, and the sqlite3 program the columns of the same records.
func (b *bench) export(ctx context.Context) error {
	book := filepath.Join(b.dir, "book.db")
	if err := b.generate(ctx, book, clientsOf, "--records", strconv.Itoa(b.records)); err != nil {
		return err
	}
	return b.exported(fmt.Sprintf("`export clients`, %d records and more", b.records),
		b.ask(ctx, book, "export", "clients", "--history", "all", "--from", "2010-01-01", "--to", "2030-12-31", "--out", "-", "--org", "acme"),
		b.csv(ctx, book, readBook))
}

// clientsOf is how many users there are in the store whose partner's book is exported.
const clientsOf = 1000

const readBook = `SELECT id, date, client, client_name, kind, product, label, category, period_start, period_end, list_price, discount, amount, tax,
  currency, paid_by, ordered_by, reference FROM billing_records WHERE org_id = 1 AND date BETWEEN '2010-01-01' AND '2030-12-31' ORDER BY date, id`

func (b *bench) csv(ctx context.Context, path, query string) *exec.Cmd {
	return exec.CommandContext(ctx, b.find("sqlite3"), "-batch", "-csv", "-header", path, query)
}

func (b *bench) exported(what string, ours, theirs *exec.Cmd) error {
	them, err := b.piped(theirs)
	if err != nil {
		return err
	}
	us, err := b.piped(ours)
	if err != nil {
		return err
	}
	if us.lines != them.lines {
		return fmt.Errorf("%s: %d lines, theirs %d", what, us.lines, them.lines)
	}
	b.add(row{what: what, peer: "sqlite3 CLI -csv", theirs: them.all, ours: us.all, unit: duration, must: 1, aim: 0.45},
		row{what: what + ": memory", peer: "sqlite3 CLI -csv", theirs: them.kib, ours: us.kib, unit: megabytes, note: "must be ≤ 64 MB"})
	return nil
}
