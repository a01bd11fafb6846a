package catalogcmd

import (
	"go.yaml.in/yaml/v3"

	"orgctl/internal/org"
)

// text reads a scalar as it is written: a code of digits is text too. Null is nothing.
func (r *reader) text(key string, n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		r.complain(n, key, org.Invalid("%s should be a text", key).WithHint("write it on one line, in quotes if it begins with a sign"))
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

func (r *reader) yes(key string, n *yaml.Node) (yes bool) {
	if n.Kind != yaml.ScalarNode || n.Decode(&yes) != nil {
		r.complain(n, key, org.Invalid("%s should be true or false", key))
	}
	return yes
}

func (r *reader) list(key string, n *yaml.Node) []*yaml.Node {
	switch {
	case n.Kind == yaml.SequenceNode:
		return n.Content
	case n.Kind != yaml.ScalarNode || n.Tag != "!!null":
		r.complain(n, key, org.Invalid("%s should be a list", key).WithHint("in brackets, or one a line after a hyphen"))
	}
	return nil
}

func (r *reader) words(key string, n *yaml.Node) (out []string) {
	for _, item := range r.list(key, n) {
		out = append(out, r.text(key, item))
	}
	return out
}

// rights reads a list of names. None at all is fine where a category has only users.
func (r *reader) rights(key string, n *yaml.Node) org.Rights {
	words := r.words(key, n)
	if len(words) == 0 {
		return 0
	}
	rights, err := org.ParseRights(words)
	if err != nil {
		r.complain(n, key, err)
	}
	return rights
}

func (r *reader) descriptions(key string, n *yaml.Node) (out []org.RightText) {
	for _, item := range r.list(key, n) {
		var d org.RightText
		r.object(item, "a description", []string{"rights", "en", "fr"}, func(key string, value *yaml.Node) {
			switch key {
			case "rights":
				d.Rights = r.rights(key, value)
			case "en":
				d.EN = r.text(key, value)
			case "fr":
				d.FR = r.text(key, value)
			}
		})
		out = append(out, d)
	}
	return out
}
