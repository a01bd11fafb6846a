package mail

import (
	"encoding/json"
	"strings"
	"time"

	"orgctl/internal/org"
)

// write says what a letter has to say, in the language of its locale: French, or else English.
func write(l org.Letter) *page {
	f := facts{l}
	if strings.HasPrefix(l.Locale, "fr") {
		p := &page{lang: "fr"}
		french(p, f)
		return p
	}
	p := &page{lang: "en"}
	english(p, f)
	return p
}

// facts are the params of a letter, made harmless.
type facts struct{ l org.Letter }

func (f facts) get(name string) string { return oneLine(f.l.Params[name]) }

func (f facts) has(name string) bool { return f.get(name) != "" }

// name is how the person is greeted; empty if nobody said.
func (f facts) name() string { return oneLine(f.l.Name) }

// time reads a time or a date; day says that it is a date.
func (f facts) time(name string) (t time.Time, day, ok bool) {
	if t, err := time.Parse(time.RFC3339, f.l.Params[name]); err == nil {
		return t.UTC(), false, true
	}
	t, err := time.Parse(time.DateOnly, f.l.Params[name])
	return t, true, err == nil
}

// changes are what a mail about access tells, scope by scope.
func (f facts) changes() []org.AccessChange {
	var out []org.AccessChange
	_ = json.Unmarshal([]byte(f.l.Params["changes"]), &out) // the store wrote it; a damaged one tells nothing
	return out
}

// rights are the words of a grant as --grant takes them.
func rights(spec string) []string {
	if spec == "" {
		return nil
	}
	return strings.Split(oneLine(spec), "+")
}

// scope takes a scope apart: its category, empty for everything, and all, future, everything or the name of a product.
func scope(s string) (category, what string) {
	s = oneLine(s)
	if rest, ok := strings.CutPrefix(s, "@"); ok {
		return "", rest
	}
	category, what, _ = strings.Cut(s, "/")
	return category, strings.TrimPrefix(what, "@")
}

// Preview is what a mail says, with a word in the place of its code.
func Preview(m org.Mail) (subject, text string) {
	p := write(org.Letter{Mail: m, Code: "CODE"})
	return p.subject, p.text()
}
