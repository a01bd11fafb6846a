package grantcmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// sourceLine names where access comes from: "technical, statistics – team design; use as user – direct, until 2027-01-31".
func sourceLine(sources []org.Source) string {
	var parts []string
	for _, s := range sources {
		parts = append(parts, sourceText(s))
	}
	return strings.Join(parts, "; ")
}

func sourceText(s org.Source) string {
	text := gives(s.Rights, s.Usage) + " – " + sourceName(s)
	if s.State != org.SourceActive {
		text += ", " + string(s.State)
	}
	if s.From != nil && s.State == org.SourceFuture {
		text += " (from " + day(*s.From) + ")"
	}
	if s.Until != nil {
		text += ", until " + day(*s.Until)
	}
	return text
}

func sourceName(s org.Source) string {
	switch s.Kind {
	case org.FromDirect:
		return "direct"
	case org.FromRole, org.FromTeam, org.FromPartner:
		return fmt.Sprintf("%s %s", s.Kind, s.Name)
	default:
		return "rule " + s.Name
	}
}

func gives(r org.Rights, u org.Usage) string {
	var parts []string
	if r != 0 {
		parts = append(parts, r.String())
	}
	if u != org.NoUsage {
		parts = append(parts, "use as "+u.String())
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// day writes a time as short as it can be without becoming wrong.
func day(t time.Time) string {
	t = t.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04Z")
}

// asOf reads --as-of: now or later. The past can't be known until it is rebuilt from the log.
func asOf(ctx context.Context, a *app.App, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	loc, err := a.Location(ctx, text)
	if err != nil {
		return time.Time{}, err
	}
	return toCome("--as-of", text, a.World.Now(), loc)
}

func toCome(what, text string, now time.Time, loc *time.Location) (time.Time, error) {
	at, err := org.ParseTime(text, now, loc, false)
	if err != nil {
		return at, err
	}
	if at.Before(now.Add(-time.Second)) {
		return at, org.Invalid("%s %q is in the past", what, text).WithHint("give now or a time to come; 'orgctl log list' shows what was")
	}
	return at, nil
}
