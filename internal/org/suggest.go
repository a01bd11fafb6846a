package org

import (
	"slices"
	"strings"
)

// maxSuggest is the longest word that a suggestion is sought for: the search costs the product of two lengths.
const maxSuggest = 64

// Suggest returns the known word that somebody who typed word most likely meant, or "" if none is near enough. A word
// that begins a known one counts as near from two characters on; else one slip in three characters is forgiven, where
// a slip is a missing, extra, wrong or swapped character. Of equally near words the first listed wins.
func Suggest(word string, known []string) string {
	typed := []rune(strings.ToLower(strings.TrimSpace(word)))
	if len(typed) == 0 || len(typed) > maxSuggest {
		return ""
	}
	best, limit := "", max(1, len(typed)/3)
	for _, k := range known {
		if d := slips(typed, []rune(strings.ToLower(k)), limit); d <= limit {
			best, limit = k, d-1
		}
	}
	return best
}

// slips counts what went wrong in typed if known was meant. Above the limit any count will do.
func slips(typed, known []rune, limit int) int {
	if len(typed) > 1 && len(typed) < len(known) && slices.Equal(typed, known[:len(typed)]) {
		return 1
	}
	if abs := max(len(typed)-len(known), len(known)-len(typed)); abs > limit {
		return abs
	}
	return distance(typed, known)
}

// Unknown is the error for a word outside a closed list: it names the nearest known word and lists them all.
func Unknown(what, word string, known []string) *Error {
	hint := "one of " + strings.Join(known, ", ")
	if near := Suggest(word, known); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return Invalid("unknown %s %q", what, word).WithHint("%s", hint)
}

// distance is the optimal string alignment distance: edits, with neighbours swapped counted as one.
func distance(a, b []rune) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
