package org_test

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// table is who may do what, as it was decided: a row of the design for each action, in its order. "billing" needs the
// mark, "technical" the right on the product, "assigned" the client, "lower" stops at admins, "others" at owners.
const table = `
read              yes  yes    yes              yes       yes   yes
products.all      yes  yes    -                -         yes   -
products.granted  n/a  n/a    granted          granted   n/a   granted
access.read       yes  yes    -                -         yes   -
org.edit          yes  yes    -                -         yes   -
org.remove        yes  -      -                -         -     -
members           yes  others -                -         lower -
owners            yes  -      -                -         -     -
grants            yes  yes    -                -         yes   -
products          yes  yes    -                -         yes   -
order             yes  yes    billing          -         yes   -
product.edit      yes  yes    technical        technical yes   technical
teams             yes  yes    -                -         yes   -
partners          yes  -      -                -         -     -
partners.read     yes  yes    -                -         yes   -
clients           yes  -      -                -         n/a   n/a
clients.enter     yes  yes    assigned         -         n/a   n/a
export            yes  yes    assigned+billing -         n/a   n/a
book              yes  yes    billing          -         -     -
compliance        yes  yes    -                -         -     -
directory         yes  yes    yes              -         -     -
store             n/a  n/a    n/a              n/a       n/a   n/a
`

func verdict(word string) org.Verdict {
	return map[string]org.Verdict{"yes": org.Yes, "-": org.No, "n/a": org.NotApply, "granted": org.GrantedOnly, "others": org.NotOwners, "lower": org.OnlyLower,
		"billing": org.WithBilling, "technical": org.WithTech, "assigned": org.Assigned, "assigned+billing": org.AssignedBill}[word]
}

// passes says what May lets through: verdicts about an object are asked next, by the use case.
func passes(word string, billing bool) bool {
	switch word {
	case "-", "n/a":
		return false
	case "billing", "assigned+billing":
		return billing
	}
	return true
}

func rows() (out [][]string) {
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) > 0 {
			out = append(out, fields)
		}
	}
	return out
}

func TestPermissions(t *testing.T) {
	var actions []string
	for _, p := range org.Permissions() {
		actions = append(actions, string(p.Action))
		if p.Text == "" || p.Missing == "" {
			t.Errorf("%s: no text", p.Action)
		}
	}
	var want []string
	for _, row := range rows() {
		want = append(want, row[0])
	}
	if !slices.Equal(actions, want) {
		t.Errorf("rows\n%v\nwant\n%v", actions, want)
	}
}

func TestMay(t *testing.T) {
	people := []org.Standing{{Role: org.Owner}, {Role: org.Admin}, {Role: org.Collaborator}, {Role: org.External},
		{Partner: org.PartnerFull}, {Partner: org.PartnerLimited}}
	for _, row := range rows() {
		action := org.Action(row[0])
		for i, s := range people {
			word := row[i+1]
			if got := s.Verdict(action); got != verdict(word) {
				t.Errorf("%s for %+v: verdict %d, want %s", action, s, got, word)
			}
			for _, s.Billing = range []bool{false, true} {
				err := s.May(action)
				if (err == nil) != passes(word, s.Billing) {
					t.Errorf("%s for %+v: got %v, want %s", action, s, err, word)
				}
				if err != nil && (org.KindOf(err) != org.KindDenied || hint(err) == "") {
					t.Errorf("%s for %+v: %#v", action, s, err)
				}
			}
		}
		if err := (org.Standing{}).May(action); err == nil {
			t.Errorf("%s: somebody who is nothing here may do it", action)
		}
	}
}

// TestMayOfBoth has people who are members and come through a partner, too: they may what either may.
func TestMayOfBoth(t *testing.T) {
	roles := []org.Role{org.Owner, org.Admin, org.Collaborator, org.External}
	partners := []org.PartnerAccess{org.PartnerFull, org.PartnerLimited}
	for _, row := range rows() {
		action := org.Action(row[0])
		for i, role := range roles {
			for j, partner := range partners {
				for _, billing := range []bool{false, true} {
					member, other := org.Standing{Role: role, Billing: billing}, org.Standing{Partner: partner}
					both := org.Standing{Role: role, Billing: billing, Partner: partner}
					if want := member.May(action) == nil || other.May(action) == nil; (both.May(action) == nil) != want {
						t.Errorf("%s: %s (billing %v) and partner %d: %v, want %v", action, role, billing, partner, both.May(action), want)
					}
					if (row[i+1] == "yes" || row[5+j] == "yes") && both.Verdict(action) != org.Yes {
						t.Errorf("%s: %s and partner %d depend on something: %d", action, role, partner, both.Verdict(action))
					}
				}
			}
		}
	}
}

func hint(err error) string {
	if e, ok := err.(*org.Error); ok {
		return e.Hint
	}
	return ""
}

func TestRefusalsSayWhoMay(t *testing.T) {
	for _, c := range []struct {
		who    org.Standing
		action org.Action
		want   string
	}{
		{org.Standing{Role: org.Collaborator}, org.ActGrants, "collaborators may not edit product access: ask an owner or admin of the organization"},
		{org.Standing{Role: org.Admin}, org.ActRemoveOrg, "admins may not delete the organization: ask an owner of the organization"},
		{org.Standing{Role: org.External}, org.ActMembers, "externals may not manage members: ask an owner or admin of the organization"},
		{org.Standing{Role: org.Collaborator}, org.ActOrder, "collaborators may not order or renew products: the billing mark is missing: ask an owner or admin for it"},
		{org.Standing{Partner: org.PartnerLimited}, org.ActSeeAccess, "this partner's people may not see the access of others: ask an owner or admin of the organization"},
	} {
		err := c.who.May(c.action)
		if got := err.Error() + ": " + hint(err); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}

func TestCanTouchAndGive(t *testing.T) {
	everyRole := []org.Role{org.Owner, org.Admin, org.Collaborator, org.External}
	for _, c := range []struct {
		who org.Standing
		may []org.Role
	}{
		{org.Standing{Role: org.Owner}, everyRole},
		{org.Standing{Role: org.Admin}, everyRole[1:]},
		{org.Standing{Partner: org.PartnerFull}, everyRole[2:]},
		{org.Standing{Role: org.Admin, Partner: org.PartnerFull}, everyRole[1:]},
		{org.Standing{Role: org.Collaborator, Partner: org.PartnerFull}, everyRole[2:]},
	} {
		for _, role := range everyRole {
			want := slices.Contains(c.may, role)
			touch, give := c.who.CanTouch(org.Member{Email: "tom@example.org", Role: role}), c.who.CanGive(role)
			if (touch == nil) != want || (give == nil) != want {
				t.Errorf("%+v and %s: touch %v, give %v, want %v", c.who, role, touch, give, want)
			}
			for _, err := range []error{touch, give} {
				if err != nil && (org.KindOf(err) != org.KindDenied || hint(err) == "") {
					t.Errorf("%+v and %s: %#v", c.who, role, err)
				}
			}
		}
	}
}

func TestKeepsOwner(t *testing.T) {
	for name, c := range map[string]struct {
		m      org.Member
		owners int
		ok     bool
	}{
		"one of two":       {org.Member{Role: org.Owner}, 2, true},
		"the last":         {org.Member{Role: org.Owner}, 1, false},
		"the last, locked": {org.Member{Role: org.Owner, State: org.Locked}, 1, false},
		"only invited":     {org.Member{Role: org.Owner, State: org.Pending}, 1, true},
		"an admin":         {org.Member{Role: org.Admin}, 1, true},
	} {
		err := org.KeepsOwner(c.m, "acme", c.owners)
		if (err == nil) != c.ok || err != nil && (org.KindOf(err) != org.KindDenied || err.(*org.Error).Code != org.CodeLastOwner || hint(err) == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCanHoldRights(t *testing.T) {
	for _, role := range org.Roles() {
		m := org.Member{Email: "tom@example.org", Role: role}
		err := org.CanHoldRights(m, org.Technical)
		if (err == nil) == role.Manages() || err != nil && (org.KindOf(err) != org.KindDenied || err.(*org.Error).Code != org.CodeRoleHasRights || hint(err) == "") {
			t.Errorf("rights for %s: %v", role, err)
		}
		if err := org.CanHoldRights(m, 0); err != nil {
			t.Errorf("usage for %s: %v", role, err)
		}
	}
	err := org.CanHoldRights(org.Member{Email: "tom@example.org", Role: org.Admin}, org.Technical)
	if err.Error() != `"tom@example.org" is an admin and has every management right without a grant` {
		t.Error(err)
	}
}

func TestCanBill(t *testing.T) {
	for _, role := range org.Roles() {
		if err := org.CanBill(role, true); (err == nil) == (role == org.External) || err != nil && org.KindOf(err) != org.KindUsage {
			t.Errorf("%s: %v", role, err)
		}
		if err := org.CanBill(role, false); err != nil {
			t.Errorf("%s without: %v", role, err)
		}
	}
}
