package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// actor is somebody who tries things in acme.
type actor struct {
	name    string
	role    org.Role
	billing bool
	partner org.PartnerAccess // they come through this
	locked  bool
	outside bool // no member (yet)
	// assigned: to a client of acme. Those of a partner who come here are assigned to acme.
	assigned bool
	// token: they act by a token made for these rows, and not by a login. Empty: for whatever they may.
	token bool
	can   []org.Action
}

// person is whose login or token it is.
func (a actor) person() string { return strings.SplitN(a.name, "+", 2)[0] }

// covers says whether the token, if there is one, has the row.
func (a actor) covers(row org.Action) bool {
	return !a.token || len(a.can) == 0 || row == org.ActSee || slices.Contains(a.can, row)
}

// at is somebody's machine: with their login, or with nothing but their token.
func (s site) at(a actor) (site, error) {
	s = s.as(a.name)
	if !a.token {
		return s, nil
	}
	secret, err := os.ReadFile(s.file("token-" + a.name))
	return s.with("ORGCTL_TOKEN=" + strings.TrimSpace(string(secret))), err
}

func (a actor) nobody() bool { return a.name == "nobody" }

// actors are everybody there is to acme. Rex and sue are owners of its partners reseller and supplier, rob is an admin there, cleo
// and sid are assigned to acme, ulf and xia are not. Pia is invited and has not answered, sam has an organization of his own and
// nothing to do with acme, and nobody is not logged in. After a plus stand tokens.
func actors() []actor {
	return []actor{
		{name: "olivia", role: org.Owner}, {name: "ada", role: org.Admin}, {name: "jane", role: org.Collaborator, assigned: true},
		{name: "bill", role: org.Collaborator, billing: true}, {name: "cole", role: org.Collaborator, billing: true, assigned: true},
		{name: "eve", role: org.External}, {name: "lou", role: org.Admin, locked: true},
		{name: "rex", partner: org.PartnerFull}, {name: "rob", partner: org.PartnerFull}, {name: "cleo", partner: org.PartnerFull},
		{name: "sue", partner: org.PartnerLimited}, {name: "sid", partner: org.PartnerLimited},
		{name: "ulf", outside: true}, {name: "xia", outside: true}, {name: "pia", outside: true}, {name: "sam", outside: true}, {name: "nobody", outside: true},
		{name: "olivia+all", role: org.Owner, token: true}, {name: "olivia+read", role: org.Owner, token: true, can: []org.Action{org.ActSee}},
		{name: "ada+grants", role: org.Admin, token: true, can: []org.Action{org.ActGrants, org.ActSeeAccess}},
		{name: "ada+members", role: org.Admin, token: true, can: []org.Action{org.ActMembers, org.ActCompliance, org.ActBook}},
		{name: "jane+all", role: org.Collaborator, token: true, assigned: true},
		{name: "rex+clients", partner: org.PartnerFull, token: true, can: []org.Action{org.ActGrants, org.ActUseProducts}}, {name: "rex+home", token: true, outside: true},
	}
}

// try is a command line that the owner of acme can run.
type try struct {
	line string
	row  org.Action // what it comes down to, if the row of the command says less
	seen string     // who sees the thing besides those who see everything; empty: whoever may
	also []int      // other exit codes that are in order
	self bool       // it is done to oneself, which is no token's (docs/decisions/0035)
}

// tries are the command lines, by the path of the command. Things in braces are there in both organizations.
func tries() map[string]try {
	out := map[string]try{
		"user show": {line: "{person}", row: org.ActMembers}, "user edit": {line: "{person} --first-name Tim", row: org.ActMembers},
		"grant why": {line: "{person} {product}", row: org.ActSeeAccess}, "grant check": {line: "{person} {product} --right technical", row: org.ActSeeAccess, also: []int{10}},
		"product show": {line: "{product}", seen: "jane sue sid"}, "product edit": {line: "{product} --label New", seen: "jane sue sid"},
		"team list": {row: org.ActSee}, "team show": {line: "{team}", row: org.ActSee, seen: "eve"}, "team members list": {line: "{team}", row: org.ActSee, seen: "eve"},
		"switch org": {line: "{org}", row: org.ActSee, self: true}, "user leave": {self: true, also: []int{4, 5}},
		"mail show": {line: "1", also: []int{3}}, "mail retry": {line: "id:1", also: []int{3}}, "mail list": {},
		"grant edit":       {line: "{person}", row: app.Anybody}, // it asks, and nobody answers
		"user 2fa disable": {line: "--password-file password", row: app.LoggedIn, also: []int{3, 4}}, "user 2fa codes": {row: app.LoggedIn, also: []int{3, 4}},
		"partner accept": {line: "{asking}", row: org.ActAuthorize, self: true}, "partner refuse": {line: "{asking}", row: org.ActAuthorize, self: true},
		"token create": {line: "--name backup --can read --password-file password", self: true, also: []int{4}},
		"token revoke": {line: "id:1", seen: "olivia", self: true, also: []int{5}},
		"org remove":   {line: "{org}", also: []int{5}},
	}
	for line := range strings.SplitSeq(plainTries, "\n") {
		path, rest, _ := strings.Cut(line, " | ")
		out[path] = try{line: rest}
	}
	for path, t := range out {
		t.line = strings.TrimSpace(path + " " + t.line)
		out[path] = t
	}
	return out
}

// plainTries need nothing but the row of the command.
const plainTries = `catalog list
catalog show | drive
catalog import | catalog.yaml
log list
log head
log show | 1
log verify
log export
user list
user add | new@example.org --role external --first-name New --last-name Name
user invite | new@example.org --role external --first-name New --last-name Name
user role | {person} --role external
user remove | {person}
user reset | {person}
user password | --password-file password --new-password-file new-password
team add | Sales --member {person}
team edit | {team} --colour blue
team remove | {team}
team members add | {team} {person}
team members remove | {team} eve@example.org
team grant | {team} --product {product} --right technical
team revoke | {team} --all
grant list
grant who | {product}
grant matrix
grant set | {person} --product {product} --right statistics
grant revoke | {person} --product {product}
grant copy | {person} --to bill@example.org
grant full | {person}
org list
org show | {org}
org edit | {org} --city Lyon
org directory
org add | beta --name Beta --country CH
export access
export clients | --history all --period 2026
export verify | exported.csv
invitation list
invitation show | {invited}
invitation edit | {invited} --role external
invitation resend | {invited}
invitation cancel | {invited}
invitation accept | {org}
invitation refuse | {org}
billing list | --period 2026
billing add | --kind payment --amount 120.00 --reference INV-7
billing import | records.csv
billing balance
billing rates list
billing rates set | drive 20
user lock | {person}
user unlock | {person}
user 2fa enable | --password-file password -o json
token list
partner list
partner search | broker
partner show | {partner}
partner invite | broker --access limited --product drive/marketing
partner resend | {asked}
partner cancel | {asked}
partner edit | {partner} --product drive/sales
partner revoke | {partner} --password-file password
partner profile show
partner profile edit | --name Services
client list
client add | florist --name Florist
client assign | bill@example.org {client}
client unassign | jane@example.org {client}
client request | pia --access limited
client cancel | {requested}
client leave | {client} --password-file password
product list
product add | drive/new
product remove | {product}
product renew | {product} --until 2027-12-31
dpa generate | --out certificate.pdf
status
whoami
theme | dark
init | --email new@example.org --first-name New --last-name Name --org new --org-name New --kind company --country CH --password-file password
signup | --email new@example.org --first-name New --last-name Name --org new --org-name New --kind company --country CH --password-file password
login | --email dan@example.org --password-file password
logout
switch user | bea@example.org
config get | color
config list
config set | accessible true
config explain | store
doctor
version
completion | bash
demo
mail flush
mail test | olivia@example.org
store info
store check
store backup | new.db
store restore | backup.db
store generate | --users 5 --seed 1 --store generated.db
store recover | jane@example.org`

// accessWorld adds those to the world who are missing in it.
func (b *bench) accessWorld(ctx context.Context) (site, error) {
	b.access.Lock() // several trials begin with it
	defer b.access.Unlock()
	s := site{dir: filepath.Join(b.dir, "access"), who: "olivia", repo: b.repo}
	if _, err := os.Stat(s.dir); err == nil {
		return s, nil
	}
	if err := b.world.copyTo(s.dir); err != nil {
		return s, err
	}
	lines := []string{
		"olivia user add tom@example.org --role collaborator --first-name Tom --last-name Roe", "olivia grant set tom@example.org --product drive/marketing --right technical",
		"olivia user add bill@example.org --role collaborator --billing --first-name Bill --last-name Doe", "olivia user add lou@example.org --role admin --first-name Lou --last-name Doe",
		"pia signup --email pia@example.org --first-name Pia --last-name Doe --org pia --org-name Pia --kind company --country CH --password-file password",
		"sam signup --email sam@example.org --first-name Sam --last-name Doe --org sam --org-name Sam --kind company --country CH --password-file password",
		"olivia user invite pia@example.org --role collaborator --first-name Pia --last-name Doe", "olivia user invite max@example.org --role collaborator --first-name Max --last-name Doe",
		"bea user invite una@example.org --role collaborator --first-name Una --last-name Doe",
		"bea org add dealer --name Dealer --country FR", "bea org add trader --name Trader --country FR", "bea org add omega --name Omega --country FR",
		"bea partner profile edit --email hello@example.com --org dealer", "bea partner profile edit --email hello@example.com --org trader",
		"bea partner profile edit --email hello@example.com --org delta",
		"bea partner invite dealer --access limited --product drive/secret --accept --org delta", "bea partner invite trader --access limited --product none --org delta",
		"bea client add annex --name Annex --org delta", "bea client request omega --access limited --org delta",
		"olivia partner profile edit --email hello@example.com", "olivia client add bakery --name Bakery --org acme", "olivia client assign jane@example.org bakery --org acme",
		"olivia user add cole@example.org --role collaborator --billing --first-name Cole --last-name Doe", "olivia client assign cole@example.org bakery --org acme",
		"olivia client request sam --access limited --org acme",
		"olivia token create --name ci --can read --password-file password --org acme",
		"olivia billing import records.csv", "olivia export clients --history all --period 2026 --manifest --out exported.csv", "olivia store backup backup.db",
	}
	err := errors.Join(s.write("new-password", "another horse battery\n"), s.write("catalog.yaml", "- code: press\n  label: Press\n  rights: [technical]\n  usage: true\n"),
		s.write("records.csv", "client,date,kind,product,period_start,period_end,list_price,discount_percent,amount,tax,currency,paid_by,ordered_by,reference,client_name,label\n"+
			"delta,2026-08-14,order,drive/studio,2026-08-14,2027-08-13,347.20,,347.20,28.12,CHF,partner,partner,A-1001,Delta,Studio\n"))
	for _, partner := range []string{"rex reseller full", "sue supplier limited", "vic vendor -", "wes wholesaler -", "bob broker -"} {
		w := strings.Fields(partner)
		lines = append(lines, w[0]+" signup --email "+w[0]+"@example.com --first-name Pat --last-name Ner --org "+w[1]+" --org-name "+w[1]+" --kind company --country CH --password-file password",
			w[0]+" partner profile edit --email hello@example.com")
		if w[2] != "-" {
			lines = append(lines, w[0]+" client request acme --access "+w[2], "olivia partner accept "+w[1]+" --org acme")
		}
	}
	lines = append(lines, "olivia partner edit supplier --product drive/marketing --right technical --org acme",
		"rex user add rob@example.org --role admin --org reseller", "rex user add cleo@example.org --role collaborator --org reseller",
		"rex user add ulf@example.org --role collaborator --org reseller", "rex user add xia@example.org --role external --org reseller",
		"sue user add sid@example.org --role collaborator --org supplier",
		"rex client assign cleo@example.org acme --org reseller", "sue client assign sid@example.org acme --org supplier",
		"olivia partner invite vendor --access limited --product none --org acme", "wes client request acme --access limited")
	for _, line := range lines {
		who, rest, _ := strings.Cut(line, " ")
		_, failed := s.as(who).must(ctx, b.real, strings.Fields(rest)...)
		err = errors.Join(err, failed)
	}
	err = errors.Join(err, b.logIn(ctx, s, "bill", "cole", "lou"), b.logIn(ctx, s.as("rex"), "rob", "cleo", "ulf", "xia"), b.logIn(ctx, s.as("sue"), "sid"))
	for _, who := range []string{"rex", "sue", "rob", "cleo", "sid"} { // each day's first visit is logged
		_, failed := s.as(who).must(ctx, b.real, "switch", "org", "acme")
		err = errors.Join(err, failed)
	}
	return s, errors.Join(err, b.makeTokens(ctx, s), s.lock(ctx, "lou@example.org"))
}

// makeTokens makes those of the actors. They are used once: the first day on which one is used is written down.
func (b *bench) makeTokens(ctx context.Context, s site) error {
	for _, a := range actors() {
		if !a.token {
			continue
		}
		args := []string{"token", "create", "--name", strings.ReplaceAll(a.name, "+", "-"), "--password-file", "password", "--jq", ".token.secret"}
		for _, row := range a.can {
			args = append(args, "--can", string(row))
		}
		of := "acme"
		if a.person() == "rex" {
			of = "reseller"
		}
		if a.partner != org.NoPartner {
			args = append(args, "--clients")
		}
		secret, err := s.as(a.person()).must(ctx, b.real, append(args, "--org", of)...)
		if err != nil {
			return err
		}
		if err := s.write("token-"+a.name, secret); err != nil {
			return err
		}
		by, err := s.at(a)
		if err == nil {
			_, err = by.must(ctx, b.real, "org", "show", "--org", of)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// idsOfDelta are references to things of delta by their ids.
func (s site) idsOfDelta(ctx context.Context) (map[string]string, error) {
	const of = ` FROM %s WHERE %s = (SELECT id FROM organizations WHERE slug = 'delta')`
	out := map[string]string{}
	err := withFile(s.store(), func(db *sql.DB) error {
		for noun, q := range map[string]string{
			"org": fmt.Sprintf("SELECT max(id)"+of, "organizations", "id"), "person": "SELECT id FROM users WHERE email = 'dan@example.org'",
			"product": fmt.Sprintf("SELECT min(id)"+of, "products", "org_id"), "team": fmt.Sprintf("SELECT max(subject_id)"+of, "teams", "org_id"),
			"invited": fmt.Sprintf("SELECT max(id)"+of, "invitations", "org_id"),
		} {
			ids, err := query(ctx, db, q)
			if err != nil {
				return err
			}
			out[noun] = "id:" + strings.Join(ids, "")
		}
		return nil
	})
	return out, err
}
