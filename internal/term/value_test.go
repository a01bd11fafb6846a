package term

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// one is a list with a single text cell beside a fixed one.
func one(text string) List[string] {
	return List[string]{Rows: Rows([]string{text}), Columns: []Column[string]{
		{Name: "text", Value: func(s string) any { return s }},
		{Name: "end", Value: func(string) any { return "." }},
	}, Name: func(s string) string { return s }}
}

// FuzzRoundTrip: whatever is in the store, csv, tsv and JSON read back as it was, and nothing acts on a terminal.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, format := range Formats() {
			s, out, _ := screen("40")
			if err := PrintList(s, Format{Output: format}, one(text)); err != nil {
				t.Fatal(err)
			}
			if !inert(strings.NewReplacer("\n", "", "\t", "").Replace(out.String())) {
				t.Errorf("%s of %+q acts on a terminal: %+q", format, text, out)
			}
		}
		for _, format := range []Format{{JQ: ".[].text"}, {JQ: "."}, {Template: "{{range .}}{{.text}}{{json .text}}{{end}}"}} {
			s, out, _ := screen("40")
			if err := PrintList(s, format, one(text)); err != nil {
				t.Fatal(err)
			}
			if !inert(strings.NewReplacer("\n", "", "\t", "").Replace(out.String())) {
				t.Errorf("%+v of %+q acts on a terminal: %+q", format, text, out)
			}
		}
		s, out, _ := screen("40")
		if err := PrintOne(s, Format{}, one("").Columns, text); err != nil || !inert(strings.Replace(out.String(), "\n", "", 2)) {
			t.Errorf("pairs of %+q: %+q, %v", text, out, err)
		}
		if got := csvBack(t, text); got != strings.ReplaceAll(text, "\r\n", "\n") { // encoding/csv reads the two alike
			t.Errorf("csv of %+q reads back %+q", text, got)
		}
		if got := tsvBack(t, text); got != text {
			t.Errorf("tsv of %+q reads back %+q", text, got)
		}
	})
}

func csvBack(t *testing.T, text string) string {
	t.Helper()
	for _, columns := range []string{"text", "text,end"} {
		s, out, _ := pipe()
		if err := PrintList(s, Format{Output: "csv", Columns: columns}, one(text)); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(out).ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatalf("csv of %+q: %q, %v", text, records, err)
		}
		if columns == "text,end" {
			return records[1][0]
		}
	}
	return ""
}

func tsvBack(t *testing.T, text string) string {
	t.Helper()
	s, out, _ := pipe()
	if err := PrintList(s, Format{Output: "tsv"}, one(text)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) != 3 || lines[2] != "" {
		t.Fatalf("tsv of %+q: %q", text, lines)
	}
	cells := strings.Split(lines[1], "\t")
	if len(cells) != 2 || cells[1] != "." {
		t.Fatalf("tsv of %+q: %q", text, cells)
	}
	return strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r").Replace(cells[0])
}

// Numbers and nested values as they come out of the store.
func TestPlain(t *testing.T) {
	type name string
	word, none := "w", (*string)(nil)
	zurich := time.FixedZone("CEST", 7200)
	at := time.Date(2027, 7, 1, 2, 0, 0, 0, zurich)
	for _, tt := range []struct {
		in   any
		want string // as JSON
	}{
		{nil, "null"}, {none, "null"}, {&word, `"w"`}, {name("n"), `"n"`}, {int32(-3), "-3"}, {uint8(3), "3"}, {uint64(1 << 63), "9223372036854775808"},
		{2.5, "2.5"}, {true, "true"}, {time.Time{}, "null"}, {(*time.Time)(nil), "null"}, {at, `"2027-07-01T00:00:00Z"`}, {&at, `"2027-07-01T00:00:00Z"`},
		{[]string(nil), "[]"}, {[]name{"a", "b"}, `["a","b"]`}, {[]org.Role{org.Admin}, `["admin"]`}, {[]int{1}, "[1]"}, {[]source(nil), "[]"},
		{org.Technical, `["technical"]`}, {org.Owner, `"owner"`}, {map[string]int{"b": 1, "a": 2}, `{"a":2,"b":1}`}, {json.Number("7"), `"7"`}, {json.RawMessage(`12`), "12"},
		{"a<b>&\"\\\u202e", `"a<b>&\"\\` + "\u202e\""},
	} {
		text, err := appendJSON(nil, plain(tt.in))
		if err != nil || string(text) != tt.want {
			t.Errorf("%T %v: %s, %v; want %s", tt.in, tt.in, text, err, tt.want)
		}
	}
	if _, err := appendJSON(nil, plain(func() {})); err == nil {
		t.Error("a func has JSON")
	}
}
