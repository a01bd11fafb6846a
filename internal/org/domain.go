package org

import (
	"strings"

	"golang.org/x/net/idna"
)

// DNS bounds names by octets of the A-label form (RFC 1035).
const (
	maxDomain = 253
	maxLabel  = 63
)

// ParseDomain turns a domain name, as people write it, into lower-case A-labels: "Bücher.example" becomes
// "xn--bcher-kva.example". One final dot is dropped. A name needs a dot, and labels that mix scripts are refused, since
// such a label usually is a look-alike of another.
func ParseDomain(s string) (string, error) {
	name := strings.TrimSuffix(strings.TrimSpace(s), ".")
	ascii, err := asciiDomain(name)
	if err != nil {
		return "", err
	}
	if !strings.Contains(ascii, ".") {
		return "", Invalid("domain name %q has no dot", name).WithHint("write it in full, like acme.ch")
	}
	return ascii, nil
}

// asciiDomain checks everything but that there is a dot.
func asciiDomain(name string) (string, error) {
	if name == "" {
		return "", Invalid("the domain name is empty").WithHint("write it in full, like acme.ch")
	}
	if err := checkPlain("domain name", name); err != nil {
		return "", err
	}
	ascii, err := idna.Lookup.ToASCII(name)
	if err != nil {
		return "", Invalid("domain name %q is not valid", name).WithHint("labels hold letters, digits and inner hyphens").Wrap(err)
	}
	if len(ascii) > maxDomain {
		return "", Invalid("domain name %q is longer than %d characters", name, maxDomain).WithHint("shorten it")
	}
	if err := checkLabels(name, ascii); err != nil {
		return "", err
	}
	return ascii, nil
}

func checkLabels(name, ascii string) error {
	for label := range strings.SplitSeq(ascii, ".") {
		switch {
		case label == "":
			return Invalid("domain name %q has an empty label", name).WithHint("write single dots between labels")
		case len(label) > maxLabel:
			return Invalid("domain name %q has a label of more than %d characters", name, maxLabel).WithHint("shorten it")
		}
	}
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	if strings.Trim(last, "0123456789") == "" {
		return Invalid("domain name %q ends in a number", name).WithHint("give a name, not an IP address")
	}
	return checkDomainScripts(name, ascii)
}

// checkDomainScripts looks at the labels as they are displayed, each for itself: a Cyrillic name under ".com" is fine.
func checkDomainScripts(name, ascii string) error {
	if !strings.Contains(ascii, "xn--") {
		return nil
	}
	shown, err := idna.Lookup.ToUnicode(ascii)
	if err != nil {
		return Invalid("domain name %q is not valid", name).WithHint("labels hold letters, digits and inner hyphens").Wrap(err)
	}
	for label := range strings.SplitSeq(shown, ".") {
		if err := checkScripts("domain name", label); err != nil {
			return err
		}
	}
	return nil
}
