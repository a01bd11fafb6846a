package term

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestColumns(t *testing.T) {
	for spec, want := range map[string]string{
		"":                       "email id role rights billing until",
		"id,email":               "id email",
		" id , email ,":          "id email",
		"id,id":                  "id",
		"+since,-billing,-until": "email id role rights since",
		"-since":                 "email id role rights billing until",
		"id,+since,-id":          "since",
		"+email":                 "email id role rights billing until",
	} {
		s, out, _ := pipe()
		if err := PrintList(s, Format{Output: "tsv", Columns: spec}, listOf()); err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(strings.TrimSuffix(out.String(), "\n"), "\t", " "); got != want {
			t.Errorf("--columns %q: %q, want %q", spec, got, want)
		}
	}
}

// Every wrong flag is found before a row is asked for, and nothing is printed.
func TestWrongFlags(t *testing.T) {
	for _, tt := range []struct {
		name      string
		format    Format
		msg, hint string
	}{
		{"output", Format{Output: "jsno"}, `unknown output "jsno"`, "did you mean json"},
		{"limit", Format{Limit: -1}, "--limit -1 is negative", ""},
		{"column", Format{Columns: "emial"}, `unknown column in --columns "emial"`, "did you mean email? one of email, id, role"},
		{"added column", Format{Columns: "+rle"}, `unknown column in --columns "rle"`, "did you mean role"},
		{"no column left", Format{Columns: "id,-id"}, `--columns "id,-id" leaves no column`, "columns: email"},
		{"sort", Format{Sort: "-sinze"}, `unknown column in --sort "sinze"`, "did you mean since"},
		{"filter column", Format{Filter: "roel=admin"}, `unknown column in --filter "roel"`, "did you mean role"},
		{"filter operator", Format{Filter: "role==admin"}, `unknown operator "=="`, "operators: = !="},
		{"jq", Format{JQ: ".["}, "--jq: unexpected", ""},
		{"jq function", Format{JQ: "nope(1)"}, "--jq: function not defined: nope/1", ""},
		{"template", Format{Template: "{{.a"}, "--template:1: unclosed action", "such as"},
		{"both", Format{JQ: ".", Template: "x"}, "exclude each other", ""},
		{"jq of csv", Format{JQ: ".", Output: "csv"}, "work on json, not csv", "leave --output out"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out, _ := pipe()
			l := listOf()
			l.Rows = func(func(person, error) bool) { t.Error("rows were asked for") }
			err, ok := errors.AsType[*org.Error](PrintList(s, tt.format, l))
			if !ok || err.Kind != org.KindUsage || !strings.Contains(err.Msg, tt.msg) || !strings.Contains(err.Hint, tt.hint) {
				t.Fatalf("%+v\nwant %q, hint %q", err, tt.msg, tt.hint)
			}
			if out.Len() != 0 {
				t.Errorf("stdout %q", out)
			}
		})
	}
}

// What only the data can tell is wrong usage too.
func TestWrongQuery(t *testing.T) {
	for _, f := range []Format{{JQ: ".[].email | keys"}, {Template: "{{range .}}{{.nope}}{{end}}"}, {JQ: `"x" | halt_error`}, {Filter: "id=ten"}, {Filter: "since>soon"}, {Filter: "billing=maybe"}, {Filter: "billing>no"}} {
		s, out, _ := pipe()
		if err := PrintList(s, f, listOf(people()...)); org.KindOf(err) != org.KindUsage || out.Len() != 0 {
			t.Errorf("%+v: %v, stdout %q", f, err, out)
		}
	}
	s, out, _ := pipe()
	if err := PrintList(s, Format{JQ: ".[0].id, halt"}, listOf(people()...)); err != nil || out.String() != "2\n" {
		t.Errorf("halt: %v, %q", err, out)
	}
}

func TestMachine(t *testing.T) {
	for f, want := range map[Format]bool{{}: false, {Output: "csv"}: false, {Output: "json"}: true, {Output: "yaml"}: true, {JQ: "."}: true, {Template: "x"}: true} {
		if f.Machine() != want {
			t.Errorf("%+v: %v", f, !want)
		}
	}
}

func TestLimit(t *testing.T) {
	rows := make([]person, 1234)
	for i := range rows {
		rows[i] = person{ID: int64(i), Billing: i%2 == 0}
	}
	for _, tt := range []struct {
		format Format
		lines  int
		said   string
	}{
		{Format{Output: "jsonl", Limit: 50}, 50, "orgctl: showing 50 of 1,234\n"},
		{Format{Output: "name", Limit: 3, Filter: "billing=yes", Sort: "-id"}, 3, "orgctl: showing 3 of 617\n"},
		{Format{Output: "jsonl", Limit: 50, Quiet: true}, 50, "orgctl: showing 50 of 1,234\n"},
		{Format{Output: "jsonl", Limit: 1234}, 1234, ""},
		{Format{Output: "jsonl"}, 1234, ""},
	} {
		s, out, errOut := pipe()
		if err := PrintList(s, tt.format, listOf(rows...)); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out.String(), "\n"); n != tt.lines || errOut.String() != tt.said {
			t.Errorf("%+v: %d lines, said %q", tt.format, n, errOut)
		}
	}
}

func TestSort(t *testing.T) {
	type row struct {
		ID     int64
		Name   string
		Amount string
		At     *time.Time
		Tags   []string
	}
	early, late := time.Unix(1, 0), time.Unix(2, 0)
	rows := []row{
		{9, "beta", "20.00", &late, []string{"x"}},
		{10, "Alpha", "-5.00", nil, nil},
		{9007199254740993, "alpha", "100.00", &early, []string{"a", "b"}},
		{9007199254740992, "Beta", "3.5", nil, []string{"a"}},
	}
	l := List[row]{Rows: Rows(rows), Columns: []Column[row]{
		{Name: "name", Value: func(r row) any { return r.Name }},
		{Name: "id", Value: func(r row) any { return r.ID }},
		{Name: "amount", Value: func(r row) any { return r.Amount }},
		{Name: "at", Value: func(r row) any { return r.At }},
		{Name: "tags", Value: func(r row) any { return r.Tags }},
	}}
	for spec, want := range map[string]string{
		"":         "beta Alpha alpha Beta",
		"id":       "beta Alpha Beta alpha",
		"-id":      "alpha Beta Alpha beta",
		"name":     "Alpha alpha beta Beta",
		"-name":    "beta Beta Alpha alpha",
		"name,-id": "alpha Alpha Beta beta",
		"amount":   "Alpha Beta beta alpha",
		"at":       "alpha beta Alpha Beta",
		"-at":      "beta alpha Alpha Beta",
		"tags":     "Alpha Beta alpha beta",
	} {
		s, out, _ := pipe()
		if err := PrintList(s, Format{Output: "name", Sort: spec}, l); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(out.String()), " "); got != want {
			t.Errorf("--sort %q: %s, want %s", spec, got, want)
		}
	}
}

// Equal rows keep their order, also in lists so long that an unstable sort would mix them.
func TestSortStable(t *testing.T) {
	rows := make([]person, 500)
	for i := range rows {
		rows[i] = person{ID: int64(i), Billing: i%2 == 0}
	}
	s, out, _ := pipe()
	if err := PrintList(s, Format{Output: "tsv", Columns: "id", Sort: "-billing", Limit: 250}, listOf(rows...)); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n")[1:] {
		if line != fmt.Sprint(2*i) {
			t.Fatalf("row %d is %s", i, line)
		}
	}
}
