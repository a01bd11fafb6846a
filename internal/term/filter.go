package term

import (
	"slices"
	"strings"
	"time"
)

// term is one condition of --filter.
type term struct {
	column column
	op     string
	value  string
}

// operators of --filter. Those with "!" are the exact opposites of the others, also for lists.
func operators() []string { return []string{"=", "!=", "~", "!~", "<", "<=", ">", ">="} }

const operatorChars = "=!~<>"

// parseFilter reads 'role=external state!=pending name="Jane Doe"': conditions separated by blanks, all of which must
// hold. A value with blanks, or one that starts with an operator, stands in single or double quotes; a backslash in
// quotes takes the next character as it is.
func parseFilter(text string, columns []column) ([]term, error) {
	var terms []term
	for rest := trimBlanks(text); rest != ""; rest = trimBlanks(rest) {
		t, after, err := scanTerm(rest)
		if err != nil {
			return nil, err
		}
		if t.column, err = find(columns, t.column.name, "--filter"); err != nil {
			return nil, err
		}
		terms = append(terms, t)
		rest = after
	}
	return terms, nil
}

func trimBlanks(s string) string { return strings.TrimLeft(s, " \t\r\n") }

// scanTerm reads the first condition of s; its column has only a name yet.
func scanTerm(s string) (t term, rest string, err error) {
	name := s[:indexAny(s, operatorChars+" \t\r\n")]
	s = s[len(name):]
	op := s[:len(s)-len(strings.TrimLeft(s, operatorChars))]
	switch {
	case op == "":
		return t, "", usage("--filter: %q is no condition", name).
			WithHint("write column, operator and value without blanks between, like role=external; operators: %s", strings.Join(operators(), " "))
	case !slices.Contains(operators(), op):
		return t, "", usage("--filter: unknown operator %q", op).
			WithHint("operators: %s; put a value that starts with one of their characters in quotes", strings.Join(operators(), " "))
	case name == "":
		return t, "", usage("--filter: no column before %q", op).WithHint("write it without blanks between, like role=external")
	}
	t.column.name, t.op = name, op
	t.value, rest, err = scanValue(s[len(op):])
	return t, rest, err
}

// indexAny is strings.IndexAny with the end of s for "nowhere".
func indexAny(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}

// scanValue reads a bare or quoted value. What follows a closing quote must be a blank: anything else is a slip.
func scanValue(s string) (value, rest string, err error) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		end := indexAny(s, " \t\r\n")
		return s[:end], s[end:], nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			rest = s[i+1:]
			if rest != "" && trimBlanks(rest) == rest {
				return "", "", usage("--filter: no blank behind the quoted value %q", b.String())
			}
			return b.String(), rest, nil
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", usage("--filter: the quote of %q is not closed", s).WithHint("close it, or escape a quote inside with a backslash")
}

// matches reports whether the row meets all terms. It asks every term even after one said no, so that a value which is
// none for its column is an error with the first row and not with the thousandth.
func matches(terms []term, row any) (bool, error) {
	all := true
	for _, t := range terms {
		ok, err := t.matches(t.column.key(row))
		if err != nil {
			return false, err
		}
		all = all && ok
	}
	return all, nil
}

// matches compares one value. A list matches if any element does; nothing and an empty list equal the empty value only.
func (t term) matches(v any) (bool, error) {
	op, opposite := t.op, false
	if op[0] == '!' {
		op, opposite = op[1:], true
	}
	found := false
	for _, element := range elements(v) {
		ok, err := compare(element, op, t)
		if err != nil {
			return false, err
		}
		found = found || ok
	}
	return found != opposite, nil
}

// elements is what a value offers for comparison.
func elements(v any) []any {
	words, ok := v.([]string)
	switch {
	case !ok:
		return []any{v}
	case len(words) == 0:
		return []any{nil}
	}
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// compare applies an operator without "!" to a single value.
func compare(v any, op string, t term) (bool, error) {
	if op == "~" {
		text := strings.ToLower(rawLook().text(v))
		return strings.Contains(text, strings.ToLower(t.value)), nil
	}
	if op == "=" && t.value == "" {
		return rawLook().text(v) == "", nil // also of a number or time: this asks whether there is one
	}
	switch v := v.(type) {
	case nil:
		return false, nil
	case time.Time:
		return compareTime(v, op, t)
	case bool:
		return compareBool(v, op, t)
	case int64, uint64, float64:
		want, ok := rankNumber(t.value)
		if !ok {
			return false, t.misfit("a number")
		}
		return holds(rankOf(v).compare(want), op), nil
	}
	if text := rawLook().text(v); op == "=" {
		return text == t.value, nil
	}
	return holds(rankOf(v).compare(rankOf(t.value)), op), nil
}

// compareTime takes a date as the whole day in UTC, which is how times are printed: <= includes it, < ends before it.
func compareTime(v time.Time, op string, t term) (bool, error) {
	from, err := time.Parse(time.DateOnly, t.value)
	until := from.AddDate(0, 0, 1)
	if err != nil {
		if from, err = time.Parse(time.RFC3339, t.value); err != nil {
			return false, t.misfit("a date like 2027-01-31 or a time like 2027-01-31T08:00:00Z")
		}
		until = from.Add(1)
	}
	switch {
	case v.Before(from):
		return op[0] == '<', nil
	case v.Before(until):
		return op == "=" || op == "<=" || op == ">=", nil
	}
	return op[0] == '>', nil
}

func compareBool(v bool, op string, t term) (bool, error) {
	var want bool
	switch strings.ToLower(t.value) {
	case "true", "yes":
		want = true
	case "false", "no":
	default:
		return false, t.misfit("true or false")
	}
	if op != "=" {
		return false, usage("--filter: %q can't be compared with %q", t.column.name, t.op).WithHint("use = or !=")
	}
	return v == want, nil
}

func (t term) misfit(want string) error {
	return usage("--filter: %q is no value for %s", t.value, t.column.name).WithHint("it is compared with %s", want)
}

func holds(c int, op string) bool {
	switch op {
	case "=":
		return c == 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}
