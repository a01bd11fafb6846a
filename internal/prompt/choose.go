package prompt

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// matches says whether an option contains every word of the filter, whatever the case. Lists filter by it while one
// types, and plain questions find by it what was typed.
func matches(o Option, filter string) bool {
	text := strings.ToLower(inline(o))
	for word := range strings.FieldsSeq(strings.ToLower(filter)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// find returns the options that text means: the one with that number, else those with exactly that label, else all
// that match.
func find(options []Option, text string) []int {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(options) {
		return []int{n - 1}
	}
	var exact, partly []int
	for i, o := range options {
		if strings.EqualFold(o.Label, text) {
			exact = append(exact, i)
		}
		if matches(o, text) {
			partly = append(partly, i)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return partly
}

// ambiguousError says that a text means several options; the caller lists them.
type ambiguousError struct {
	text  string
	found []int
}

func (e ambiguousError) Error() string {
	return fmt.Sprintf("%q fits %d of them; type a number or more of the name", e.text, len(e.found))
}

// findOne is find for a text that must mean one option.
func findOne(options []Option, text string) (int, error) {
	switch found := find(options, text); len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, fmt.Errorf("nothing fits %q", text)
	default:
		return 0, ambiguousError{text, found}
	}
}

// parseTicks reads the answer to a list with boxes. "1,3-5" or a name ticks exactly these, "+2" and "-3" change what is
// ticked, "all" and "none" mean that. The result is ascending and has nothing twice.
func parseTicks(options []Option, ticked []int, answer string) ([]int, error) {
	switch strings.ToLower(answer) {
	case "all":
		return upTo(len(options)), nil
	case "none":
		return nil, nil
	}
	changes := parseChanges(options, answer)
	signed := slices.ContainsFunc(changes, func(c change) bool { return c.sign != 0 })
	set := make(map[int]bool)
	if signed {
		for _, i := range ticked {
			set[i] = true
		}
	}
	for _, c := range changes {
		if signed && c.sign == 0 {
			return nil, errors.New("give + or - to all of them or to none")
		}
		found, err := c.find(options)
		if err != nil {
			return nil, err
		}
		for _, i := range found {
			set[i] = c.sign != '-'
		}
	}
	return slices.DeleteFunc(upTo(len(options)), func(i int) bool { return !set[i] }), nil
}

// change is one part of an answer: a number, a range or a text, possibly with a sign.
type change struct {
	text string
	sign byte
}

// parseChanges splits an answer. Numbers may be separated by blanks, names only by commas: "R&D drive" is one name, and
// so is an answer that is a whole label, comma and sign included.
func parseChanges(options []Option, answer string) []change {
	if slices.ContainsFunc(options, func(o Option) bool { return strings.EqualFold(o.Label, answer) }) {
		return []change{{text: answer}}
	}
	var out []change
	for part := range strings.SplitSeq(answer, ",") {
		words := strings.Fields(part)
		if strings.Trim(strings.Join(words, ""), "0123456789+-") != "" {
			words = []string{strings.TrimSpace(part)}
		}
		for _, w := range words {
			c := change{text: w}
			if w[0] == '+' || w[0] == '-' {
				c = change{text: strings.TrimSpace(w[1:]), sign: w[0]}
			}
			out = append(out, c)
		}
	}
	return out
}

// find returns the indexes that a part of an answer means.
func (c change) find(options []Option) ([]int, error) {
	from, to, isRange := strings.Cut(c.text, "-")
	if !isRange {
		to = from
	}
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	numeric := err1 == nil && err2 == nil
	if numeric && 1 <= first && first <= last && last <= len(options) {
		return upTo(last)[first-1:], nil
	}
	if c.text == "" {
		return nil, errors.New("a number or a name is missing")
	}
	i, err := findOne(options, c.text)
	if err != nil && numeric {
		return nil, fmt.Errorf("numbers go from 1 to %d", len(options))
	}
	return []int{i}, err
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
