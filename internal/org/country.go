package org

import "strings"

// countries are the codes of ISO 3166-1 alpha-2, each followed by a blank. One constant costs no start-up time.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
	"GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
	"KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT " +
	"MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
	"UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "

// ParseCountry reads a country code of ISO 3166 with two letters, in any case.
func ParseCountry(s string) (string, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	if len(code) == 2 && strings.Contains(countries, code+" ") {
		return code, nil
	}
	err := Invalid("unknown country %q", s).WithHint("a code of two letters as in ISO 3166, like CH or FR")
	switch code {
	case "UK":
		return "", err.WithHint("did you mean GB?")
	case "EL":
		return "", err.WithHint("did you mean GR?")
	}
	return "", err
}

// DefaultCurrency is what an organization of the country most likely keeps its book in.
func DefaultCurrency(country string) Currency {
	switch country {
	case "CH", "LI":
		return CHF
	}
	return EUR
}

// DefaultLocale is the locale that most people of the country read, among those there are.
func DefaultLocale(country string) string {
	switch country {
	case "CH", "LI", "DE", "AT":
		return "de_DE"
	case "FR", "BE", "LU", "MC":
		return "fr_FR"
	case "IT", "SM", "VA":
		return "it_IT"
	case "ES", "AD":
		return "es_ES"
	}
	return "en_GB"
}

// DefaultTimezone is the IANA name of the country's timezone. Of several it is the one where most people live; for
// countries that are not listed it is UTC, which nobody mistakes for a guess.
func DefaultTimezone(country string) string {
	switch country {
	case "CH":
		return "Europe/Zurich"
	case "LI":
		return "Europe/Vaduz"
	case "FR":
		return "Europe/Paris"
	case "DE":
		return "Europe/Berlin"
	case "IT", "SM", "VA":
		return "Europe/Rome"
	case "AT":
		return "Europe/Vienna"
	case "BE":
		return "Europe/Brussels"
	case "LU":
		return "Europe/Luxembourg"
	case "MC":
		return "Europe/Monaco"
	case "NL":
		return "Europe/Amsterdam"
	case "ES":
		return "Europe/Madrid"
	case "PT":
		return "Europe/Lisbon"
	case "GB":
		return "Europe/London"
	case "IE":
		return "Europe/Dublin"
	case "DK":
		return "Europe/Copenhagen"
	case "SE":
		return "Europe/Stockholm"
	case "NO":
		return "Europe/Oslo"
	case "FI":
		return "Europe/Helsinki"
	case "PL":
		return "Europe/Warsaw"
	case "CZ":
		return "Europe/Prague"
	case "GR":
		return "Europe/Athens"
	case "US":
		return "America/New_York"
	case "CA":
		return "America/Toronto"
	}
	return "UTC"
}
