package table

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"orgctl/internal/org"
)

// value makes text of what a key holds. What is ignored may be anything.
func (j *jsonReader) value(key string, raw json.RawMessage) (string, *org.Error) {
	if !utf8.Valid(raw) {
		return "", notUTF8()
	}
	text, fault := textOf(raw)
	if fault != nil && j.spec.ignored(key) {
		text, fault = string(raw), nil
	}
	if fault == nil {
		fault = checkCell(text)
	}
	return text, fault
}

// textOf makes text of a value: a number as it is written, a list of words with bars between, as in csv.
func textOf(raw json.RawMessage) (string, *org.Error) {
	switch raw[0] {
	case 'n':
		return "", nil
	case '"':
		var text string
		if json.Unmarshal(raw, &text) == nil {
			return text, nil
		}
	case '[':
		return wordsOf(raw)
	case '{':
	default:
		return string(raw), nil
	}
	return "", org.Invalid("the value is an object").WithHint("give a string, a number, true, false, null, or a list of strings")
}

func wordsOf(raw json.RawMessage) (string, *org.Error) {
	var words []*string // null is no word
	if err := json.Unmarshal(raw, &words); err != nil || slices.Contains(words, nil) {
		return "", org.Invalid("the list holds something else than strings").WithHint("give a list like [\"technical\", \"statistics\"]")
	}
	var b strings.Builder
	for i, word := range words {
		if strings.Contains(*word, "|") {
			return "", org.Invalid("a word of the list has a bar in it").WithHint("give each word on its own")
		}
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(*word)
	}
	return b.String(), nil
}
