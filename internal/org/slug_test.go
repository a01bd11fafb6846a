package org

import (
	"strings"
	"testing"
)

func TestParseSlug(t *testing.T) {
	for _, good := range []string{"a", "0", "acme", "a.b_c-d", "a-", strings.Repeat("a", 63)} {
		if got, err := ParseSlug("slug", good); err != nil || got != good {
			t.Errorf("ParseSlug(%q) = %q, %v", good, got, err)
		}
	}
	for in, hint := range map[string]string{
		"Acme AG":               "did you mean acme-ag? ",
		" acme":                 "did you mean acme? ",
		"-acme":                 "did you mean acme? ",
		"é":                     "did you mean e? ",
		"":                      "1 to 63 of",
		"東京":                    "1 to 63 of",
		strings.Repeat("a", 64): "did you mean " + strings.Repeat("a", 63) + "? ",
	} {
		_, err := ParseSlug("team", in)
		if e, ok := err.(*Error); !ok || !strings.HasPrefix(e.Hint, hint) || !strings.HasPrefix(e.Msg, "team ") || e.Kind != KindUsage {
			t.Errorf("ParseSlug(%q): %+v", in, err)
		}
	}
}

func TestSlugFrom(t *testing.T) {
	for in, want := range map[string]string{
		"Design":                       "design",
		"L'Équipe  «Æther» & Co.":      "l-equipe-aether-co",
		"Zürich Größe ŁÓDŹ":            "zurich-grosse-lodz",
		"ＡＢＣ１":                         "abc1",
		"v2.0_beta":                    "v2.0_beta",
		"a-":                           "a-",
		"...":                          "name-0ac31c19",
		"東京":                           "name-68dea76f",
		strings.Repeat("a", 62) + " b": strings.Repeat("a", 62),
	} {
		if got := SlugFrom(in); got != want {
			t.Errorf("SlugFrom(%q) = %q, want %q", in, got, want)
		}
	}
	if SlugFrom("東京") == SlugFrom("京都") {
		t.Error("two names without Latin letters share a slug")
	}
}

func TestParseDisplayName(t *testing.T) {
	for in, want := range map[string]string{
		" Acme  AG ":             "Acme  AG",
		"E\u0301quipe":           "Équipe",
		"家族 👨‍👩‍👧 ❤️":            "家族 👨‍👩‍👧 ❤️",
		"می\u200cخواهم":          "می\u200cخواهم",
		strings.Repeat("é", 128): strings.Repeat("é", 128),
	} {
		if got, err := ParseDisplayName("name", in); err != nil || got != want {
			t.Errorf("ParseDisplayName(%q) = %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"":                       "the name is empty",
		" \t\u00a0\u2003 ":       "the name is empty",
		strings.Repeat("é", 129): "the name has 129 characters",
		"a\x1b[31mb":             "U+001B",
		"a\nb":                   "U+000A",
		"a\u0085b":               "U+0085",
		"a\u202eb":               "U+202E",
		"a\u2066b":               "U+2066",
		"a\u2028b":               "U+2028",
		"a\ufeffb":               "U+FEFF",
		"\u200d":                 "nothing that can be seen",
		"\u3164\u115f":           "nothing that can be seen",
		"a\xc3":                  "not valid UTF-8",
	} {
		if _, err := ParseDisplayName("name", in); KindOf(err) != KindUsage || !strings.Contains(message(err), want) {
			t.Errorf("ParseDisplayName(%q): %v, want %q", in, err, want)
		}
	}
}
