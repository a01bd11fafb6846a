package config

import (
	"maps"
	"strings"

	"go.yaml.in/yaml/v3"

	"orgctl/internal/org"
)

// edit changes one value in the text of a file. The YAML library finds the place but does not write the file: it
// would drop blank lines and lay out anew what a person has laid out. Whatever the text looks like, the result is
// read again and must differ in this one value only; otherwise the file is left to the person.
type edit struct {
	file  string // for messages
	path  []string
	value string // as YAML, on one line; empty: take the setting out
}

// in returns the edited document.
func (e edit) in(doc []byte) ([]byte, error) {
	root, err := parse(doc, e.file)
	if err != nil {
		return nil, err
	}
	want, ok := values(root)
	if !ok {
		return nil, e.refuse(root)
	}
	name, wanted := nameOf(e.path...), scalarOf(e.value)
	if want[name] == wanted {
		return doc, nil
	}
	if want[name] = wanted; wanted == "" {
		delete(want, name)
	}
	out := e.splice(doc, root)
	after, err := parse(out, e.file)
	if err != nil {
		return nil, e.refuse(root)
	}
	if got, ok := values(after); !ok || !maps.Equal(got, want) {
		return nil, e.refuse(root)
	}
	return out, nil
}

func (e edit) refuse(root *yaml.Node) error {
	line := 1
	if key, _, _ := e.find(root); key != nil {
		line = key.Line
	}
	return org.Invalid("%s:%d is laid out in a way that orgctl can't change", e.file, line).
		WithHint("change %q there with an editor", strings.Join(e.path, "."))
}

// find goes down as many levels of the path as the file has. It returns the last key it found and what it holds.
func (e edit) find(root *yaml.Node) (key, value *yaml.Node, depth int) {
	value = root
	for value != nil && depth < len(e.path) {
		k, v := child(value, e.path[depth])
		if k == nil {
			break
		}
		key, value = k, v
		depth++
	}
	return key, value, depth
}

// child returns the key of that name in a mapping, and its value; nil if there is none.
func child(n *yaml.Node, name string) (key, value *yaml.Node) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// splice changes the text. What it can't do well, it may do badly: in judges the result.
func (e edit) splice(doc []byte, root *yaml.Node) []byte {
	t := splitText(doc)
	key, value, depth := e.find(root)
	switch {
	case depth == len(e.path) && e.value == "":
		t.remove(key, value)
	case depth == len(e.path):
		t.replace(value, e.value)
	case depth == 0:
		t.insert(len(t.lines), indentOf(root), e.path, e.value)
	case value.Kind == yaml.MappingNode && len(value.Content) > 0:
		t.insert(key.Line, indentOf(value), e.path[depth:], e.value)
	default:
		t.insert(key.Line, indentOf(key)+2, e.path[depth:], e.value)
	}
	return t.bytes()
}

func indentOf(n *yaml.Node) int {
	if n == nil {
		return 0
	}
	return n.Column - 1
}
