package clitest

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/term"
)

// Home is somebody's machine: a store, settings and logins of its own, on which command lines are run in this process.
type Home struct {
	Dir  string
	main Main
	vars map[string]string
}

// Result is what one command line did.
type Result struct {
	Code           int
	Stdout, Stderr string
}

// NewHome makes an empty one.
func NewHome(t testing.TB, main Main) *Home {
	t.Helper()
	h := &Home{Dir: t.TempDir(), main: main, vars: map[string]string{}}
	h.write(t, "password", Password+"\n")
	return h
}

// Set sets an environment variable.
func (h *Home) Set(name, value string) { h.vars[name] = value }

func (h *Home) env(name string) string {
	if v, ok := h.vars[name]; ok {
		return v
	}
	switch name {
	case "HOME":
		return h.Dir
	case "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_DIRS":
		return filepath.Join(h.Dir, strings.ToLower(name))
	case "ORGCTL_STORE":
		return filepath.Join(h.Dir, "store", "store.db")
	}
	return ""
}

// Run runs a command line without a terminal.
func (h *Home) Run(args ...string) Result { return h.RunWith("", args...) }

// RunWith is Run with a standard input.
func (h *Home) RunWith(stdin string, args ...string) Result {
	var out, err bytes.Buffer
	code := h.main(context.Background(), args, &term.Streams{In: strings.NewReader(stdin), Out: &out, Err: &err, Env: h.env}, World())
	return Result{code, out.String(), err.String()}
}

// Watch runs a command line as somebody sees it who watches a terminal but can't be asked: both streams in one, and
// tables.
func (h *Home) Watch(args ...string) (int, string) {
	var screen bytes.Buffer
	code := h.main(context.Background(), args, &term.Streams{In: strings.NewReader(""), Out: &screen, Err: &screen, OutTTY: true, Env: h.env}, World())
	return code, screen.String()
}

// Must runs a command line that must succeed and returns its standard output.
func (h *Home) Must(t testing.TB, args ...string) string {
	t.Helper()
	r := h.Run(args...)
	if r.Code != 0 {
		t.Fatalf("orgctl %s: exit code %d\n%s%s", strings.Join(args, " "), r.Code, r.Stdout, r.Stderr)
	}
	return r.Stdout
}

// Demo makes the world that examples are written for: the organization acme with the owner olivia, the admin ada, the
// collaborators jane and tom and the external eve, the team design with eve in it, a few products, and files to import.
// Olivia is logged in, and has a token for reading; delta has another owner and has invited pia, nothing is in omega, and
// sigma, which is gil's, invites olivia. What partners there are, partners says.
func Demo(t testing.TB, main Main) *Home {
	t.Helper()
	h := NewHome(t, main)
	h.Must(t, "init", "--email", "olivia@example.org", "--first-name", "Olivia", "--last-name", "Owner", "--org", "acme", "--org-name", "Acme",
		"--kind", "company", "--country", "CH", "--password-file", filepath.Join(h.Dir, "password"))
	for _, who := range []string{"ada admin Ada Admin", "jane collaborator Jane Doe", "tom collaborator Tom Roe", "eve external Eve Extern"} {
		w := strings.Fields(who)
		h.Must(t, "user", "add", w[0]+"@example.org", "--role", w[1], "--first-name", w[2], "--last-name", w[3])
	}
	for _, ref := range []string{"drive/marketing", "drive/sales", "domain/acme.ch", "mail/office"} {
		h.Must(t, "product", "add", ref)
	}
	h.Must(t, "grant", "set", "jane@example.org", "--product", "drive/marketing", "--right", "technical", "--usage", "user")
	h.Must(t, "grant", "set", "jane@example.org", "--grant", "drive/@future=statistics")
	h.Must(t, "team", "add", "Design", "--colour", "purple", "--leader", "ada@example.org", "--member", "eve@example.org",
		"--grant", "mail/@all=technical+use")
	h.Must(t, "org", "add", "delta", "--name", "Delta", "--country", "FR")
	h.Must(t, "org", "add", "omega", "--name", "Omega", "--country", "FR")
	h.Must(t, "user", "add", "bea@example.org", "--role", "owner", "--first-name", "Bea", "--last-name", "Bey", "--org", "delta")
	h.Must(t, "token", "create", "--name", "ci", "--can", "read", "--password-file", filepath.Join(h.Dir, "password"))
	h.Must(t, "user", "invite", "pia@example.org", "--role", "collaborator", "--first-name", "Pia", "--last-name", "Neu", "--org", "delta")
	h.Must(t, "signup", "--email", "gil@example.org", "--first-name", "Gil", "--last-name", "Gray", "--org", "sigma", "--org-name", "Sigma",
		"--kind", "company", "--country", "IT", "--password-file", filepath.Join(h.Dir, "password"))
	h.Must(t, "user", "invite", "olivia@example.org", "--role", "collaborator", "--first-name", "Olivia", "--last-name", "Owner")
	h.Must(t, "switch", "user", "olivia@example.org")
	h.Must(t, "switch", "user", "gil@example.org", "--forget")
	h.write(t, "invitations.csv", "email,first_name,last_name,role,teams,grants\nkim@example.org,Kim,Kern,collaborator,design,drive/sales=technical|drive/@future=statistics\nlea@example.com,Léa,Lenz,external,,\n")
	h.partners(t)
	h.write(t, "new-password", "another horse battery\n")
	h.write(t, "users.csv", "email,first_name,last_name,role,billing\nzoe@example.org,Zoë,Zeta,collaborator,true\nyan@example.org,Yan,Yps,external,\n")
	h.write(t, "products.csv", "category,name,label,price,currency,period\ndrive,archive,Archive,120.00,CHF,1y\n")
	h.write(t, "grants.csv", "user,product,category,scope,rights,usage,from,until,reason,ticket\njane@example.org,drive/sales,,product,technical|statistics,user,,,,\ntom@example.org,,drive,all,statistics,,,,,\n")
	h.write(t, "policy.csv", policy)
	h.write(t, "records.csv", records)
	h.Must(t, "billing", "import", filepath.Join(h.Dir, "records.csv"))
	h.Must(t, "export", "clients", "--history", "all", "--period", "2026", "--manifest", "--out", filepath.Join(h.Dir, "exported.csv"))
	h.Must(t, "store", "backup", filepath.Join(h.Dir, "backup.db"))
	h.write(t, "clients.csv", "slug,name,access,payment\nbakery,The Bakery,full,partner\nflorist,Blümli,,\n")
	h.write(t, "catalog.yaml", "- code: press\n  label: Printing press\n  rights: [technical, statistics]\n  usage: true\n")
	return h
}

// partners makes the reseller a partner of acme, limited to a drive, with carl assigned and cleo not; delta has invited the
// reseller, and the reseller has asked omega. The supplier is a partner of nobody.
func (h *Home) partners(t testing.TB) {
	t.Helper()
	for _, name := range []string{"Reseller", "Supplier"} {
		slug := strings.ToLower(name)
		h.Must(t, "org", "add", slug, "--name", name, "--country", "CH")
		h.Must(t, "partner", "profile", "edit", "--email", "hello@"+slug+".example.com", "--org", slug)
	}
	for _, who := range []string{"carl Carl Coll", "cleo Cleo Coll"} {
		w := strings.Fields(who)
		h.Must(t, "user", "add", w[0]+"@example.com", "--role", "collaborator", "--first-name", w[1], "--last-name", w[2], "--org", "reseller")
	}
	h.Must(t, "partner", "invite", "reseller", "--access", "limited", "--product", "drive/marketing", "--accept")
	h.Must(t, "client", "assign", "carl@example.com", "acme", "--org", "reseller")
	h.Must(t, "partner", "invite", "reseller", "--access", "limited", "--product", "none", "--org", "delta")
	h.Must(t, "client", "request", "omega", "--access", "full", "--org", "reseller")
}

// policy is what is to be so in acme; tom may not yet see the figures of the sales.
const policy = `user,product,rights,usage,expected
jane@example.org,drive/marketing,technical,user,yes
jane@example.org,drive/sales,technical|statistics,,no
tom@example.org,drive/sales,statistics,,yes
eve@example.org,mail/office,,user,yes
eve@example.org,mail/office,,admin,no
`

// records are those of the book of acme: two clients, in two currencies, with a label that a spreadsheet would run.
const records = `client,date,kind,product,period_start,period_end,list_price,discount_percent,amount,tax,currency,paid_by,ordered_by,reference,client_name,label
delta,2026-08-14,order,drive/studio,2026-08-14,2027-08-13,347.20,,347.20,28.12,CHF,partner,partner,A-1001,Delta,Studio
delta,2026-08-14,discount,drive/studio,2026-08-14,2027-08-13,,20,-69.44,,CHF,partner,partner,A-1001,Delta,Studio
delta,2026-08-14,discount,drive/studio,2026-08-14,2027-08-13,,25,-69.44,,CHF,partner,partner,A-1001,Delta,Studio
omega,2026-09-02,renewal,domain/omega.example,2026-09-02,2027-09-01,12.50,,12.50,,EUR,client,client,A-1002,Omega,"'=Omega, renewed"
omega,2026-09-02,cashback,domain/omega.example,2026-09-02,2027-09-01,12.50,12.5,-1.56,,EUR,client,client,A-1002,Omega,"'=Omega, renewed"
,2026-10-01,payment,,,,,,-150.00,,CHF,,,P-77,,
`

// Image is the contents of a home, from which others are made. It outlives the test that made it.
type Image struct {
	dir   string
	main  Main
	files map[string][]byte
}

// Image takes the contents of the home as they are.
func (h *Home) Image(t testing.TB) Image {
	t.Helper()
	i := Image{dir: h.Dir, main: h.main, files: map[string][]byte{}}
	err := filepath.WalkDir(h.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		i.files[strings.TrimPrefix(path, h.Dir)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// Home is a new home with these contents, the test's to change. Logins are kept by the path of the store, so they move
// along.
func (i Image) Home(t testing.TB) *Home {
	t.Helper()
	h := &Home{Dir: t.TempDir(), main: i.main, vars: map[string]string{}}
	for name, data := range i.files {
		to := filepath.Join(h.Dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(name, ".db") { // a store is not ours to edit; its log may name the folder
			data = bytes.ReplaceAll(data, []byte(i.dir), []byte(h.Dir))
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *Home) write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(h.Dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
