package term

import (
	"errors"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// filteredRow is a row with a value of every kind.
type filteredRow struct {
	Role  org.Role
	Name  string
	N     *int
	At    time.Time
	Yes   bool
	Teams []string
}

func fullRow() filteredRow {
	return filteredRow{org.External, `Jane "J" Doe`, new(10), time.Date(2027, 1, 31, 8, 0, 0, 0, time.UTC), true, []string{"Design", "Ops"}}
}

func filterColumns() []column {
	return eraseColumns([]Column[filteredRow]{
		{Name: "role", Value: func(r filteredRow) any { return r.Role }},
		{Name: "name", Value: func(r filteredRow) any { return r.Name }},
		{Name: "n", Value: func(r filteredRow) any { return r.N }},
		{Name: "at", Value: func(r filteredRow) any { return r.At }},
		{Name: "yes", Value: func(r filteredRow) any { return r.Yes }},
		{Name: "teams", Value: func(r filteredRow) any { return r.Teams }},
		{Name: "nested", Value: func(r filteredRow) any { return map[string]any{"a": r.Name} }, Text: func(filteredRow) string { return "shown" }},
	})
}

// filterCase says whether a filter matches a full row, and one of zero values.
type filterCase struct {
	filter      string
	full, empty bool
}

func checkFilters(t *testing.T, cases []filterCase) {
	t.Helper()
	full := fullRow()
	for _, tt := range cases {
		terms, err := parseFilter(tt.filter, filterColumns())
		if err != nil {
			t.Errorf("%q: %v", tt.filter, err)
			continue
		}
		for r, want := range map[*filteredRow]bool{&full: tt.full, {}: tt.empty} {
			if got, err := matches(terms, *r); err != nil || got != want {
				t.Errorf("%q of %+v: %v, %v", tt.filter, *r, got, err)
			}
		}
	}
}

func TestFilter(t *testing.T) {
	checkFilters(t, []filterCase{
		{"", true, true},
		{"role=external", true, false},
		{"role!=external", false, true},
		{"role=External", false, false},
		{"role~EXT", true, false},
		{"role!~ext", false, true},
		{"role=external yes=true", true, false},
		{" role=external\tyes=no ", false, false},
		{`name="Jane \"J\" Doe"`, true, false},
		{`name='Jane "J" Doe'`, true, false},
		{`name~"e \"j"`, true, false},
		{"name=", false, true},
		{"name!=", true, false},
		{`name=""`, false, true},
		{"name>jane", true, false},
		{"name<JANE", false, true},
		{"n=10", true, false},
		{"n=10.0", true, false},
		{"n!=10", false, true},
		{"n>9", true, false},
		{"n>=10 n<=10", true, false},
		{"n<9", false, false},
		{"n=", false, true},
		{"n!=", true, false},
		{"n~1", true, false},
	})
}

func TestFilterTimesAndLists(t *testing.T) {
	checkFilters(t, []filterCase{
		{"at=2027-01-31", true, false},
		{"at!=2027-01-31", false, true},
		{"at<2027-01-31", false, false},
		{"at<=2027-01-31", true, false},
		{"at>2027-01-31", false, false},
		{"at>=2027-01-31", true, false},
		{"at<2027-02-01", true, false},
		{"at>2027-01-30", true, false},
		{"at=2027-01-31T09:00:00+01:00", true, false},
		{"at>2027-01-31T07:59:59Z", true, false},
		{"at>2027-01-31T08:00:00Z", false, false},
		{"at>=2027-01-31T08:00:00Z", true, false},
		{"at~2027-01", true, false},
		{"at=", false, true},
		{"yes=yes", true, false},
		{"yes!=true", false, true},
		{"teams=Ops", true, false},
		{"teams!=Ops", false, true},
		{"teams~des", true, false},
		{"teams!~des", false, true},
		{"teams=", false, true},
		{"teams!=", true, false},
		{"teams>=P", false, false},
		{"nested=shown", true, true},
	})
}

// A value that is none for its column is wrong usage, even where another term has said no already.
func TestFilterMisfit(t *testing.T) {
	for _, bad := range []string{"n=ten", "n>ten", "n!=ten", "at>soon", "at=2027-13-01", "yes=1", "yes<true", "role=boss n=ten"} {
		terms, err := parseFilter(bad, filterColumns())
		if err != nil {
			t.Errorf("%q: %v", bad, err)
			continue
		}
		if _, err := matches(terms, fullRow()); org.KindOf(err) != org.KindUsage {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestFilterSyntax(t *testing.T) {
	columns := eraseColumns(one("").Columns)
	for filter, want := range map[string]string{
		"text":            `"text" is no condition`,
		"text = x":        `"text" is no condition`,
		"text=x y":        `"y" is no condition`,
		"=x":              `no column before "="`,
		"text==x":         `unknown operator "=="`,
		"text=~x":         `unknown operator "=~"`,
		"text=>1":         `unknown operator "=>"`,
		`text="x`:         "is not closed",
		`text='x\'`:       "is not closed",
		`text="x"end=1`:   "no blank behind",
		"nope=1":          `unknown column in --filter "nope"`,
		"text=1 nope=1":   `unknown column in --filter "nope"`,
		"\x00=1":          "unknown column",
		"text=1 ! end=.":  `unknown operator "!"`,
		"text=1 end":      `"end" is no condition`,
		"text<>1":         `unknown operator "<>"`,
		"text=\"a\"\t'b'": `no condition`,
	} {
		_, err := parseFilter(filter, columns)
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindUsage || !strings.Contains(e.Msg, want) {
			t.Errorf("%q: %v, want %q", filter, err, want)
		}
	}
}

// FuzzFilter: no input breaks the parser; what it accepts, written anew with every value quoted, means the same; and a
// quoted value is taken to the letter.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{"text=x", "text!=x end~'a b'", `text="a\"b"`, "text==", "text=\x00 end", `end>="\`, " \t", "text=é end!~"} {
		f.Add(s)
	}
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	columns := eraseColumns(one("").Columns)
	f.Fuzz(func(t *testing.T, s string) {
		literal, err := parseFilter("text="+quote(s)+" end!=x", columns)
		if err != nil || len(literal) != 2 || literal[0].value != s {
			t.Fatalf("quoted %q: %+v, %v", s, literal, err)
		}
		terms, err := parseFilter(s, columns)
		if err != nil {
			if org.KindOf(err) != org.KindUsage {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		var again strings.Builder
		for _, term := range terms {
			again.WriteString(term.column.name + term.op + quote(term.value) + " ")
		}
		back, err := parseFilter(again.String(), columns)
		if err != nil || len(back) != len(terms) {
			t.Fatalf("%q written anew as %q: %v", s, again.String(), err)
		}
		for i := range back {
			if back[i].column.name != terms[i].column.name || back[i].op != terms[i].op || back[i].value != terms[i].value {
				t.Errorf("%q written anew: %+v, was %+v", s, back[i], terms[i])
			}
		}
	})
}
