// Package config owns the settings: which there are, where each may come from, which source wins, and how a setting is
// written back without disturbing the rest of the file. It is the only importer of viper.
//
// It refuses to know what a setting is used for, and it reads nothing but the files it is told: no current directory,
// and the environment only through the function it is given.
package config

import (
	"path/filepath"
	"time"

	"orgctl/internal/org"
)

// Config is what the flags, the environment and the files add up to. Every field has its line in Keys.
type Config struct {
	Store      string  // the path of the store; empty if neither a setting nor a home directory says where it is
	Org        string  // the slug of the organization to work in; empty: not settled here
	Output     string  // the output format; empty: by what stdout is
	Color      string  // auto, always or never
	Theme      string  // auto, light or dark
	Accessible bool    // plain numbered questions, no redrawing
	NoInput    bool    `mapstructure:"no_input"` // never ask
	Session    Session // where logins are kept
	Mail       Mail    // how mail goes out
	DPA        DPA     // what certificates on data protection say
	Invitation Invitation

	layers []layer // the strongest first; what Explain answers from
	place  place
}

// Session says how logins are remembered.
type Session struct {
	Storage string // file or keyring
}

// Mail says how mail goes out.
type Mail struct {
	Delivery     string // none, smtp, sendmail or folder
	From         string // an address with or without a name
	ReplyTo      string `mapstructure:"reply_to"`
	Host         string
	Port         int    // 0: by TLS
	TLS          string // starttls, tls or none
	CAFile       string `mapstructure:"ca_file"`
	Username     string
	PasswordFile string `mapstructure:"password_file"`
	Timeout      time.Duration
	Folder       string
	Sendmail     string
}

// DPA says who processes data on the organizations' behalf. Empty: whoever provides the products.
type DPA struct {
	ProcessorName    string `mapstructure:"processor_name"`
	ProcessorAddress string `mapstructure:"processor_address"`
}

// Invitation says what invitations are like.
type Invitation struct {
	Days int // how long one can be accepted
}

// Load adds up flags, environment, files and defaults, the first being the strongest. The flags are those that the
// person really gave, by the names of their keys. A wrong value is an error wherever it stands, even where a stronger
// source hides it: it would come to light at the worst moment.
func Load(env func(string) string, flags map[string]string, files Files) (*Config, error) {
	c, keys := &Config{place: placeFor(env)}, Keys()
	given, err := flagLayer(keys, flags)
	if err != nil {
		return nil, err
	}
	vars, err := envLayer(keys, env)
	if err != nil {
		return nil, err
	}
	user, err := c.place.readFile(FromUserFile, files.User, files.Explicit)
	if err != nil {
		return nil, err
	}
	system, err := c.place.readFile(FromSystemFile, files.System, false)
	if err != nil {
		return nil, err
	}
	c.layers = []layer{given, vars, user, system, c.place.defaults(keys)}
	return c, c.fill(keys)
}

// fill sets the fields. Only files go through viper, which costs time that a start without files need not spend.
func (c *Config) fill(keys []Key) error {
	given, vars, user, system, defaults := c.layers[0], c.layers[1], c.layers[2], c.layers[3], c.layers[4]
	c.apply(keys, defaults)
	if len(user)+len(system) > 0 {
		if err := decode(c, system, user); err != nil {
			return err
		}
	}
	c.apply(keys, vars)
	c.apply(keys, given)
	return nil
}

func (c *Config) apply(keys []Key, l layer) {
	if len(l) == 0 {
		return
	}
	for _, k := range keys {
		if s, ok := l[k.Name]; ok {
			k.assign(c, s.Value)
		}
	}
}

// StorePath is Store, or an error that says why there is none.
func (c *Config) StorePath() (string, error) {
	if c.Store == "" {
		return "", org.Invalid("there is no place for the store: HOME is not set").WithHint("give one with --store or ORGCTL_STORE")
	}
	return c.Store, nil
}

// SessionsPath is the file where the logins of this OS user are remembered.
func (c *Config) SessionsPath() (string, error) {
	if c.place.state == "" {
		return "", org.Invalid("there is no place for sessions: HOME is not set").WithHint("set HOME or XDG_STATE_HOME")
	}
	return filepath.Join(c.place.state, "orgctl", "sessions.json"), nil
}
