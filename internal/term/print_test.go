package term

import (
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// person is a row with a column of every kind.
type person struct {
	ID      int64
	Email   string
	Role    org.Role
	Rights  org.Rights
	Billing bool
	Since   time.Time
	Until   *time.Time
	Sources []source
}

type source struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

func people() []person {
	until := time.Date(2027, 1, 31, 9, 30, 0, 0, time.FixedZone("", 3600))
	return []person{
		{2, "jane@example.org", org.Owner, org.Technical | org.Statistics, true, time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), &until, nil},
		{10, "bob@example.org", org.Collaborator, org.Statistics, false, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), nil, []source{{"team", "Design"}}},
		{1, "Åke@example.org", org.External, 0, false, time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), nil, []source{{"team", "R&D"}, {"direct", ""}}},
	}
}

func columns() []Column[person] {
	return []Column[person]{
		{Name: "email", Value: func(p person) any { return p.Email }},
		{Name: "id", Value: func(p person) any { return p.ID }, Right: true},
		{Name: "role", Value: func(p person) any { return p.Role }},
		{Name: "rights", Value: func(p person) any { return p.Rights }},
		{Name: "billing", Value: func(p person) any { return p.Billing }},
		{Name: "until", Value: func(p person) any { return p.Until }},
		{Name: "since", Value: func(p person) any { return p.Since }, Extra: true},
		{Name: "sources", Value: func(p person) any { return p.Sources }, Extra: true, Text: func(p person) string {
			var names []string
			for _, s := range p.Sources {
				names = append(names, s.Kind+" "+s.Name)
			}
			return strings.Join(names, "|")
		}},
	}
}

func listOf(rows ...person) List[person] {
	return List[person]{Columns: columns(), Rows: Rows(rows), Empty: `no users in "acme" yet`, Name: func(p person) string { return p.Email }}
}

func TestPrintListFormats(t *testing.T) {
	for _, tt := range []struct {
		name     string
		format   Format
		terminal bool
		want     string
	}{
		{"a pipe gets tsv", Format{}, false, "" +
			"email\tid\trole\trights\tbilling\tuntil\n" +
			"jane@example.org\t2\towner\ttechnical|statistics\ttrue\t2027-01-31T08:30:00Z\n" +
			"bob@example.org\t10\tcollaborator\tstatistics\tfalse\t\n" +
			"Åke@example.org\t1\texternal\t\tfalse\t\n"},
		{"a terminal gets a table", Format{}, true, "" +
			"email             id  role          rights                 billing  until\n" +
			"jane@example.org   2  owner         technical, statistics  yes      2027-01-31 08:30Z\n" +
			"bob@example.org   10  collaborator  statistics             no       –\n" +
			"Åke@example.org    1  external      –                      no       –\n"},
		{"a table in a pipe", Format{Output: "table", Columns: "email,until"}, false, "" +
			"email             until\n" +
			"jane@example.org  2027-01-31T08:30:00Z\n" +
			"bob@example.org   –\n" +
			"Åke@example.org   –\n"},
		{"csv has every column", Format{Output: "csv"}, false, "" +
			"email,id,role,rights,billing,until,since,sources\n" +
			"jane@example.org,2,owner,technical|statistics,true,2027-01-31T08:30:00Z,2026-01-02T03:04:05.000006Z,\n" +
			"bob@example.org,10,collaborator,statistics,false,,2026-05-01T00:00:00Z,team Design\n" +
			"Åke@example.org,1,external,,false,,2025-12-31T00:00:00Z,team R&D|direct \n"},
		{"json", Format{Output: "json", Columns: "-since"}, false, "[\n" +
			`{"email":"jane@example.org","id":2,"role":"owner","rights":["technical","statistics"],"billing":true,"until":"2027-01-31T08:30:00Z","sources":[]},` + "\n" +
			`{"email":"bob@example.org","id":10,"role":"collaborator","rights":["statistics"],"billing":false,"until":null,"sources":[{"kind":"team","name":"Design"}]},` + "\n" +
			`{"email":"Åke@example.org","id":1,"role":"external","rights":[],"billing":false,"until":null,"sources":[{"kind":"team","name":"R&D"},{"kind":"direct","name":""}]}` + "\n]\n"},
		{"json on a terminal", Format{Output: "json", Columns: "id,rights", Limit: 2, Quiet: true}, true,
			"[\n  {\n    \"id\": 2,\n    \"rights\": [\n      \"technical\",\n      \"statistics\"\n    ]\n  },\n  {\n    \"id\": 10,\n    \"rights\": [\n      \"statistics\"\n    ]\n  }\n]\n"},
		{"jsonl", Format{Output: "jsonl", Columns: "id,role"}, false,
			`{"id":2,"role":"owner"}` + "\n" + `{"id":10,"role":"collaborator"}` + "\n" + `{"id":1,"role":"external"}` + "\n"},
		{"yaml", Format{Output: "yaml", Columns: "email,id,until,rights,sources", Sort: "id", Limit: 2}, false, "" +
			"- email: \"Åke@example.org\"\n  id: 1\n  until: null\n  rights: []\n  sources:\n    - kind: team\n      name: \"R&D\"\n    - kind: direct\n      name: \"\"\n" +
			"- email: jane@example.org\n  id: 2\n  until: \"2027-01-31T08:30:00Z\"\n  rights:\n    - technical\n    - statistics\n  sources: []\n"},
		{"name", Format{Output: "name"}, false, "jane@example.org\nbob@example.org\nÅke@example.org\n"},
		{"jq strings are raw", Format{JQ: ".[] | select(.billing) | .email, .id, .rights"}, false,
			"jane@example.org\n2\n[\"technical\",\"statistics\"]\n"},
		{"jq sees the chosen columns", Format{JQ: ".[0]", Columns: "id"}, true, "{\"id\":2}\n"},
		{"template", Format{Template: `{{range .}}{{pad 6 .id}}{{upper .role}} {{join "+" .rights}} {{json .until}}{{"\n"}}{{end}}`, Filter: "id<10"}, false,
			"2     OWNER technical+statistics \"2027-01-31T08:30:00Z\"\n1     EXTERNAL  null\n"},
		{"template without a last newline", Format{Template: `{{len .}}`}, false, "3\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out, _ := pipe()
			if tt.terminal {
				s, out, _ = screen("200")
			}
			if err := PrintList(s, tt.format, listOf(people()...)); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("got\n%s\nwant\n%s", out, tt.want)
			}
		})
	}
}

func TestPrintListEmpty(t *testing.T) {
	for _, tt := range []struct {
		name, output, filter string
		terminal, quiet      bool
		want, said           string
	}{
		{"table", "", "", true, false, "", "orgctl: no users in \"acme\" yet\n"},
		{"quiet", "", "", true, true, "", ""},
		{"filtered", "", "role=boss", true, false, "", "orgctl: nothing matches --filter \"role=boss\"\n"},
		{"table in a pipe", "table", "", false, false, "email  id  role  rights  billing  until\n", ""},
		{"tsv", "", "", false, false, "email\tid\trole\trights\tbilling\tuntil\n", ""},
		{"csv", "csv", "", false, false, "email,id,role,rights,billing,until,since,sources\n", ""},
		{"json", "json", "", false, false, "[]\n", ""},
		{"json on a terminal", "json", "", true, false, "[]\n", ""},
		{"jsonl", "jsonl", "", false, false, "", ""},
		{"yaml", "yaml", "", false, false, "[]\n", ""},
		{"name", "name", "", false, false, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out, errOut := pipe()
			if tt.terminal {
				s, out, errOut = screen("80")
			}
			rows := listOf(people()...)
			if tt.filter == "" {
				rows = listOf()
			}
			if err := PrintList(s, Format{Output: tt.output, Filter: tt.filter, Quiet: tt.quiet}, rows); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want || errOut.String() != tt.said {
				t.Errorf("stdout %q, want %q\nstderr %q, want %q", out, tt.want, errOut, tt.said)
			}
		})
	}
	s, out, _ := pipe()
	if err := PrintList(s, Format{Output: "json"}, List[person]{Columns: columns()}); err != nil || out.String() != "[]\n" {
		t.Errorf("no rows at all: %q, %v", out, err)
	}
}

func TestPrintOneHasNoRows(t *testing.T) {
	for flag, f := range map[string]Format{"--filter": {Filter: "role=owner"}, "--sort": {Sort: "role", Output: "json"}} {
		s, out, _ := pipe()
		err := PrintOne(s, f, columns(), people()[0])
		if org.KindOf(err) != org.KindUsage || !strings.Contains(err.Error(), flag+" is for lists") || out.Len() > 0 {
			t.Errorf("%s: %v, printed %q", flag, err, out)
		}
	}
}

func TestPrintOne(t *testing.T) {
	for _, tt := range []struct {
		name     string
		format   Format
		terminal bool
		want     string
	}{
		{"pairs", Format{}, true, "email    jane@example.org\nid       2\nrole     owner\nrights   technical, statistics\nbilling  yes\n" +
			"until    2027-01-31 08:30Z\nsince    2026-01-02 03:04Z\nsources\n"},
		{"tsv", Format{Columns: "email,role"}, false, "email\trole\njane@example.org\towner\n"},
		{"csv", Format{Output: "csv", Columns: "rights,until,sources"}, false, "rights,until,sources\ntechnical|statistics,2027-01-31T08:30:00Z,\n"},
		{"json", Format{Output: "json", Columns: "id,until"}, false, `{"id":2,"until":"2027-01-31T08:30:00Z"}` + "\n"},
		{"json on a terminal", Format{Output: "json", Columns: "id"}, true, "{\n  \"id\": 2\n}\n"},
		{"jsonl", Format{Output: "jsonl", Columns: "id"}, true, "{\"id\":2}\n"},
		{"yaml", Format{Output: "yaml", Columns: "id,role"}, false, "id: 2\nrole: owner\n"},
		{"name", Format{Output: "name"}, false, "jane@example.org\n"},
		{"jq", Format{JQ: ".role"}, false, "owner\n"},
		{"template", Format{Template: "{{.id}}"}, false, "2\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out, _ := pipe()
			if tt.terminal {
				s, out, _ = screen("20") // nothing is cut
			}
			if err := PrintOne(s, tt.format, columns(), people()[0]); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("got\n%s\nwant\n%s", out, tt.want)
			}
		})
	}
}

func TestPrintValue(t *testing.T) {
	change := struct {
		Changed   bool     `json:"changed"`
		Operation *string  `json:"operation"`
		Changes   []source `json:"changes"`
	}{true, nil, []source{{"grant", "a<b\u202e"}}}
	for _, tt := range []struct {
		name   string
		format Format
		value  any
		want   string
	}{
		{"json by default", Format{}, change, `{"changed":true,"operation":null,"changes":[{"kind":"grant","name":"a<b\u202e"}]}` + "\n"},
		{"jsonl takes arrays apart", Format{Output: "jsonl"}, []int{1, 2}, "1\n2\n"},
		{"jsonl of one", Format{Output: "jsonl"}, change.Changes[0], `{"kind":"grant","name":"a<b\u202e"}` + "\n"},
		{"yaml", Format{Output: "yaml"}, change, "changed: true\noperation: null\nchanges:\n  - kind: grant\n    name: \"a<b\\u202e\"\n"},
		{"jq", Format{JQ: ".changes[].kind"}, change, "grant\n"},
		{"template", Format{Template: "{{.changed}}"}, change, "true\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out, _ := pipe()
			if err := PrintValue(s, tt.format, tt.value); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("got\n%s\nwant\n%s", out, tt.want)
			}
		})
	}
	s, out, _ := pipe()
	if err := PrintValue(s, Format{Output: "csv"}, change); org.KindOf(err) != org.KindUsage || out.Len() != 0 {
		t.Errorf("csv of a value: %v, %q", err, out)
	}
}
