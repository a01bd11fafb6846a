package orgcmd

import (
	"strings"
	"testing"
	"unicode/utf8"

	"orgctl/internal/org"
)

// readCards reads vCards back by the letter of RFC 6350: unfold, cut into properties, cut values into components, and
// unescape those.
func readCards(t *testing.T, text string) []map[string][]string {
	t.Helper()
	var cards []map[string][]string
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		switch {
		case !ok:
			t.Fatalf("%q is no property", line)
		case name == "BEGIN":
			cards = append(cards, map[string][]string{})
		default:
			card := cards[len(cards)-1]
			if card[name] != nil {
				t.Fatalf("%s is there twice", name)
			}
			card[name] = components(t, value)
		}
	}
	return cards
}

func components(t *testing.T, value string) []string {
	t.Helper()
	out := []string{""}
	for i := 0; i < len(value); i++ {
		last := &out[len(out)-1]
		switch value[i] {
		case ';':
			out = append(out, "")
		case ',':
			t.Fatalf("a bare comma in %q", value)
		case '\\':
			i++
			switch value[i] {
			case 'n', 'N':
				*last += "\n"
			case '\\', ',', ';':
				*last += value[i : i+1]
			default:
				t.Fatalf("%q escapes %q", value, value[i])
			}
		default:
			*last += value[i : i+1]
		}
	}
	return out
}

func checkLines(t *testing.T, text string) {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Fatalf("lines don't end in CRLF: %q", text)
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d octets: %q", len(line), line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("a character was cut: %q", line)
		}
	}
}

func checkCard(t *testing.T, first, last, email, orgName string) {
	t.Helper()
	m := org.Member{User: 17, Email: email, FirstName: first, LastName: last}
	text := string(appendCard(nil, m, org.Organization{Slug: "acme", Name: orgName}))
	checkLines(t, text)
	cards := readCards(t, text)
	if len(cards) != 1 {
		t.Fatalf("%d cards: %q", len(cards), text)
	}
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	for name, want := range map[string][]string{
		"VERSION": {"4.0"}, "UID": {"orgctl-acme-17"}, "KIND": {"individual"}, "END": {"VCARD"},
		"FN": {m.Name()}, "N": {last, first, "", "", ""}, "EMAIL": {email}, "ORG": {orgName},
	} {
		got := cards[0][name]
		if len(got) != len(want) {
			t.Errorf("%s is %q, want %q", name, got, want)
			continue
		}
		for i := range want {
			if got[i] != lines.Replace(want[i]) {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
}

func TestCardsReadBack(t *testing.T) {
	for _, name := range []string{"", "Jane", "Müller; Sohn, Co", `back\slash\n`, "two\nlines", "日本語", "👩‍👩‍👧‍👦", "X:Y", "  ", "END:VCARD"} {
		checkCard(t, name, "Doe", "jane@example.org", "Acme")
		checkCard(t, "Jane", name, "jane@example.org", "A, B; C")
		checkCard(t, name, name, "jane@example.org", name)
	}
}

// TestFoldingCutsNoCharacter puts characters of every width across every place where a line may be cut.
func TestFoldingCutsNoCharacter(t *testing.T) {
	for shift := range 80 {
		for _, r := range []string{"a", "é", "語", "👩"} {
			checkCard(t, strings.Repeat("x", shift)+strings.Repeat(r, 60), "Doe", "jane@example.org", "Acme")
		}
	}
}

func FuzzCards(f *testing.F) {
	f.Add("Jane", "Doe", "Acme")
	f.Add("a;b,c\\d\r\ne", strings.Repeat("é", 200), "\n ")
	f.Fuzz(func(t *testing.T, first, last, orgName string) {
		for _, s := range []string{first, last, orgName} {
			if !utf8.ValidString(s) {
				t.Skip("the store holds valid UTF-8 only")
			}
		}
		checkCard(t, first, last, "jane@example.org", orgName)
	})
}
