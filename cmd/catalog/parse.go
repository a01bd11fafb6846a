package catalogcmd

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"orgctl/internal/org"
)

// keys are those of a category in a file. The last two are written by lists and ignored.
func keys() []string {
	return []string{"code", "group", "label", "label_fr", "rights", "usage", "synonyms", "descriptions", "domains", "own", "id"}
}

// parse reads the categories of a file: a list of them, or a single one. Everything that is wrong is told at once, each
// with its line. The file is walked by hand because a decoder would pass over keys that are there twice, and give no
// line for a value that doesn't fit.
func parse(data []byte) ([]org.Category, error) {
	root, err := document(data)
	if err != nil {
		return nil, err
	}
	nodes := []*yaml.Node{root}
	if root.Kind == yaml.SequenceNode {
		nodes = root.Content
	}
	if len(nodes) == 0 {
		return nil, org.Invalid("the file has no categories").WithHint("is it the right file? 'orgctl help catalog import' shows one")
	}
	r := &reader{}
	own := make([]org.Category, len(nodes))
	for i, n := range nodes {
		r.row = i + 1
		own[i] = r.category(n)
	}
	if err := mistakes(r.bad); err != nil {
		return nil, err
	}
	if e, ok := errors.AsType[*org.Error](org.ValidateCategories(own)); ok {
		for i, row := range e.Rows {
			e.Rows[i].Line = nodes[row.Row-1].Line
		}
		return nil, mistakes(e.Rows)
	}
	return own, nil
}

// document is the one YAML document of a file.
func document(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, org.Invalid("the file is empty").WithHint("is it the right file? 'orgctl help catalog import' shows one")
	case err != nil:
		return nil, org.Invalid("the file is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, org.Invalid("the file holds more than one YAML document").WithHint("put all categories into one list")
	}
	return doc.Content[0], nil
}

// mistakes is nil, or the error that tells them all.
func mistakes(rows []org.RowError) error {
	switch len(rows) {
	case 0:
		return nil
	case 1:
		return org.Invalid("line %d: %s", rows[0].Line, rows[0].Msg).WithHint("%s", rows[0].Hint)
	}
	err := org.Invalid("the file has %d mistakes", len(rows)).WithHint("nothing was imported: mend the file and try again")
	err.Rows = rows
	return err
}

// reader turns nodes into categories and notes what is wrong.
type reader struct {
	row int // of the category being read, from 1
	bad []org.RowError
}

// complain notes what is wrong at a node.
func (r *reader) complain(n *yaml.Node, key string, err error) {
	e, ok := errors.AsType[*org.Error](err)
	if !ok {
		e = org.Invalid("%s", err)
	}
	r.bad = append(r.bad, org.RowError{Row: r.row, Line: n.Line, Column: key, Code: e.Code, Msg: e.Msg, Hint: e.Hint})
}

func (r *reader) category(n *yaml.Node) (c org.Category) {
	r.object(n, "a category", keys(), func(key string, value *yaml.Node) {
		switch key {
		case "code":
			c.Code = r.text(key, value)
		case "group":
			c.Group = r.text(key, value)
		case "label":
			c.Label = r.text(key, value)
		case "label_fr":
			c.LabelFR = r.text(key, value)
		case "rights":
			c.Rights = r.rights(key, value)
		case "usage":
			c.Usage = r.yes(key, value)
		case "domains":
			c.Domains = r.yes(key, value)
		case "synonyms":
			c.Synonyms = r.words(key, value)
		case "descriptions":
			c.Descriptions = r.descriptions(key, value)
		}
	})
	c.Own = true
	return c
}

// object goes through the keys of a mapping. An alias is not followed: what it stands for is nowhere near its line.
func (r *reader) object(n *yaml.Node, what string, known []string, each func(key string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.complain(n, "", org.Invalid("here should be %s", what).WithHint("with the keys %s", strings.Join(known, ", ")))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		err := unknownKey(key.Value, known)
		switch {
		case err != nil:
			r.complain(key, "", err)
		case seen[key.Value]:
			r.complain(key, "", org.Invalid("the key %q is there twice", key.Value).WithHint("leave one out"))
		default:
			each(key.Value, n.Content[i+1])
		}
		seen[key.Value] = true
	}
}

func unknownKey(key string, known []string) error {
	if slices.Contains(known, key) {
		return nil
	}
	return org.Unknown("key", key, known)
}
