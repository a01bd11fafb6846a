package config

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"orgctl/internal/org"
)

// Key is one setting. Validation, `config list`, `config explain` and the reference are made from these.
type Key struct {
	Name    string   // as in `config set` and, a dot being a level, in the files
	Default string   // empty: none
	Allowed []string // nil: any
	Flag    string   // the long flag without dashes; empty: none
	Doc     string   // one line

	isPath    bool
	isAddress bool
	most      int               // of a number that is no port: the greatest; the least is 1
	field     func(*Config) any // points to the field: *string, *bool, *int (empty: 0) or *time.Duration
}

// Keys lists the settings in the order of the documentation.
func Keys() []Key { return slices.Concat(ownKeys(), mailKeys(), invitationKeys(), dpaKeys()) }

func ownKeys() []Key {
	return []Key{
		{Name: "store", Default: "$XDG_DATA_HOME/orgctl/store.db", Flag: "store", isPath: true,
			Doc:   "the store file; in a file, a relative path starts at that file's folder",
			field: func(c *Config) any { return &c.Store }},
		{Name: "org", Flag: "org",
			Doc:   "the organization to work in, by its slug",
			field: func(c *Config) any { return &c.Org }},
		{Name: "output", Allowed: []string{"table", "json", "jsonl", "yaml", "csv", "tsv", "name"}, Flag: "output",
			Doc:   "the output format; without it, table on a terminal and tsv in a pipe",
			field: func(c *Config) any { return &c.Output }},
		{Name: "color", Default: "auto", Allowed: []string{"auto", "always", "never"}, Flag: "color",
			Doc:   "whether to use colour; NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are obeyed before the files",
			field: func(c *Config) any { return &c.Color }},
		{Name: "theme", Default: "auto", Allowed: []string{"auto", "light", "dark"},
			Doc:   "the background to choose colours for; auto asks the terminal",
			field: func(c *Config) any { return &c.Theme }},
		{Name: "accessible", Default: "false",
			Doc:   "plain numbered questions without redrawing, for screen readers",
			field: func(c *Config) any { return &c.Accessible }},
		{Name: "no_input", Default: "false", Flag: "no-input",
			Doc:   "never ask; a missing value is an error",
			field: func(c *Config) any { return &c.NoInput }},
		{Name: "session.storage", Default: "file", Allowed: []string{"file", "keyring"},
			Doc:   "where new logins are kept: a file that only you can read, or the keyring of the desktop",
			field: func(c *Config) any { return &c.Session.Storage }},
	}
}

// mailKeys are the settings of mail.
func mailKeys() []Key {
	return []Key{
		{Name: "mail.delivery", Default: "none", Allowed: []string{"none", "smtp", "sendmail", "folder"},
			Doc:   "how mail goes out; none: nothing is sent, and commands print the codes to hand over",
			field: func(c *Config) any { return &c.Mail.Delivery }},
		{Name: "mail.from", isAddress: true,
			Doc:   "whom mail is from, like 'Acme <orgctl@example.org>'; needed for mail to go out",
			field: func(c *Config) any { return &c.Mail.From }},
		{Name: "mail.reply_to", isAddress: true,
			Doc:   "where answers go; without it, to mail.from",
			field: func(c *Config) any { return &c.Mail.ReplyTo }},
		{Name: "mail.host",
			Doc:   "the SMTP server, by its name",
			field: func(c *Config) any { return &c.Mail.Host }},
		{Name: "mail.port",
			Doc:   "the port of the SMTP server; without it 587, or 465 if mail.tls is tls",
			field: func(c *Config) any { return &c.Mail.Port }},
		{Name: "mail.tls", Default: "starttls", Allowed: []string{"starttls", "tls", "none"},
			Doc:   "how the way to the SMTP server is encrypted; none only to this machine itself",
			field: func(c *Config) any { return &c.Mail.TLS }},
		{Name: "mail.ca_file", isPath: true,
			Doc:   "certificates in PEM that sign the server's, beside those that this machine trusts",
			field: func(c *Config) any { return &c.Mail.CAFile }},
		{Name: "mail.username",
			Doc:   "the login at the SMTP server; empty: none",
			field: func(c *Config) any { return &c.Mail.Username }},
		{Name: "mail.password_file", isPath: true,
			Doc:   "the file whose first line is the password of mail.username; only you may be able to read it",
			field: func(c *Config) any { return &c.Mail.PasswordFile }},
		{Name: "mail.timeout", Default: "30s",
			Doc:   "how long an attempt to send a mail may take, 100ms to 1m; right after a change it is never more than ten seconds",
			field: func(c *Config) any { return &c.Mail.Timeout }},
		{Name: "mail.folder", isPath: true,
			Doc:   "where mail.delivery folder puts each mail as an .eml file",
			field: func(c *Config) any { return &c.Mail.Folder }},
		{Name: "mail.sendmail", Default: "/usr/sbin/sendmail", isPath: true,
			Doc:   "the program that mail.delivery sendmail hands mails to",
			field: func(c *Config) any { return &c.Mail.Sendmail }},
	}
}

func invitationKeys() []Key {
	return []Key{
		{Name: "invitation.days", Default: "30", most: 365,
			Doc:   "how many days an invitation can be accepted, from when it was sent",
			field: func(c *Config) any { return &c.Invitation.Days }},
	}
}

// dpaKeys are the settings of certificates on data protection.
func dpaKeys() []Key {
	return []Key{
		{Name: "dpa.processor_name",
			Doc:   "who certificates on data protection name as the processor; without it, the provider of the products",
			field: func(c *Config) any { return &c.DPA.ProcessorName }},
		{Name: "dpa.processor_address",
			Doc:   "the address of that processor, on one line",
			field: func(c *Config) any { return &c.DPA.ProcessorAddress }},
	}
}

// Env is the name of the environment variable.
func (k Key) Env() string {
	return "ORGCTL_" + strings.ToUpper(strings.ReplaceAll(k.Name, ".", "_"))
}

// Type says what a value is: choice, path, boolean, number, duration, address or text.
func (k Key) Type() string {
	switch k.field(new(Config)).(type) {
	case *bool:
		return "boolean"
	case *int:
		return "number"
	case *time.Duration:
		return "duration"
	}
	switch {
	case k.isPath:
		return "path"
	case k.isAddress:
		return "address"
	case k.Allowed != nil:
		return "choice"
	default:
		return "text"
	}
}

// Choices are the values there are; nil: any.
func (k Key) Choices() []string {
	if k.Type() == "boolean" {
		return []string{"true", "false"}
	}
	return k.Allowed
}

func find(name string) (Key, bool) {
	keys := Keys()
	i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == name })
	if i < 0 {
		return Key{}, false
	}
	return keys[i], true
}

func unknown(name string) *org.Error {
	var names []string
	for _, k := range Keys() {
		names = append(names, k.Name)
	}
	return org.Unknown("setting", name, names)
}

// parse checks a value and returns its one spelling, "true" for "yes" and "1".
func (k Key) parse(value string) (string, *org.Error) {
	switch {
	case k.Type() == "boolean":
		return parseBool(k.Name, value)
	case k.Type() == "number":
		return k.parseNumber(value)
	case k.Type() == "duration":
		return parseDuration(k.Name, value)
	case k.Allowed != nil && !slices.Contains(k.Allowed, value):
		return "", org.Unknown(k.Name, value, k.Allowed)
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unprintable):
		return "", org.Invalid("%s %q has characters that can't be printed", k.Name, value).
			WithHint("retype the value without line breaks and control characters")
	case k.isAddress && value != "":
		return parseAddress(k.Name, value)
	}
	return value, nil
}

func parsePort(name, value string) (string, *org.Error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 65535 {
		return "", org.Invalid("%s %q is not the number of a port", name, value).WithHint("a number from 1 to 65535")
	}
	return strconv.Itoa(n), nil
}

func parseDuration(name, value string) (string, *org.Error) {
	d, err := time.ParseDuration(value)
	if err != nil || d < 100*time.Millisecond || d > time.Minute {
		return "", org.Invalid("%s %q is not a time from 100ms to 1m", name, value).WithHint("write it like 30s")
	}
	return value, nil
}

// parseAddress takes an address as it stands in the header of a mail, with a name before it or alone.
func parseAddress(name, value string) (string, *org.Error) {
	a, err := mail.ParseAddress(value)
	if err == nil {
		_, err = org.ParseEmail(a.Address)
	}
	if err != nil {
		return "", org.Invalid("%s %q is not an address", name, value).Wrap(err).WithHint("write it like 'Acme <orgctl@example.org>' or orgctl@example.org")
	}
	return value, nil
}

func (k Key) parseNumber(value string) (string, *org.Error) {
	if k.most == 0 {
		return parsePort(k.Name, value)
	}
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < 1 || n > k.most {
		return "", org.Invalid("%s %q is no number from 1 to %d", k.Name, value, k.most).WithHint("the default is %s", k.Default)
	}
	return strconv.Itoa(n), nil
}

func parseBool(name, value string) (string, *org.Error) {
	switch strings.ToLower(value) {
	case "1", "true", "yes", "on":
		return "true", nil
	case "0", "false", "no", "off":
		return "false", nil
	}
	return "", org.Unknown(name, value, []string{"true", "false"})
}

// unprintable tells the characters that would break a line of the file or of the output.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf) || r == utf8.RuneError
}

func (k Key) assign(c *Config, value string) {
	switch p := k.field(c).(type) {
	case *string:
		*p = value
	case *bool:
		*p = value == "true"
	case *int:
		*p, _ = strconv.Atoi(value) // parse has checked it; empty is none
	case *time.Duration:
		*p, _ = time.ParseDuration(value)
	}
}

// typed is the value as the type of its field, for viper and for the file.
func (k Key) typed(value string) any {
	switch k.Type() {
	case "boolean":
		b, _ := strconv.ParseBool(value) // parse has made it true or false
		return b
	case "number":
		n, _ := strconv.Atoi(value)
		return n
	}
	return value
}
