package table

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"orgctl/internal/org"
)

// FuzzRead: whatever is in a file, it becomes rows that agree with its lines, or an error that says what to do.
func FuzzRead(f *testing.F) {
	for _, file := range []string{
		"", "email,role\na@example.org,admin\n", "\ufeffemail\r\n\"a\r\nb\"\r\n", "email;role\n", "email\n\"", "email,status,error\na,ok,\n", "email,\xff\n",
		`{"email":"a","role":["x","y"],"id":{}}`, "[{\"email\":1}\n,{\"email\":null}]", `{"email":"a","role":"b"}{"email\u0000role":"c"}`, `{"email":"\ud800"}`, "{{", "}]", "[1,", "nul", "[]", "email,role\n",
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		for _, format := range []string{formatCSV, formatJSONL} {
			rows, err := Read(strings.NewReader(file), format, usersSpec())
			if err != nil {
				checkError(t, err)
				continue
			}
			if len(rows) > 0 { // a file without rows need not name columns, so it can't be written again
				checkRead(t, file, rows)
			}
		}
	})
}

func checkError(t *testing.T, err error) {
	t.Helper()
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindUsage || !utf8.ValidString(e.Msg+e.Hint) || len(e.Msg) > 1000 {
		t.Errorf("error %#v", err)
	}
}

func checkRead(t *testing.T, file string, rows []Row) {
	t.Helper()
	last := 0
	for _, row := range rows {
		if row.Line < max(last, 1) || row.Line > 1+strings.Count(file, "\n") {
			t.Errorf("line %d behind line %d", row.Line, last)
		}
		last = row.Line
		for _, name := range row.columns {
			if text := row.Value(name); !row.Has(name) || !utf8.ValidString(text) || len(text) > maxField {
				t.Errorf("column %q of line %d: %q", name, row.Line, text)
			}
		}
	}
	readBack(t, rows)
}

// readBack feeds the results of rows in again, as somebody does who mended some.
func readBack(t *testing.T, rows []Row) {
	t.Helper()
	for format, write := range map[string]func(io.Writer, []Row, map[int]string) error{formatCSV: writeCSV, formatJSONL: writeArray} {
		var b bytes.Buffer
		if err := write(&b, rows, nil); err != nil {
			t.Fatal(err)
		}
		again, err := Read(&b, format, usersSpec())
		if err != nil || len(again) != len(rows) {
			t.Fatalf("%s: %d rows became %d: %v", format, len(rows), len(again), err)
		}
		for i, row := range rows {
			if !sameCells(again[i], row, format) {
				t.Errorf("%s: row %d was %v, is %v", format, i, row, again[i])
			}
		}
	}
}

func sameCells(got, want Row, format string) bool {
	return !slices.ContainsFunc(want.columns, func(name string) bool {
		text := want.Value(name)
		if format == formatCSV {
			text = asCSV(text)
		}
		return !isResult(name) && got.Value(name) != text
	})
}

// asCSV is what a text becomes in csv: trimmed, and the two kinds of line ends are the same to encoding/csv.
func asCSV(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// FuzzCells: what encoding/csv and encoding/json write is read back.
func FuzzCells(f *testing.F) {
	for _, text := range []string{"", "a@example.org", " blank ", "a,b", `"`, "a\nb", "a\r\nb\r", "'=1+1", "\\.", "äöü 漢字 🙂", "#", ";", "\t"} {
		f.Add(text, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || len(a) > maxField || len(b) > maxField {
			return
		}
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		if err := w.WriteAll([][]string{{"email", "role"}, {a, b}, {b, a}}); err != nil {
			t.Fatal(err)
		}
		expect(t, &file, formatCSV, asCSV(a), asCSV(b))

		object, err := json.Marshal(map[string]string{"email": a, "role": b})
		if err != nil {
			t.Fatal(err)
		}
		turned, err := json.Marshal(map[string]string{"email": b, "role": a})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, bytes.NewReader(slices.Concat(object, turned)), formatJSONL, a, b)
	})
}

func expect(t *testing.T, file io.Reader, format, a, b string) {
	t.Helper()
	rows, err := Read(file, format, usersSpec())
	if err != nil || len(rows) != 2 {
		t.Fatalf("%s: %d rows, %v", format, len(rows), err)
	}
	for i, want := range [][2]string{{a, b}, {b, a}} {
		if got := [2]string{rows[i].Value("email"), rows[i].Value("role")}; got != want {
			t.Errorf("%s: row %d is %q, want %q", format, i, got, want)
		}
	}
}
