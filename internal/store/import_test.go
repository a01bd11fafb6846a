package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// peopled is some hundred people in acme, some known from elsewhere, with what a file may meet: teams, rules, grants of before.
func peopled(t *testing.T) *house {
	t.Helper()
	h := office(t)
	var people []org.NewMember
	for i := range 150 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("Person%d@example.org", i)), Role: []org.Role{org.Collaborator, org.External, org.Admin}[i%19%3%(1+i%2)]})
	}
	h.ok(h.AddUsers(t.Context(), file(h.olivia), people, false))
	for i := range 12 {
		h.addProduct(fmt.Sprintf("drive/p%d", i), fmt.Sprintf("domain/d%d.example.org", i))
	}
	for i := range 6 {
		h.ok(h.team(fmt.Sprintf("team %d", i), []string{fmt.Sprintf("person%d@example.org", i*3), fmt.Sprintf("person%d@example.org", i*5+1)}, "drive/@all=use-admin"))
		h.grant(fmt.Sprintf("person%d@example.org", i*4), "drive/@all=use", "drive/p1=use-admin", "mail/@future=use")
	}
	return h
}

// statements draws rows of a file, each about another slot. Some can't be.
func (h *house) statements(n int) (out []org.GrantChange) {
	draw := rand.New(rand.NewPCG(5, 6))
	stated := map[string]bool{}
	for len(out) < n {
		who := fmt.Sprintf([]string{"person%d@example.org", "Person%d@Example.org", "PERSON%d@example.org"}[draw.IntN(3)], draw.IntN(153)) // three are nobody
		holder := org.GrantChange{User: who}
		if draw.IntN(20) == 0 {
			holder = org.GrantChange{Team: fmt.Sprintf("team-%d", draw.IntN(7))}
		}
		scope := []string{"drive/p%d", "domain/d%d.example.org", "drive/@all", "drive/@future", "mail/a", "@everything", "drive/none"}[[]int{0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6}[draw.IntN(13)]]
		if strings.Contains(scope, "%") {
			scope = fmt.Sprintf(scope, draw.IntN(12))
		}
		says := []string{"technical", "technical+use", "statistics+use-admin", "use", "use-admin", "none", "no-rights", "no-use", "ticket-control"}
		if strings.HasPrefix(scope, "domain") {
			says = []string{"technical", "technical", "technical", "none", "use"}
		}
		text := scope + "=" + says[draw.IntN(len(says))]
		if draw.IntN(4) == 0 {
			text += " until:8h"
		}
		c := h.statement("", text)
		c.User, c.Team = holder.User, holder.Team
		kind, _, _ := strings.Cut(scope, "@") // all and future are one slot
		if slot := fmt.Sprint(strings.ToLower(c.Holder().String()), kind, c.Temporary()); !stated[slot] {
			stated[slot] = true
			out = append(out, c)
		}
	}
	return out
}

// TestAFileOfGrantsIsManyStatements does the rows of a file, and in another store the same, one command for each.
func TestAFileOfGrantsIsManyStatements(t *testing.T) {
	whole, single := peopled(t), peopled(t)
	changes := whole.statements(900)
	set, err := whole.SetGrants(t.Context(), file(whole.olivia), changes, true)
	if err != nil {
		t.Fatal(err)
	}
	failed := map[int]string{}
	for _, f := range set.Failed {
		failed[f.Row] = f.Msg
	}
	for i, c := range changes {
		_, err := single.SetGrants(t.Context(), as(single.olivia), []org.GrantChange{c}, false)
		msg := ""
		if e, ok := errors.AsType[*org.Error](err); ok {
			msg = e.Msg
		}
		if failed[i+1] != msg {
			t.Errorf("row %d, %s %s: %q, alone %q", i+1, c.Holder(), c.Spec, failed[i+1], msg)
		}
	}
	if len(failed) < 50 || len(set.Changes) < 300 {
		t.Errorf("%d of %d rows failed: that says little", len(failed), len(changes))
	}
	for _, table := range []string{"grants", "rules"} {
		query := `SELECT json_array(subject_id, ` + map[string]string{"grants": "product_id", "rules": "category_id, future, since"}[table] +
			`, temporary, org_id, rights, usage, valid_from, valid_to, reason, ticket, created_by, created_at) FROM ` + table
		if a, b := whole.strings(query), single.strings(query); !slices.Equal(a, b) {
			t.Errorf("%s: %d and %d rows, which differ", table, len(a), len(b))
		}
	}
	whole.checks()
	before := whole.dump()
	if _, err := whole.SetGrants(t.Context(), file(whole.olivia), changes, false); org.KindOf(err) != org.KindUsage || whole.dump() != before {
		t.Errorf("taken whole: %v", err)
	}
	again := slices.DeleteFunc(slices.Clone(changes), func(c org.GrantChange) bool { return c.Temporary() })
	if set, err := whole.SetGrants(t.Context(), file(whole.olivia), again, true); err != nil || set.Changed {
		t.Errorf("the same again: %d changes, %v", len(set.Changes), err)
	}
}

// TestAFileTakesWhatFlagsTake: what people lose by the rows of a file is told as if each were looked up by itself.
func TestAFileTakesWhatFlagsTake(t *testing.T) {
	h, flags := peopled(t), peopled(t)
	for _, h := range []*house{h, flags} {
		h.grant("person2@example.org", "mail/@all=use-admin")
	}
	changes := append(h.statements(900), h.statement("person2@example.org", "mail/a=use"))
	set, err := h.SetGrants(t.Context(), file(h.olivia), changes, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range slices.Backward(set.Failed) {
		changes = slices.Delete(changes, f.Row-1, f.Row)
	}
	want := flags.ok(flags.SetGrants(t.Context(), as(flags.olivia), changes, false)).Taking()
	if got := set.Taking(); !slices.Equal(got, want) || !strings.Contains(strings.Join(want, "\n"), "the rule mail/@all") {
		t.Errorf("it takes\n%s\nand by flags\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSlotsAreNotMistaken: what a file is remembered to have stated differs wherever the slots do.
func TestSlotsAreNotMistaken(t *testing.T) {
	seen := map[statedSlot]slot{}
	for i := range 1 << 7 {
		s := slot{subject: org.SubjectID(i >> 6), temporary: i&1 == 1}
		if id := int64(i >> 2 & 15); i&2 == 0 {
			s.category = org.CategoryID(id)
		} else {
			s.product = org.ProductID(id + 1)
		}
		if other, ok := seen[s.stated()]; ok {
			t.Errorf("%+v and %+v are one", s, other)
		}
		seen[s.stated()] = s
	}
}

// TestAFileStatesEachSlotOnce finds what is stated twice also far apart in a file.
func TestAFileStatesEachSlotOnce(t *testing.T) {
	h := peopled(t)
	changes := slices.Concat([]org.GrantChange{h.statement("person7@example.org", "drive/b=use")}, h.statements(1200),
		[]org.GrantChange{h.statement("PERSON7@example.org", "drive/b=technical")})
	set, err := h.SetGrants(t.Context(), file(h.olivia), changes, true)
	last := set.Failed[len(set.Failed)-1]
	if err != nil || last.Row != len(changes) || !strings.Contains(last.Msg, "is stated twice") {
		t.Errorf("%v, %+v", err, last)
	}
}

// TestAFileOfPeople adds those that are new, also if the store knows them from elsewhere, and meets them again later in the file.
func TestAFileOfPeople(t *testing.T) {
	h := office(t)
	h.signUp("known@example.org", "initech")
	var people []org.NewMember
	for i := range 1200 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("Person%d@example.org", i)), Role: org.Collaborator})
	}
	people[3].Email = mail(t, "KNOWN@example.org")
	people[5].Email, people[5].Role = mail(t, jane), org.Admin
	people = append(people, people[7], org.NewMember{Email: mail(t, "person8@example.org"), Role: org.External}, people[1199], people[999]) // met in the rows at hand, and in those before
	set, err := h.AddUsers(t.Context(), file(h.olivia), people, true)
	if err != nil || len(set.Failed) != 2 || set.Failed[0].Row != 6 || set.Failed[1].Row != 1202 {
		t.Fatalf("%v, %+v", err, set.Failed)
	}
	for _, f := range set.Failed {
		if f.Code != org.CodeExists {
			t.Errorf("got %+v", f)
		}
	}
	if n := h.count("members WHERE org_id = 1 AND role = 2"); n != 1+1199 {
		t.Errorf("%d collaborators", n)
	}
	if got := h.strings(`SELECT email FROM users WHERE email_key IN ('known@example.org', 'person9@example.org')`); !slices.Equal(got, []string{"known@example.org", "Person9@example.org"}) {
		t.Errorf("got %v", got)
	}
	if n := len(set.Changes); n != 1199+1198 {
		t.Errorf("%d changes", n)
	}
	h.checks()
	h.addUser("next@example.org", org.External) // the ids go on
	h.checks()
}

// TestABriefRunIsLoggedAsAnyOther compares the stores after the same rows: of one run only what takes something came back.
func TestABriefRunIsLoggedAsAnyOther(t *testing.T) {
	long, brief := peopled(t), peopled(t)
	changes := long.statements(4500)
	all, err := long.SetGrants(t.Context(), file(long.olivia), changes, true)
	if err != nil {
		t.Fatal(err)
	}
	req := file(brief.olivia)
	req.Brief = true
	few, err := brief.SetGrants(t.Context(), req, changes, true)
	if err != nil || !few.Changed || *few.Operation != *all.Operation || long.dump() != brief.dump() {
		t.Errorf("%v, changed: %v, the stores are the same: %v", err, few.Changed, long.dump() == brief.dump())
	}
	if len(few.Changes) > len(all.Changes)-2*logPart || len(few.Changes) == 0 {
		t.Errorf("%d of %d changes are kept", len(few.Changes), len(all.Changes))
	}
	var back []org.GrantChange
	for _, c := range changes {
		if c.Team == "" && !c.Temporary() {
			c.Spec, err = org.ParseGrantSpec(c.Spec.Scope.String() + "=none")
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, c)
		}
	}
	req.Confirmed = false
	before := brief.dump()
	_, err = brief.SetGrants(t.Context(), req, back, true)
	e, _ := errors.AsType[*org.Error](err)
	if e == nil || e.Code != org.CodeConfirm || len(e.Preview.Taking()) < logPart || brief.dump() != before {
		t.Errorf("what takes something must be confirmed: %v", err)
	}
	full := file(brief.olivia)
	full.DryRun = true
	preview, err := brief.SetGrants(t.Context(), full, back, true)
	if err != nil || !slices.Equal(preview.Taking(), e.Preview.Taking()) {
		t.Errorf("%v: %d lines, in brief %d", err, len(preview.Taking()), len(e.Preview.Taking()))
	}
}

// TestBookIsImportedInBrief shows that an --op-id answers for a brief run, too.
func TestBookIsImportedInBrief(t *testing.T) {
	h := office(t)
	var records []org.Record
	for i := range 2500 {
		day, err := org.ParseDate(fmt.Sprintf("2025-01-%02d", 1+i%28))
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, org.Record{Kind: org.KindTopup, Date: day, Reference: fmt.Sprint("t", i), Amount: org.Money{Minor: 500, Currency: "CHF"}})
	}
	req := file(h.olivia)
	req.Brief, req.OpID = true, "books"
	first := h.ok(h.ImportBook(t.Context(), req, records, false))
	again, err := h.ImportBook(t.Context(), req, records, false)
	if err != nil || again.Changed || !again.Replayed || *again.Operation != *first.Operation {
		t.Errorf("%+v, %v", again, err)
	}
	req.OpID = ""
	if set, err := h.ImportBook(t.Context(), req, records, false); err != nil || set.Changed || set.Skipped != len(records) {
		t.Errorf("%d passed over, %v", set.Skipped, err)
	}
	h.checks()
}
