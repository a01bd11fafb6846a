package org

import (
	"encoding/json"
	"unicode/utf8"
)

// AppendQuoted appends a text as encoding/json writes it, with the quotes around it. The log is hashed as such texts, half a
// gigabyte of them after an import: what is plain is copied, and encoding/json itself is asked about the rest.
func AppendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0 // where what is to be copied begins
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(append(b, s[plain:i]...), '\\')
			plain = i
			i++
		case c >= ' ' && c < utf8.RuneSelf && c != '<' && c != '>' && c != '&':
			i++
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			odd, _ := json.Marshal(s[i : i+size]) // which refuses no text
			b = append(append(b, s[plain:i]...), odd[1:len(odd)-1]...)
			i += size
			plain = i
		}
	}
	return append(append(b, s[plain:]...), '"')
}
