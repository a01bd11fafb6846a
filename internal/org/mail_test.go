package org

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAccessChanges(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	record := func(spec string, until time.Time, reason string) GrantRecord {
		if spec == "" {
			return GrantRecord{}
		}
		s, err := ParseGrantSpec(spec)
		if err != nil {
			t.Fatal(err)
		}
		g := Grant{Scope: s.Scope.Kind, Rights: s.Rights, Usage: s.Usage, Until: until, Temporary: !until.IsZero(), Reason: reason}
		return g.Record(Holder{User: "jane@example.org"}, s.Scope, noon)
	}
	hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
	none := time.Time{}
	for name, c := range map[string]struct {
		before, after GrantRecord
		want          string
	}{
		"given":          {record("", none, ""), record("drive/a=technical+use", none, ""), "drive/a: – → technical+use"},
		"taken":          {record("drive/a=technical", none, ""), record("", none, ""), "drive/a: technical → –"},
		"changed":        {record("drive/@all=technical", none, ""), record("drive/@all=statistics", none, ""), "drive/@all: technical → statistics"},
		"another reason": {record("drive/a=use", none, "old"), record("drive/a=use", none, "new"), ""},
		"another end":    {record("drive/a=use", hour(1), ""), record("drive/a=use", hour(2), ""), "drive/a: use until 13 → use until 14"},
		"ended before":   {record("drive/a=use", hour(-1), ""), record("drive/a=use", hour(2), ""), "drive/a: – → use until 14"},
		"ended, removed": {record("drive/a=use", hour(-1), ""), record("", none, ""), ""},
		"another reach":  {record("drive/@all=use", none, ""), record("drive/@future=use", none, ""), "drive/@all: use → –, drive/@future: – → use"},
		"everything":     {record("", none, ""), record("@everything=statistics", none, ""), "@everything: – → statistics"},
		"ended, wider":   {record("drive/@future=use", hour(-1), ""), record("drive/@all=use", hour(1), ""), "drive/@all: – → use until 13"},
	} {
		var got []string
		for _, a := range AccessChanges(c.before, c.after) {
			got = append(got, fmt.Sprintf("%s: %s → %s", a.Scope, held(a.Before), held(a.After)))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: got %q, want %q", name, s, c.want)
		}
	}
}

func held(h Held) string {
	switch {
	case h == Held{}:
		return "–"
	case h.Until != nil:
		return fmt.Sprintf("%s until %d", h.Rights, h.Until.Hour())
	}
	return h.Rights
}

func TestMailsAreTriedForADayAndAHalf(t *testing.T) {
	var at time.Duration
	for attempt := 1; ; attempt++ {
		state, wait := (&SendFailure{}).Settle(attempt)
		if state == MailDead {
			if attempt != 7 || at != 24*time.Hour+8*time.Hour+36*time.Minute {
				t.Errorf("given up at attempt %d after %s", attempt, at)
			}
			break
		}
		at += wait
	}
	if state, _ := (&SendFailure{Final: true}).Settle(1); state != MailDead {
		t.Errorf("refused for good, but it is %s", state)
	}
}
