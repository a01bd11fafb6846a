package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// inOneWorld is how many operations one world sees before a new one begins.
const inOneWorld = 500

// operate lets people do n random things, allowed and not, two worlds at a time. After every few, nobody may hold more than was given
// by somebody who could give it, and every organization must have an owner who can act.
func operate(ctx context.Context, b *bench, p program, n int, t *tally) {
	from, err := b.accessWorld(ctx)
	if err != nil {
		t.fail("%v", err)
		return
	}
	var all sync.WaitGroup
	codes, mu, rounds := map[int]int{}, sync.Mutex{}, make(chan int)
	for range 2 {
		all.Go(func() {
			for round := range rounds {
				o := &operator{tally: t, p: p, b: b, r: b.random(fmt.Sprintf("operations %d", round)), codes: map[int]int{}}
				if err := o.round(ctx, from, min(inOneWorld, n-round*inOneWorld)); err != nil && ctx.Err() == nil {
					t.fail("round %d: %v", round, err)
				}
				mu.Lock()
				for code, n := range o.codes {
					codes[code] += n
				}
				mu.Unlock()
			}
		})
	}
	for round := range (n + inOneWorld - 1) / inOneWorld {
		rounds <- round
	}
	close(rounds)
	all.Wait()
	t.figures = "exit codes: " + told(codes)
}

// operator is one world and those who do things in it.
type operator struct {
	*tally
	site
	b      *bench
	p      program
	r      *rand.Rand
	book   *ledger
	cast   []string // who has a login, by e-mail
	codes  map[int]int
	offers []string // codes of invitations
	tokens []string
	done   []string // the last commands
	over   bool     // something was wrong
}

func (o *operator) round(ctx context.Context, from site, n int) (err error) {
	if o.site, err = o.b.siteOf(from); err != nil {
		return err
	}
	defer func() { _ = o.remove() }()
	if err := o.begin(ctx); err != nil {
		return err
	}
	lines := strings.Split(wishes, "\n")
	for i := range n {
		if ctx.Err() != nil || o.over {
			return nil
		}
		o.step(ctx, lines)
		if (i+1)%20 == 0 || i == n-1 {
			if err := o.settle(ctx, (i+1)%100 == 0 || i == n-1); err != nil {
				return err
			}
		}
		o.ran(1)
	}
	return nil
}

// begin unlocks who was locked behind the program's back, and reads what there is.
func (o *operator) begin(ctx context.Context) error {
	for email, times := range map[string]int{
		"olivia@example.org": 6, "bea@example.org": 6, "ada@example.org": 3, "rex@example.com": 2, "jane@example.org": 1, "bill@example.org": 1, "eve@example.org": 1,
		"lou@example.org": 1, "pia@example.org": 1, "sam@example.org": 1, "sue@example.com": 1, "vic@example.com": 1, "wes@example.com": 1,
	} {
		for range times {
			o.cast = append(o.cast, email)
		}
	}
	slices.Sort(o.cast) // the same in every run
	o.book = newLedger()
	return withFile(o.store(), func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, `UPDATE members SET state = 0 WHERE state = 2`); err != nil {
			return err
		}
		return o.book.follow(ctx, db, false)
	})
}

// step lets somebody do something. Who is not logged in any more logs in again.
func (o *operator) step(ctx context.Context, lines []string) {
	email := pick(o.r, o.cast...)
	of := o.where(email)
	words := wisher{o.r, o.book, of}.wish(lines)
	s := o.as(name(email))
	if words[0] == "accept" {
		if len(o.offers) == 0 {
			return
		}
		i := o.r.IntN(len(o.offers))
		s, words = o.accepting(o.offers[i])
		if o.r.IntN(3) > 0 {
			o.offers = slices.Delete(o.offers, i, i+1)
		}
	} else if words[0] != "org" && words[0] != "switch" {
		words = append(words, "--org", o.book.orgs[of])
		if len(o.tokens) > 0 && o.r.IntN(10) == 0 {
			s = s.with("ORGCTL_TOKEN=" + pick(o.r, o.tokens...))
		}
	}
	words = append(words, "--yes", "-o", "json")
	a := s.run(ctx, o.p, words...)
	if a.code == 7 && len(s.extra) == 0 {
		if in := s.run(ctx, o.b.real, "login", "--email", email, "--password-file", "password"); in.code == 0 {
			a = s.run(ctx, o.p, words...)
		}
	}
	o.codes[a.code]++
	if o.done = append(o.done, fmt.Sprintf("%s: orgctl %s: %d", s.who, strings.Join(words, " "), a.code)); len(o.done) > 25 {
		o.done = o.done[1:]
	}
	if why := unexplained(a); (why != "" || a.code == 6) && ctx.Err() == nil {
		o.fail("%s: orgctl %s: %s %s", s.who, strings.Join(words, " "), why, a)
	}
	o.note(s, a)
}

// where is the organization in which somebody does something: mostly one where they belong.
func (o *operator) where(email string) int64 {
	at := o.book.placesOf(o.book.users[email])
	if len(at) == 0 || o.r.IntN(8) == 0 {
		at = slices.Sorted(maps.Keys(o.book.orgs))
	}
	return at[o.r.IntN(len(at))]
}

func name(email string) string { return email[:strings.Index(email, "@")] }

// accepting is whoever got an invitation's code.
func (o *operator) accepting(offer string) (site, []string) {
	email, code, _ := strings.Cut(offer, " ")
	return o.as(name(email)), []string{"invitation", "accept", code, "--password-file", "password"}
}

// note keeps the codes and tokens that a command made, and who has a login from now on.
func (o *operator) note(s site, a answer) {
	var said struct {
		Invitation struct{ Code, Email string }
		Token      struct{ Secret string }
	}
	if a.code != 0 || json.Unmarshal([]byte(a.out), &said) != nil {
		return
	}
	if said.Invitation.Code != "" {
		o.offers = append(o.offers, said.Invitation.Email+" "+said.Invitation.Code)
	}
	if said.Token.Secret != "" {
		o.tokens = append(o.tokens, said.Token.Secret)
	}
	if email := s.who + "@example.org"; strings.HasPrefix(s.who, "n") && !slices.Contains(o.cast, email) {
		o.cast = append(o.cast, email)
	}
}

// settle looks whether all is as it must be. all: also with the program's own eyes, which takes longer.
func (o *operator) settle(ctx context.Context, all bool) error {
	err := withFile(o.store(), func(db *sql.DB) error {
		if err := o.book.follow(ctx, db, true); err != nil {
			return err
		}
		wrong, err := o.book.compare(ctx, db)
		if err != nil {
			return err
		}
		for _, slug := range o.book.ownerless() {
			wrong = append(wrong, "nobody who can act owns "+slug)
		}
		o.complain(append(wrong, o.book.wrong...))
		return nil
	})
	if err != nil || !all {
		return err
	}
	for _, args := range [][]string{{"store", "check"}, {"log", "verify", "--of-store"}} {
		if a := o.run(ctx, o.b.real, args...); a.code != 0 {
			o.fail("%s: %s", strings.Join(args, " "), a)
		}
	}
	for id, slug := range o.book.orgs {
		if err := o.ask(ctx, id, slug); err != nil {
			return err
		}
	}
	return nil
}

// complain tells the first of what is wrong: what comes after it in this world would only repeat it.
func (o *operator) complain(wrong []string) {
	if len(wrong) > 0 {
		o.fail("%s (and %d more); before: %s", wrong[0], len(wrong)-1, strings.Join(o.done, " · "))
		o.over = true
	}
}

// ask lets an owner of an organization verify its log and list who may do what there, which must be what was given.
func (o *operator) ask(ctx context.Context, of int64, slug string) error {
	owner := o.reader(of)
	if owner == "" {
		return nil
	}
	s := o.as(name(owner))
	out := ""
	for _, args := range [][]string{{"log", "verify"}, {"grant", "list", "--effective", "-o", "jsonl"}} {
		a := s.run(ctx, o.b.real, append(args, "--org", slug)...)
		if a.code == 7 {
			if _, err := s.must(ctx, o.b.real, "login", "--email", owner, "--password-file", "password"); err != nil {
				return err
			}
			a = s.run(ctx, o.b.real, append(args, "--org", slug)...)
		}
		if a.code != 0 {
			return fmt.Errorf("%s in %s as %s: %s", strings.Join(args, " "), slug, owner, a)
		}
		out = a.out
	}
	is, err := o.listed(out, of)
	if err != nil {
		return err
	}
	if want := o.book.holds(of, time.Now()); !slices.Equal(is, want) {
		o.complain([]string{fmt.Sprintf("in %s they hold %q, and was given %q", slug, onlyIn(is, want), onlyIn(want, is))})
	}
	return nil
}

// reader is an owner who can log in.
func (o *operator) reader(of int64) string {
	for k, m := range o.book.members {
		if k[0] == of && m.Role == "owner" && m.State == "active" && slices.Contains(o.cast, m.Email) {
			return m.Email
		}
	}
	return ""
}

// listed are the lines of the members, without those of a partner's people: whoever comes by a partnership has what it has, too.
func (o *operator) listed(text string, of int64) (out []string, err error) {
	for line := range strings.Lines(text) {
		var row struct {
			User, Product string
			Rights        []string
			Usage         *string
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			return nil, err
		}
		if !o.book.onlyMember(o.book.users[row.User], of) {
			continue
		}
		usage := "-"
		if row.Usage != nil {
			usage = *row.Usage
		}
		out = append(out, fmt.Sprintf("%s %s %s %s", row.User, row.Product, strings.Join(row.Rights, "+"), usage))
	}
	slices.Sort(out)
	return out, nil
}
