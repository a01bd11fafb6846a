package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// export writes the book of a partner as CSV into a pipe, and the sqlite3 program the columns of the same records.
func (b *bench) export(ctx context.Context) error {
	book := filepath.Join(b.dir, "book.db")
	if err := b.generate(ctx, book, 1); err != nil {
		return err
	}
	if err := done(b.sqlite(ctx, book, fmt.Sprintf(fillBook, b.records))); err != nil {
		return err
	}
	return b.exported(fmt.Sprintf("`export clients`, %d records", b.records),
		b.ask(ctx, book, "export", "clients", "--history", "all", "--from", "2020-01-01", "--to", "2030-12-31", "--out", "-", "--org", "acme"),
		b.csv(ctx, book, readBook))
}

// fillBook writes records as they would be there after some years, without a log: only reading them is measured.
const fillBook = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
INSERT INTO billing_records (org_id, date, client, client_name, kind, product, label, category, period_start, period_end, list_price, discount, amount, tax,
  currency, paid_by, ordered_by, reference, created_at)
SELECT 1, date('2024-01-01', (i / 500 %% 1000) || ' days'), 'client-' || (i %% 40), 'Client ' || (i %% 40), 'order', 'drive/p' || (i %% 997), '', 'drive',
  '2024-01-01', '2024-12-31', 34720, 0, 34720, NULL, 'CHF', 'client', 'client', 'A-' || i, 1700000000000000 FROM n;
`

const readBook = `SELECT id, date, client, client_name, kind, product, label, category, period_start, period_end, list_price, discount, amount, tax,
  currency, paid_by, ordered_by, reference FROM billing_records WHERE org_id = 1 AND date BETWEEN '2020-01-01' AND '2030-12-31' ORDER BY date, id`

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
