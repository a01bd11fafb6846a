package org

import (
	"strings"
	"testing"
)

func TestParseID(t *testing.T) {
	for _, c := range []struct {
		in  string
		id  int64
		is  bool
		bad bool
	}{
		{"id:42", 42, true, false},
		{" id:9223372036854775807", 9223372036854775807, true, false},
		{"drive/marketing", 0, false, false},
		{"42", 0, false, false},
		{"", 0, false, false},
		{"id:", 0, true, true},
		{"id:0", 0, true, true},
		{"id:-1", 0, true, true},
		{"id:+1", 0, true, true},
		{"id:1x", 0, true, true},
		{"id:9223372036854775808", 0, true, true},
	} {
		id, is, err := ParseID(c.in)
		if id != c.id || is != c.is || (err != nil) != c.bad || c.bad && KindOf(err) != KindUsage {
			t.Errorf("ParseID(%q) = %d, %v, %v", c.in, id, is, err)
		}
	}
}

func TestParseProductRef(t *testing.T) {
	for in, want := range map[string]ProductRef{
		"drive/marketing":       {Category: "drive", Name: "marketing"},
		" Email_Hosting/main ":  {Category: "email_hosting", Name: "main"},
		"domain/Bücher.example": {Category: "domain", Name: "xn--bcher-kva.example"},
		"domain/acme.ch.":       {Category: "domain", Name: "acme.ch"},
		"crm/main":              {Category: "crm", Name: "main"},
		"id:42":                 {ID: 42},
	} {
		got, err := ParseProductRef(in)
		if err != nil || got != want {
			t.Errorf("ParseProductRef(%q) = %v, %v", in, got, err)
		}
		if back, err := ParseProductRef(got.String()); err != nil || back != got {
			t.Errorf("ParseProductRef(%q) = %v, %v; want what it was written from", got.String(), back, err)
		}
	}
	for in, want := range map[string]string{
		"":                `"" is not a product`,
		"marketing":       `"marketing" is not a product`,
		"/x":              `"/x" is not a product`,
		"drive/":          `"drive/" is not a product`,
		"drive/Marketing": `product name "Marketing" is not valid`,
		"drive/a/b":       `product name "a/b" is not valid`,
		"dri ve/a":        `category "dri ve" is not valid`,
		"domain/acme":     `domain name "acme" has no dot`,
		"id:x":            `"id:x" is not an id`,
	} {
		if _, err := ParseProductRef(in); message(err) != want || KindOf(err) != KindUsage {
			t.Errorf("ParseProductRef(%q): %v, want %q", in, err, want)
		}
	}
}

func TestParseDomain(t *testing.T) {
	for in, want := range map[string]string{
		"Acme.CH":                           "acme.ch",
		" acme.ch. ":                        "acme.ch",
		"www.日本語.example":                   "www.xn--wgv71a119e.example",
		"xn--BCHER-kva.ch":                  "xn--bcher-kva.ch",
		"a。b":                               "a.b",
		"3com.example":                      "3com.example",
		"почта.com":                         "xn--80a1acny.com",
		long("", 63, "a.org")[:63] + ".org": strings.Repeat("a", 63) + ".org",
	} {
		got, err := ParseDomain(in)
		if err != nil || got != want {
			t.Errorf("ParseDomain(%q) = %q, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", ".", "acme", "a..b", ".acme.ch", "acme.ch..", "-a.ch", "a-.ch", "a_b.ch", "a b.ch", "1.2.3.4", "ac\u200bme.ch", "p\u0430ypal.com",
		strings.Repeat("a", 64) + ".ch", strings.Repeat("a.", 130) + "ch", "xn--.ch", "a/b.ch", "a@b.ch", "[::1]", "ex\u2024ample.ch\x00",
	} {
		if got, err := ParseDomain(in); KindOf(err) != KindUsage || err == nil {
			t.Errorf("ParseDomain(%q) = %q, %v", in, got, err)
		}
	}
}
