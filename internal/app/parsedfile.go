package app

import (
	"bytes"
	"errors"
	"slices"

	"orgctl/internal/org"
	"orgctl/internal/table"
)

// parsedFile is what the rows of a file say.
type parsedFile[T any] struct {
	n      int // rows in all
	good   []T
	places []place        // of the good ones
	bad    []org.RowError // the others
	rows   []table.Row    // all, if they are to be written down again
}

// place is where a row stands in the file.
type place struct{ row, line int32 }

// parsed reads a file, and parses on the way: one goroutine each. A large file is not kept beside what it says.
func parsed[T any](b Batch[T], data []byte) (*parsedFile[T], error) {
	format, err := table.Format(b.From, b.Format)
	if err != nil {
		return nil, err
	}
	lines := bytes.Count(data, []byte("\n"))
	f := &parsedFile[T]{good: make([]T, 0, lines), places: make([]place, 0, lines)}
	read, done := make(chan []table.Row, 4), make(chan struct{})
	go func() {
		defer close(done)
		for rows := range read {
			f.take(rows, b.Parse)
			if b.Results != "" {
				f.rows = append(f.rows, rows...)
			}
		}
	}()
	err = table.Each(bytes.NewReader(data), format, b.Spec, func(rows []table.Row) { read <- rows })
	close(read)
	<-done
	return f, err
}

func (f *parsedFile[T]) take(rows []table.Row, parse func(table.Row) (T, error)) {
	for _, row := range rows {
		f.n++
		item, err := parse(row)
		if err != nil {
			f.bad = append(f.bad, rowError(f.n, row.Line, err))
			continue
		}
		f.good = append(f.good, item)
		f.places = append(f.places, place{int32(f.n), int32(row.Line)})
	}
}

func rowError(row, line int, err error) org.RowError {
	e, ok := errors.AsType[*org.Error](err)
	if !ok {
		return org.RowError{Row: row, Line: line, Code: org.CodeValidation, Msg: err.Error()}
	}
	bad := org.RowError{Row: row, Line: line, Code: e.Code, Msg: e.Msg, Hint: e.Hint}
	if cell, ok := errors.AsType[*cellError](err); ok {
		bad.Column = cell.column
	}
	return bad
}

// inFile says of failed rows where they stand in the file, of which only the good ones were tried.
func (f *parsedFile[T]) inFile(failed []org.RowError) []org.RowError {
	failed = slices.Clone(failed)
	for i, e := range failed {
		at := f.places[e.Row-1]
		failed[i].Row, failed[i].Line = int(at.row), int(at.line)
	}
	return failed
}

// atLines adds the lines of the file to the rows that the store refused.
func (f *parsedFile[T]) atLines(err error) error {
	e, ok := errors.AsType[*org.Error](err)
	if !ok {
		return err
	}
	for i, r := range e.Rows {
		if r.Row >= 1 && r.Row <= len(f.places) {
			e.Rows[i].Line = int(f.places[r.Row-1].line)
		}
	}
	return e
}
