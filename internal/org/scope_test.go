package org

import (
	"strings"
	"testing"
)

func TestParseGrantSpec(t *testing.T) {
	drive := Scope{Category: "drive", Product: "marketing"}
	for in, want := range map[string]GrantSpec{
		"drive/marketing=technical":            {Scope: drive, Rights: Technical, RightsSet: true},
		"drive/marketing=statistics+technical": {Scope: drive, Rights: Technical | Statistics, RightsSet: true},
		"drive/marketing=technical+use-admin":  {Scope: drive, Rights: Technical, RightsSet: true, Usage: UsageAdmin, UsageSet: true},
		" Drive/marketing = USE_ADMIN ":        {Scope: drive, Usage: UsageAdmin, UsageSet: true},
		"drive/marketing=use":                  {Scope: drive, Usage: UsageUser, UsageSet: true},
		"drive/marketing=use+use":              {Scope: drive, Usage: UsageUser, UsageSet: true},
		"drive/marketing=none":                 {Scope: drive, RightsSet: true, UsageSet: true, Clear: true},
		"drive/marketing=no-use+no-rights":     {Scope: drive, RightsSet: true, UsageSet: true, Clear: true},
		"drive/marketing=technical+no-use":     {Scope: drive, Rights: Technical, RightsSet: true, UsageSet: true},
		"drive/marketing=use+no-rights":        {Scope: drive, RightsSet: true, Usage: UsageUser, UsageSet: true},
		"drive/@all=technical|statistics":      {Scope: Scope{Kind: ScopeAll, Category: "drive"}, Rights: Technical | Statistics, RightsSet: true},
		"email_hosting/@FUTURE=use":            {Scope: Scope{Kind: ScopeFuture, Category: "email_hosting"}, Usage: UsageUser, UsageSet: true},
		"@everything=ticket-control":           {Scope: Scope{Kind: ScopeEverything}, Rights: TicketControl, RightsSet: true},
		"domain/Bücher.example=technical":      {Scope: Scope{Category: "domain", Product: "xn--bcher-kva.example"}, Rights: Technical, RightsSet: true},
		"id:42=technical":                      {Scope: Scope{ID: 42}, Rights: Technical, RightsSet: true},
	} {
		got, err := ParseGrantSpec(in)
		if err != nil || got != want {
			t.Errorf("ParseGrantSpec(%q) = %+v, %v", in, got, err)
		}
	}
}

func TestParseGrantSpecRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                                    "has no rights",
		"drive/marketing":                     "has no rights",
		"drive/marketing=":                    "has no rights",
		"=technical":                          `"" is not a scope`,
		"drive=technical":                     `"drive" is not a scope`,
		"@all=technical":                      `"@all" is not a scope`,
		"drive/@some=technical":               `"drive/@some" is not a scope`,
		"drive/@=technical":                   `"drive/@" is not a scope`,
		"/@all=technical":                     `category "" is not valid`,
		"drive/Marketing=technical":           `product name "Marketing" is not valid`,
		"domain/acme=technical":               `domain name "acme" has no dot`,
		"id:x=technical":                      `"id:x" is not an id`,
		"drive/marketing=technicall":          `unknown right "technicall"`,
		"drive/marketing=technical+":          `unknown right ""`,
		"drive/marketing=technical=use":       `unknown right "technical=use"`,
		"drive/marketing=none+technical":      `"none" contradicts`,
		"drive/marketing=technical+none":      `"none" contradicts`,
		"drive/marketing=none+none":           `"none" contradicts`,
		"drive/marketing=use+use-admin":       `"use-admin" contradicts`,
		"drive/marketing=use+no-use":          `"no-use" contradicts`,
		"drive/marketing=technical+no-rights": `"no-rights" contradicts`,
		"drive/marketing=no-rights+technical": `"technical" contradicts`,
	} {
		_, err := ParseGrantSpec(in)
		if KindOf(err) != KindUsage || !strings.Contains(message(err), want) {
			t.Errorf("ParseGrantSpec(%q): %v, want %q", in, err, want)
		}
	}
}

func TestGrantSpecIsWrittenCanonically(t *testing.T) {
	for in, want := range map[string]string{
		"Drive/marketing=use-admin,statistics|technical": "drive/marketing=technical+statistics+use-admin",
		"drive/@ALL = none":             "drive/@all=none",
		"@Everything=no-rights+no-use":  "@everything=none",
		"mail/@future=no-use+technical": "mail/@future=technical+no-use",
		"mail/main=no-rights":           "mail/main=no-rights",
		"id:7=use":                      "id:7=use",
	} {
		spec, err := ParseGrantSpec(in)
		if err != nil || spec.String() != want {
			t.Errorf("%q is written %q, %v; want %q", in, spec, err, want)
		}
	}
}

func FuzzParseGrantSpec(f *testing.F) {
	for _, seed := range []string{
		"drive/marketing=technical+use-admin", "drive/@all=none", "drive/@future=statistics", "@everything=use", "id:42=no-use",
		"domain/bücher.example=technical", "domain/a。b=none", "a/@all=no-rights+use", "=", "@", "a/=b", "A/@b=c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		spec, err := ParseGrantSpec(s)
		if err != nil {
			mustRefuse(t, s, err)
			return
		}
		text := spec.String()
		if back, err := ParseGrantSpec(text); err != nil || back != spec {
			t.Errorf("ParseGrantSpec(%q) = %+v, but %q gives %+v, %v", s, spec, text, back, err)
		}
		if ShellQuote([]string{text}) != text {
			t.Errorf("%q needs quoting", text)
		}
	})
}

func TestParseScopeKind(t *testing.T) {
	for in, want := range map[string]ScopeKind{"": ScopeProduct, "product": ScopeProduct, " All ": ScopeAll, "future": ScopeFuture, "everything": ScopeEverything} {
		if got, err := ParseScopeKind(in); err != nil || got != want {
			t.Errorf("ParseScopeKind(%q) = %v, %v", in, got, err)
		}
	}
	if _, err := ParseScopeKind("futur"); message(err) != `unknown scope "futur"` {
		t.Errorf("got %v", err)
	}
}
