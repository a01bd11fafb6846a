package term

import (
	"slices"

	"orgctl/internal/org"
)

// Format is what the flags say about how results are printed (2.4).
type Format struct {
	Output   string // one of Formats; empty: table on a terminal, else tsv
	Columns  string // "a,b" chooses, "+c,-d" changes the default
	Sort     string // "-created_at,name"
	Filter   string // "role=external state!=pending"
	Limit    int    // rows at most; 0: all
	JQ       string // a jq expression over the JSON; implies json
	Template string // a text/template over the JSON; implies json
	Quiet    bool   // no words about an empty list
}

// Formats lists the values of --output, the default of a terminal first.
func Formats() []string {
	return []string{"table", "json", "jsonl", "yaml", "csv", "tsv", "name"}
}

// Check finds what is wrong with the flags before a command does anything: an unknown output, an expression that does not
// compile. What depends on columns, PrintList finds before it fetches the first row. Every error is wrong usage.
func (f Format) Check() error {
	switch {
	case f.Output != "" && !slices.Contains(Formats(), f.Output):
		return org.Unknown("output", f.Output, Formats())
	case f.Limit < 0:
		return usage("--limit %d is negative", f.Limit).WithHint("leave it out to see everything")
	case f.JQ != "" && f.Template != "":
		return usage("--jq and --template exclude each other")
	case !f.queried():
		return nil
	case f.Output != "" && f.Output != "json" && f.Output != "jsonl":
		return usage("--jq and --template work on json, not %s", f.Output).WithHint("leave --output out, or use -o json")
	}
	_, err := f.compile()
	return err
}

// single refuses what needs rows.
func (f Format) single() error {
	for _, flag := range []struct{ name, value string }{{"--filter", f.Filter}, {"--sort", f.Sort}} {
		if flag.value != "" {
			return usage("%s is for lists, and this is a single thing", flag.name).WithHint("leave it out; --columns and --jq choose what is shown of it")
		}
	}
	return nil
}

// Machine reports whether a program reads the result, so that a command with something else to say in words says it with
// PrintValue instead.
func (f Format) Machine() bool {
	return f.queried() || f.Output == "json" || f.Output == "jsonl" || f.Output == "yaml"
}

func (f Format) queried() bool { return f.JQ != "" || f.Template != "" }

// output resolves the default.
func (f Format) output(s *Streams) string {
	switch {
	case f.queried():
		return "json"
	case f.Output != "":
		return f.Output
	case s.OutTTY:
		return "table"
	}
	return "tsv"
}

// query is a compiled --jq or --template: it prints what it makes of a JSON value.
type query func(s *Streams, out *output, value any) error

func (f Format) compile() (query, error) {
	if f.JQ != "" {
		return compileJQ(f.JQ)
	}
	return compileTemplate(f.Template)
}
