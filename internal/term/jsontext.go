package term

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// appendJSON appends v as compact JSON. Unlike json.Marshal it leaves < > & alone, which only HTML needs escaped.
func appendJSON(dst []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, v), nil
	case int64:
		return strconv.AppendInt(dst, v, 10), nil
	case uint64:
		return strconv.AppendUint(dst, v, 10), nil
	case time.Time:
		return append(v.AppendFormat(append(dst, '"'), time.RFC3339Nano), '"'), nil
	case string:
		if simple(v) {
			return append(append(append(dst, '"'), v...), '"'), nil
		}
	case []string:
		return appendStrings(dst, v)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return dst, err
	}
	return append(dst, bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})...), nil
}

func appendStrings(dst []byte, words []string) (_ []byte, err error) {
	dst = append(dst, '[')
	for i, w := range words {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendJSON(dst, w); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

// simple reports a string that is its own JSON: most are, and the encoder costs ten times as much.
func simple(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// appendObject appends the columns of a row as an object with keys in that order.
func appendObject(dst []byte, columns []column, row any) ([]byte, error) {
	dst = append(dst, '{')
	for i, c := range columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(strconv.AppendQuote(dst, c.name), ':')
		var err error
		if dst, err = appendJSON(dst, c.value(row)); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// indented lays JSON out for people.
func indented(text []byte, prefix string) []byte {
	var buf bytes.Buffer
	if json.Indent(&buf, text, prefix, "  ") != nil {
		return text
	}
	return buf.Bytes()
}
