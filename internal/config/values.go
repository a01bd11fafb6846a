package config

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// values lists everything that a document says, by path, so that two documents can be compared. It is false for what
// can be said in more than one place, repeated keys and aliases, where changing one value could change another.
func values(root *yaml.Node) (map[string]string, bool) {
	m := map[string]string{}
	if root == nil {
		return m, true
	}
	return m, collect(m, "", root)
}

func collect(m map[string]string, name string, n *yaml.Node) bool {
	switch n.Kind {
	case yaml.ScalarNode:
		if _, twice := m[name]; twice {
			return false
		}
		if !isNull(n) {
			m[name] = n.ShortTag() + " " + n.Value
		}
		return n.Anchor == ""
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Kind != yaml.ScalarNode || !collect(m, name+nameOf(n.Content[i].Value), n.Content[i+1]) {
				return false
			}
		}
		return true
	case yaml.SequenceNode:
		for i, c := range n.Content {
			if !collect(m, fmt.Sprintf("%s[%d]", name, i), c) {
				return false
			}
		}
		return true
	}
	return false
}

// nameOf is the name of a path in values.
func nameOf(path ...string) string {
	var b strings.Builder
	for _, p := range path {
		fmt.Fprintf(&b, "%q", p)
	}
	return b.String()
}

// scalarOf is what values says of a value that is written like this; empty for none.
func scalarOf(value string) string {
	var doc yaml.Node
	if value == "" || yaml.Unmarshal([]byte(value), &doc) != nil {
		return ""
	}
	m, _ := values(doc.Content[0])
	return m[""]
}

// toYAML writes a value as a scalar on one line.
func toYAML(v any) (string, error) {
	b, err := yaml.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write %v as YAML: %w", v, err)
	}
	return strings.TrimSuffix(string(b), "\n"), nil
}
