package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// maxChainFaults is how many broken rows of one chain are named.
const maxChainFaults = 10

// Check looks at everything: whether the file is whole for SQLite, whether rows refer to rows that are there, whether
// every chain of the log is as it was written, and whether members, products, grants and so on are what the log says
// they became. What is wrong is in the report; the error is for a file that can't be looked at. step is told how many
// rows were looked at, and may be nil.
func (f File) Check(ctx context.Context, step func(int64)) (org.CheckReport, error) {
	s, err := openFile(f.path, f.opt)
	if err != nil {
		return org.CheckReport{Path: f.path, Findings: []org.Finding{}}, err
	}
	defer func() { _ = s.Close() }() // only read
	return s.check(ctx, step)
}

// checker is a running check.
type checker struct {
	*tx
	step   func(int64)
	report *org.CheckReport
	old    bool // of an earlier schema: its rows are not what the statements of this program are for
}

func (s *Store) check(ctx context.Context, step func(int64)) (org.CheckReport, error) {
	report := org.CheckReport{Path: s.path, Findings: []org.Finding{}}
	if step == nil {
		step = func(int64) {}
	}
	var err error
	if report.Schema, err = s.version(ctx); err == nil {
		err = s.read(ctx, func(t *tx) error {
			t.plain = report.Schema < packedSince
			return (&checker{t, step, &report, report.Schema < Schema()}).all(ctx)
		})
	}
	e, ok := errors.AsType[*org.Error](err)
	if !ok || e.Code != org.CodeDamaged || ctx.Err() != nil {
		return report, err
	}
	report.Skipped = "what follows: the file can't be read any further"
	report.Add(org.Finding{Kind: org.FindingFile, Message: detail(e)})
	return report, nil
}

// detail is what SQLite had to say behind one of our errors.
func detail(e *org.Error) string {
	if e.Err != nil {
		return e.Msg + ": " + e.Err.Error()
	}
	return e.Msg
}

func (c *checker) all(ctx context.Context) error {
	if err := c.file(ctx); err != nil {
		return err
	}
	if len(c.report.Findings) > 0 {
		c.report.Skipped = "the log and the rows: what a damaged file says of them proves nothing"
		return nil
	}
	if c.old {
		c.report.Skipped = fmt.Sprintf("the rows: the store is of the older schema %d, and any command that opens it brings it up to date", c.report.Schema)
	}
	heads, err := c.heads(ctx)
	if err != nil {
		return err
	}
	for id, h := range heads {
		if err := c.chain(ctx, id, h.slug); err != nil {
			return err
		}
	}
	return c.strays(ctx)
}

// file asks SQLite.
func (c *checker) file(ctx context.Context) error {
	rows, err := c.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", org.MaxFindings))
	if err != nil {
		return err
	}
	err = each(rows, func() error {
		var text string
		err := rows.Scan(&text)
		if err == nil && text != "ok" {
			c.report.Add(org.Finding{Kind: org.FindingFile, Message: text})
		}
		return err
	})
	if err != nil {
		return err
	}
	links, err := brokenLinks(ctx, c)
	for _, l := range links {
		c.report.Add(org.Finding{Kind: org.FindingLink, Message: l})
	}
	return err
}

// brokenLinks lists rows that refer to rows that are not there.
func brokenLinks(ctx context.Context, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}) (out []string, err error) {
	rows, err := db.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var table, parent string
		var row, key sql.NullInt64
		err := rows.Scan(&table, &row, &parent, &key)
		out = append(out, fmt.Sprintf("a row of %s refers to a row of %s that is not there", table, parent))
		if len(out) >= org.MaxFindings {
			return errEnough
		}
		return err
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, err
}

// chain verifies the log of an organization, or the store's own, and compares the organization's rows with it. A broken
// log proves nothing about rows.
func (c *checker) chain(ctx context.Context, id org.OrgID, slug string) error {
	c.report.Chains++
	replayed := newReplay(id)
	_, faults, err := c.verify(ctx, id, maxChainFaults, func(r storedRow) error {
		c.report.LogRows++
		c.step(1)
		return replayed.row(r)
	})
	for _, f := range faults {
		c.report.Add(org.Finding{Kind: org.FindingLog, Chain: slug, Object: fmt.Sprintf("row %d of the log", f.Seq), Message: f.Why})
	}
	if err != nil || len(faults) > 0 || c.old {
		return err
	}
	return c.compare(ctx, id, slug, replayed)
}

// strays finds rows of the log that belong to no chain, and ids that were skipped: they are given out one by one over
// all chains, and rows never go.
func (c *checker) strays(ctx context.Context) error {
	var strays, rows, last int64
	err := c.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM log WHERE org_id <> 0 AND org_id NOT IN (SELECT id FROM organizations)), count(*), coalesce(max(id), 0) FROM log`).
		Scan(&strays, &rows, &last)
	if err != nil {
		return err
	}
	if strays > 0 {
		c.report.Add(org.Finding{Kind: org.FindingLog, Message: fmt.Sprintf("%d rows of the log belong to no organization", strays)})
	}
	if rows != last {
		c.report.Add(org.Finding{Kind: org.FindingLog, Message: fmt.Sprintf("the log has %d rows, but the last one has the number %d", rows, last)})
	}
	return nil
}
