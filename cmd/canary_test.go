package cmd_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"orgctl/cmd"
	"orgctl/internal/clitest"
)

// canaries are secrets that were given to the program or made by it, and everything it said and wrote meanwhile.
type canaries struct {
	*clitest.Home
	t       *testing.T
	secrets map[string]string // by what they are
	said    []string
}

// file keeps a secret in a file of its own, as people do.
func (c *canaries) file(what, secret string) string {
	c.t.Helper()
	c.secrets[what] = secret
	path := filepath.Join(c.Dir, "secrets", what)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// run runs a command line that ends with the code, and keeps what it says. What it prints on purpose is given back and
// not kept.
func (c *canaries) run(code int, shown bool, args ...string) string {
	c.t.Helper()
	r := c.Run(args...)
	if r.Code != code {
		c.t.Fatalf("orgctl %s: exit code %d\n%s%s", strings.Join(args, " "), r.Code, r.Stdout, r.Stderr)
	}
	c.said = append(c.said, r.Stderr)
	if !shown {
		c.said = append(c.said, r.Stdout)
	}
	return r.Stdout
}

// found says in what a secret is: whole or half, in clear, in a usual encoding, or as the bytes that it stands for.
func (c *canaries) found(what string, in map[string]string) (places []string) {
	texts, raw := forms(c.secrets[what])
	for name, content := range in {
		lower := strings.ToLower(content)
		if slices.ContainsFunc(texts, func(form string) bool { return strings.Contains(lower, form) }) ||
			slices.ContainsFunc(raw, func(form string) bool { return strings.Contains(content, form) }) {
			places = append(places, name)
		}
	}
	slices.Sort(places)
	return places
}

// forms are what a secret may look like: as text, of which capitals do not count, and as bytes.
func forms(secret string) (texts, raw []string) {
	bare := strings.ReplaceAll(secret, "-", "") // of a recovery code
	body := bare[strings.LastIndex(bare, "_")+1:]
	raw = []string{secret, bare}
	for _, encoding := range []*base32.Encoding{base32.StdEncoding, base32.StdEncoding.WithPadding(base32.NoPadding)} {
		if b, err := encoding.DecodeString(strings.ToUpper(body)); err == nil {
			raw = append(raw, string(b))
		}
	}
	for _, whole := range slices.Clone(raw) {
		raw = append(raw, whole[:min(len(whole), 16)], whole[max(len(whole)-16, 0):])
	}
	for _, piece := range raw {
		texts = append(texts, hex.EncodeToString([]byte(piece)))
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			for shift := range 3 { // wherever it begins in what was encoded
				text := encoding.EncodeToString(append(make([]byte, shift), piece...))
				texts = append(texts, text[[]int{0, 2, 3}[shift]:(shift+len(piece))/3*4])
			}
		}
	}
	for i := range texts {
		texts[i] = strings.ToLower(texts[i])
	}
	for _, piece := range raw[:2] {
		texts = append(texts, strings.ToLower(piece))
	}
	return texts, raw
}

// everything is what lies about when all is done: every file below the home but those with the secrets, and all that was said.
func (c *canaries) everything() map[string]string {
	c.t.Helper()
	all := map[string]string{"what was said": strings.Join(c.said, "\n")}
	err := filepath.WalkDir(c.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Base(filepath.Dir(path)) == "secrets" {
			return err
		}
		name, _ := filepath.Rel(c.Dir, path)
		if filepath.Dir(name) == "mail" {
			name = "mail" // one is as good as another
		}
		all[name] += string(mustRead(c.t, path))
		return nil
	})
	letters, err2 := clitest.Inbox(filepath.Join(c.Dir, "mail"))
	for _, l := range letters {
		all["mail"] += l.Text // as it is read
	}
	if err := errors.Join(err, err2); err != nil {
		c.t.Fatal(err)
	}
	return all
}

// settle makes every place in which something could be left a place that is looked at.
func (c *canaries) settle() {
	c.t.Helper()
	temp := filepath.Join(c.Dir, "tmp")
	if err := os.Mkdir(temp, 0o700); err != nil {
		c.t.Fatal(err)
	}
	c.t.Setenv("TMPDIR", temp)
	c.t.Chdir(temp)
}

// live does everything that has to do with secrets.
func (c *canaries) live() {
	c.t.Helper()
	first, second, wrong := c.file("first password", "canary first sparrow"), c.file("second password", "canary second linnet"), c.file("wrong password", "canary wrong goldfinch")
	invited := c.file("password of the invited", "canary third siskin")
	c.run(0, false, "init", "--email", "olivia@example.org", "--first-name", "Olivia", "--last-name", "Owner", "--org", "acme", "--org-name", "Acme", "--kind", "company", "--country", "CH", "--password-file", first)
	c.Set("ORGCTL_MAIL_DELIVERY", "folder")
	c.Set("ORGCTL_MAIL_FOLDER", filepath.Join(c.Dir, "mail"))
	c.Set("ORGCTL_MAIL_FROM", "orgctl@example.org")
	c.run(7, false, "login", "--email", "nobody@example.org", "--password-file", wrong, "--debug")
	c.run(0, false, "user", "password", "--password-file", first, "--new-password-file", second)
	c.secrets["token"] = strings.TrimSpace(c.run(0, true, "token", "create", "--name", "ci", "--password-file", second, "--jq", ".token.secret"))
	c.secrets["second factor"] = strings.TrimSpace(c.run(0, true, "user", "2fa", "enable", "--password-file", second, "--jq", ".second_factor.secret"))
	code := c.file("code of the app", codeOf(c.t, c.secrets["second factor"]))
	delete(c.secrets, "code of the app") // six digits are anywhere
	c.secrets["recovery code"] = regexp.MustCompile(`[a-z2-7]{6}(-[a-z2-7]{6}){3}`).FindString(c.run(0, true, "user", "2fa", "enable", "--otp-file", code, "--password-file", second))
	c.run(0, false, "user", "invite", "jane@example.org", "--role", "collaborator", "--first-name", "Jane", "--last-name", "Doe")
	c.secrets["code of the invitation"] = c.code(`oi_[a-z2-7]{56}`)
	c.run(0, false, "invitation", "accept", c.secrets["code of the invitation"], "--password-file", invited, "--debug")
	c.run(3, false, "invitation", "accept", c.secrets["code of the invitation"], "--password-file", invited)
	c.secrets["session"] = c.session()
	c.run(0, false, "logout")
	c.run(0, false, "login", "--email", "olivia@example.org", "--password-file", second, "--otp-file", c.file("recovery codes", c.secrets["recovery code"]))
	delete(c.secrets, "recovery codes")
	c.run(0, false, "user", "reset", "jane@example.org")
	c.secrets["code of the reset"] = c.code(`or_[a-z2-7]{56}`)
}

// more is what goes through other hands: what is printed and asked for again, what a partner is offered, and mail servers.
func (c *canaries) more() {
	c.t.Helper()
	other := c.file("password of the partner", "canary fifth nuthatch")
	silent := []string{"user", "invite", "lee@example.org", "--role", "external", "--first-name", "Lee", "--last-name", "Low", "--silent", "--op-id", "once"}
	c.secrets["code that was printed"] = strings.TrimSpace(c.run(0, true, append(slices.Clone(silent), "--jq", ".invitation.code")...))
	c.run(0, false, append(silent, "-o", "json")...)
	c.run(0, false, "signup", "--email", "rita@example.com", "--first-name", "Rita", "--last-name", "Sell", "--org", "reseller", "--org-name", "Reseller", "--kind", "company", "--country", "CH", "--password-file", other)
	c.run(0, false, "partner", "profile", "edit", "--name", "Reseller", "--active")
	c.run(0, false, "client", "request", "acme", "--access", "full")
	c.secrets["code of the offer"] = c.code(`op_[a-z2-7]{56}`)
	c.run(0, false, "switch", "user", "olivia@example.org")
	office := clitest.NewPostoffice(c.t, clitest.Plain)
	for name, value := range office.Settings() {
		c.Set(name, value)
	}
	c.Set("ORGCTL_MAIL_USERNAME", "olivia")
	c.Set("ORGCTL_MAIL_PASSWORD_FILE", c.file("password of the mail server", "canary fourth robin"))
	c.run(6, false, "mail", "test", "zoe@example.org", "--debug") // the server refuses the login
	c.run(0, false, "user", "invite", "kim@example.org", "--role", "external", "--first-name", "Kim", "--last-name", "Kern")
	c.run(7, false, "user", "password", "--password-file", other, "--new-password-file", other, "--debug")
	c.Set("ORGCTL_MAIL_PORT", "9") // nobody is there
	c.run(0, false, "user", "invite", "ben@example.org", "--role", "external", "--first-name", "Ben", "--last-name", "Bond")
}

// look asks for all that there is to see.
func (c *canaries) look() {
	c.t.Helper()
	c.run(0, false, "store", "backup", filepath.Join(c.Dir, "backup.db"))
	for _, line := range []string{"log export", "log list", "mail list", "mail show 1 -o json", "token list -o json", "whoami -o json", "status", "config list", "doctor", "invitation list -o json", "store info"} {
		r := c.Run(strings.Fields(line)...)
		c.said = append(c.said, r.Stdout, r.Stderr)
	}
}

// code is the last one of a kind that was mailed.
func (c *canaries) code(pattern string) string {
	c.t.Helper()
	letters, err := clitest.Inbox(filepath.Join(c.Dir, "mail"))
	if err != nil || len(letters) == 0 {
		c.t.Fatalf("no mail: %v", err)
	}
	for _, l := range slices.Backward(letters) {
		if code := regexp.MustCompile(pattern).FindString(l.Text); code != "" {
			return code
		}
	}
	c.t.Fatal("no code was mailed")
	return ""
}

// session is the secret of the session that goes on.
func (c *canaries) session() string {
	c.t.Helper()
	return regexp.MustCompile(`os_[a-z2-7]{56}`).FindString(string(mustRead(c.t, filepath.Join(c.Dir, "xdg_state_home", "orgctl", "sessions.json"))))
}

// TestSecretsAreNowhere plants passwords and codes, does everything that has to do with them, and looks for them in all files
// and in everything that was said, whole and in parts, in clear and in the usual encodings. That it would find them it shows with those that
// are in a place on purpose.
func TestSecretsAreNowhere(t *testing.T) {
	c := &canaries{clitest.NewHome(t, cmd.Main), t, map[string]string{}, nil}
	c.settle()
	c.live()
	c.more()
	c.look()
	c.secrets["session that goes on"] = c.session()
	onPurpose := map[string][]string{
		"code of the invitation": {"mail"}, "code of the reset": {"mail"}, "code of the offer": {"mail"},
		"second factor":        {"backup.db", filepath.Join("store", "store.db")}, // codes are computed from it
		"session that goes on": {filepath.Join("xdg_state_home", "orgctl", "sessions.json")},
	}
	all := c.everything()
	for _, name := range []string{"backup.db", filepath.Join("store", "store.db"), "mail", "what was said"} {
		if all[name] == "" {
			t.Fatalf("%s was not looked at", name)
		}
	}
	for what, secret := range c.secrets {
		if len(secret) < 15 {
			t.Fatalf("the %s is %q", what, secret)
		}
		if places := c.found(what, all); !slices.Equal(places, onPurpose[what]) {
			t.Errorf("the %s is in %q, want %q", what, places, onPurpose[what])
		}
	}
	if !json.Valid([]byte(all[onPurpose["session that goes on"][0]])) {
		t.Error("the sessions are no JSON")
	}
}
