package config

import (
	"fmt"

	"orgctl/internal/org"
)

// SourceKind is where a value comes from.
type SourceKind string

// The kinds of source, the strongest first.
const (
	FromFlag       SourceKind = "flag"
	FromEnv        SourceKind = "environment"
	FromUserFile   SourceKind = "user file"
	FromSystemFile SourceKind = "system file"
	FromDefault    SourceKind = "default"
)

// Source is one place that has a value for a setting.
type Source struct {
	Kind  SourceKind `json:"source"`
	Name  string     `json:"name,omitempty"` // the flag with its dashes, the variable, or the file's path
	Line  int        `json:"line,omitempty"` // of the file
	Value string     `json:"value"`
}

// String says where the value stands, as people look it up.
func (s Source) String() string {
	switch s.Kind {
	case FromUserFile, FromSystemFile:
		return fmt.Sprintf("%s:%d", s.Name, s.Line)
	case FromDefault:
		return "default"
	default:
		return s.Name
	}
}

// layer is what one kind of source says, by the names of the keys.
type layer map[string]Source

// add checks the value and files it. The error names the source, since that is where it must be put right.
func (l layer) add(k Key, s Source) error {
	value, err := k.parse(s.Value)
	if err != nil {
		return at(err, s)
	}
	s.Value = value
	l[k.Name] = s
	return nil
}

func at(err *org.Error, s Source) error {
	c := *err
	c.Msg += " in " + s.String()
	return &c
}

// flagLayer takes an empty value for a mistake: it is what an unset variable of a script leaves behind.
func flagLayer(keys []Key, flags map[string]string) (layer, error) {
	l := layer{}
	if len(flags) == 0 {
		return l, nil
	}
	for _, k := range keys {
		value, given := flags[k.Name]
		if !given {
			continue
		}
		s := Source{Kind: FromFlag, Name: "--" + k.Flag, Value: value}
		if value == "" {
			return nil, org.Invalid("%s is empty", s).WithHint("give it a value, or leave it out")
		}
		if err := l.add(k, s); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// envLayer takes an empty variable for an unset one.
func envLayer(keys []Key, env func(string) string) (layer, error) {
	l := layer{}
	for _, k := range keys {
		s := Source{Kind: FromEnv, Name: k.Env(), Value: env(k.Env())}
		if s.Value == "" && k.Name == "color" {
			s = colorConvention(env)
		}
		if s.Value == "" {
			continue
		}
		if err := l.add(k, s); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// colorConvention reads what all programs obey. It is here because the environment outranks the files: a `color:
// always` in a file must not override NO_COLOR.
func colorConvention(env func(string) string) Source {
	if env("NO_COLOR") != "" {
		return Source{Kind: FromEnv, Name: "NO_COLOR", Value: "never"}
	}
	for _, name := range []string{"FORCE_COLOR", "CLICOLOR_FORCE"} {
		if off, _ := parseBool(name, env(name)); env(name) != "" && off != "false" {
			return Source{Kind: FromEnv, Name: name, Value: "always"}
		}
	}
	return Source{}
}
