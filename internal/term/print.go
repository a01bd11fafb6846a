package term

import "slices"

// PrintList prints a list in the format asked for. Unless it is sorted, or the format needs all of it (table, yaml, jq,
// template), rows are printed as they come and memory stays flat. Errors of the flags are wrong usage and come before the
// first row is fetched. If a row fails, its error is returned and what was printed does not look complete in JSON.
// ErrPipe means that the reader has gone.
func PrintList[T any](s *Streams, f Format, l List[T]) error {
	return printList(s, f, eraseList(l))
}

// PrintOne prints a single thing: an object in JSON and YAML, "key  value" lines as a table, a header and a row in csv
// and tsv, and its first column as a name. It shows every column unless --columns says otherwise: a single thing has room.
// To choose or order rows where there is one is wrong usage: who asks for it takes the answer for another.
func PrintOne[T any](s *Streams, f Format, columns []Column[T], row T) error {
	return printOne(s, f, eraseColumns(columns), row)
}

// PrintValue prints any value that encodes to JSON, such as a change set, as json (the default), jsonl, yaml, or through
// --jq or --template. It has no columns, so the other formats are wrong usage.
func PrintValue(s *Streams, f Format, v any) error {
	text, err := appendJSON(nil, v)
	if err != nil {
		return err
	}
	return printJSON(s, f, text)
}

func printList(s *Streams, f Format, l list) error {
	if err := f.Check(); err != nil {
		return err
	}
	format := f.output(s)
	show, err := choose(l.columns, standard(l.columns, format), f.Columns)
	if err != nil {
		return err
	}
	terms, err := parseFilter(f.Filter, l.columns)
	if err != nil {
		return err
	}
	order, err := parseSort(f.Sort, l.columns)
	if err != nil {
		return err
	}
	p := newPrinter(s, f, show, l.name)
	rows := sorted(filtered(l.rows, terms), order)
	total := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		// Rows beyond the limit are counted, so that the number said in the end is right.
		if total++; f.Limit > 0 && total > f.Limit {
			continue
		}
		if err := p.row(row); err != nil {
			return err
		}
	}
	if total == 0 && format == "table" && s.OutTTY {
		sayEmpty(s, f, l)
		return nil
	}
	if err := p.end(); err != nil {
		return err
	}
	if f.Limit > 0 && total > f.Limit {
		s.Say("showing %s of %s", thousands(int64(f.Limit)), thousands(int64(total)))
	}
	return nil
}

// sayEmpty explains to a person why there is nothing to see.
func sayEmpty(s *Streams, f Format, l list) {
	switch {
	case f.Quiet || s.Quiet:
	case f.Filter != "":
		s.Say("nothing matches --filter %q", f.Filter)
	case l.empty != "":
		s.Say("%s", l.empty)
	}
}

func printOne(s *Streams, f Format, columns []column, row any) error {
	if err := f.Check(); err != nil {
		return err
	}
	if err := f.single(); err != nil {
		return err
	}
	show, err := choose(columns, columns, f.Columns)
	if err != nil {
		return err
	}
	switch f.output(s) {
	case "json", "jsonl", "yaml":
		text, err := appendObject(nil, show, row)
		if err != nil {
			return err
		}
		return printJSON(s, f, text)
	case "table":
		return printPairs(s, show, row)
	}
	p := newPrinter(s, f, show, nil)
	if err := p.row(row); err != nil {
		return err
	}
	return p.end()
}

// printJSON prints one JSON value. jsonl takes an array apart.
func printJSON(s *Streams, f Format, text []byte) error {
	if err := f.Check(); err != nil {
		return err
	}
	out := &output{w: s.Out}
	switch {
	case f.queried():
		return runQuery(s, f, out, text)
	case f.Output == "yaml":
		if err := appendYAML(out, text); err != nil {
			return err
		}
	case f.Output == "jsonl":
		if err := appendLines(out, text); err != nil {
			return err
		}
	case f.Output != "" && f.Output != "json":
		return usage("there is no %s of this result", f.Output).WithHint("use -o json, jsonl or yaml")
	case s.OutTTY:
		out.buf = append(safeJSON(indented(text, "")), '\n')
	default:
		out.buf = append(safeJSON(text), '\n')
	}
	return out.flush()
}

func runQuery(s *Streams, f Format, out *output, text []byte) error {
	run, err := f.compile()
	if err != nil {
		return err
	}
	value, err := decodeJSON(text)
	if err != nil {
		return err
	}
	if err := run(s, out, value); err != nil {
		return err
	}
	return out.flush()
}

// printer prints the rows of a list in one format. end must follow the last row, and must not follow an error.
type printer interface {
	row(row any) error
	end() error
}

func newPrinter(s *Streams, f Format, show []column, name func(any) string) printer {
	out := &output{w: s.Out}
	format := f.output(s)
	switch {
	case f.queried():
		return &queried{s: s, f: f, out: out, columns: show}
	case format == "json":
		return &jsonArray{out: out, columns: show, indent: s.OutTTY}
	case format == "jsonl":
		return &jsonLines{out: out, columns: show}
	case format == "yaml":
		return &yamlList{out: out, columns: show}
	case format == "csv", format == "tsv":
		return newDelimited(out, show, format, s.OutTTY)
	case format == "name":
		return &nameLines{out: out, columns: show, name: name, clean: s.OutTTY}
	}
	return &table{s: s, out: out, columns: show}
}

// filtered yields the rows that match every term.
func filtered(rows rowSeq, terms []term) rowSeq {
	if len(terms) == 0 {
		return rows
	}
	return func(yield func(any, error) bool) {
		for row, err := range rows {
			keep := err != nil
			if !keep {
				keep, err = matches(terms, row)
			}
			if (keep || err != nil) && !yield(row, err) {
				return
			}
		}
	}
}

// sorted collects the rows and yields them in order, equal ones as they came.
func sorted(rows rowSeq, order []sortBy) rowSeq {
	if len(order) == 0 {
		return rows
	}
	return func(yield func(any, error) bool) {
		var all []sortRow
		for row, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			all = append(all, newSortRow(row, order))
		}
		slices.SortStableFunc(all, func(a, b sortRow) int { return compareRows(a, b, order) })
		for _, r := range all {
			if !yield(r.row, nil) {
				return
			}
		}
	}
}
