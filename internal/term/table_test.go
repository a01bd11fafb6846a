package term

import (
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
)

// guests are rows whose texts are hard to lay out.
func guests() List[[3]string] {
	rows := [][3]string{
		{"e-mail", "王小明", "x"},
		{"👩‍💻", "👨‍👩‍👧 family", ""},
		{"❤️", "🇨🇭", "flag"},
		{"a\x1b[31mb", "ßé", " leads"},
	}
	column := func(i int) func([3]string) any { return func(r [3]string) any { return r[i] } }
	return List[[3]string]{Rows: Rows(rows), Columns: []Column[[3]string]{
		{Name: "e-mail", Value: column(0)}, {Name: "display_name", Value: column(1)}, {Name: "note", Value: column(2)},
	}}
}

func TestTableWidths(t *testing.T) {
	s, out, _ := pipe()
	if err := PrintList(s, Format{Output: "table"}, guests()); err != nil {
		t.Fatal(err)
	}
	want := "" +
		"e-mail      display_name  note\n" +
		"e-mail      王小明        x\n" +
		"👩‍💻          👨‍👩‍👧 family\n" +
		"❤️          🇨🇭            flag\n" +
		"a\\x1b[31mb  ßé             leads\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestTableColour(t *testing.T) {
	s, out, _ := screen("80")
	s.Color = true
	if err := PrintList(s, Format{}, one("x")); err != nil {
		t.Fatal(err)
	}
	if want := "\x1b[1mtext\x1b[0m  \x1b[1mend\x1b[0m\nx     .\n"; out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestTableCut(t *testing.T) {
	long := strings.Repeat("long ", 10) + "end"
	list := List[int]{Rows: Rows([]int{1, 2}), Columns: []Column[int]{
		{Name: "key", Value: func(int) any { return "the-first-column-stays" }},
		{Name: "wide", Value: func(n int) any { return strings.Repeat("王", 5*n) }},
		{Name: "description", Value: func(int) any { return long }},
	}}
	for _, tt := range []struct {
		columns string
		want    string
	}{
		{"100", "key                     wide                  description\n" +
			"the-first-column-stays  王王王王王            long long long long long long long long long long end\n" +
			"the-first-column-stays  王王王王王王王王王王  long long long long long long long long long long end\n"},
		{"60", "key                     wide               description\n" +
			"the-first-column-stays  王王王王王         long long long l…\n" +
			"the-first-column-stays  王王王王王王王王…  long long long l…\n"},
		{"40", "key                     wide  descripti…\n" +
			"the-first-column-stays  王…   long long…\n" +
			"the-first-column-stays  王…   long long…\n"},
		{"10", "key                     wide  des…\n" +
			"the-first-column-stays  王…   lon…\n" +
			"the-first-column-stays  王…   lon…\n"},
	} {
		s, out, _ := screen(tt.columns)
		if err := PrintList(s, Format{}, list); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want {
			t.Errorf("%s columns: got\n%s\nwant\n%s", tt.columns, out, tt.want)
		}
	}
	s, out, _ := pipe()
	s.Env = env("COLUMNS", "20")
	if err := PrintList(s, Format{Output: "table"}, list); err != nil || strings.Contains(out.String(), "…") || !strings.Contains(out.String(), long) {
		t.Errorf("cut in a pipe: %v\n%s", err, out)
	}
}

// FuzzTable: whatever the cells hold, every row is one line without trailing blanks and the second column starts at one
// place; on a terminal no line is wider than it unless the first column alone leaves no room.
func FuzzTable(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s, "second", uint8(40))
	}
	f.Fuzz(func(t *testing.T, first, second string, columns uint8) {
		s, out, _ := screen("80")
		s.Env = func(name string) string {
			return map[string]string{"COLUMNS": string('0'+rune(columns/100)) + string('0'+rune(columns/10%10)) + string('0'+rune(columns%10))}[name]
		}
		list := List[[2]string]{Rows: Rows([][2]string{{first, second}, {"plain", "x"}}), Columns: []Column[[2]string]{
			{Name: "first", Value: func(r [2]string) any { return r[0] }},
			{Name: "second", Value: func(r [2]string) any { return r[1] }},
		}}
		if err := PrintList(s, Format{}, list); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(out.String(), "\n")
		if len(lines) != 4 || lines[3] != "" {
			t.Fatalf("%d lines of 3: %q", len(lines)-1, lines)
		}
		start := displaywidth.String(lines[0][:strings.Index(lines[0], gap+"se")]) // the header, perhaps cut
		if got := displaywidth.String(strings.TrimSuffix(lines[2], "x")); got != start+len(gap) {
			t.Errorf("second column at %d and %d: %q", start+len(gap), got, lines)
		}
		room := max(s.Width(), start+len(gap)+narrowest)
		for _, line := range lines {
			if displaywidth.String(line) > room || strings.HasSuffix(line, " ") {
				t.Errorf("width %d of %d: %q", displaywidth.String(line), room, line)
			}
		}
	})
}
