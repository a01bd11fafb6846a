package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/org"
)

// place says in which organization a command is tried, and of which the things are that it names.
type place uint8

const (
	own     place = iota // in acme, with acme's things
	other                // in delta, which is none of anybody's here
	foreign              // in acme, with delta's things
	guessed              // in acme, with the ids of delta's things
)

func (p place) String() string { return [...]string{"own", "other", "foreign", "guessed"}[p] }

// attempt is one command of one person in one place.
type attempt struct {
	path  string
	row   org.Action
	write bool
	try   try
	who   actor
	where place
	ids   map[string]string // of the things of delta
}

// things are what the braces of a line stand for: in acme and in delta.
func (a attempt) things() map[string]string {
	out := map[string]string{}
	for name, thing := range map[string][2]string{
		"org": {"acme", "delta"}, "person": {"tom@example.org", "dan@example.org"}, "product": {"drive/marketing", "drive/secret"}, "team": {"design", "lab"},
		"invited": {"max@example.org", "una@example.org"}, "partner": {"supplier", "dealer"}, "asked": {"vendor", "trader"}, "asking": {"wholesaler", "trader"},
		"client": {"bakery", "annex"}, "requested": {"sam", "omega"},
	} {
		out["{"+name+"}"] = thing[min(int(a.where), 1)]
		if id, ok := a.ids[name]; ok && a.where == guessed {
			out["{"+name+"}"] = id
		}
	}
	return out
}

func (a attempt) args() []string {
	in := "acme"
	if a.where == other {
		in = "delta"
	}
	words := strings.Fields(a.try.line)
	for i, w := range words {
		for name, thing := range a.things() {
			w = strings.ReplaceAll(w, name, thing)
		}
		words[i] = w
	}
	if a.write {
		words = append(words, "--yes")
	}
	if a.names() {
		return words
	}
	return append(words, "--org", in)
}

// names: the command names the organization itself.
func (a attempt) names() bool { return a.where >= foreign && strings.Contains(a.try.line, "{org}") }

func (a attempt) String() string {
	return fmt.Sprintf("%s as %s: %s", a.where, a.who.name, strings.Join(a.args(), " "))
}

// expected are the exit codes that the permission table allows; nil: it says nothing about this.
func (a attempt) expected() []int {
	const notFound, denied, noLogin = 3, 5, 7
	row := a.row
	if a.try.row != "" {
		row = a.try.row
	}
	stands := org.Standing{Role: a.who.role, Billing: a.who.billing, Partner: a.who.partner, State: org.Active}
	switch {
	case row == app.Anybody, row == app.FileOwner:
		return nil
	case a.who.nobody():
		return []int{noLogin}
	case a.who.token && (a.try.self || row == app.LoggedIn && a.write):
		return []int{denied}
	case row == app.LoggedIn && a.who.outside:
		return append([]int{0, notFound}, a.try.also...)
	case row == app.LoggedIn && a.who.locked:
		return append([]int{0, denied}, a.try.also...)
	case row == app.LoggedIn:
		return append([]int{0}, a.try.also...)
	case a.where == other, a.names(), a.who.outside:
		return []int{notFound}
	case a.who.locked:
		return []int{denied}
	case stands.May(row) != nil, stands.Verdict(row) == org.AssignedBill && !a.who.assigned, !a.who.covers(row):
		if a.where >= foreign && a.row == app.LoggedIn {
			return []int{notFound, denied} // which offer is meant is asked first
		}
		return []int{denied}
	case a.where >= foreign:
		return []int{2, notFound, 4}
	case a.try.seen != "" && !a.seesAll(stands) && !slices.Contains(strings.Fields(a.try.seen), a.who.person()):
		return []int{notFound}
	}
	return append([]int{0}, a.try.also...)
}

// seesAll: products, teams and tokens that are not one's own are there for them.
func (a attempt) seesAll(stands org.Standing) bool {
	return stands.May(org.ActUseProducts) == nil && (a.row != org.ActTeams || a.who.covers(org.ActTeams))
}

// attempts are all of them: every command there is, by everybody, in every place that makes a difference.
func attempts(ids map[string]string) (out []attempt, err error) {
	lines := tries()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			walk(sub)
		}
		path := strings.TrimPrefix(c.CommandPath(), "orgctl ")
		if c.HasSubCommands() || c.Name() == "help" {
			return
		}
		t, ok := lines[path]
		if !ok {
			err = errors.Join(err, fmt.Errorf("there is no line for %q", path))
		}
		delete(lines, path)
		for _, who := range actors() {
			for _, where := range []place{own, other, foreign, guessed} {
				a := attempt{path, app.Row(c), app.IsWrite(c), t, who, where, ids}
				inNone := slices.Contains([]org.Action{app.Anybody, app.FileOwner, app.LoggedIn}, a.row)
				if where == other && inNone || where >= foreign && !strings.Contains(t.line, "{") {
					continue
				}
				out = append(out, a)
			}
		}
	}
	walk(cmd.Tree())
	for path := range lines {
		err = errors.Join(err, fmt.Errorf("there is no command %q", path))
	}
	return out, err
}

// inside tries n of the attempts in one's own organization, at most all of them.
func inside(ctx context.Context, b *bench, p program, n int, t *tally) { t.accesses(ctx, b, p, n, own) }

// across tries n of those in another organization, or with its things, at most all of them.
func across(ctx context.Context, b *bench, p program, n int, t *tally) {
	t.accesses(ctx, b, p, n, other, foreign, guessed)
}

// accesses tries n of the attempts in some places, at most all of them.
func (t *tally) accesses(ctx context.Context, b *bench, p program, n int, places ...place) {
	from, err := b.accessWorld(ctx)
	if err != nil {
		t.fail("%v", err)
		return
	}
	ids, err := from.idsOfDelta(ctx)
	if err != nil {
		t.fail("%v", err)
		return
	}
	all, err := attempts(ids)
	all = slices.DeleteFunc(all, func(a attempt) bool { return !slices.Contains(places, a.where) })
	if err != nil {
		t.fail("%v", err)
		return
	}
	r := b.random("access")
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	x := &accessTrial{tally: t, b: b, p: p, from: from, codes: map[int]int{}}
	if err := x.renew(ctx); err != nil {
		t.fail("%v", err)
		return
	}
	defer func() { t.figures = fmt.Sprintf("of %d; exit codes: %s", len(all), told(x.codes)) }()
	t.shall(min(n, len(all)))
	for _, a := range all[:min(n, len(all))] {
		if ctx.Err() != nil {
			return
		}
		if err := x.attempt(ctx, a); err != nil {
			t.fail("%s: %v", a, err)
			return
		}
		t.ran(1)
	}
}

// accessTrial is a world that is made anew whenever something was changed in it.
type accessTrial struct {
	*tally
	site
	b          *bench
	p          program
	from       site
	codes      map[int]int
	all, delta []string // the rows before
}

func (x *accessTrial) renew(ctx context.Context) (err error) {
	if x.site, err = x.b.siteOf(x.from); err != nil {
		return err
	}
	x.all, x.delta, err = x.rows(ctx)
	return err
}

// attempt makes one and looks at its exit code, at what it says, and at what it changed.
func (x *accessTrial) attempt(ctx context.Context, a attempt) error {
	at, err := x.at(a.who)
	if err != nil {
		return err
	}
	got := at.run(ctx, x.p, a.args()...)
	x.codes[got.code]++
	want := a.expected()
	if want != nil && !slices.Contains(want, got.code) {
		x.fail("%s: %s; by the table it is one of %d", a, got, want)
	}
	if want == nil && slices.Contains([]int{1, 8, 9}, got.code) {
		x.fail("%s: %s", a, got)
	}
	if want != nil {
		for _, secret := range []string{"dan@example.org", "drive/secret", "delta.fr", "Lab"} {
			if strings.Contains(got.out, secret) {
				x.fail("%s: says %q", a, secret)
			}
		}
	}
	all, delta, err := x.rows(ctx)
	if err != nil {
		return err
	}
	if a.row != app.FileOwner && !slices.Equal(delta, x.delta) {
		x.fail("%s: changed delta", a)
	}
	if got.code != 0 && want != nil && !slices.Equal(all, x.all) {
		x.fail("%s: refused, and changed something", a)
	}
	if got.code == 0 && a.write || !slices.Equal(all, x.all) {
		return errors.Join(x.remove(), x.renew(ctx))
	}
	return nil
}
