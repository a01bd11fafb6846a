package term

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlList collects rows as the items of one sequence. It keeps them until the end: half a YAML list looks whole.
type yamlList struct {
	out     *output
	columns []column
}

func (p *yamlList) row(row any) error {
	text, err := appendObject([]byte{'['}, p.columns, row)
	if err != nil {
		return err
	}
	// Sequences of one item behind each other are one sequence.
	return appendYAML(p.out, append(text, ']'))
}

func (p *yamlList) end() error {
	if len(p.out.buf) == 0 {
		p.out.buf = append(p.out.buf, "[]\n"...)
	}
	return p.out.flush()
}

// appendYAML writes JSON text as YAML with keys in the same order.
func appendYAML(out *output, text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	node, err := yamlNode(dec)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	enc := yaml.NewEncoder(&buf)
	enc.SetIndent(2)
	if err := enc.Encode(node); err != nil {
		return err
	}
	out.buf = append(out.buf, safeYAML(buf.Bytes())...)
	return nil
}

// yamlNode reads the next JSON value.
func yamlNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		return yamlBlock(dec, t)
	case string:
		return yamlString(t), nil
	case json.Number:
		tag := "!!int"
		if strings.ContainsAny(t.String(), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: t.String()}, nil
	case bool:
		if t {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}, nil
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "false"}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}, nil
}

// yamlBlock reads what stands between brackets, and the closing one.
func yamlBlock(dec *json.Decoder, open json.Delim) (*yaml.Node, error) {
	node := &yaml.Node{Kind: yaml.MappingNode}
	if open == '[' {
		node.Kind = yaml.SequenceNode
	}
	for dec.More() {
		child, err := yamlNode(dec)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, child)
	}
	_, err := dec.Token()
	return node, err
}

// yamlString quotes all but harmless words. Left to itself the library writes Norway as NO, which older readers take for
// false; and safeYAML needs everything beyond ASCII in double quotes.
func yamlString(s string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if !yamlWord(s) {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

func yamlWord(s string) bool {
	if s == "" || s[0]|0x20 < 'a' || s[0]|0x20 > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte("_-./@+", c) < 0 {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}
