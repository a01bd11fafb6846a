package grantcmd

import (
	"cmp"
	"context"
	"sync"
	"time"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

// checkSpec is what a file of checks may hold. What a check of a file writes and what 'grant list --effective -o csv' writes are such
// files: the access of today, to be held against that of tomorrow.
func checkSpec() table.Spec {
	return table.Spec{
		Subject: "checks",
		Columns: []table.Column{
			{Name: "user", Required: true}, {Name: "product", Required: true}, {Name: "rights"}, {Name: "usage"}, {Name: "as_of"}, {Name: "expected"},
		},
		ReadOnly: []string{"line", "allowed", "as_expected", "reason", "sources", "category"},
	}
}

// checkRow is one row of such a file.
type checkRow struct {
	line int
	org.Inquiry
	org.Question
	expected bool
}

func checkFileRun(ctx context.Context, a *app.App, o checkOptions) (err error) {
	r := rowReader{now: a.World.Now(), zone: sync.OnceValues(func() (*time.Location, error) { return a.Location(ctx, "file") })}
	if r.otherwise, err = o.question(); err != nil {
		return err
	}
	if o.asOf != "" {
		if r.at, err = r.toCome("--as-of", o.asOf); err != nil {
			return err
		}
	}
	rows, err := app.ReadRows(a, o.file, checkSpec(), r.read)
	if err = cmp.Or(err, r.failed); err != nil {
		return err
	}
	if len(rows) == 0 {
		return org.Invalid("the file asks nothing").WithHint("one row for each question, under the columns user,product,rights,usage,as_of,expected")
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return printChecks(a, rows, s.Accesses(ctx, caller, func(yield func(org.Inquiry) bool) {
		for i := range rows {
			if !yield(rows[i].Inquiry) {
				return
			}
		}
	}))
}

// rowReader reads rows. What a row doesn't say is as the flags say.
type rowReader struct {
	now       time.Time
	zone      func() (*time.Location, error) // the store knows: it is asked only if a row says when
	failed    error                          // it does not answer
	otherwise org.Question
	at        time.Time
}

func (r *rowReader) toCome(what, text string) (time.Time, error) {
	zone, err := r.zone()
	if err != nil {
		r.failed, zone = err, time.UTC // what is wrong with the file comes first
	}
	return toCome(what, text, r.now, zone)
}

func (r *rowReader) read(row table.Row) (c checkRow, err error) {
	c = checkRow{line: row.Line, Inquiry: org.Inquiry{User: row.Value("user"), Product: row.Value("product"), At: r.at}, expected: true}
	if err := org.CheckUserRef(c.User); err != nil {
		return c, app.InColumn("user", err)
	}
	if _, err := org.ParseProductRef(c.Product); err != nil {
		return c, app.InColumn("product", err)
	}
	if c.Question, err = r.question(row); err != nil {
		return c, err
	}
	if text := row.Value("as_of"); text != "" {
		if c.At, err = r.toCome("as_of", text); err != nil {
			return c, app.InColumn("as_of", err)
		}
	}
	if text := row.Value("expected"); text != "" {
		if c.expected, err = app.ParseYesNo("expected", text); err != nil {
			return c, app.InColumn("expected", err)
		}
	}
	return c, nil
}

func (r *rowReader) question(row table.Row) (q org.Question, err error) {
	rights, usage := row.Value("rights"), row.Value("usage")
	if rights == "" && usage == "" {
		if r.otherwise == (org.Question{}) {
			return q, org.Invalid("neither rights nor usage is asked").WithHint("rights like technical|statistics, usage user or admin; or --right or --usage for all such rows")
		}
		return r.otherwise, nil
	}
	if rights != "" {
		if q.Rights, err = askedRights("rights", rights); err != nil {
			return q, app.InColumn("rights", err)
		}
	}
	if usage != "" {
		if q.Usage, err = askedUsage("usage", usage); err != nil {
			return q, app.InColumn("usage", err)
		}
	}
	return q, nil
}
