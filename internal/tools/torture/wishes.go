package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// wishes are what people want to do, allowed or not. What stands in braces is chosen anew each time.
const wishes = `user add {new} --role {role} --first-name New --last-name Name
user add {new} --role {role} --billing
user add {new} --role {role}
user invite {new} --role {role} --first-name New --last-name Name --grant {grant}
user invite {new} --role {role} --team {team}
user invite {who} --role {role} --no-strict
user invite {who} --role {role}
user role {who} --role {role}
user role {who} --role {role} --drop-grants
user role {owner} --role {role}
user edit {who} --first-name Changed
user edit {who} --billing
user remove {who}
user remove {owner}
user lock {who}
user lock {owner}
user unlock {who}
user unlock {who}
user reset {who}
user leave
accept
invitation edit {new} --role {role}
invitation resend {new}
invitation cancel {new}
accept
invitation refuse {org}
accept
grant set {who} --product {product} --right {right}
grant set {who} --product {product} --usage {usage}
grant set {who} --product {product} --right {right} --until 8h
grant set {who} --category {category} --all --right {right}
grant set {who} --category {category} --future --right {right} --usage {usage}
grant set {who} --grant {grant} --grant {grant}
grant set {who} --grant @everything={right}
grant set {who} --grant @everything=use --from-time 8h
grant full {who}
grant full {who} --usage {usage}
grant copy {who} --to {who}
grant copy {who} --to {who}
grant revoke {who} --product {product}
grant revoke {who} --product {product} --split
grant revoke {who} --category {category}
grant revoke {who} --all
team add {team} --member {who} --grant {grant}
team add {team} --leader {who} --category {category} --all --right {right}
team edit {team} --leader {who}
team members add {team} {who}
team members add {team} {who}
team members remove {team} {who}
team grant {team} --product {product} --right {right}
team grant {team} --category {category} --future --right {right}
team revoke {team} --product {product}
team revoke {team} --all
team remove {team}
product add {product}
product add {product} --price 12.00 --period 1y
product edit {product} --label New
product remove {product}
catalog import catalog.yaml
partner profile edit --email hello@example.com
partner invite {partner} --access limited --product {product}
partner invite {partner} --access {access} --accept
partner invite {partner} --access {access}
partner edit {partner} --access {access}
partner edit {partner} --add-product {product} --right {right}
partner accept {partner}
partner edit {partner} --payment partner --access full
partner accept {partner} --access {access}
partner refuse {partner}
partner resend {partner}
partner cancel {partner}
partner revoke {partner} --password-file password
client add {client} --name New --access {access}
client request {org} --access {access}
client request {org} --payment partner --access full
client cancel {org}
client assign {who} {org}
client assign {who} {org}
client unassign {who} {org}
client leave {org} --password-file password
org add {client} --name New --country CH
org remove {client}
org edit --city Lyon
token create --name {token} --password-file password
token create --name {token} --password-file password --can read,grants --clients
token create --name {token} --password-file password --can members,teams
token revoke id:1
billing rates set {category} 20
switch org {org}`

// wisher makes wishes of somebody who thinks of one organization: mostly of what is there, now and then of anything.
type wisher struct {
	r    *rand.Rand
	book *ledger
	of   int64
}

func (w wisher) wish(lines []string) (words []string) {
	for word := range strings.FieldsSeq(pick(w.r, lines...)) {
		for strings.Contains(word, "{") {
			name := word[strings.Index(word, "{") : strings.Index(word, "}")+1]
			word = strings.Replace(word, name, w.chosen(name), 1)
		}
		words = append(words, word)
	}
	return words
}

// chosen is what stands for a name in braces.
func (w wisher) chosen(name string) string {
	if there := w.there(name); len(there) > 0 && w.r.IntN(4) > 0 {
		return pick(w.r, there...)
	}
	numbered := func(format string, n int) string { return fmt.Sprintf(format, 1+w.r.IntN(n)) }
	switch name {
	case "{who}":
		return pick(w.r, "jane@example.org", "bill@example.org", "eve@example.org", "tom@example.org", "lou@example.org", "ada@example.org", "dan@example.org", "pia@example.org",
			"rex@example.com", "sue@example.com", numbered("n%d@example.org", 6))
	case "{owner}":
		return pick(w.r, "olivia@example.org", "bea@example.org", "rex@example.com", "ada@example.org", "n1@example.org")
	case "{new}":
		return numbered("n%d@example.org", 6)
	case "{role}":
		return pick(w.r, "external", "collaborator", "admin", "owner")
	case "{product}":
		return pick(w.r, "drive/secret", "domain/delta.fr", "ticketing/shop", numbered("drive/p%d", 4), numbered("mail/p%d", 2))
	case "{category}":
		return pick(w.r, "drive", "drive", "mail", "domain", "ticketing")
	case "{right}":
		return pick(w.r, "technical", "technical", "technical", "statistics", "none", "ticket-control", "technical,statistics")
	case "{usage}":
		return pick(w.r, "user", "admin", "none")
	case "{grant}":
		return w.chosen("{product}") + "=" + pick(w.r, "technical", "technical", "use", "technical+use-admin", "statistics")
	case "{team}":
		return pick(w.r, "design", "lab", "t1", "t2")
	case "{access}":
		return pick(w.r, "limited", "full")
	case "{partner}":
		return pick(w.r, "reseller", "supplier", "vendor", "wholesaler", "broker", "dealer", "trader", "acme")
	case "{client}":
		return pick(w.r, "c1", "c2", "c3")
	case "{org}":
		return pick(w.r, "acme", "delta", "bakery", "annex", "sam", "pia", "c1")
	case "{token}":
		return numbered("t%d", 4)
	}
	return name
}

// there are the things of the organization that a name in braces may stand for.
func (w wisher) there(name string) (out []string) {
	switch name {
	case "{who}":
		out = w.book.membersOf(w.of, "")
	case "{owner}":
		out = w.book.membersOf(w.of, "owner")
	case "{product}":
		out = w.book.productsOf(w.of)
	case "{team}":
		out = w.book.teamsOf(w.of)
	case "{partner}", "{org}":
		out = w.book.othersOf(w.of, name == "{partner}")
	}
	slices.Sort(out)
	return out
}
