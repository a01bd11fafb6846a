package table

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"

	"orgctl/internal/org"
)

// The states of a row.
const (
	statusOK     = "ok"
	statusFailed = "failed"
)

// WriteResults writes what became of the rows to a file: the columns they had, status and error, where failed holds the
// messages by the number of the row, from 1. The ending of the path decides between JSON and csv. An older file is
// replaced, by the whole new one or not at all; the new one is for its owner's eyes only, as it holds what was imported.
func WriteResults(path string, rows []Row, failed map[int]string) error {
	write := writeCSV
	switch filepath.Ext(path) {
	case ".jsonl", ".ndjson":
		write = writeJSONL
	case ".json":
		write = writeArray
	}
	err := replace(path, func(w io.Writer) error { return write(w, rows, failed) })
	if err != nil {
		return org.Errorf(org.KindInternal, org.CodeInternal, "can't write the results to %q", path).
			WithHint("the rows themselves are done; is the disk full, or the folder missing or read-only?").Wrap(err)
	}
	return nil
}

func outcome(failed map[int]string, row int) (status, message string) {
	if message, ok := failed[row]; ok {
		return statusFailed, message
	}
	return statusOK, ""
}

// columnsOf lists the columns that any row has, without those that are about to be added.
func columnsOf(rows []Row) []string {
	var names, last []string
	for _, row := range rows {
		if len(last) > 0 && len(row.columns) > 0 && &last[0] == &row.columns[0] {
			continue
		}
		last = row.columns
		for _, name := range row.columns {
			if !isResult(name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func writeCSV(out io.Writer, rows []Row, failed map[int]string) error {
	w := csv.NewWriter(out)
	names := columnsOf(rows)
	if err := w.Write(append(slices.Clone(names), statusColumn, errorColumn)); err != nil {
		return err
	}
	cells := make([]string, len(names)+2)
	for i, row := range rows {
		for k, name := range names {
			cells[k] = row.Value(name)
		}
		cells[len(names)], cells[len(names)+1] = outcome(failed, i+1)
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func writeJSONL(out io.Writer, rows []Row, failed map[int]string) error {
	var buf []byte
	for i, row := range rows {
		status, message := outcome(failed, i+1)
		buf = append(appendObject(buf[:0], row, status, message), '\n')
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	return nil
}

func writeArray(out io.Writer, rows []Row, failed map[int]string) error {
	buf := []byte("[")
	for i, row := range rows {
		if i > 0 {
			buf = append(buf, ',')
		}
		status, message := outcome(failed, i+1)
		buf = appendObject(append(buf, '\n'), row, status, message)
		if _, err := out.Write(buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	_, err := out.Write(append(buf, "\n]\n"...))
	return err
}

// appendObject writes all values as strings, as a cell of csv would be: that reads back the same.
func appendObject(buf []byte, row Row, status, message string) []byte {
	buf = append(buf, '{')
	for i, name := range row.columns {
		if !isResult(name) {
			buf = append(appendMember(buf, name, row.cells[i]), ',')
		}
	}
	buf = append(appendMember(buf, statusColumn, status), ',')
	return append(appendMember(buf, errorColumn, message), '}')
}

func appendMember(buf []byte, key, value string) []byte {
	return appendString(append(appendString(buf, key), ':'), value)
}

func appendString(buf []byte, s string) []byte {
	text, _ := json.Marshal(s) // a string can always be encoded
	return append(buf, text...)
}
