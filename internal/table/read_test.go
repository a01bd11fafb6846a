package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"orgctl/internal/org"
)

func usersSpec() Spec {
	return Spec{
		Subject:  "users",
		Columns:  []Column{{Name: "email", Required: true}, {Name: "first_name"}, {Name: "role"}, {Name: "billing"}},
		ReadOnly: []string{"id", "state", "created_at"},
	}
}

// text shows rows as line{column=value …}, so that a test can say in one line what it wants.
func text(rows []Row) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%d{", row.Line)
		for i, name := range row.columns {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(name + "=" + row.Value(name))
		}
		b.WriteString("}")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	tests := []struct{ name, format, file, want string }{
		{"csv", "csv", "email,role\na@example.org,admin\nb@example.org,\n", "2{email=a@example.org role=admin}3{email=b@example.org role=}"},
		{"no last newline", "csv", "email\na@example.org", "2{email=a@example.org}"},
		{"mark and CRLF", "csv", "\ufeffemail,role\r\na@example.org,admin\r\n", "2{email=a@example.org role=admin}"},
		{"mark and quotes", "csv", "\ufeff\"email\",\"role\"\na@example.org,admin\n", "2{email=a@example.org role=admin}"},
		{"blanks around cells", "csv", " email ,role\n a@example.org\u00a0,\tadmin \n", "2{email=a@example.org role=admin}"},
		{"other order", "csv", "role,email\nadmin,a@example.org\n", "2{role=admin email=a@example.org}"},
		{"read-only columns", "csv", "id,email,state\n7,a@example.org,active\n", "2{id=7 email=a@example.org state=active}"},
		{"results of before", "csv", "email,status,error\na@example.org,failed,no\n", "2{email=a@example.org status=failed error=no}"},
		{"empty lines", "csv", "\nemail\n\na@example.org\n\n\nb@example.org\n", "4{email=a@example.org}7{email=b@example.org}"},
		{"newline in a cell", "csv", "email,first_name\na@example.org,\"x\ny\"\nb@example.org,z\n", "2{email=a@example.org first_name=x\ny}4{email=b@example.org first_name=z}"},
		{"quotes and commas", "csv", "email,first_name\na@example.org,\"x, \"\"y\"\"\"\n", "2{email=a@example.org first_name=x, \"y\"}"},
		{"separators in cells", "csv", "email\na;b\tc\n", "2{email=a;b\tc}"},
		{"an apostrophe stays", "csv", "email\n'=a\n", "2{email='=a}"},

		{"jsonl", "jsonl", `{"email":"a@example.org","role":"admin"}` + "\n\n" + `{"email":"b@example.org"}`, "1{email=a@example.org role=admin}3{email=b@example.org}"},
		{"mark in jsonl", "jsonl", "\ufeff" + `{"email":"a"}`, "1{email=a}"},
		{"array", "jsonl", "[\n  {\"email\": \"a\"},\n  {\n  \"email\": \"b\"}\n,{\"email\":\"c\"}\n]\n", "2{email=a}3{email=b}5{email=c}"},
		{"kinds of values", "jsonl", `{"email":"a","first_name":120.00,"billing":true,"role":null}`, "1{email=a first_name=120.00 billing=true role=}"},
		{"words", "jsonl", `{"email":["b","a"],"role":[],"first_name":["x"]}`, "1{email=b|a role= first_name=x}"},
		{"escapes", "jsonl", `{"email":"\u00e9\n\"","role":" x "}`, "1{email=é\n\" role= x }"},
		{"ignored may be nested", "jsonl", `{"email":"a","id":{"n":[1]},"state":["x|y"],"created_at":2}`, `1{email=a id={"n":[1]} state=["x|y"] created_at=2}`},
		{"other order of keys", "jsonl", `{"email":"a","role":"x"}{"role":"y","email":"b"}{"email":"c","role":"z"}`, "1{email=a role=x}1{role=y email=b}1{email=c role=z}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := Read(iotest.OneByteReader(strings.NewReader(tt.file)), tt.format, usersSpec())
			if err != nil || text(rows) != tt.want {
				t.Errorf("got %s, %v, want %s", text(rows), err, tt.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const header = "email,role\n"
	long := strings.Repeat("x", maxField+1)
	tests := []struct{ name, format, file, msg, hint string }{
		{"empty", "csv", "", "the file is empty", ""},
		{"empty jsonl", "jsonl", "", "the file is empty", ""},
		{"blank", "csv", "\n\n", "the file is empty", "names the columns: email,first_name,role,billing"},
		{"semicolons", "csv", "email;role\na;b\n", "separated by semicolons", "with commas"},
		{"quoted semicolons", "csv", "\"email\";\"role\"\n\"a\";\"b\"\n", "separated by semicolons", "with commas"},
		{"tabs", "csv", "\nemail\trole\r\n", "separated by tabs", "-o csv"},
		{"old Mac", "csv", "email,role\ra,b\r", "carriage return", ""},
		{"UTF-16", "csv", "\xff\xfee\x00", "UTF-16", "UTF-8"},
		{"spreadsheet", "csv", "PK\x03\x04 and more", "spreadsheet", "as CSV"},
		{"not UTF-8", "csv", header + "a,b\nc,M\xfcller\n", "line 3, column role: a value is not valid UTF-8", "save"},
		{"not UTF-8 in jsonl", "jsonl", "{\"email\":\"M\xfcller\"}", "line 1, column email: a value is not valid UTF-8", "save"},
		{"long", "csv", header + "a," + long + "\n", "line 2, column role: a value of 65537 bytes", "at most 65536"},
		{"long in jsonl", "jsonl", `{"email":"` + long + `"}`, "line 1, column email: a value of 65537 bytes", "at most 65536"},
		{"unknown", "csv", "email,rle\na,b\n", `line 1: unknown column "rle"`, "did you mean role? one of email, first_name, role, billing"},
		{"unknown in jsonl", "jsonl", "{\"email\":\"a\"}\n{\"emial\":\"b\"}\n", `line 2: unknown column "emial"`, "did you mean email?"},
		{"a key with the separator of shapes", "jsonl", `{"email":"a","role":"b"}{"email\u0000role":"c"}`, `line 1: unknown column "email\x00role"`, ""},
		{"status alone", "csv", "email,status\na,b\n", `unknown column "status"`, ""},
		{"effective list", "csv", "email,sources\na,b\n", "line 1: this is an effective list", "'orgctl grant list -o csv'"},
		{"effective list in jsonl", "jsonl", `{"email":"a","sources":[{"kind":"direct"}]}`, "line 1: this is an effective list", "'orgctl grant list -o csv'"},
		{"twice", "csv", "email,role,email\na,b,c\n", `column "email" is there twice`, "leave one out"},
		{"twice in jsonl", "jsonl", `{"email":"a","email":"b"}`, `column "email" is there twice`, "leave one out"},
		{"no name", "csv", "email,\na,b\n", "a column has no name", "one of email"},
		{"long name", "csv", "email," + long + "\na,b\n", "the name of a column has 65537 bytes", "right file"},
		{"missing", "csv", "role\nadmin\n", `the file lacks the column "email"`, "users have the columns email, first_name"},
		{"missing in jsonl", "jsonl", `{"role":"admin"}`, `the file lacks the column "email"`, ""},
		{"too few", "csv", header + "a\n", "line 2: 1 fields, but the header has 2", "quotes"},
		{"too many", "csv", header + "a,b\n\nc,d,e\n", "line 4: 3 fields, but the header has 2", "quotes"},
		{"open quote", "csv", header + "a,b\nc,\"d\ne,f\n", "line 3: a quoted field doesn't end", "close it"},
		{"bare quote", "csv", header + "a,b\"c\n", "line 2: a double quote stands in a field", "twice"},
		{"open quote in the header", "csv", "\"email,role\n", "line 1: a quoted field", ""},
		{"nested", "jsonl", `{"email":{"a":1}}`, "line 1, column email: the value is an object", "string"},
		{"list of numbers", "jsonl", `{"email":[1]}`, "the list holds something else than strings", ""},
		{"list of nulls", "jsonl", `{"email":[null]}`, "the list holds something else than strings", ""},
		{"list of lists", "jsonl", `{"email":[["a"]]}`, "the list holds something else than strings", ""},
		{"bar in a word", "jsonl", `{"email":["a|b"]}`, "a word of the list has a bar in it", ""},
		{"no object", "jsonl", "{\"email\":\"a\"}\n17\n", "line 2: here should be an object", `{"email"`},
		{"array in jsonl", "jsonl", "{\"email\":\"a\"}\n[]", "line 2: here should be an object", ""},
		{"array in array", "jsonl", "[[]]", "line 1: here should be an object", ""},
		{"csv in jsonl", "jsonl", header, "line 1: this is not JSON", ""},
		{"cut off", "jsonl", "{\"email\":\"a\"}\n{\"email\":", "line 2: the file ends too early", ""},
		{"cut off in a word", "jsonl", "{\"email\":\"a", "line 1: the file ends too early", ""},
		{"open array", "jsonl", "[{\"email\":\"a\"}\n", "the file ends too early", ""},
		{"behind the array", "jsonl", "[{\"email\":\"a\"}]\n\n{}", "line 3: here should be an object", ""},
		{"no comma", "jsonl", "[{\"email\":\"a\"}\n{\"email\":\"b\"}]", "line 2: this is not JSON", ""},
		{"comma too much", "jsonl", `{"email":"a",}`, "line 1: this is not JSON", ""},
		{"number for a key", "jsonl", `{1:"a"}`, "line 1: this is not JSON", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := Read(strings.NewReader(tt.file), tt.format, usersSpec())
			e, ok := errors.AsType[*org.Error](err)
			if !ok || rows != nil || e.Kind != org.KindUsage || len(e.Rows) > 1 {
				t.Fatalf("got %s, %#v", text(rows), err)
			}
			if !strings.Contains(e.Msg, tt.msg) || !strings.Contains(e.Hint, tt.hint) {
				t.Errorf("got %q, hint %q, want %q, %q", e.Msg, e.Hint, tt.msg, tt.hint)
			}
		})
	}
}

func TestReadTellsEveryFault(t *testing.T) {
	tests := []struct {
		name, format, file string
		want               []string
	}{
		{"names", "csv", "emial,role,role\n", []string{`0/1/: unknown column "emial"`, `0/1/: column "role" is there twice`}},
		{"fields", "csv", "email,role\na\nb,c\nd,\"\ne,f\n", []string{"1/2/: 1 fields, but the header has 2", "3/4/: a quoted field doesn't end as it should"}},
		{
			"values", "jsonl", "{\"email\":{}}\n{\"email\":[7],\"rloe\":1}\n{\"email\":\"c\"}\n?",
			[]string{
				"1/1/email: the value is an object", "2/2/email: the list holds something else than strings", `2/2/: unknown column "rloe"`,
				"4/4/: this is not JSON: invalid character '?' looking for beginning of value",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.file), tt.format, usersSpec())
			e, ok := errors.AsType[*org.Error](err)
			if !ok {
				t.Fatal(err)
			}
			var got []string
			for _, r := range e.Rows {
				got = append(got, fmt.Sprintf("%d/%d/%s: %s", r.Row, r.Line, r.Column, r.Msg))
			}
			if !slices.Equal(got, tt.want) || e.Msg != fmt.Sprintf("%d faults in the file", len(tt.want)) {
				t.Errorf("%s\ngot  %q\nwant %q", e.Msg, got, tt.want)
			}
		})
	}
}

func TestReadStopsAfterManyFaults(t *testing.T) {
	for format, file := range map[string]string{
		"csv":   "email,role\n" + strings.Repeat("a\n", 3*maxProblems),
		"jsonl": strings.Repeat("{\"email\":{}}\n", 3*maxProblems),
	} {
		_, err := Read(strings.NewReader(file), format, usersSpec())
		if e, ok := errors.AsType[*org.Error](err); !ok || len(e.Rows) != maxProblems || e.Msg != "100 faults in the file, and perhaps more" {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestReadManyRows(t *testing.T) {
	nobody := func([]Row) {}
	c := newCSVReader(strings.NewReader("email\na\nb\nc\n"), usersSpec(), nobody)
	j := newJSONReader(strings.NewReader(`{"email":"a"}{"email":"b"}{"email":"c"}`), usersSpec(), nobody)
	for limit, want := range map[int]string{2: "the file has more than 2 rows", 3: ""} {
		c.limit, j.limit = limit, limit
		for format, all := range map[string]func() error{"csv": c.all, "jsonl": j.all} {
			if err := all(); (err == nil) != (want == "") || err != nil && err.Error() != want {
				t.Errorf("%s: %v, want %q", format, err, want)
			}
		}
		c = newCSVReader(strings.NewReader("email\na\nb\nc\n"), usersSpec(), nobody)
		j = newJSONReader(strings.NewReader(`{"email":"a"}{"email":"b"}{"email":"c"}`), usersSpec(), nobody)
	}
}

func TestReadFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, start := range []string{"", "email\na\n", strings.Repeat("email\na\n", 20_000)} {
		for _, format := range []string{"csv", "jsonl"} {
			in := strings.NewReader(start)
			if format == "jsonl" {
				in = strings.NewReader(strings.Repeat("{\"email\":\"a\"}\n", len(start)/8))
			}
			_, err := Read(io.MultiReader(in, iotest.ErrReader(broken)), format, usersSpec())
			if !errors.Is(err, broken) || org.KindOf(err) != org.KindUsage {
				t.Errorf("%s behind %d bytes: %v", format, len(start), err)
			}
		}
	}
}

func TestRow(t *testing.T) {
	rows, err := Read(strings.NewReader(`{"email":"a","role":null}`), "jsonl", usersSpec())
	if err != nil {
		t.Fatal(err)
	}
	row := rows[0]
	if row.Value("email") != "a" || row.Value("role") != "" || row.Value("billing") != "" {
		t.Errorf("values of %s", text(rows))
	}
	if !row.Has("email") || !row.Has("role") || row.Has("billing") {
		t.Errorf("columns of %s", text(rows))
	}
}

func TestFormat(t *testing.T) {
	tests := []struct{ path, flag, want, hint string }{
		{"users.csv", "", "csv", ""},
		{"USERS.CSV", "", "csv", ""},
		{"a.b/users.jsonl", "", "jsonl", ""},
		{"users.ndjson", "", "jsonl", ""},
		{"users.json", "", "jsonl", ""},
		{"-", "csv", "csv", ""},
		{"-", "JSONL", "jsonl", ""},
		{"users.csv", "jsonl", "jsonl", ""},
		{"users.txt", "csv", "csv", ""},
		{"-", "", "", "--format csv"},
		{"users.txt", "", "", "--format csv"},
		{"users.tsv", "", "", "--format csv"},
		{"csv", "", "", "--format csv"},
		{"users.csv", "csvv", "", "did you mean csv? one of csv, jsonl"},
	}
	for _, tt := range tests {
		got, err := Format(tt.path, tt.flag)
		e, failed := errors.AsType[*org.Error](err)
		if got != tt.want || failed != (tt.want == "") {
			t.Errorf("Format(%q, %q) = %q, %v", tt.path, tt.flag, got, err)
		}
		if failed && (e.Kind != org.KindUsage || !strings.Contains(e.Hint, tt.hint)) {
			t.Errorf("Format(%q, %q): kind %d, hint %q", tt.path, tt.flag, e.Kind, e.Hint)
		}
	}
}

// TestReadNothing takes what an empty list writes: a header or an empty array is a file without rows, and no mistake.
func TestReadNothing(t *testing.T) {
	for format, text := range map[string]string{"csv": "email,role\n", "jsonl": "[]"} {
		rows, err := Read(strings.NewReader(text), format, usersSpec())
		if err != nil || len(rows) != 0 {
			t.Errorf("%s: %v, %v", format, rows, err)
		}
	}
}
