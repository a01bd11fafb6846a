package config

// Explanation is the value of a setting and where it comes from.
type Explanation struct {
	Key string `json:"key"`
	Source
	Overridden []Source `json:"overridden"` // what else has a value, the strongest first
}

// Explain tells which source of the setting won, and which others have a value too.
func (c *Config) Explain(key string) (Explanation, error) {
	k, ok := find(key)
	if !ok {
		return Explanation{}, unknown(key)
	}
	return c.explain(k), nil
}

// List explains every setting, in the order of Keys.
func (c *Config) List() []Explanation {
	var list []Explanation
	for _, k := range Keys() {
		list = append(list, c.explain(k))
	}
	return list
}

func (c *Config) explain(k Key) Explanation {
	var has []Source
	for _, l := range c.layers {
		if s, ok := l[k.Name]; ok {
			has = append(has, s)
		}
	}
	return Explanation{Key: k.Name, Source: has[0], Overridden: has[1:]} // the defaults have every key
}
