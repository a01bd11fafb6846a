package org

import (
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	known := AllRights.Names()
	for _, c := range []struct{ word, want string }{
		{"technical", "technical"},
		{"Technicall", "technical"},
		{"tehcnical", "technical"},
		{"stat", "statistics"},
		{"ticket", "ticket-control"},
		{"sales_control", "sales-control"},
		{"t", ""},
		{"", ""},
		{"owner", ""},
		{"xxxxxxxxx", ""},
		{strings.Repeat("technical", 50), ""},
	} {
		if got := Suggest(c.word, known); got != c.want {
			t.Errorf("Suggest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
	if got := Suggest("cat", []string{"bat", "hat", "cats", "cat"}); got != "cat" {
		t.Errorf("of several near words %q", got)
	}
	if got := Suggest("cat", []string{"dog", "bat", "hat"}); got != "bat" {
		t.Errorf("of two equally near words %q", got)
	}
	if got := Suggest("ab", nil); got != "" {
		t.Errorf("Suggest among nothing = %q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"é", "e", 1},
	} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestUnknownNamesTheNearest(t *testing.T) {
	err := Unknown("right", "statistic", AllRights.Names())
	want := "did you mean statistics? one of technical, statistics, ticket-control, sales-control"
	if err.Msg != `unknown right "statistic"` || err.Hint != want || err.Kind != KindUsage {
		t.Errorf("got %q, hint %q, kind %d", err.Msg, err.Hint, err.Kind)
	}
}
