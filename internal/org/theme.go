package org

import (
	"slices"
	"strings"
)

// Theme is the background that colours are chosen for.
type Theme string

// The themes. Auto follows the terminal.
const (
	ThemeAuto  Theme = "auto"
	ThemeLight Theme = "light"
	ThemeDark  Theme = "dark"
)

// ThemeNames are the names of the themes.
func ThemeNames() []string { return []string{string(ThemeAuto), string(ThemeLight), string(ThemeDark)} }

// ParseTheme reads the name of a theme.
func ParseTheme(s string) (Theme, error) {
	if word := strings.ToLower(strings.TrimSpace(s)); slices.Contains(ThemeNames(), word) {
		return Theme(word), nil
	}
	return "", Unknown("theme", s, ThemeNames())
}

// ThemeChoice is a theme and who chose it.
type ThemeChoice struct {
	Theme  Theme
	Source string // yourself, environment, user file, system file, default
	Where  string // the variable, or the file and its line; empty: the store, or nowhere
}
