package grantcmd

import (
	"cmp"
	"errors"
	"fmt"
	"iter"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// checked is a row of a file with its answer. Where there is none, the reason says why.
type checked struct {
	checkRow
	answer org.Answer
	open   bool // it has none
}

func (c checked) asExpected() bool { return !c.open && c.answer.Allowed == c.expected }

func checkedColumns() []term.Column[checked] {
	type row = checked
	return []term.Column[row]{
		{Name: "line", Value: func(r row) any { return r.line }, Right: true},
		{Name: "user", Value: func(r row) any { return r.answer.User }},
		{Name: "product", Value: func(r row) any { return r.answer.Product }},
		{Name: "rights", Value: func(r row) any { return r.Rights }, Text: func(r row) string { return bars(r.Rights) }},
		{Name: "usage", Value: func(r row) any { return usageOrNil(r.Usage) }},
		{Name: "as_of", Value: func(r row) any { return r.moment() }, Extra: true},
		{Name: "expected", Value: func(r row) any { return r.expected }, Extra: true},
		{Name: "allowed", Value: func(r row) any { return r.allowed() }},
		{Name: "as_expected", Value: func(r row) any { return r.asExpected() }},
		{Name: "reason", Value: func(r row) any { return r.answer.Reason }},
		{Name: "sources", Value: func(r row) any { return r.answer.Sources }, Text: func(r row) string { return sourceLine(r.answer.Sources) }, Extra: true},
	}
}

func (c checked) allowed() any {
	if c.open {
		return nil
	}
	return c.answer.Allowed
}

func (c checked) moment() any {
	if c.At.IsZero() {
		return nil
	}
	return c.At
}

// tally is how the answers to a file are.
type tally struct {
	asked, unexpected, unanswered int
	faults                        []org.RowError // the first of what can't be answered
	err                           error          // what ended the answers
}

// maxFaults is how many of the rows that can't be answered are told on stderr. Among the answers are all of them.
const maxFaults = 100

// printChecks prints what the rows of a file came to, and ends with the exit code of all of them.
func printChecks(a *app.App, rows []checkRow, found iter.Seq2[org.Found, error]) error {
	t := tally{asked: len(rows)}
	var bar *term.Progress
	if !a.Streams.OutTTY {
		bar = a.Streams.Progress(int64(len(rows)), "rows")
	}
	err := show(a, t.judged(rows, found, bar))
	bar.Done()
	if t.err != nil || err != nil && !errors.Is(err, term.ErrPipe) {
		return cmp.Or(t.err, err)
	}
	return cmp.Or(t.verdict(a), err)
}

func show(a *app.App, answers iter.Seq2[checked, error]) error {
	if a.Flags.Quiet {
		for _, err := range answers { // the exit code is the answer
			if err != nil {
				return err
			}
		}
		return nil
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[checked]{
		Columns: checkedColumns(),
		Name:    func(c checked) string { return c.answer.User + " " + c.answer.Product },
		Rows:    answers,
	})
}

// judged counts the answers on their way to whoever prints them. It goes on to the last also if nobody reads them any more: the exit
// code is about all.
func (t *tally) judged(rows []checkRow, found iter.Seq2[org.Found, error], bar *term.Progress) iter.Seq2[checked, error] {
	return func(yield func(checked, error) bool) {
		i, read := 0, true
		for f, err := range found {
			if err != nil {
				t.err = err
				_ = read && yield(checked{}, err)
				return
			}
			c := t.judge(rows[i], i+1, f)
			i++
			read = read && yield(c, nil)
			bar.Add(1)
		}
	}
}

func (t *tally) judge(r checkRow, row int, f org.Found) checked {
	c := checked{checkRow: r, answer: org.Answer{User: r.User, Product: r.Product, Sources: []org.Source{}}}
	if f.Fault == nil {
		f.Fault = notOffered(f.Access.Product.Category, r.Question)
	}
	if f.Fault != nil {
		c.open, c.answer.Reason = true, f.Fault.Msg
		f.Fault.Row, f.Fault.Line = row, r.line
		if t.unanswered++; t.unanswered <= maxFaults {
			t.faults = append(t.faults, *f.Fault)
		}
		return c
	}
	c.answer = f.Access.Answer(r.Question)
	if !c.asExpected() {
		t.unexpected++
	}
	return c
}

// notOffered is what is wrong with a question that the product's category can't answer.
func notOffered(category org.Category, q org.Question) *org.RowError {
	column, err := "rights", category.CheckRights(q.Rights)
	if err == nil {
		column, err = "usage", category.CheckUsage(q.Usage)
	}
	if e, ok := errors.AsType[*org.Error](err); ok {
		return &org.RowError{Column: column, Code: e.Code, Msg: e.Msg, Hint: e.Hint}
	}
	return nil
}

// verdict is the outcome of all rows: nil if each is as expected.
func (t *tally) verdict(a *app.App) error {
	if t.unanswered > 0 {
		return t.incomplete()
	}
	if t.unexpected == 0 {
		return nil
	}
	err := org.Errorf(org.KindNo, org.CodeNo, "%d of %d %s not as expected", t.unexpected, t.asked, areOrIs(t.unexpected))
	if !a.Flags.Quiet {
		a.Streams.Say("%s", err.Msg)
	}
	return err
}

func (t *tally) incomplete() error {
	msg := fmt.Sprintf("%d of %d rows can't be answered", t.unanswered, t.asked)
	if t.unexpected > 0 {
		msg += fmt.Sprintf(", and %d %s not as expected", t.unexpected, areOrIs(t.unexpected))
	}
	err := org.Errorf(org.KindPartial, org.CodePartial, "%s", msg).WithHint("what is not there is neither yes nor no: mend the file")
	if t.unanswered > maxFaults {
		err = err.WithHint("these are the first %d; among the answers, --filter allowed= shows all", maxFaults)
	}
	err.Rows = t.faults
	return err
}

func areOrIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
