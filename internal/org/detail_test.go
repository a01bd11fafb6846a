package org

import (
	"strings"
	"testing"
)

func TestParseDetails(t *testing.T) {
	for name, c := range map[string]struct {
		parse func(string) (string, error)
		good  map[string]string
		bad   []string
	}{
		"kind":    {ParseOrgKind, map[string]string{"company": "company", " Public_Body ": "public-body"}, []string{"", "firm"}},
		"locale":  {ParseLocale, map[string]string{"fr_FR": "fr_FR", "EN-gb": "en_GB", " de ": "de_DE"}, []string{"", "fr_CH", "f"}},
		"country": {ParseCountry, map[string]string{"ch": "CH", " FR ": "FR", "ZW": "ZW", "AD": "AD"}, []string{"", "C", "CHE", "UK", "EL", "XX", "H ", "D A", "Z "}},
		"phone": {
			ParsePhone, map[string]string{"": "", "117": "117", " +41 22 555 01 23 ": "+41 22 555 01 23", "(022) 555.01-23/4": "(022) 555.01-23/4"},
			[]string{"+", "12", "1234567890123456", "022+555", "call me", "12345\n6", "٣٣٣", "1" + strings.Repeat(" ", 30) + "23"},
		},
		"website": {
			ParseWebsite, map[string]string{"": "", " https://www.example.org/a?b=c ": "https://www.example.org/a?b=c", "http://bücher.example:8080": "http://bücher.example:8080"},
			[]string{
				"example.org", "www.example.org:80", "ftp://example.org", "https://", "https://localhost", "https:///x", "https://me:secret@example.org",
				"https://exa mple.org", "javascript:alert(1)", "https://192.0.2.1", "https://example.org/\u202e", "https://example.org/\nx", "https://e.org/" + strings.Repeat("a", 2048),
			},
		},
		"VAT": {
			ParseVAT, map[string]string{
				"": "", "che-109.322.551 mwst": "CHE-109.322.551 MWST", "CHE109322551": "CHE109322551", "CHE-109.322.551 TVA": "CHE-109.322.551 TVA",
				"fr12345678901": "FR12345678901", "GB 123 4567 89": "GB 123 4567 89", "IE1234567WA": "IE1234567WA",
			},
			[]string{"CHE-109.322.552 MWST", "CHE-109.322.55", "CHE-109.322.551 XYZ", "CHE", "12", "ABCD", "FR12345é", "FR" + strings.Repeat("1", 19), "FR\n123456"},
		},
	} {
		for in, want := range c.good {
			got, err := c.parse(in)
			if err != nil || got != want {
				t.Errorf("%s %q: %q, %v", name, in, got, err)
			}
			if again, err := c.parse(got); err != nil || again != got {
				t.Errorf("%s %q is not read back: %q, %v", name, got, again, err)
			}
		}
		for _, in := range c.bad {
			got, err := c.parse(in)
			if e, ok := err.(*Error); !ok || e.Kind != KindUsage || e.Hint == "" {
				t.Errorf("%s %q: %q, %+v", name, in, got, err)
			}
		}
	}
}

// The secret in an address must not be repeated on a screen or in a log.
func TestWebsiteWithLoginDoesNotRepeatIt(t *testing.T) {
	if _, err := ParseWebsite("https://me:secret@example.org"); strings.Contains(message(err), "secret") {
		t.Error(err)
	}
}

func TestCountryDefaults(t *testing.T) {
	if n := strings.Count(countries, " "); n != 249 || len(countries) != 3*n {
		t.Errorf("%d countries", n)
	}
	for code := range strings.FieldsSeq(countries) {
		if _, err := LoadTimezone(DefaultTimezone(code)); err != nil {
			t.Errorf("%s: %v", code, err)
		}
		if _, err := ParseLocale(DefaultLocale(code)); err != nil {
			t.Errorf("%s: %v", code, err)
		}
		if got, err := ParseCountry(code); err != nil || got != code {
			t.Errorf("ParseCountry(%q) = %q, %v", code, got, err)
		}
	}
	if DefaultTimezone("CH") != "Europe/Zurich" || DefaultTimezone("AQ") != "UTC" {
		t.Error("wrong timezone")
	}
	if DefaultCurrency("CH") != CHF || DefaultCurrency("LI") != CHF || DefaultCurrency("FR") != EUR {
		t.Error("wrong currency")
	}
	if DefaultLocale("FR") != "fr_FR" || DefaultLocale("US") != "en_GB" {
		t.Error("wrong locale")
	}
}
