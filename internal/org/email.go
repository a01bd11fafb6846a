package org

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Octet limits of an address in transport (RFC 5321).
const (
	maxLocal = 64
	maxEmail = 254
)

// Email is an e-mail address. Shown is what was typed, trimmed; Key is what makes it unique: the local part in NFC with
// its case folded, the domain in A-labels. Mail goes to Shown. Two addresses are the same person's if their Keys are.
type Email struct {
	Shown string
	Key   string
}

// String is the address as shown.
func (e Email) String() string { return e.Shown }

// ParseEmail reads a plain address like "jane@example.org". Quoted local parts, address literals, invisible and
// compatibility characters and mixed scripts are refused: they are typing slips or look-alikes far more often than
// somebody's address. The domain needs a dot, but "localhost" is let through: a single machine can deliver to it.
func ParseEmail(s string) (Email, error) {
	shown := strings.TrimSpace(s)
	at := strings.LastIndexByte(shown, '@')
	switch {
	case strings.ContainsAny(shown, "<>"):
		return Email{}, badEmail(shown, "is more than an address", "give the address alone, without a name or angle brackets")
	case strings.ContainsAny(shown, ",;"):
		return Email{}, badEmail(shown, "is more than an address", "give one address at a time")
	}
	if err := checkPlain("e-mail address", shown); err != nil {
		return Email{}, err
	}
	if at < 0 {
		return Email{}, badEmail(shown, `has no "@"`, "write it in full, like jane@example.org")
	}
	local, err := parseLocal(shown, norm.NFC.String(shown[:at]))
	if err != nil {
		return Email{}, err
	}
	domain, err := mailDomain(shown, shown[at+1:])
	if err != nil {
		return Email{}, err
	}
	e := Email{Shown: shown, Key: local + "@" + domain}
	if max(len(e.Shown), len(e.Key)) > maxEmail {
		return Email{}, badEmail(shown, "is longer than 254 octets", "no mail system takes so long an address")
	}
	return e, nil
}

// CheckUserRef says what is wrong with an e-mail or id:42 as such, whoever that may be.
func CheckUserRef(s string) error {
	_, byID, err := ParseID(s)
	if !byID {
		_, err = ParseEmail(s)
	}
	return err
}

// parseLocal checks the part before the "@", given in NFC, and folds its case.
func parseLocal(shown, local string) (string, error) {
	folded := norm.NFC.String(strings.Map(foldRune, local))
	switch {
	case local == "":
		return "", badEmail(shown, `has nothing before the "@"`, "write it in full, like jane@example.org")
	case strings.ContainsRune(local, '"'):
		return "", badEmail(shown, "has a quoted part", "addresses in quotes are not supported: use another address")
	case strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return "", badEmail(shown, "has a misplaced dot", `dots stand singly and inside the part before the "@"`)
	case max(len(local), len(folded)) > maxLocal:
		return "", badEmail(shown, `has more than 64 octets before the "@"`, "no mail system takes so long an address")
	case !norm.NFKC.IsNormalString(local), unicode.Is(unicode.M, []rune(local)[0]):
		return "", badEmail(shown, "holds a look-alike of another character", `retype the part before the "@" with plain letters`)
	}
	if i := strings.IndexFunc(local, func(r rune) bool { return !inLocal(r) }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(local[i:])
		return "", Invalid("e-mail address %q holds %q", shown, r).WithHint(`remove that character before the "@"`)
	}
	return folded, checkScripts("e-mail address", folded)
}

// inLocal is the "atext" of RFC 5322 and the dot, and from the rest of Unicode letters, marks and digits.
func inLocal(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// foldRune folds case one character at a time, which keeps "ß" and "ss" apart, as mail systems do. Lowering the upper
// case unites all the forms of a letter (both small sigmas), but would also turn the dotless "ı" into "i", a known way
// to steal accounts; no case folding relates those two, and SimpleFold says so.
func foldRune(r rune) rune {
	if unicode.SimpleFold(r) == r {
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

func mailDomain(shown, domain string) (string, error) {
	if domain == "" {
		return "", badEmail(shown, `has nothing after the "@"`, "write it in full, like jane@example.org")
	}
	if strings.HasPrefix(domain, "[") {
		return "", badEmail(shown, "names a machine by its number", "address literals are not supported: give a domain name")
	}
	if strings.EqualFold(domain, "localhost") {
		return "localhost", nil
	}
	if strings.HasSuffix(domain, ".") {
		return "", badEmail(shown, "ends in a dot", "remove it")
	}
	return ParseDomain(domain)
}

// checkPlain refuses text with blanks or with characters that can't be seen, before anything maps them away: IDNA
// drops soft hyphens without a word.
func checkPlain(what, s string) error {
	if err := checkShown(what, s); err != nil {
		return err
	}
	for _, r := range s {
		if unicode.IsSpace(r) {
			return Invalid("%s %q holds a blank", what, s).WithHint("remove it")
		}
		if ignorable(r) {
			return Invalid("%s %q holds the invisible character %U", what, s, r).WithHint("remove that character")
		}
	}
	return nil
}

func badEmail(shown, what, hint string) *Error {
	return Invalid("e-mail address %q %s", shown, what).WithHint("%s", hint)
}
