package main

import (
	"context"
	"encoding/json"
	"strings"
)

// words are command lines with a hostile text as a word of them, at %. Those that may change something come with where
// the text is found again: a command and an expression over its JSON.
type line struct {
	args  []string
	again string
}

func lines() []line {
	split := func(s string) []string { return strings.Split(s, " ") }
	return []line{
		{split("org edit --name %"), "name"}, {split("org edit --street %"), "street"}, {split("org edit --city %"), "city"},
		{split("org edit --postal-code %"), "postal_code"}, {split("org edit --phone %"), ""}, {split("org edit --website %"), ""}, {split("org edit --vat %"), ""},
		{split("team add %"), ""}, {split("team edit design --name %"), ""}, {split("team edit design --colour %"), ""}, {split("product add drive/%"), ""}, {split("product add %"), ""},
		{split("product show %"), ""}, {split("product edit drive/marketing --label %"), ""}, {split("product edit drive/marketing --price %"), ""},
		{split("user add % --role external"), ""}, {split("user show %"), ""}, {split("user edit jane@example.org --first-name %"), ""}, {split("user role jane@example.org --role %"), ""},
		{split("grant set jane@example.org --product drive/sales --right technical --reason %"), ""}, {split("grant set jane@example.org --grant %"), ""},
		{split("grant set jane@example.org --product drive/sales --right technical --until %"), ""}, {split("grant check % drive/sales --right technical"), ""},
		{split("product list --filter %"), ""}, {split("product list --sort %"), ""}, {split("product list --columns %"), ""}, {split("product list --filter name=%"), ""},
		{split("product list --jq %"), ""}, {split("product list --org %"), ""}, {split("catalog show %"), ""}, {split("log list --object %"), ""}, {split("log show %"), ""},
		{split("log verify --head %"), ""}, {split("config get %"), ""}, {split("switch org %"), ""}, {split("% list"), ""}, {split("user %"), ""}, {split("user list --%"), ""},
		{split("team show design --op-id %"), ""}, {split("product add drive/sales --op-id %"), ""}, {split("login --email % --password-file password"), ""},
	}
}

// words gives n hostile texts as words of a command line. Whatever comes of it is said with a right exit code and without
// anything that acts on a terminal, and what was taken is there as it was given.
func (t *textTrial) words(ctx context.Context, n int) {
	all := lines()
	for i := range n {
		if ctx.Err() != nil {
			return
		}
		t.ran(1)
		text := strings.ReplaceAll(hostile(t.r), "\x00", "")
		text = text[:min(len(text), 100<<10)] // the system takes no longer words
		l := all[i%len(all)]
		args := []string{"--yes"}
		for _, word := range l.args {
			args = append(args, strings.ReplaceAll(word, "%", text))
		}
		a := t.run(ctx, t.p, args...)
		if why := unexplained(a); why != "" {
			t.fail("%s with %q: %s: %s", strings.Join(l.args, " "), short(text), why, a)
		}
		said := a.err
		if a.code != 0 {
			said += a.out // or it is what was asked for, exactly as it is: for programs
		}
		if act := acting(said); act != "" {
			t.fail("%s with %q: the answer holds %s", strings.Join(l.args, " "), short(text), act)
		}
		switch {
		case a.code == 0:
			t.taken++
		default:
			t.refused++
		}
		if a.code == 0 && l.again != "" {
			t.again(ctx, l.again, text)
		}
	}
	if act := acting(t.run(ctx, t.p, "log", "list", "-o", "table").out); act != "" {
		t.fail("the log shows %s", act)
	}
}

// again reads a detail of the organization that was just set.
func (t *textTrial) again(ctx context.Context, key, text string) {
	a := t.run(ctx, t.p, "org", "show", "-o", "json")
	var details map[string]any
	if err := json.Unmarshal([]byte(a.out), &details); err != nil {
		t.fail("org show: %v: %s", err, a)
		return
	}
	is, _ := details[key].(string)
	if is != canonical(text) {
		t.fail("%s is %+q, given was %+q", key, is, text)
	}
}
