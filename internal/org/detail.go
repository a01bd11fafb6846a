package org

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// OrgKinds lists what an organization can be in law.
func OrgKinds() []string { return []string{"individual", "company", "association", "public-body"} }

// ParseOrgKind reads a kind of organization, with "-" or "_".
func ParseOrgKind(s string) (string, error) {
	kind := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-")
	if slices.Contains(OrgKinds(), kind) {
		return kind, nil
	}
	return "", Unknown("kind of organization", s, OrgKinds())
}

// Locales lists the languages that mails and documents can be asked for.
func Locales() []string { return []string{"de_DE", "en_GB", "es_ES", "fr_FR", "it_IT"} }

// ParseLocale reads a locale in any case, with "_" or "-", or only its language: "fr" is "fr_FR".
func ParseLocale(s string) (string, error) {
	word := strings.ReplaceAll(strings.TrimSpace(s), "-", "_")
	for _, locale := range Locales() {
		if strings.EqualFold(word, locale) || strings.EqualFold(word, locale[:2]) {
			return locale, nil
		}
	}
	return "", Unknown("locale", s, Locales())
}

// ParsePhone checks only that the number could be dialled: 3 to 15 digits (E.164), a "+" at most in front, and the signs
// that people group digits with. It is kept as typed. Nothing is no number.
func ParsePhone(s string) (string, error) {
	phone := strings.TrimSpace(s)
	digits := 0
	for i, r := range phone {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" .-/()", r):
		default:
			return "", Invalid("phone number %q holds %q", s, r).WithHint("write it like +41 22 555 01 23")
		}
	}
	if phone != "" && (digits < 3 || digits > 15 || len(phone) > 2*15) {
		return "", Invalid("phone number %q has %d digits", s, digits).WithHint("3 to 15 digits, like +41 22 555 01 23")
	}
	return phone, nil
}

// ParseWebsite reads an absolute http or https address whose host is a domain name. It is kept as typed. Nothing is no
// website.
func ParseWebsite(s string) (string, error) {
	site := strings.TrimSpace(s)
	if site == "" {
		return "", nil
	}
	if err := checkPlain("website", site); err != nil {
		return "", err
	}
	if len(site) > 2048 {
		return "", Invalid("the website has %d characters", len(site)).WithHint("at most 2048")
	}
	u, err := url.Parse(site)
	switch {
	case err != nil:
		return "", Invalid("%q is not a web address", s).WithHint("write it like https://www.example.org").Wrap(err)
	case !strings.Contains(site, "://"):
		return "", Invalid("website %q has no scheme", s).WithHint("write https://%s", site)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", Invalid("website %q is neither http nor https", s).WithHint("write it like https://www.example.org")
	case u.User != nil:
		return "", Invalid("the website holds a login").WithHint("remove what stands before the @")
	}
	if _, err := ParseDomain(u.Hostname()); err != nil {
		return "", Invalid("website %q has no valid host", s).WithHint("write it like https://www.example.org").Wrap(err)
	}
	return site, nil
}

// ParseVAT checks a VAT number for slips only, since each country has rules of its own: 4 to 20 letters and digits, with
// the usual signs between them, and at least two digits. A Swiss number (CHE-123.456.789 MWST) has a check digit, which
// is verified. The number is kept in upper case. Nothing is no number.
func ParseVAT(s string) (string, error) {
	vat := strings.ToUpper(strings.TrimSpace(s))
	if vat == "" {
		return "", nil
	}
	var bare, digits strings.Builder
	for _, r := range vat {
		switch {
		case r >= '0' && r <= '9':
			bare.WriteRune(r)
			digits.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			bare.WriteRune(r)
		case !strings.ContainsRune(" .-/+*", r):
			return "", Invalid("VAT number %q holds %q", s, r).WithHint("letters and digits, like CHE-123.456.788 or FR12345678901")
		}
	}
	if bare.Len() < 4 || len(vat) > 30 || bare.Len() > 20 || digits.Len() < 2 {
		return "", Invalid("%q is not a VAT number", s).WithHint("4 to 20 letters and digits, like FR12345678901")
	}
	if strings.HasPrefix(bare.String(), "CHE") && !swissUID(bare.String()[3:]) {
		return "", Invalid("%q is not a Swiss VAT number", s).WithHint("compare its digits with the register: the last one is a check digit")
	}
	return vat, nil
}

// swissUID checks nine digits with their check digit (weights 5 4 3 2 7 6 5 4, modulo 11) and what may follow.
func swissUID(s string) bool {
	number := strings.TrimRightFunc(s, unicode.IsUpper)
	switch s[len(number):] {
	case "", "MWST", "TVA", "IVA", "VAT":
	default:
		return false
	}
	if len(number) != 9 || !allDigits(number) {
		return false
	}
	sum := 0
	for i, weight := range []int{5, 4, 3, 2, 7, 6, 5, 4} {
		sum += weight * int(number[i]-'0')
	}
	check := (11 - sum%11) % 11 // 10 never stands for a digit: such numbers are not given out
	return check == int(number[8]-'0')
}
