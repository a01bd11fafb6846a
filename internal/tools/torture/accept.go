package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
)

// racers is how many accept one invitation at once.
const racers = 10

// accepts lets n processes accept invitations, ten the same one at once: one gets in, and the others are told that there is
// nothing (left) to accept.
func accepts(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	codes := map[int]int{}
	for round := 0; t.runs < n && ctx.Err() == nil; round++ {
		if err := b.race(ctx, s, t, racing{p, fmt.Sprintf("r%d@example.org", round), codes}); err != nil {
			t.fail("%v", err)
			return
		}
	}
	b.whole(ctx, s, t)
	t.figures = fmt.Sprintf("for %d places; exit codes: %s", codes[0], told(codes))
}

// racing is one invitation, and the program that accepts it.
type racing struct {
	p     program
	email string
	codes map[int]int
}

func (b *bench) race(ctx context.Context, s site, t *tally, r racing) error {
	code, err := s.invite(ctx, b.real, r.email)
	if err != nil {
		return err
	}
	answers := make([]answer, racers)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = s.as(fmt.Sprintf("racer%d-%s", i, r.email)).run(ctx, r.p, accepting(code)...)
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return nil
	}
	won := 0
	for i, a := range answers {
		r.codes[a.code]++
		switch a.code {
		case 0:
			won++
			out, err := s.as(fmt.Sprintf("racer%d-%s", i, r.email)).must(ctx, b.real, "whoami", "-o", "json")
			if err != nil || !strings.Contains(out, r.email) {
				t.fail("the winner is not in: %v %s", err, out)
			}
		case 3, 4:
		default:
			t.fail("a loser of the race is told: %s", a)
		}
	}
	if won != 1 {
		t.fail("%d of %d won", won, racers)
	}
	t.ran(racers)
	return nil
}

func accepting(code string) []string {
	return []string{"invitation", "accept", code, "--password-file", "password", "-o", "json"}
}

// invite invites somebody without a login and returns the code.
func (s site) invite(ctx context.Context, p program, email string) (string, error) {
	out, err := s.must(ctx, p, "user", "invite", email, "--role", "collaborator", "--first-name", "Ray", "--last-name", "Cer", "-o", "json")
	if err != nil {
		return "", err
	}
	var made struct{ Invitation struct{ Code string } }
	err = json.Unmarshal([]byte(out), &made)
	return made.Invitation.Code, err
}

// killedAccepts kills somebody who accepts: they are in, or may come again. Whoever was told so is in.
func killedAccepts(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	const email = "kim@example.org"
	code, err := s.invite(ctx, b.real, email)
	x := &interruption{tally: t, site: s.as("kim"), b: b, r: b.random("accept")}
	if err == nil {
		x.image, err = os.ReadFile(s.store())
	}
	if err != nil {
		t.fail("%v", err)
		return
	}
	x.args = func(int) string {
		_ = os.RemoveAll(x.file("state-kim"))
		return strings.Join(accepting(code), " ")
	}
	x.safe = func(ctx context.Context, _ int, a answer) string {
		if _, wrong := x.products(ctx, x.store()); wrong != "" {
			return wrong
		}
		shown := s.run(ctx, b.real, "user", "show", email, "-o", "json")
		in := strings.Contains(shown.out, `"active"`)
		again := s.as("kim2").run(ctx, b.real, accepting(code)...)
		switch {
		case shown.code != 0:
			return "kim can't be shown: " + shown.String()
		case strings.Contains(a.out, `"operation":"`) && !in:
			return "acknowledged, and not in"
		case in && again.code != 3 && again.code != 4:
			return "in, and the code works again: " + again.String()
		case !in && again.code != 0:
			return "not in, and the code works no more: " + again.String()
		}
		return ""
	}
	x.interrupts(ctx, p, n)
}
