package org_test

import (
	"errors"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestOrganizationFollowsFromTheRest(t *testing.T) {
	for _, test := range []struct {
		given org.Organization
		want  string
	}{
		{org.Organization{Name: "Acme"}, "acme company  EUR en_GB UTC"},
		{org.Organization{Name: "Müller & Söhne", Country: "ch"}, "muller-sohne company CH CHF de_DE Europe/Zurich"},
		{org.Organization{Name: "Acme", Slug: "a1", Country: "FR", Kind: "public_body"}, "a1 public-body FR EUR fr_FR Europe/Paris"},
		{org.Organization{Name: "Acme", Country: "CH", Currency: "eur", Locale: "it", Timezone: "Europe/Rome"}, "acme company CH EUR it_IT Europe/Rome"},
	} {
		o, err := test.given.Checked()
		if err != nil {
			t.Errorf("%+v: %v", test.given, err)
			continue
		}
		if got := strings.Join([]string{o.Slug, o.Kind, o.Country, string(o.Currency), o.Locale, o.Timezone}, " "); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.given, got, test.want)
		}
		if again, err := o.Checked(); err != nil || again != o {
			t.Errorf("checked twice, %+v becomes %+v (%v)", o, again, err)
		}
	}
}

func TestOrganizationRefuses(t *testing.T) {
	for want, o := range map[string]org.Organization{
		"name of the organization": {},
		"slug":                     {Name: "Acme", Slug: "Acme Ltd"},
		"country":                  {Name: "Acme", Country: "Atlantis"},
		"timezone":                 {Name: "Acme", Timezone: "Mars/Olympus"},
		"currency":                 {Name: "Acme", Currency: "USD"},
		"city":                     {Name: "Acme", City: "Gen\x1bève"},
		"street":                   {Name: "Acme", Street: strings.Repeat("x", 200)},
	} {
		if _, err := o.Checked(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want a word on the %s", o, err, want)
		}
	}
}

func TestOrgEditKeepsTheRest(t *testing.T) {
	before, err := org.Organization{Name: "Acme", Country: "CH", City: "Bern", Phone: "+41 31 555 01 23"}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	after, err := org.OrgEdit{Country: new("FR"), Phone: new("")}.Apply(before)
	if err != nil || after.Country != "FR" || after.Phone != "" || after.City != "Bern" || after.Timezone != "Europe/Zurich" || after.Slug != "acme" {
		t.Errorf("got %+v, %v", after, err)
	}
	if same, err := (org.OrgEdit{}).Apply(before); err != nil || same != before {
		t.Errorf("an empty edit makes %+v (%v)", same, err)
	}
}

func TestAccountInOnesOwnName(t *testing.T) {
	a, err := org.Account{FirstName: "Ève", LastName: "Extern", Org: org.Organization{Country: "FR"}}.Checked()
	if err != nil || a.Org.Name != "Ève Extern" || a.Org.Kind != "individual" || a.Org.Slug != "eve-extern" || a.Locale != "fr_FR" {
		t.Errorf("got %+v, %v", a, err)
	}
	if m := a.Member(); m.Role != org.Owner || m.State != org.Active || m.Locale != "fr_FR" {
		t.Errorf("got %+v", m)
	}
	if _, err := (org.Account{LastName: "Extern"}).Checked(); err == nil {
		t.Error("somebody without a first name was taken")
	}
}

func TestMemberEdit(t *testing.T) {
	jane := org.Member{Email: "jane@example.org", FirstName: "Jane", Role: org.Collaborator, Billing: true}
	after, err := org.MemberEdit{LastName: new(" Doe "), Locale: new("fr"), Billing: new(false), NotifyProducts: new(true)}.Apply(jane)
	if err != nil || after.FirstName != "Jane" || after.LastName != "Doe" || after.Locale != "fr_FR" || after.Billing || !after.NotifyProducts {
		t.Errorf("got %+v, %v", after, err)
	}
	jane.Role = org.External
	_, err = org.MemberEdit{}.Apply(jane)
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindUsage {
		t.Errorf("an external with the billing mark: %v", err)
	}
}

func TestMemberLoss(t *testing.T) {
	m := func(role org.Role, billing bool) org.Member {
		return org.Member{Email: "jane@example.org", Role: role, Billing: billing}
	}
	for _, test := range []struct {
		before, after org.Member
		want          string
	}{
		{m(org.Collaborator, false), m(org.Admin, false), ""},
		{m(org.Admin, false), m(org.Collaborator, false), "jane@example.org loses the role admin"},
		{m(org.Collaborator, true), m(org.Collaborator, false), "jane@example.org loses the billing mark"},
		{m(org.Owner, true), m(org.External, false), "jane@example.org loses the role owner and the billing mark"},
		{m(org.Admin, false), m(org.Admin, true), ""},
	} {
		if got := org.MemberLoss(test.before, test.after); got != test.want {
			t.Errorf("%s to %s: got %q, want %q", test.before.Role, test.after.Role, got, test.want)
		}
	}
}

func TestProductEdit(t *testing.T) {
	p, err := org.ProductEdit{Price: &org.Money{Minor: 12000}, Period: &org.Period{N: 1, Unit: 'y'}}.Apply(org.Product{Label: "Old"}, org.CHF)
	if err != nil || p.Price == nil || p.Price.String() != "120.00 CHF" || p.Label != "Old" || p.Period.String() != "1y" {
		t.Errorf("got %+v, %v", p, err)
	}
	free, err := org.ProductEdit{NoPrice: true}.Apply(p, org.CHF)
	if err != nil || free.Price != nil || free.Same(p) {
		t.Errorf("got %+v, %v", free, err)
	}
	if _, err := (org.ProductEdit{Price: &org.Money{Minor: -1}}).Apply(p, org.CHF); err == nil {
		t.Error("a negative price was taken")
	}
	if !(org.ProductEdit{NoPrice: true}).Priced() || (org.ProductEdit{Label: new("x")}).Priced() {
		t.Error("what needs the right to order is not told from what does not")
	}
}

// TestTextsAreComposed: the same word, typed on two systems, is the same word.
func TestTextsAreComposed(t *testing.T) {
	typed, want := "  Zoe\u0308 ", "Zo\u00eb"
	m, err := org.MemberEdit{FirstName: &typed, LastName: &typed}.Apply(org.Member{Role: org.Collaborator})
	if err != nil || m.FirstName != want || m.LastName != want {
		t.Errorf("%+q %+q, %v", m.FirstName, m.LastName, err)
	}
	p, err := org.ProductEdit{Label: &typed}.Apply(org.Product{}, "CHF")
	if err != nil || p.Label != want {
		t.Errorf("%+q, %v", p.Label, err)
	}
	o, err := org.Organization{Name: typed, Country: "CH", City: typed}.Checked()
	if err != nil || o.Name != want || o.City != want {
		t.Errorf("%+q %+q, %v", o.Name, o.City, err)
	}
	g := org.GrantChange{Reason: typed, Ticket: typed}.Apply(nil, 0)
	if g.Reason != want || g.Ticket != want {
		t.Errorf("%+q %+q", g.Reason, g.Ticket)
	}
}
