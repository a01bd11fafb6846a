package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// asked is the outcome of a question about access, in short.
func (h *house) asked(c org.Caller, user, product string, at time.Time) string {
	h.t.Helper()
	e, err := h.Access(h.t.Context(), c, user, product, at)
	if f, ok := errors.AsType[*org.Error](err); ok {
		return string(f.Code)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return e.Access.Rights.String() + " " + e.Access.Usage.String()
}

func TestAccessOfOneself(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical", "drive/b=use from:2h until:4h", "mail/a=use until:1h"))
	self := h.login(jane)
	later := h.now.Add(3 * time.Hour)
	for name, c := range map[string]struct {
		user, product string
		at            time.Time
		want          string
	}{
		"what one has":                 {jane, "drive/a", time.Time{}, "technical none"},
		"by id":                        {"id:2", "drive/a", time.Time{}, "technical none"},
		"what one does not see":        {jane, "domain/acme.ch", time.Time{}, "object_not_found"},
		"what is not there":            {jane, "domain/acme.com", time.Time{}, "object_not_found"},
		"what one will see, now":       {jane, "drive/b", time.Time{}, "object_not_found"},
		"what one will see, then":      {jane, "drive/b", later, " user"},
		"what one will not see, then":  {jane, "mail/a", later, " none"},
		"what one never sees, then":    {jane, "domain/acme.ch", later, "object_not_found"},
		"others, on what one sees":     {"eve@example.org", "drive/a", time.Time{}, "not_authorized"},
		"others, on what is not there": {"eve@example.org", "drive/x", time.Time{}, "not_authorized"},
		"nobody":                       {"nobody@example.org", "drive/a", time.Time{}, "not_authorized"},
		"no e-mail at all":             {"jane", "drive/a", time.Time{}, "validation_failed"},
		"a product of no category":     {jane, "drvie/a", time.Time{}, "object_not_found"},
		"not a product":                {jane, "drive", time.Time{}, "validation_failed"},
	} {
		if got := h.asked(self, c.user, c.product, c.at); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	_, unseen := h.Access(t.Context(), self, jane, "domain/acme.ch", time.Time{})
	_, missing := h.Access(t.Context(), self, jane, "domain/acme.cc", time.Time{})
	if strings.ReplaceAll(unseen.Error(), "acme.ch", "acme.cc") != missing.Error() || hint(unseen) != hint(missing) {
		t.Errorf("they can be told apart: %v (%s) and %v (%s)", unseen, hint(unseen), missing, hint(missing))
	}
}

func TestAccessOfOthers(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/a=technical"))
	for _, c := range []org.Caller{h.olivia, h.login("adam@example.org")} {
		for product, want := range map[string]string{"drive/a": "technical none", "drive/b": " none", "drive/x": "object_not_found"} {
			if got := h.asked(c, jane, product, time.Time{}); got != want {
				t.Errorf("%s: got %q, want %q", product, got, want)
			}
		}
		if got := h.asked(c, "nobody@example.org", "drive/a", time.Time{}); got != "object_not_found" {
			t.Errorf("nobody: %q", got)
		}
	}
	eve := h.login("eve@example.org")
	for name, err := range map[string]error{
		"who":           second(h.Who(t.Context(), eve, "drive/a", org.Question{}, time.Time{})),
		"matrix":        second(h.MatrixProducts(t.Context(), eve, "")),
		"sheet":         second(h.Sheet(t.Context(), eve, jane)),
		"list":          firstError(h.Reach(t.Context(), eve, org.ReachFilter{})),
		"list of jane":  firstError(h.Reach(t.Context(), eve, org.ReachFilter{User: jane})),
		"grants":        firstError(h.Grants(t.Context(), eve, org.GrantFilter{})),
		"jane's grants": firstError(h.Grants(t.Context(), eve, org.GrantFilter{User: jane})),
		"members":       second(h.MembersFor(t.Context(), eve, org.ActGrants)),
		"set":           second(h.setAs(as(eve), "eve@example.org", "drive/a=technical")),
		"copy":          second(h.CopyGrants(t.Context(), as(eve), jane, "eve@example.org")),
	} {
		if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeNotAuthorized || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func firstError[T any](rows func(func(T, error) bool)) (err error) {
	for _, err = range rows {
		return err
	}
	return nil
}

// TestNothingCrossesOrganizations asks in one organization about people and products of another.
func TestNothingCrossesOrganizations(t *testing.T) {
	h := office(t)
	acc := account(t, "otto@example.org", "other")
	h.ok(h.SignUp(t.Context(), org.Request{}, acc))
	otto := org.Caller{Session: acc.Session}
	h.ok(h.AddProducts(t.Context(), as(otto), []org.NewProduct{{Category: "drive", Name: "secret"}}, false))
	h.addTo(otto, jane, org.Collaborator)
	p, err := h.Product(t.Context(), otto, "drive/secret")
	if err != nil {
		t.Fatal(err)
	}
	byID := fmt.Sprintf("id:%d", p.ID)
	for name, got := range map[string]string{
		"their product":       h.asked(h.olivia, jane, "drive/secret", time.Time{}),
		"their product by id": h.asked(h.olivia, jane, byID, time.Time{}),
		"their owner":         h.asked(h.olivia, "otto@example.org", "drive/a", time.Time{}),
		"our product":         h.asked(otto, jane, "drive/a", time.Time{}),
		"our product by id":   h.asked(otto, jane, "id:1", time.Time{}),
		"our admin":           h.asked(otto, "adam@example.org", "drive/secret", time.Time{}),
		"our organization":    h.asked(in(otto, "acme"), jane, "drive/a", time.Time{}),
		"their organization":  h.asked(in(h.olivia, "other"), jane, "drive/secret", time.Time{}),
		"no organization":     h.asked(in(h.olivia, "nothing"), jane, "drive/a", time.Time{}),
	} {
		if got != "object_not_found" {
			t.Errorf("%s: %q", name, got)
		}
	}
	h.wholly(func(ctx) {
		h.refused(org.CodeNotFound)(h.set(jane, byID+"=use"))
		h.refused(org.CodeNotFound)(h.set("otto@example.org", "drive/a=use"))
		h.refused(org.CodeNotFound)(h.revoke(byID))
	})
	// A rule of the one is none of the other, and what Jane has here she has not there.
	h.ok(h.set(jane, "@everything=technical"))
	if got := h.asked(otto, jane, "drive/secret", time.Time{}); got != " none" {
		t.Errorf("jane there: %q", got)
	}
	who, err := h.Who(t.Context(), otto, "drive/secret", org.Question{}, time.Time{})
	if err != nil || len(who) != 1 || who[0].User != "otto@example.org" {
		t.Errorf("who: %v, %v", who, err)
	}
	for e, err := range h.Reach(t.Context(), otto, org.ReachFilter{}) {
		if err != nil || e.User != "otto@example.org" || e.Product.Ref() != "drive/secret" {
			t.Errorf("reach: %s %s, %v", e.User, e.Product.Ref(), err)
		}
	}
	for r, err := range h.Grants(t.Context(), otto, org.GrantFilter{}) {
		t.Errorf("grants: %+v, %v", r, err)
	}
}

func TestWho(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/@all=technical+use"))
	h.ok(h.set("eve@example.org", "drive/a=statistics until:1h", "@everything=use-admin from:2h"))
	who := func(product string, q org.Question, at time.Time) (out []string) {
		t.Helper()
		people, err := h.Who(t.Context(), h.olivia, product, q, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range people {
			out = append(out, strings.TrimSuffix(e.User, "@example.org")+" "+e.Access.Rights.String()+" "+e.Access.Usage.String())
		}
		return out
	}
	for name, c := range map[string]struct{ got, want []string }{
		"a product":      {who("drive/a", org.Question{}, time.Time{}), []string{"adam technical, statistics none", "eve statistics none", "jane technical user", "olivia technical, statistics none"}},
		"another":        {who("mail/a", org.Question{}, time.Time{}), []string{"adam technical, statistics none", "olivia technical, statistics none"}},
		"a right":        {who("drive/a", org.Question{Rights: org.Technical}, time.Time{}), []string{"adam technical, statistics none", "jane technical user", "olivia technical, statistics none"}},
		"usage":          {who("drive/a", org.Question{Usage: org.UsageUser}, time.Time{}), []string{"jane technical user"}},
		"both":           {who("drive/a", org.Question{Rights: org.Technical, Usage: org.UsageUser}, time.Time{}), []string{"jane technical user"}},
		"a higher usage": {who("drive/a", org.Question{Usage: org.UsageAdmin}, time.Time{}), nil},
		"later":          {who("drive/a", org.Question{Usage: org.UsageUser}, h.now.Add(3*time.Hour)), []string{"eve  admin", "jane technical user"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s:\n%q, want\n%q", name, c.got, c.want)
		}
	}
	_, err := h.Who(t.Context(), h.olivia, "drive/x", org.Question{}, time.Time{})
	h.fails(org.CodeNotFound, err)
}

func TestReach(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/@all=technical", "mail/a=use until:1h", "drive/b=statistics until:-1h"))
	h.ok(h.set("eve@example.org", "@everything=use"))
	self := h.login(jane)
	list := func(c org.Caller, f org.ReachFilter) []string {
		t.Helper()
		return refs(t, h.Reach(t.Context(), c, f), func(e org.EffectiveAccess) string {
			return strings.TrimSuffix(e.User, "@example.org") + " " + e.Product.Ref()
		})
	}
	for name, c := range map[string]struct {
		caller org.Caller
		filter org.ReachFilter
		want   []string
	}{
		"oneself":           {self, org.ReachFilter{User: jane}, []string{"jane drive/a", "jane drive/b", "jane mail/a"}},
		"somebody":          {h.olivia, org.ReachFilter{User: "eve@example.org"}, []string{"eve drive/a", "eve drive/b", "eve mail/a"}},
		"later":             {self, org.ReachFilter{User: jane, At: h.now.Add(2 * time.Hour)}, []string{"jane drive/a", "jane drive/b"}},
		"later, what rests": {self, org.ReachFilter{User: jane, At: h.now.Add(2 * time.Hour), Idle: true}, []string{"jane drive/a", "jane drive/b", "jane mail/a"}},
		"a category":        {h.olivia, org.ReachFilter{User: jane, Category: "email_hosting"}, []string{"jane mail/a"}},
		"a product":         {h.olivia, org.ReachFilter{User: jane, Product: "mail/a"}, []string{"jane mail/a"}},
		"all on a product":  {h.olivia, org.ReachFilter{Product: "mail/a"}, []string{"adam mail/a", "eve mail/a", "jane mail/a", "olivia mail/a"}},
		"all in a category": {h.olivia, org.ReachFilter{Category: "mail"}, []string{"adam mail/a", "eve mail/a", "jane mail/a", "olivia mail/a"}},
		"all":               {h.olivia, org.ReachFilter{}, []string{"adam domain/acme.ch", "adam drive/a", "adam drive/b", "adam mail/a", "eve drive/a", "eve drive/b", "eve mail/a", "jane drive/a", "jane drive/b", "jane mail/a", "olivia domain/acme.ch", "olivia drive/a", "olivia drive/b", "olivia mail/a"}},
	} {
		if got := list(c.caller, c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%q, want\n%q", name, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		caller org.Caller
		filter org.ReachFilter
	}{
		"a product one does not see": {self, org.ReachFilter{User: jane, Product: "domain/acme.ch"}},
		"a product that is not":      {self, org.ReachFilter{User: jane, Product: "domain/acme.cc"}},
		"a category that is not":     {self, org.ReachFilter{User: jane, Category: "drvie"}},
		"a user that is not":         {h.olivia, org.ReachFilter{User: "nobody@example.org"}},
	} {
		if err := firstError(h.Reach(t.Context(), c.caller, c.filter)); org.KindOf(err) != org.KindNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range h.Reach(t.Context(), h.olivia, org.ReachFilter{}) {
		break // whoever has enough may stop
	}
}

func TestListGrants(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/b=technical until:3h", "drive/a=use", "mail/@future=statistics", "@everything=use until:1h"))
	h.ok(h.set("eve@example.org", "drive/a=use until:2h"))
	h.ok(h.set(jane, "mail/a=use until:1m"))
	h.now = h.now.Add(30 * time.Minute)
	list := func(c org.Caller, f org.GrantFilter) []string {
		t.Helper()
		return refs(t, h.Grants(t.Context(), c, f), func(r org.GrantRecord) string {
			return strings.TrimSuffix(r.User, "@example.org") + " " + writtenScope(r) + " " + string(r.State)
		})
	}
	all := []string{"jane @everything active", "jane drive/a active", "jane drive/b active", "jane mail/@future active", "jane mail/a expired"}
	for name, c := range map[string]struct {
		caller org.Caller
		filter org.GrantFilter
		want   []string
	}{
		"oneself":            {h.login(jane), org.GrantFilter{User: jane}, all},
		"all":                {h.olivia, org.GrantFilter{}, append([]string{"eve drive/a active"}, all...)},
		"on a product":       {h.olivia, org.GrantFilter{Product: "drive/a"}, []string{"eve drive/a active", "jane drive/a active"}},
		"one's on a product": {h.olivia, org.GrantFilter{Product: "drive/a", User: jane}, []string{"jane drive/a active"}},
		"in a category":      {h.olivia, org.GrantFilter{Category: "mail"}, []string{"jane mail/@future active", "jane mail/a expired"}},
		"expiring":           {h.olivia, org.GrantFilter{ExpiringBefore: h.now.Add(90 * time.Minute)}, []string{"eve drive/a active", "jane @everything active"}},
		"expiring, one's":    {h.olivia, org.GrantFilter{User: jane, ExpiringBefore: h.now.Add(90 * time.Minute)}, []string{"jane @everything active"}},
	} {
		if got := list(c.caller, c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%q, want\n%q", name, got, c.want)
		}
	}
	for r := range h.Grants(t.Context(), h.olivia, org.GrantFilter{User: jane, Product: "drive/a"}) {
		if r.CreatedBy != "olivia@example.org" || r.CreatedAt.IsZero() || *r.Product != "drive/a" || *r.Category != "drive" {
			t.Errorf("got %+v", r)
		}
	}
	if err := firstError(h.Grants(t.Context(), h.login(jane), org.GrantFilter{User: jane, Product: "domain/acme.ch"})); org.KindOf(err) != org.KindNotFound {
		t.Errorf("a product one does not see: %v", err)
	}
}

func TestComplete(t *testing.T) {
	h := office(t)
	h.ok(h.set(jane, "drive/b=use"))
	for name, c := range map[string]struct {
		caller org.Caller
		what   org.Completion
		word   string
		want   []string
	}{
		"products":           {h.olivia, org.CompleteProduct, "", []string{"domain/acme.ch", "drive/a", "drive/b", "mail/a"}},
		"products, begun":    {h.olivia, org.CompleteProduct, "Drive/", []string{"drive/a", "drive/b"}},
		"no wildcard":        {h.olivia, org.CompleteProduct, "drive%", nil},
		"products one sees":  {h.login(jane), org.CompleteProduct, "d", []string{"drive/b"}},
		"products one can't": {h.login(jane), org.CompleteProduct, "mail", nil},
		"users":              {h.olivia, org.CompleteUser, "e", []string{"eve@example.org"}},
		"users one sees":     {h.login(jane), org.CompleteUser, "", []string{jane}},
		"categories":         {h.olivia, org.CompleteCategory, "dr", []string{"drive"}},
	} {
		out, err := h.Complete(t.Context(), c.caller, c.what, c.word)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range out {
			out[i], _, _ = strings.Cut(line, "\t")
		}
		if !slices.Equal(out, c.want) {
			t.Errorf("%s: %q, want %q", name, out, c.want)
		}
	}
}
