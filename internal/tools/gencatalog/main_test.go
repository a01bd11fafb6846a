package main

import (
	"os"
	"strings"
	"testing"
)

const sound = `
rights:
  - {rights: [technical, statistics, ticket-control, sales-control], en: do, fr: faire}
groups:
  - {code: g, label: G, label_fr: G, categories: [{id: 1, code: a, label: A, label_fr: A, rights: [technical]}]}
`

func TestCommittedCodeIsCurrent(t *testing.T) {
	t.Chdir("../../..")
	b, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	c, err := parse(b)
	if err != nil {
		t.Fatal(err)
	}
	want, err := c.code()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what %s says: run go generate", target, source)
	}
}

func TestParseRefuses(t *testing.T) {
	if _, err := parse([]byte(sound)); err != nil {
		t.Fatal(err)
	}
	const second = "{id: 2, code: b, label: B, label_fr: B, rights: [technical]}"
	for _, c := range []struct{ want, old, new string }{
		{"not from 1 to 99", "id: 1", "id: 0"},
		{"a has the id 1 of a retired category", "rights:\n", "retired: [1]\nrights:\n"},
		{"b has the id 1 of a", "technical]}]", "technical]}, " + strings.Replace(second, "2", "1", 1) + "]"},
		{`b has the name "a" of a`, "technical]}]", "technical]}, " + strings.Replace(second, "code: b", "code: b, synonyms: [a]", 1) + "]"},
		{"field nmae not found", "label: A", "nmae: A"},
		{"lacks a code, a label", "label: A, ", ""},
		{"lacks a code or a label", "label: G, ", ""},
		{`unknown right "tehcnical"`, "rights: [technical]", "rights: [tehcnical]"},
		{"right sales-control has no description", ", sales-control", ""},
		{`names "x" is neither`, "code: a", "code: a, names: x"},
		{"which is not offered", "code: a", "code: a, descriptions: [{rights: [statistics], en: x, fr: y}]"},
	} {
		broken := strings.Replace(sound, c.old, c.new, 1)
		if _, err := parse([]byte(broken)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
