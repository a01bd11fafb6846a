package org

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShellQuote joins arguments into one line that a POSIX shell splits into the same arguments again. Plain words stay
// bare. What can't be seen is written as octal bytes inside $'…', which bash, zsh, ksh, busybox and POSIX 2024 know:
// a pasted line must not hide anything, nor run early at a newline. Arguments hold no NUL; no system could pass one.
func ShellQuote(args []string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = quoteWord(arg)
	}
	return strings.Join(words, " ")
}

func quoteWord(s string) string {
	switch {
	case bareWord(s):
		return s
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unseen):
		return "$'" + escapeUnseen(s) + "'"
	default:
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
}

// bareWord says that no shell sees anything in the word. A "=" in front would be looked up by zsh.
func bareWord(s string) bool {
	return s != "" && s[0] != '=' && !strings.ContainsFunc(s, func(r rune) bool {
		return !isAlnum(r) && !(r >= 'A' && r <= 'Z') && !strings.ContainsRune("_./:@%+,=-", r)
	})
}

// unseen says that a character can't be told from nothing or from a blank, or moves the text around it.
func unseen(r rune) bool {
	return r != ' ' && (unicode.IsControl(r) || unicode.IsSpace(r) || ignorable(r) || unicode.In(r, unicode.Zl, unicode.Zp))
}

func escapeUnseen(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '!', r == utf8.RuneError && size == 1, unseen(r): // "!" would be history in an interactive bash
			for _, c := range []byte(s[:size]) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		default:
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}
