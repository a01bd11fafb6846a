package prompt

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func named(labels ...string) []Option {
	out := make([]Option, len(labels))
	for i, l := range labels {
		out[i] = Option{Label: l}
	}
	return out
}

func TestFind(t *testing.T) {
	options := named("drive/marketing", "drive/sales", "drive/sales-2", "mail/Sales", "2024")
	for _, c := range []struct {
		text string
		want []int
	}{
		{"2", []int{1}},
		{"2024", []int{4}},
		{"drive/sales", []int{1}},
		{"DRIVE/SALES", []int{1}},
		{"sales drive", []int{1, 2}},
		{"mail", []int{3}},
		{"0", []int{4}},
		{"nothing", nil},
	} {
		if got := find(options, c.text); !slices.Equal(got, c.want) {
			t.Errorf("find(%q) = %v, want %v", c.text, got, c.want)
		}
	}
}

func TestParseTicks(t *testing.T) {
	options := named("drive/marketing", "drive/sales", "drive/sales-2", "mail/a, b", "2024")
	ticked := []int{1, 2}
	for _, c := range []struct {
		answer string
		want   []int
		err    string
	}{
		{"1,3-5", []int{0, 2, 3, 4}, ""},
		{"5 1 1", []int{0, 4}, ""},
		{" 2 , 3 ", []int{1, 2}, ""},
		{"all", []int{0, 1, 2, 3, 4}, ""},
		{"None", nil, ""},
		{"+1", []int{0, 1, 2}, ""},
		{"-2", []int{2}, ""},
		{"-2 +4", []int{2, 3}, ""},
		{"-drive/sales", []int{2}, ""},
		{"-2-3", nil, ""},
		{"mail/a, b", []int{3}, ""},
		{"mail", []int{3}, ""},
		{"marketing, 2024", []int{0, 4}, ""},
		{"drive/sales-2", []int{2}, ""},
		{",", nil, ""},
		{"6", nil, "numbers go from 1 to 5"},
		{"4-2", nil, "numbers go from 1 to 5"},
		{"1,+2", nil, "give + or - to all of them or to none"},
		{"+", nil, "a number or a name is missing"},
		{"drive", nil, "fits 3 of them"},
		{"nobody", nil, `nothing fits "nobody"`},
	} {
		got, err := parseTicks(options, ticked, c.answer)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("parseTicks(%q) = %v, %v, want error %q", c.answer, got, err, c.err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("parseTicks(%q) = %v, %v, want %v", c.answer, got, err, c.want)
		}
	}
}

// Whatever is typed, the result is a set of indexes, and the numbers of it typed back mean the same.
func FuzzParseTicks(f *testing.F) {
	for _, s := range []string{"1,3-5", "-2 +4", "all", "drive", "+", "--", "1-", "-1-2", "2-1", "99999999999999999999", ",,,", "é,\x00"} {
		f.Add(s)
	}
	options := named("drive/marketing", "drive/sales", "-", "mail/a, b", "+1")
	f.Fuzz(func(t *testing.T, answer string) {
		got, err := parseTicks(options, []int{1}, strings.TrimSpace(answer))
		if err != nil {
			return
		}
		numbers := make([]string, len(got))
		for n, i := range got {
			if i < 0 || i >= len(options) || n > 0 && got[n-1] >= i {
				t.Fatalf("parseTicks(%q) = %v", answer, got)
			}
			numbers[n] = strconv.Itoa(i + 1)
		}
		again, err := parseTicks(options, nil, strings.Join(numbers, ","))
		if err != nil || !slices.Equal(again, got) {
			t.Fatalf("parseTicks(%q) = %v, and %v gives %v, %v", answer, got, numbers, again, err)
		}
	})
}

func TestFilterPrefersAWholeLabel(t *testing.T) {
	options := []Option{{"no", ""}, {"yes, as now", ""}, {"yes", "not now"}}
	k := &surveyKeys{}
	fits := k.filter(options)
	for text, want := range map[string]string{"": "012", "no": "0", "NO": "0", "n": "012", "yes": "2", "as now": "1", "maybe": ""} {
		got := ""
		for i := range options {
			if fits(text, "", i) {
				got += strconv.Itoa(i)
			}
		}
		if got != want || k.noMatch != (want == "") {
			t.Errorf("%q leaves %q, want %q; nothing fits: %v", text, got, want, k.noMatch)
		}
	}
}

func TestRefusal(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("tick one"), "tick one"},
		{org.Invalid("no country %q", "x"), `no country "x"`},
		{org.Invalid("no country %q", "x").WithHint("like CH"), `no country "x": like CH`},
	} {
		if got := refusal(c.err); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
