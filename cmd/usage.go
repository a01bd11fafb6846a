package cmd

import (
	"strings"

	"orgctl/internal/org"
)

// usageError says in our words what cobra found wrong with a command line: its errors have texts and no types. A text
// that we don't know is passed on.
func usageError(text string) *org.Error {
	switch {
	case strings.HasPrefix(text, "required flag(s) "):
		return missing(quoted(text))
	case strings.HasPrefix(text, "at least one of the flags in the group ["):
		return missing(strings.Fields(bracketed(text)))
	case strings.HasPrefix(text, "if any flags in the group ["):
		set := bracketed(text[strings.LastIndex(text, "["):])
		return org.Errorf(org.KindUsage, org.CodeUsage, "%s exclude each other", flags(strings.Fields(set), " and ")).WithHint("give one of them")
	case strings.HasPrefix(text, "invalid argument "):
		return badValue(text)
	case strings.HasPrefix(text, "unknown command "):
		word := firstOf(append(quoted(text), "")...)
		return org.Errorf(org.KindUsage, org.CodeUsage, "%q is one argument too many", word).WithHint("--help shows what the command takes")
	}
	return org.Errorf(org.KindUsage, org.CodeUsage, "%s", lowerFirst(text)).WithHint("--help shows what the command takes")
}

func missing(names []string) *org.Error {
	return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing %s", flags(names, " or ")).WithHint("--help shows what each takes")
}

// badValue is the error for "invalid argument "abc" for "--limit" flag: …".
func badValue(text string) *org.Error {
	words := quoted(text)
	if len(words) < 2 {
		return org.Errorf(org.KindUsage, org.CodeUsage, "%s", lowerFirst(text))
	}
	name := words[1][strings.LastIndex(words[1], "-")+1:]
	if long := strings.Index(words[1], "--"); long >= 0 {
		name = words[1][long+2:]
	}
	return org.Errorf(org.KindUsage, org.CodeValidation, "--%s %q is not valid", name, words[0]).WithHint("--help shows what each flag takes")
}

func flags(names []string, between string) string {
	for i, n := range names {
		names[i] = "--" + n
	}
	return strings.Join(names, between)
}

// quoted are the words between double quotes.
func quoted(text string) (out []string) {
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

func bracketed(text string) string {
	_, rest, _ := strings.Cut(text, "[")
	inside, _, _ := strings.Cut(rest, "]")
	return inside
}
