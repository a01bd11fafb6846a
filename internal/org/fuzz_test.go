package org

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mustRefuse checks what every parser owes to whoever typed something wrong: an error of usage, with a hint, on one line.
func mustRefuse(t *testing.T, typed string, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != KindUsage || e.Code != CodeValidation || e.Hint == "" || strings.Contains(e.Msg, "\n") {
		t.Errorf("%q is refused with %T %+v", typed, err, err)
	}
}

// words are the parsers whose values have one spelling that is read as the same value again, each as a function that
// returns that spelling.
func words() map[string]func(string) (string, error) {
	read := map[string]func(string) (string, error){
		"display name": func(s string) (string, error) { return ParseDisplayName("name", s) },
		"note":         func(s string) (string, error) { return parseNote("note", s) },
		"slug":         func(s string) (string, error) { return ParseSlug("slug", s) },
		"kind":         ParseOrgKind, "locale": ParseLocale, "phone": ParsePhone, "website": ParseWebsite, "vat": ParseVAT, "country": ParseCountry,
		"currency": parseCurrencyCode, "timezone": parseTimezone, "colour": ParseColour, "domain": ParseDomain,
		"language": ParseCertificateLang, "format": ParseCertificateFormat,
	}
	spell(read, "role", ParseRole)
	spell(read, "usage", ParseUsage)
	spell(read, "payment", ParsePayment)
	spell(read, "access", ParsePartnerAccess)
	spell(read, "theme", ParseTheme)
	spell(read, "record", ParseRecordKind)
	spell(read, "party", func(s string) (Party, error) { return ParseParty("paid_by", s) })
	spell(read, "percent", ParsePercent)
	spell(read, "rate", ParseRate)
	spell(read, "period", ParsePeriod)
	spell(read, "date", ParseDate)
	spell(read, "product", ParseProductRef)
	spell(read, "scope", ParseScope)
	spell(read, "token id", ParseTokenID)
	spell(read, "mail", ParseMailRef)
	read["rights"] = func(s string) (string, error) {
		r, err := ParseRights([]string{s})
		if r == 0 {
			return "none", err
		}
		return strings.Join(r.Names(), "+"), err
	}
	return read
}

func spell[T any](read map[string]func(string) (string, error), what string, parse func(string) (T, error)) {
	read[what] = func(s string) (string, error) {
		v, err := parse(s)
		return fmt.Sprint(v), err
	}
}

// FuzzWords holds all parsers of words and details: what is taken can be shown and reads as the same again; what is not
// is wrong usage.
func FuzzWords(f *testing.F) {
	for _, s := range []string{
		"Acme", " e\u0301 ", "\u200d", "a\u202e", "\xff", "क़", "acme-ag", "Public_Body", "FR", "fr-fr", "+41 22 555 01 23", "https://Example.org/ä?q#f", "http://[::1]", "https://example.org/a b", "https://example.org/\u200b",
		"che-116.281.710 mwst", "FR 12 345", "uk", "chf", "Europe/Zurich", "localtime", "right/UTC", "gray", "Bücher.example", "legal-representative", "none", "12.50 %", "35", "1Y", "2026-02-29",
		"technical|ticket_control", "drive/@ALL", "id:42", "id:+1", "42", "domain/Bücher.example", "payment", "", "\x1f", "a\nb", "0.000", "ﬁ", "İ",
		"a。b", "xn--a.b", "ß.de", "ς.gr", "\u200d.x", "א.il", "1.2", "\u0344", "-", "ﷺ", "½", strings.Repeat("é ", 70), "a" + strings.Repeat("-", 80) + "b",
		"read,export", "access,users,log", "orders,discounts", "orders,nope", ",", "technical,none", "owners,\xff",
	} {
		f.Add(s)
	}
	parsers := words()
	f.Fuzz(func(t *testing.T, s string) {
		for what, parse := range parsers {
			got, err := parse(s)
			if err != nil {
				mustRefuse(t, s, err)
				continue
			}
			if checkShown(what, got) != nil || !norm.NFC.IsNormalString(got) || len(got) > maxOf(what) ||
				(what == "domain" || what == "slug") && got != strings.ToLower(got) || what == "website" && checkPlain(what, got) != nil {
				t.Errorf("%s %q is taken as %q", what, s, got)
			}
			if again, err := parse(got); err != nil || again != got {
				t.Errorf("%s %q is %q, and that is %q, %v", what, s, got, again, err)
			}
		}
		slug := SlugFrom(s)
		if checked, err := ParseSlug("slug", slug); err != nil || checked != slug || SlugFrom(slug) != slug {
			t.Errorf("the slug of %q is %q: %v", s, slug, err)
		}
		checkLists(t, s)
	})
}

// maxOf is how long a value may be in bytes.
func maxOf(what string) int {
	if what == "domain" {
		return maxDomain
	}
	return 4096
}

// checkLists holds what is given as a list of words.
func checkLists(t *testing.T, s string) {
	t.Helper()
	typed := strings.Split(s, ",")
	can, err := ParseCan(typed)
	if err != nil {
		mustRefuse(t, s, err)
	} else if again, err := ParseCan(Texts(can)); err != nil || !slices.Equal(again, can) || !slices.Contains(can, ActSee) {
		t.Errorf("--can %q is %q, then %q, %v", s, can, again, err)
	}
	kinds, err := ParseHistories(typed)
	if err != nil {
		mustRefuse(t, s, err)
	} else if !slices.IsSorted(kinds) {
		t.Errorf("--history %q is %q", s, kinds)
	}
	rights, err := ParseRights(typed)
	if err != nil {
		mustRefuse(t, s, err)
	} else if together, err := ParseRights([]string{s}); rights&^AllRights != 0 || together != rights && !slices.ContainsFunc(typed, blank) {
		t.Errorf("the rights %q are %v, in one word %v, %v", s, rights, together, err)
	}
	if near := Suggest(s, typed); near != "" && !slices.Contains(typed, near) {
		t.Errorf("for %q %q is suggested", s, near)
	}
}

// blank words are passed over between others, but not within one.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// FuzzCalendar compares dates with the library's, and looks that a range holds what its name says, and a period ends.
func FuzzCalendar(f *testing.F) {
	for _, s := range []string{"2026-02-28", "2028-02-29", "2026-02-29", "1969-12-31", "9999-12-31", "2026-Q2", "2026-02", "2026", "last-quarter", "THIS-MONTH", "1y", "1200y", "30d", "2026-1-1", "0001-01-01", "+026-01-01"} {
		f.Add(s, uint16(20000))
	}
	f.Fuzz(func(t *testing.T, s string, days uint16) {
		day, err := ParseDate(s)
		want, wrong := time.Parse(time.DateOnly, s)
		known := wrong == nil && want.Year() >= minYear && want.Year() <= maxYear
		if err != nil {
			mustRefuse(t, s, err)
		}
		if (err == nil) != known || known && day != DateOf(want) {
			t.Errorf("the date %q is %v, %v, and for the library %v, %v", s, day, err, want, wrong)
		}
		today := Date{1970, time.January, 1}.AddDays(int(days))
		if r, err := ParseRange(s, today); err != nil {
			mustRefuse(t, s, err)
		} else {
			checkRange(t, s, r)
		}
		if p, err := ParsePeriod(s); err != nil {
			mustRefuse(t, s, err)
		} else {
			checkPeriod(t, p, today)
		}
	})
}

// checkRange looks that a range begins with a month and ends with one.
func checkRange(t *testing.T, s string, r DateRange) {
	t.Helper()
	if _, err := r.Checked(); err != nil || r.From.Day != 1 || r.To.AddDays(1).Day != 1 || r.From.Year < minYear-1 {
		t.Errorf("the range %q is %v: %v", s, r, err)
	}
}

// checkPeriod looks that one period after a last day is the whole one that counting finds.
func checkPeriod(t *testing.T, p Period, first Date) {
	t.Helper()
	end, err := p.AddTo(first)
	if err != nil {
		mustRefuse(t, p.String(), err)
		return
	}
	paid := end.AddDays(-1)
	until, err := p.Next(first, paid)
	if err != nil {
		mustRefuse(t, p.String(), err)
		return
	}
	if n, ok := p.Whole(first, paid, until); !ok || n != 1 || paid.Compare(first) < 0 {
		t.Errorf("%s from %s is paid until %s, then until %s: %d %v", p, first, paid, until, n, ok)
	}
}

// FuzzStored holds the values that the log and files keep as JSON.
func FuzzStored(f *testing.F) {
	for _, s := range []string{`{"amount":"120.00","currency":"CHF"}`, `{"amount":1}`, `"2026-08-14"`, `"1y"`, `["technical"]`, `"user"`, `"owner"`, `""`, `null`, `[]`, `{`, `"limited"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		readStored[Money](t, s)
		readStored[Date](t, s)
		readStored[Period](t, s)
		readStored[Rights](t, s)
		readStored[Usage](t, s)
		readStored[Role](t, s)
		readStored[PartnerAccess](t, s)
	})
}

func readStored[T comparable](t *testing.T, s string) {
	t.Helper()
	var v, again T
	if json.Unmarshal([]byte(s), &v) != nil || strings.Trim(s, " \t\r\n") == "null" { // which leaves what was there
		return
	}
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil || again != v {
		t.Errorf("%s is %T %v, which is kept as %s and read as %v: %v", s, v, v, text, again, err)
	}
}
