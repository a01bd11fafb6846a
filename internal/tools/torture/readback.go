package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"

	"go.yaml.in/yaml/v3"
)

func found(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// readBack prints a list in every format and compares the field with what was given, for everyone who reads it.
func (t *textTrial) readBack(ctx context.Context, f field, want map[string]string) error {
	columns := f.key + "," + f.name
	if f.noun == "grant" {
		columns = "user," + columns
	}
	for _, format := range []string{"csv", "tsv", "json", "jsonl", "yaml"} {
		args := []string{f.noun, "list", "-o", format, "--columns", columns}
		a := t.run(ctx, t.p, args...)
		if a.code != 0 {
			return fmt.Errorf("%s: %s", strings.Join(args, " "), a)
		}
		if act := acting(a.out); act != "" && format != "csv" && format != "tsv" {
			t.fail("-o %s holds %s", format, act)
		}
		rows, err := parse(format, a.out)
		if err != nil {
			t.fail("-o %s can't be read: %v", format, err)
			continue
		}
		t.compare(f, "-o "+format, rows, want)
		if rows, err = pythonReads(ctx, format, a.out); t.python && rows != nil {
			if err != nil {
				t.fail("-o %s can't be read by Python: %v", format, err)
			}
			t.compare(f, "Python, -o "+format, rows, want)
		}
	}
	t.screens(ctx, f, columns)
	return nil
}

func (t *textTrial) compare(f field, reader string, rows []map[string]string, want map[string]string) {
	seen := 0
	for _, row := range rows {
		text, ok := want[row[f.key]]
		if !ok || f.noun == "grant" && row["user"] != map[string]string{"reason": "jane@example.org", "ticket": "eve@example.org"}[f.name] {
			continue
		}
		seen++
		if row[f.name] != text {
			t.fail("%s: %s of %s is %+q, given was %+q", reader, f.name, row[f.key], short(row[f.name]), short(text))
		}
	}
	if seen < len(want) {
		t.fail("%s: %d of %d are missing", reader, len(want)-seen, len(want))
	}
}

// parse reads what was printed, with the readers that everybody has.
func parse(format, text string) ([]map[string]string, error) {
	var list []map[string]any
	switch format {
	case "csv":
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		return table(records), err
	case "tsv":
		return table(tabbed(text)), nil
	case "json":
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return nil, err
		}
	case "jsonl":
		for line := range strings.Lines(text) {
			var row map[string]any
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				return nil, err
			}
			list = append(list, row)
		}
	default:
		if err := yaml.Unmarshal([]byte(text), &list); err != nil {
			return nil, err
		}
	}
	out := make([]map[string]string, len(list))
	for i, row := range list {
		out[i] = map[string]string{}
		for k, v := range row {
			if v != nil {
				out[i][k] = fmt.Sprint(v)
			}
		}
	}
	return out, nil
}

// tabbed reads tab-separated lines with the escapes of the program.
func tabbed(text string) (records [][]string) {
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r")
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i, cell := range cells {
			cells[i] = unescape.Replace(cell)
		}
		records = append(records, cells)
	}
	return records
}

// table makes objects of records, the first of which names the columns.
func table(records [][]string) (out []map[string]string) {
	for i, record := range records {
		if i == 0 {
			continue
		}
		row := map[string]string{}
		for j, cell := range record {
			row[records[0][min(j, len(records[0])-1)]] = cell
		}
		out = append(out, row)
	}
	return out
}

// pythonReads reads CSV and JSON as Python's standard library does, and brings it here as JSON in ASCII. Other formats, or
// no Python at all, are nil.
func pythonReads(ctx context.Context, format, text string) ([]map[string]string, error) {
	script := map[string]string{
		"csv":  "import csv,json,sys,io\nt=io.TextIOWrapper(sys.stdin.buffer,encoding='utf-8',newline='')\nprint(json.dumps(list(csv.DictReader(t,strict=True))))",
		"json": "import json,sys\nprint(json.dumps([{k:v for k,v in r.items() if v is not None} for r in json.loads(sys.stdin.buffer.read().decode('utf-8'))]))",
	}[format]
	if script == "" || !found("python3") {
		return nil, nil
	}
	c := exec.CommandContext(ctx, "python3", "-c", "import csv;csv.field_size_limit(1<<30)\n"+script)
	c.Stdin = strings.NewReader(text)
	rows := []map[string]string{}
	out, err := output(c)
	if err != nil {
		return rows, err
	}
	return rows, json.Unmarshal([]byte(out), &rows)
}

// screens looks at what people see: the table in a pipe, and on a terminal.
func (t *textTrial) screens(ctx context.Context, f field, columns string) {
	args := []string{f.noun, "list", "--columns", columns, "-o", "table", "--color", "never"}
	a := t.run(ctx, t.p, args...)
	if act := acting(a.out + a.err); act != "" || a.code != 0 {
		t.fail("the table of %s holds %s (%d)", f.name, act, a.code)
	}
	if !t.terminal {
		return
	}
	line := strings.Join(append(append([]string{}, t.p...), args...), " ")
	seen := t.run(ctx, program{"script", "-qec", line, "/dev/null"})
	if act := acting(strings.ReplaceAll(seen.out, "\r\n", "\n")); act != "" || seen.code != 0 {
		t.fail("the terminal gets %s for %s (%d)", act, f.name, seen.code)
	}
}
