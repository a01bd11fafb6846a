package term

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
)

// jsonArray prints rows as an array: in a pipe one object a line, on a terminal indented. The opening bracket waits for
// the first row, so that a list which fails at once leaves stdout empty; the closing one is only written by end, so that
// a list which fails later can't be taken for a whole one.
type jsonArray struct {
	out     *output
	columns []column
	indent  bool
	begun   bool
}

func (p *jsonArray) row(row any) error {
	text, err := appendObject(nil, p.columns, row)
	if err != nil {
		return err
	}
	if p.indent {
		text = append([]byte("  "), indented(text, "  ")...)
	}
	between := "[\n"
	if p.begun {
		between = ",\n"
	}
	p.begun = true
	p.out.buf = append(append(p.out.buf, between...), safeJSON(text)...)
	return p.out.commit()
}

func (p *jsonArray) end() error {
	closing := "\n]\n"
	if !p.begun {
		closing = "[]\n"
	}
	p.out.buf = append(p.out.buf, closing...)
	return p.out.flush()
}

// jsonLines prints one object a line.
type jsonLines struct {
	out     *output
	columns []column
}

func (p *jsonLines) row(row any) error {
	text, err := appendObject(nil, p.columns, row)
	if err != nil {
		return err
	}
	p.out.buf = append(append(p.out.buf, safeJSON(text)...), '\n')
	return p.out.commit()
}

func (p *jsonLines) end() error { return p.out.flush() }

// appendLines prints the elements of an array, or the one value that is none, a line each.
func appendLines(out *output, text []byte) error {
	elements := []json.RawMessage{text}
	if bytes.HasPrefix(text, []byte("[")) {
		if err := json.Unmarshal(text, &elements); err != nil {
			return err
		}
	}
	for _, e := range elements {
		out.buf = append(append(out.buf, safeJSON(e)...), '\n')
	}
	return nil
}

// queried collects the list as one JSON array for --jq or --template.
type queried struct {
	s       *Streams
	f       Format
	out     *output
	columns []column
	text    []byte
}

func (p *queried) row(row any) (err error) {
	p.text = append(p.text, ',')
	p.text, err = appendObject(p.text, p.columns, row)
	return err
}

func (p *queried) end() error {
	text := append([]byte{'['}, bytes.TrimPrefix(p.text, []byte{','})...)
	return runQuery(p.s, p.f, p.out, append(text, ']'))
}

// delimited prints csv and tsv with a header. Lines end in a bare newline in both. The cells are raw data and read back
// as they were; only on a terminal they are cleaned.
type delimited struct {
	out     *output
	columns []column
	look    look
	write   func(cells []string) error
	edit    func(cell string) string
	begun   bool
}

func newDelimited(out *output, columns []column, format string, terminal bool) *delimited {
	p := &delimited{out: out, columns: columns, look: rawLook(), edit: func(s string) string { return s }}
	if terminal {
		p.edit = Clean
	}
	if format == "csv" {
		p.write = csvWriter(out)
		return p
	}
	escape := strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
	edit := p.edit
	p.edit = func(s string) string { return edit(escape.Replace(s)) }
	p.write = func(cells []string) error {
		out.buf = append(append(out.buf, strings.Join(cells, "\t")...), '\n')
		return nil
	}
	return p
}

// csvWriter writes RFC 4180 records. One empty cell alone must be quoted: readers pass over empty lines.
func csvWriter(out *output) func([]string) error {
	w := csv.NewWriter(out)
	return func(cells []string) error {
		if len(cells) == 1 && cells[0] == "" {
			out.buf = append(out.buf, "\"\"\n"...)
			return nil
		}
		if err := w.Write(cells); err != nil {
			return err
		}
		w.Flush()
		return w.Error()
	}
}

func (p *delimited) header() error {
	if p.begun {
		return nil
	}
	p.begun = true
	return p.write(names(p.columns))
}

func (p *delimited) row(row any) error {
	if err := p.header(); err != nil {
		return err
	}
	cells := make([]string, len(p.columns))
	for i, c := range p.columns {
		cells[i] = p.edit(p.look.cell(c, row))
	}
	if err := p.write(cells); err != nil {
		return err
	}
	return p.out.commit()
}

func (p *delimited) end() error {
	if err := p.header(); err != nil {
		return err
	}
	return p.out.flush()
}

// nameLines prints what one would type to name each row, a line each.
type nameLines struct {
	out     *output
	columns []column
	name    func(any) string
	clean   bool
}

func (p *nameLines) row(row any) error {
	name := ""
	if p.name != nil {
		name = p.name(row)
	} else {
		name = rawLook().cell(p.columns[0], row)
	}
	if p.clean {
		name = Clean(name)
	}
	p.out.buf = append(append(p.out.buf, name...), '\n')
	return p.out.commit()
}

func (p *nameLines) end() error { return p.out.flush() }
