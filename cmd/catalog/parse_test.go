package catalogcmd

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"orgctl/internal/org"
)

const printer = `# our own
- code: printer
  label: Printer
  label_fr: Imprimante
  group: hardware
  synonyms: [copier, "3d"]
  rights:
    - technical
    - statistics
  usage: true
  descriptions:
    - {rights: [technical], en: change queues, fr: modifier les files}
- {code: badge, label: 007, rights: [], usage: yes, id: 100, own: true, synonyms: null}
`

func TestParse(t *testing.T) {
	got, err := parse([]byte(printer))
	if err != nil {
		t.Fatal(err)
	}
	want := []org.Category{
		{Code: "printer", Label: "Printer", LabelFR: "Imprimante", Group: "hardware", Synonyms: []string{"copier", "3d"}, Rights: org.Technical | org.Statistics,
			Usage: true, Descriptions: []org.RightText{{Rights: org.Technical, EN: "change queues", FR: "modifier les files"}}, Own: true},
		{Code: "badge", Label: "007", Usage: true, Own: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	one, err := parse([]byte(`{"code": "badge", "label": "Badge", "rights": ["technical"]}`))
	if err != nil || len(one) != 1 || one[0].Code != "badge" {
		t.Errorf("a single category in JSON: %+v, %v", one, err)
	}
}

// TestMistakes compares message and hint, or the lines and messages of all mistakes.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"comment", "# nothing\n", "the file is empty"},
		{"no category", "[]\n", "the file has no categories"},
		{"null", "null\n", "line 1: here should be a category"},
		{"words", "- printer\n", "line 1: here should be a category"},
		{"no YAML", "- code: [\n", "the file is not YAML: line 1: did not find expected node content"},
		{"two documents", "- code: a\n---\n- code: b\n", "the file holds more than one YAML document"},
		{"unknown key", "- code: printer\n  lable: Printer\n  usage: true\n", `line 2: unknown key "lable" | did you mean label?`},
		{"twice", "- code: printer\n  label: a\n  label: b\n  usage: true\n", `line 3: the key "label" is there twice`},
		{"merge", "- &a {code: printer, label: a, usage: true}\n- {<<: *a}\n", `line 2: unknown key "<<"`},
		{"alias", "- {code: printer, label: &l a, label_fr: *l, usage: true}\n", "line 1: label_fr should be a text"},
		{"right", "- code: printer\n  label: a\n  rights: [tecnical]\n", `line 3: unknown right "tecnical" | did you mean technical?`},
		{"no list", "- code: printer\n  label: a\n  rights: technical\n", "line 3: rights should be a list"},
		{"no truth", "- code: printer\n  label: a\n  usage: perhaps\n", "line 3: usage should be true or false"},
		{"inner key", "- code: printer\n  label: a\n  rights: [technical]\n  descriptions:\n  - rights: [technical]\n    eng: x\n", `line 6: unknown key "eng" | did you mean en?`},
		{"rule", "- code: printer\n  usage: true\n", "line 1: the label is empty"},
		{"built in", "\n- code: drive\n  label: Drive\n  usage: true\n", `line 2: "drive" is the built-in category "drive"`},
		{"several", "- code: a\n  usage: maybe\n- code: b\n  colour: red\n",
			"the file has 2 mistakes\n2: usage should be true or false\n4: unknown key \"colour\""},
		{"several rules", "- code: A B\n  label: x\n  usage: true\n- code: b\n  label: x\n",
			"the file has 2 mistakes\n1: category \"A B\" is not valid\n4: category \"b\" offers neither rights nor usage"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse([]byte(c.text))
			e, ok := errors.AsType[*org.Error](err)
			if !ok || e.Kind != org.KindUsage {
				t.Fatalf("%v is no wrong usage", err)
			}
			got := e.Msg
			if strings.Contains(c.want, " | ") {
				got += " | " + e.Hint
			}
			for _, row := range e.Rows {
				got += fmt.Sprintf("\n%d: %s", row.Line, row.Msg)
			}
			if !strings.HasPrefix(got, c.want) || len(e.Rows) > 0 && got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// FuzzParse looks for panics, for mistakes without a line, and for categories that the rules would not take.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{printer, "", "- &a [*a]", "? a\n: b", "- code: !!binary aGk=\n", "- {code: !x y, 1: 2, [a]: b}", "\xff", "- - -"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		own, err := parse(data)
		if err == nil {
			err = org.ValidateCategories(own)
			if err != nil || len(own) == 0 {
				t.Fatalf("%q was taken: %v", data, err)
			}
			return
		}
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindUsage {
			t.Fatalf("%q: %v is no wrong usage", data, err)
		}
		for _, row := range e.Rows {
			if row.Line < 1 || row.Row < 1 {
				t.Fatalf("%q: a mistake without its place: %+v", data, row)
			}
		}
	})
}
