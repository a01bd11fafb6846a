package table

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// jsonReader turns objects into rows. They may stand one a line or in an array.
type jsonReader struct {
	in    *json.Decoder
	lines *lineCounter
	spec  Spec
	limit int // of rows
	rows  gathered
	last  []string // the keys of the object before
	keys  []string // of the object being read
	// shapes holds each order of keys once: objects of one file mostly have the same, and then share it.
	shapes map[string][]string
	bad    problems
}

func readJSON(in *bufio.Reader, spec Spec, take func([]Row)) error {
	return newJSONReader(in, spec, take).all()
}

func newJSONReader(r io.Reader, spec Spec, take func([]Row)) *jsonReader {
	lines := &lineCounter{r: r, line: 1}
	return &jsonReader{in: json.NewDecoder(lines), lines: lines, spec: spec, limit: maxRows, rows: gathered{take: take}, shapes: map[string][]string{}}
}

func (j *jsonReader) all() error {
	if err := j.objects(); err != nil {
		return err
	}
	if err := j.bad.err(); err != nil || j.rows.n == 0 {
		return err
	}
	j.rows.flush()
	return j.spec.missing(j.has)
}

// has says whether any object has the key.
func (j *jsonReader) has(column string) bool {
	for _, keys := range j.shapes {
		if slices.Contains(keys, column) {
			return true
		}
	}
	return false
}

// objects reads to the end, or until there are enough faults.
func (j *jsonReader) objects() error {
	array := false
	for {
		j.in.More() // goes to what comes next, so that a fault is told where it is
		line := j.line()
		token, err := j.in.Token()
		switch {
		case errors.Is(err, io.EOF) && !array:
			return nil
		case err != nil:
			return j.broken(err, line)
		case token == json.Delim('[') && !array && j.rows.n == 0:
			array = true
			continue
		case token == json.Delim(']'):
			return j.end()
		case token != json.Delim('{'):
			return j.broken(nil, line)
		case j.rows.n == j.limit:
			return tooManyRows(j.limit)
		}
		line = j.line() // in an array a comma came first
		if err := j.object(line); err != nil {
			return j.broken(err, line)
		}
		if j.bad.full() {
			return nil
		}
	}
}

func (j *jsonReader) line() int { return j.lines.at(j.in.InputOffset()) }

// end refuses what follows an array.
func (j *jsonReader) end() error {
	j.in.More()
	line := j.line()
	if _, err := j.in.Token(); !errors.Is(err, io.EOF) {
		return j.broken(err, line)
	}
	return nil
}

// object reads what follows an opening brace. An error is one of syntax.
func (j *jsonReader) object(line int) error {
	n := j.rows.n + 1
	keys, cells := j.keys[:0], make([]string, 0, cap(j.keys))
	for j.in.More() {
		token, err := j.in.Token()
		if err != nil {
			return err
		}
		key := token.(string) // the decoder takes nothing else for a key
		var raw json.RawMessage
		if err := j.in.Decode(&raw); err != nil {
			return err
		}
		text, fault := j.value(key, raw)
		if fault != nil {
			j.bad.add(n, line, key, fault)
		}
		keys, cells = append(keys, key), append(cells, text)
	}
	if _, err := j.in.Token(); err != nil {
		return err
	}
	j.keys = keys
	j.last = j.shape(n, line)
	j.rows.add(Row{Line: line, columns: j.last, cells: cells})
	return nil
}

// shape returns the keys of an object, which it checks when it sees them in this order for the first time.
func (j *jsonReader) shape(row, line int) []string {
	if j.rows.n > 0 && slices.Equal(j.last, j.keys) {
		return j.last
	}
	id := strings.Join(j.keys, "\x00")
	if known := j.shapes[id]; slices.Equal(known, j.keys) { // a key can hold the separator
		return known
	}
	keys := slices.Clone(j.keys)
	j.shapes[id] = keys
	j.bad.addNames(row, line, keys, j.spec)
	return keys
}

// broken is the error of a file that isn't JSON from this line on. It is the last fault that is told.
func (j *jsonReader) broken(err error, line int) error {
	fault := org.Invalid("here should be an object").WithHint(`write one object a line, like {"email": "jane@example.org"}`)
	switch _, syntax := errors.AsType[*json.SyntaxError](err); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		fault = org.Invalid("the file ends too early").WithHint("was it copied whole?")
	case syntax:
		fault = org.Invalid("this is not JSON: %s", err)
	case err != nil:
		return unreadable(err)
	}
	j.bad.add(j.rows.n+1, line, "", fault)
	return j.bad.err()
}
