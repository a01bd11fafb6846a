package org

import "strings"

// GrantSpec states the rights and usage of somebody on one scope. What is not set stays as it is.
type GrantSpec struct {
	Scope     Scope
	Rights    Rights
	RightsSet bool
	Usage     Usage
	UsageSet  bool
	Clear     bool // both are taken away: RightsSet and UsageSet with nothing in them
}

// ParseGrantSpec reads SCOPE=RIGHT[+RIGHT]: "drive/marketing=technical+use-admin". Beside the rights there are "use" and
// "use-admin" for the usage role, "no-rights" and "no-use", which clear one of the two and keep the other, and "none",
// which clears both and stands alone.
func ParseGrantSpec(s string) (GrantSpec, error) {
	left, right, ok := strings.Cut(s, "=")
	if !ok {
		return GrantSpec{}, Invalid("grant %q has no rights", s).WithHint("write SCOPE=RIGHT+RIGHT, like drive/marketing=technical+use")
	}
	scope, err := ParseScope(left)
	if err != nil {
		return GrantSpec{}, err
	}
	words := splitRights([]string{right})
	if len(words) == 0 {
		return GrantSpec{}, Invalid("grant %q has no rights", s).WithHint("one of %s", strings.Join(grantWords(), ", "))
	}
	spec := GrantSpec{Scope: scope}
	if len(words) == 1 && words[0] == "none" {
		words = []string{"no-rights", "no-use"}
	}
	for _, word := range words {
		if err := spec.add(word); err != nil {
			return GrantSpec{}, err
		}
	}
	spec.Clear = spec.RightsSet && spec.UsageSet && spec.Rights == 0 && spec.Usage == NoUsage
	return spec, nil
}

// add takes in one word. Words that contradict those before are refused.
func (g *GrantSpec) add(word string) error {
	switch word {
	case "use":
		return g.addUsage(word, UsageUser)
	case "use-admin":
		return g.addUsage(word, UsageAdmin)
	case "no-use":
		return g.addUsage(word, NoUsage)
	case "no-rights":
		return g.addRight(word, 0)
	case "none":
		return contradicts(word)
	}
	one, err := parseRight(word)
	if err != nil {
		return Unknown("right", word, grantWords())
	}
	return g.addRight(word, one)
}

func (g *GrantSpec) addUsage(word string, u Usage) error {
	if g.UsageSet && g.Usage != u {
		return contradicts(word)
	}
	g.Usage, g.UsageSet = u, true
	return nil
}

func (g *GrantSpec) addRight(word string, one Rights) error {
	if g.RightsSet && (g.Rights == 0) != (one == 0) {
		return contradicts(word)
	}
	g.Rights, g.RightsSet = g.Rights|one, true
	return nil
}

// String is the spelling that ParseGrantSpec reads. No character of it means anything to a shell.
func (g GrantSpec) String() string {
	words := g.Rights.Names()
	switch {
	case g.Clear:
		return g.Scope.String() + "=none"
	case g.RightsSet && g.Rights == 0:
		words = append(words, "no-rights")
	}
	switch {
	case g.UsageSet && g.Usage == NoUsage:
		words = append(words, "no-use")
	case g.UsageSet && g.Usage == UsageUser:
		words = append(words, "use")
	case g.UsageSet && g.Usage == UsageAdmin:
		words = append(words, "use-admin")
	}
	return g.Scope.String() + "=" + strings.Join(words, "+")
}

func contradicts(word string) error {
	return Invalid("%q contradicts what stands before it", word).WithHint("give none, no-rights and no-use without the rights they clear")
}

func grantWords() []string {
	return append(AllRights.Names(), "use", "use-admin", "no-rights", "no-use", "none")
}
