package org_test

import (
	"slices"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestDigest(t *testing.T) {
	now := noon()
	grant := func(id org.SubjectID, rights org.Rights, created time.Time) org.GrantRecord {
		return org.GrantRecord{User: "jane@example.org", Scope: "future", Rights: rights, SubjectID: 5, ProductID: 3, Since: org.ProductID(id), CreatedAt: created}
	}
	add := func(id org.SubjectID, created time.Time) org.Change {
		return org.Change{Action: "add", Kind: "grant", Ref: "jane drive/@future", After: grant(id, org.Technical, created)}
	}
	edit := func(before, after org.Rights) org.Change {
		return org.Change{Action: "edit", Kind: "grant", Ref: "jane drive/a", Before: grant(7, before, now), After: grant(7, after, now)}
	}
	base := org.ChangeSet{Changes: []org.Change{add(1, now), edit(org.Technical, 0)}}
	for name, c := range map[string]struct {
		changes []org.Change
		same    bool
	}{
		"the same":                       {base.Changes, true},
		"new ids and times":              {[]org.Change{add(2, now.Add(time.Hour)), edit(org.Technical, 0)}, true},
		"another order":                  {[]org.Change{edit(org.Technical, 0), add(1, now)}, false},
		"one less":                       {base.Changes[:1], false},
		"one more":                       {append(slices.Clone(base.Changes), add(1, now)), false},
		"nothing":                        {nil, false},
		"something else was there":       {[]org.Change{add(1, now), edit(org.Statistics, 0)}, false},
		"something else comes":           {[]org.Change{add(1, now), edit(org.Technical, org.Statistics)}, false},
		"another action on the same":     {[]org.Change{add(1, now), {Action: "remove", Kind: "grant", Ref: "jane drive/a", Before: edit(org.Technical, 0).Before, After: edit(org.Technical, 0).After}}, false},
		"another cut-off":                {[]org.Change{add(1, now), {Action: "edit", Kind: "grant", Ref: "jane drive/a", Before: edit(org.Technical, 0).Before, After: grant(8, 0, now)}}, false},
		"about somebody else":            {[]org.Change{add(1, now), {Action: "edit", Kind: "grant", Ref: "tom drive/a", Before: edit(org.Technical, 0).Before, After: edit(org.Technical, 0).After}}, false},
		"a thing that was there is gone": {[]org.Change{add(1, now), {Action: "edit", Kind: "grant", Ref: "jane drive/a", Before: edit(org.Technical, 0).Before}}, false},
		"an old thing of another age":    {[]org.Change{add(1, now), {Action: "edit", Kind: "grant", Ref: "jane drive/a", Before: grant(7, org.Technical, now.Add(1)), After: edit(org.Technical, 0).After}}, false},
	} {
		got := org.ChangeSet{Changes: c.changes, Org: "Acme", DryRun: true}.Digest()
		if (got == base.Digest()) != c.same {
			t.Errorf("%s: the digest is the same: %v", name, !c.same)
		}
	}
}

// Between the question and its answer time goes by: what is begun or ended by a run is dated by it.
func TestDigestOfAPartnership(t *testing.T) {
	digest := func(state org.PartnershipState, at time.Time) string {
		before := org.Partnership{ID: 3, State: org.PartnershipActive, Created: noon(), Expires: noon()}
		after := before
		after.State, after.Created, after.Expires, after.Started, after.Ended = state, at, at, &at, &at
		return org.ChangeSet{Changes: []org.Change{{Action: "edit", Kind: "partnership", Ref: "acme reseller", Before: before, After: after}}}.Digest()
	}
	now := digest(org.PartnershipEnded, noon())
	if now != digest(org.PartnershipEnded, noon().Add(time.Second)) {
		t.Error("the same end a second later is another one")
	}
	if now == digest(org.PartnershipPending, noon()) {
		t.Error("an offer is the same as an end")
	}
}

func TestTaking(t *testing.T) {
	set := org.ChangeSet{Changes: []org.Change{{Ref: "a"}, {Ref: "b", Takes: "jane loses b"}, {Ref: "c", Takes: "tom loses c"}}}
	if got := set.Taking(); !slices.Equal(got, []string{"jane loses b", "tom loses c"}) {
		t.Errorf("got %v", got)
	}
}
