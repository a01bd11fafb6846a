package config

import (
	"fmt"
	"strings"

	"github.com/spf13/viper"
)

// decode lays the files over c, the weaker first. The delimiter is one that no name holds: with viper's own, the dot,
// a name that is an e-mail would fall apart. UnmarshalExact fails on what has no field, so that a line in Keys without
// one is found by the first test and not by silence.
func decode(c *Config, files ...layer) error {
	v := viper.NewWithOptions(viper.KeyDelimiter("::"))
	for _, f := range files {
		if err := v.MergeConfigMap(f.tree()); err != nil {
			return fmt.Errorf("merge the configuration: %w", err)
		}
	}
	if err := v.UnmarshalExact(c); err != nil {
		return fmt.Errorf("decode the configuration: %w", err)
	}
	return nil
}

// tree is the layer as the nested maps that a file holds.
func (l layer) tree() map[string]any {
	root := map[string]any{}
	for _, k := range Keys() {
		s, ok := l[k.Name]
		if !ok {
			continue
		}
		m, path := root, strings.Split(k.Name, ".")
		for _, group := range path[:len(path)-1] {
			if m[group] == nil {
				m[group] = map[string]any{}
			}
			m = m[group].(map[string]any)
		}
		m[path[len(path)-1]] = k.typed(s.Value)
	}
	return root
}
