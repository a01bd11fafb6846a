package store

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func price(t *testing.T, s string) *org.Money {
	t.Helper()
	m, err := org.ParseMoney(s, "")
	if err != nil {
		t.Fatal(err)
	}
	return &m
}

func TestAddProducts(t *testing.T) {
	h := newStore(t)
	n := org.NewProduct{Category: "drive", Name: "marketing", ProductEdit: org.ProductEdit{
		Label: new("Marketing"), Price: price(t, "120.00"), Period: &org.Period{N: 1, Unit: 'y'}}}
	h.ok(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{n}, false))
	p, err := h.Product(t.Context(), h.olivia, "drive/marketing")
	if err != nil || p.Label != "Marketing" || p.Price == nil || p.Price.String() != "120.00 CHF" || p.Period.String() != "1y" {
		t.Fatalf("got %+v, %v", p, err)
	}
	h.same(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{n}, false))
	h.same(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{{Category: "kdrive", Name: "marketing"}}, false))
	n.Price = price(t, "130.00")
	h.refused(org.CodeExists)(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{n}, false))
	h.refused(org.CodeNotFound)(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{{Category: "drvie", Name: "x"}}, false))
	h.ok(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{{Category: "domain", Name: "Bücher.example"}}, false))
	if _, err := h.Product(t.Context(), h.olivia, "domain/xn--bcher-kva.example"); err != nil {
		t.Error(err)
	}
	jane := h.addUser("jane@example.org", org.Collaborator)
	h.refused(org.CodeNotAuthorized)(h.AddProducts(t.Context(), as(jane), []org.NewProduct{{Category: "mail", Name: "x"}}, false))
}

// Whoever has the billing mark may order, which is adding with a price.
func TestOrderProduct(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	order := []org.NewProduct{{Category: "mail", Name: "acme", ProductEdit: org.ProductEdit{Price: price(t, "12.00")}}}
	h.refused(org.CodeNotAuthorized)(h.AddProducts(t.Context(), as(jane), order, false))
	h.ok(h.EditUser(t.Context(), as(h.olivia), "jane@example.org", org.MemberEdit{Billing: new(true)}))
	h.ok(h.AddProducts(t.Context(), as(jane), order, false))
	h.refused(org.CodeNotAuthorized)(h.AddProducts(t.Context(), as(jane), []org.NewProduct{{Category: "mail", Name: "free"}}, false))
}

// Rules on future products compare ids, so that an id never comes back.
func TestFutureRuleAfterRemovals(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Collaborator)
	h.addProduct("drive/old")
	h.grant("jane@example.org", "drive/@future=technical")
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/old"))
	h.addProduct("drive/old", "drive/new")
	for _, ref := range []string{"drive/old", "drive/new"} {
		if got := h.access("jane@example.org", ref); got != "technical use=none" {
			t.Errorf("%s: %s, but it came after the rule", ref, got)
		}
	}
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/new"))
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/old"))
	h.addUser("max@example.com", org.External)
	h.grant("max@example.com", "drive/@future=statistics")
	h.addProduct("drive/next")
	if got := h.access("max@example.com", "drive/next"); got != "statistics use=none" {
		t.Errorf("the new product is not covered: %s", got)
	}
}

func TestProductsSeen(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	h.addProduct("drive/marketing", "drive/sales", "mail/acme")
	h.grant("jane@example.org", "drive/sales=use")
	ref := func(p org.Product) string { return p.Ref() }
	for _, test := range []struct {
		caller   org.Caller
		category string
		want     []string
	}{
		{h.olivia, "", []string{"drive/marketing", "drive/sales", "mail/acme"}},
		{h.olivia, "kdrive", []string{"drive/marketing", "drive/sales"}},
		{jane, "", []string{"drive/sales"}},
		{jane, "mail", nil},
	} {
		if got := refs(t, h.Products(t.Context(), test.caller, test.category), ref); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.category, got, test.want)
		}
	}
	_, hidden := h.Product(t.Context(), jane, "drive/marketing")
	_, absent := h.Product(t.Context(), jane, "drive/nothing")
	h.fails(org.CodeNotFound, hidden)
	if strings.ReplaceAll(hidden.Error(), "marketing", "nothing") != absent.Error() {
		t.Errorf("%q and %q tell what is there", hidden, absent)
	}
}

func TestEditProduct(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	h.addProduct("drive/marketing", "drive/sales")
	h.grant("jane@example.org", "drive/marketing=technical", "drive/sales=statistics")
	label := org.ProductEdit{Label: new("New")}
	h.ok(h.EditProduct(t.Context(), as(jane), "drive/marketing", label))
	h.same(h.EditProduct(t.Context(), as(jane), "drive/marketing", label))
	h.refused(org.CodeDenied)(h.EditProduct(t.Context(), as(jane), "drive/sales", label))
	h.refused(org.CodeNotAuthorized)(h.EditProduct(t.Context(), as(jane), "drive/marketing", org.ProductEdit{Price: price(t, "1.00")}))
	h.ok(h.EditProduct(t.Context(), as(h.olivia), "drive/marketing", org.ProductEdit{Price: price(t, "1.00")}))
	h.ok(h.EditProduct(t.Context(), as(h.olivia), "drive/marketing", org.ProductEdit{NoPrice: true}))
	p, err := h.Product(t.Context(), h.olivia, "drive/marketing")
	if err != nil || p.Label != "New" || p.Price != nil {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestRemoveProduct(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	h.addUser("max@example.com", org.External)
	h.addProduct("drive/marketing")
	h.grant("jane@example.org", "drive/marketing=technical")
	h.grant("max@example.com", "drive/@all=statistics")
	h.refused(org.CodeNotAuthorized)(h.RemoveProduct(t.Context(), as(jane), "drive/marketing"))
	h.refused(org.CodeConfirm)(h.RemoveProduct(t.Context(), org.Request{Caller: h.olivia}, "drive/marketing"))
	set := h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/marketing"))
	want := []string{"jane@example.org loses technical on drive/marketing", "drive/marketing is gone for good, also for jane@example.org, max@example.com"}
	if got := set.Taking(); !slices.Equal(got, want) {
		t.Errorf("takes %q, want %q", got, want)
	}
	if h.count("grants") != 0 || h.count("rules") != 1 {
		t.Errorf("%d grants, %d rules", h.count("grants"), h.count("rules"))
	}
}

func TestImportCatalog(t *testing.T) {
	h := newStore(t)
	jane := h.addUser("jane@example.org", org.Collaborator)
	robot := org.Category{Code: "robot", Label: "Robot", Synonyms: []string{"android"}, Rights: org.Technical | org.Statistics, Usage: true,
		Descriptions: []org.RightText{{Rights: org.Technical, EN: "may build", FR: "peut construire"}}}
	h.refused(org.CodeNotAuthorized)(h.ImportCatalog(t.Context(), as(jane), []org.Category{robot}))
	h.ok(h.ImportCatalog(t.Context(), as(h.olivia), []org.Category{robot}))
	h.same(h.ImportCatalog(t.Context(), as(h.olivia), []org.Category{robot}))
	h.addProduct("android/r2")
	h.grant("jane@example.org", "robot/r2=technical+statistics+use")
	cat, err := h.Catalog(t.Context(), jane)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cat.Lookup("android")
	if err != nil || c.Code != "robot" || c.Group != "own" || !c.Own || len(c.Descriptions) != 1 {
		t.Errorf("got %+v, %v", c, err)
	}
	eve := h.signUp("eve@example.org", "initech")
	if cat, err := h.Catalog(t.Context(), eve); err != nil || len(cat.All()) != len(org.Builtin()) {
		t.Errorf("another organization has %d categories (%v)", len(cat.All()), err)
	}
	robot.Rights = org.Technical
	h.refused(org.CodeConfirm)(h.ImportCatalog(t.Context(), org.Request{Caller: h.olivia}, []org.Category{robot}))
	h.ok(h.ImportCatalog(t.Context(), as(h.olivia), []org.Category{robot}))
	if got := h.access("jane@example.org", "robot/r2"); got != "technical use=user" {
		t.Errorf("has %s", got)
	}
	clash := org.Category{Code: "android", Label: "Clash", Rights: org.Technical}
	h.refused(org.CodeExists)(h.ImportCatalog(t.Context(), as(h.olivia), []org.Category{clash}))
}
