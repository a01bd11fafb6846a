package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"

	"orgctl/internal/org"
	"orgctl/internal/secret"
)

// readFile reads one file into a layer. Only a file that was asked for by name must exist.
func (p place) readFile(kind SourceKind, path string, mustExist bool) (layer, error) {
	if path == "" {
		return nil, nil
	}
	b, err := secret.ReadFile(path, secret.NobodyElseWrites)
	if errors.Is(err, fs.ErrNotExist) {
		if mustExist {
			return nil, org.Invalid("there is no config file %q", path).WithHint("check --config and ORGCTL_CONFIG")
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	root, err := parse(b, path)
	if err != nil || root == nil {
		return nil, err
	}
	r := reader{place: p, source: Source{Kind: kind, Name: path}, layer: layer{}}
	return r.layer, r.group(root, "")
}

// parse returns the mapping that the file is, or nil if the file says nothing.
func parse(b []byte, path string) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, badYAML(path, err)
	}
	if err := dec.Decode(&second); err == nil {
		return nil, org.Invalid("%s:%d: a second document begins", path, second.Line).WithHint("keep all settings in the first one")
	} else if !errors.Is(err, io.EOF) {
		return nil, badYAML(path, err)
	}
	root := doc.Content[0]
	switch {
	case isNull(root):
		return nil, nil
	case root.Kind != yaml.MappingNode:
		return nil, org.Invalid("%s:%d: settings are written as key: value", path, root.Line).WithHint("for example  theme: dark")
	}
	return root, nil
}

func badYAML(path string, err error) error {
	return org.Invalid("%s: %s", path, strings.TrimPrefix(err.Error(), "yaml: ")).
		WithHint("settings are written as key: value, one a line").Wrap(err)
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// reader walks a file and files its values. It reads the nodes itself, and not through viper, because viper accepts
// typos, takes Color for color, and knows no lines.
type reader struct {
	place  place
	source Source // of the whole file
	layer  layer
}

func (r *reader) group(n *yaml.Node, prefix string) error {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		s := r.source
		s.Line = key.Line
		if first, twice := seen[key.Value]; twice {
			return at(org.Invalid("%q is set twice", prefix+key.Value).WithHint("remove one; the first is in line %d", first), s)
		}
		seen[key.Value] = key.Line
		if err := r.entry(prefix+key.Value, key, value, s); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) entry(name string, key, value *yaml.Node, s Source) error {
	k, isKey := find(name)
	isGroup := isGroup(name)
	switch {
	case strings.Contains(key.Value, ".") && isKey:
		group, last, _ := strings.Cut(name, ".")
		return at(org.Invalid("%q must be written in two lines", name).WithHint("%q, and below it, indented, %q", group+":", last+": …"), s)
	case key.Kind != yaml.ScalarNode || !isKey && !isGroup:
		return at(unknown(name), s)
	case isNull(value):
		return nil
	case isGroup && value.Kind == yaml.MappingNode:
		return r.group(value, name+".")
	case isGroup:
		return at(org.Invalid("%q is a group of settings, not one", name).WithHint("its settings go below it, indented"), s)
	case !isPlain(value):
		return at(org.Invalid("%q takes a single value", name), s)
	}
	return r.value(k, value, s)
}

// value files one value. An empty one counts as unset, as in the environment.
func (r *reader) value(k Key, n *yaml.Node, s Source) error {
	s.Value = n.Value
	if s.Value == "" {
		return nil
	}
	if k.isPath {
		s.Value = r.place.resolve(s.Value, s.Name)
	}
	return r.layer.add(k, s)
}

func isGroup(name string) bool {
	for _, k := range Keys() {
		if strings.HasPrefix(k.Name, name+".") {
			return true
		}
	}
	return false
}

// isPlain says that the node is one value that reads as it is written: not a list, an alias, or base64.
func isPlain(n *yaml.Node) bool {
	switch n.ShortTag() {
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp":
		return n.Kind == yaml.ScalarNode
	}
	return false
}
