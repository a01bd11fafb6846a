package org

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestParseRights(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want Rights
		msg  string
	}{
		{[]string{"technical"}, Technical, ""},
		{[]string{"statistics", "technical"}, Technical | Statistics, ""},
		{[]string{"technical,statistics"}, Technical | Statistics, ""},
		{[]string{"technical+ticket_control"}, Technical | TicketControl, ""},
		{[]string{"technical | Sales-Control", ""}, Technical | SalesControl, ""},
		{[]string{"technical", "technical"}, Technical, ""},
		{[]string{"none"}, 0, ""},
		{[]string{"none", "technical"}, 0, `"none" can't be combined with other rights`},
		{[]string{"technical+none"}, 0, `"none" can't be combined with other rights`},
		{[]string{"technical,"}, 0, `unknown right ""`},
		{[]string{"technicla"}, 0, `unknown right "technicla"`},
		{[]string{""}, 0, "no right given"},
		{nil, 0, "no right given"},
	} {
		got, err := ParseRights(c.in)
		if got != c.want || message(err) != c.msg {
			t.Errorf("ParseRights(%q) = %v, %q; want %v, %q", c.in, got, message(err), c.want, c.msg)
		}
	}
}

// The bits are in every store there is.
func TestRightsBitsAreStable(t *testing.T) {
	if Technical != 1 || Statistics != 2 || TicketControl != 4 || SalesControl != 8 || AllRights != 15 {
		t.Error("the stored value of a right changed")
	}
}

func TestRightsListing(t *testing.T) {
	r := SalesControl | Technical
	if got := r.Names(); !slices.Equal(got, []string{"technical", "sales-control"}) {
		t.Errorf("Names = %q", got)
	}
	if got := (Technical | Statistics).String(); got != "technical, statistics" {
		t.Errorf("String = %q", got)
	}
	if got := slices.Collect(r.All()); !slices.Equal(got, []Rights{Technical, SalesControl}) {
		t.Errorf("All = %v", got)
	}
	if !AllRights.Has(r) || r.Has(AllRights) || !r.Has(0) {
		t.Error("Has is not inclusion")
	}
	for range AllRights.All() {
		break // stopping early must not panic
	}
}

func TestRightsAndUsageAsJSON(t *testing.T) {
	type row struct {
		Rights Rights `json:"rights"`
		Usage  Usage  `json:"usage"`
	}
	for _, c := range []struct {
		row  row
		want string
	}{
		{row{}, `{"rights":[],"usage":null}`},
		{row{Technical | Statistics, UsageUser}, `{"rights":["technical","statistics"],"usage":"user"}`},
		{row{AllRights, UsageAdmin}, `{"rights":["technical","statistics","ticket-control","sales-control"],"usage":"admin"}`},
	} {
		b, err := json.Marshal(c.row)
		if err != nil || string(b) != c.want {
			t.Errorf("Marshal = %s, %v; want %s", b, err, c.want)
		}
		back := row{Rights: SalesControl, Usage: UsageAdmin}
		if err := json.Unmarshal(b, &back); err != nil || back != c.row {
			t.Errorf("Unmarshal(%s) = %v, %v", b, back, err)
		}
	}
	for _, bad := range []string{`{"rights":["nope"]}`, `{"rights":"technical"}`, `{"usage":"root"}`, `{"usage":3}`} {
		if err := json.Unmarshal([]byte(bad), new(row)); KindOf(err) != KindUsage {
			t.Errorf("Unmarshal(%s) = %v", bad, err)
		}
	}
}

func TestParseUsage(t *testing.T) {
	for in, want := range map[string]Usage{"user": UsageUser, " Admin ": UsageAdmin, "none": NoUsage} {
		if got, err := ParseUsage(in); err != nil || got != want {
			t.Errorf("ParseUsage(%q) = %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "owner", "us er"} {
		if _, err := ParseUsage(in); KindOf(err) != KindUsage {
			t.Errorf("ParseUsage(%q): %v", in, err)
		}
	}
	if NoUsage >= UsageUser || UsageUser >= UsageAdmin {
		t.Error("usage roles are compared: user must be below admin")
	}
}

// message is the text of an error, or nothing.
func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
