package org

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Ids are in every store: this table only ever grows.
func TestBuiltinIDsNeverChange(t *testing.T) {
	want := map[CategoryID]string{
		1: "ksuite", 2: "drive", 3: "mail", 4: "kchat", 5: "kmeet", 6: "website-builder", 7: "web-hosting", 8: "domain", 9: "certificate",
		10: "custom-url", 11: "dedicated-server", 12: "cloud", 13: "public-cloud", 14: "jelastic", 15: "swiss-backup", 16: "nas",
		17: "housing", 18: "ai-tools", 19: "newsletter", 20: "ticketing", 21: "invitation", 22: "radio", 23: "video", 24: "vod",
	}
	got := map[CategoryID]string{}
	for _, c := range Builtin() {
		got[c.ID] = c.Code
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("built-in ids are %v", got)
	}
}

func TestBuiltinCategories(t *testing.T) {
	var usage, special []string
	for _, c := range Builtin() {
		for _, name := range append([]string{c.Code}, c.Synonyms...) {
			if found, ok := CategoryByCode(name); !ok || found.ID != c.ID {
				t.Errorf("CategoryByCode(%q) = %v, %v", name, found.Code, ok)
			}
			if !isSlug(name) {
				t.Errorf("%q is not a slug", name)
			}
		}
		if c.Usage {
			usage = append(usage, c.Code)
		}
		if c.Rights != Technical|Statistics {
			special = append(special, c.Code+": "+c.Rights.String())
		}
		if h := c.Heading(); h.Code != c.Group || h.Label == h.Code || c.Label == "" || c.LabelFR == "" || c.Own || c.ID > 99 {
			t.Errorf("%s: heading %q, label %q", c.Code, h, c.Label)
		}
		for right := range c.Rights.All() {
			if en, fr := c.Describe(right); en == "" || fr == "" || en == fr {
				t.Errorf("%s: %s is described as %q, %q", c.Code, right, en, fr)
			}
		}
	}
	slices.Sort(usage)
	if !slices.Equal(usage, []string{"drive", "kchat", "kmeet", "ksuite", "mail"}) {
		t.Errorf("usage on %q", usage)
	}
	if !slices.Equal(special, []string{"domain: technical", "ticketing: technical, statistics, ticket-control, sales-control"}) {
		t.Errorf("special rights: %q", special)
	}
}

func TestBuiltinCannotBeAltered(t *testing.T) {
	Builtin()[1].Synonyms[0] = "broken"
	if c, ok := CategoryByCode("kdrive"); !ok || c.Synonyms[0] != "kdrive" {
		t.Error("a caller changed the catalog for the others")
	}
}

func TestDescriptionsOfACategoryGoFirst(t *testing.T) {
	drive, _ := CategoryByCode("drive")
	if en, _ := drive.Describe(Statistics); !strings.Contains(en, "share links") {
		t.Errorf("drive statistics: %q", en)
	}
	mail, _ := CategoryByCode("mail")
	if en, fr := mail.Describe(Statistics); en != "see the figures of the product" || fr != "voir les chiffres du produit" {
		t.Errorf("mail statistics: %q, %q", en, fr)
	}
}

func TestCatalogLookup(t *testing.T) {
	cat := NewCatalog([]Category{{ID: 1000, Code: "crm", Synonyms: []string{"customers"}, Label: "CRM", Rights: Technical, Own: true}})
	for ref, code := range map[string]string{
		"drive": "drive", " Email_Hosting ": "mail", "billetterie": "ticketing", "VPS": "cloud", "id:8": "domain", "crm": "crm", "Customers": "crm", "id:1000": "crm",
	} {
		if c, err := cat.Lookup(ref); err != nil || c.Code != code {
			t.Errorf("Lookup(%q) = %q, %v", ref, c.Code, err)
		}
	}
	for ref, hint := range map[string]string{
		"domian":  "did you mean domain? 'orgctl catalog list' shows them all",
		"custmer": "did you mean customers? 'orgctl catalog list' shows them all",
		"zzz":     "'orgctl catalog list' shows them all",
		"":        "'orgctl catalog list' shows them all",
		"id:99":   "'orgctl catalog list' shows them all",
	} {
		_, err := cat.Lookup(ref)
		if e, ok := err.(*Error); !ok || e.Kind != KindNotFound || e.Hint != hint {
			t.Errorf("Lookup(%q): %+v", ref, err)
		}
	}
	if _, err := cat.Lookup("id:x"); KindOf(err) != KindUsage {
		t.Errorf("Lookup of a bad id: %v", err)
	}
	if _, err := (Catalog{}).ByID(Everything); KindOf(err) != KindNotFound {
		t.Errorf("0 is no category, but everything: %v", err)
	}
	if all := cat.All(); len(all) != len(Builtin())+1 || all[len(all)-1].Code != "crm" {
		t.Errorf("%d categories in all", len(all))
	}
}

func TestCategoryChecks(t *testing.T) {
	domain, _ := CategoryByCode("domain")
	err := domain.CheckRights(Technical | Statistics)
	if e, ok := err.(*Error); !ok || e.Kind != KindUsage || e.Msg != `"domain" offers no right "statistics"` || e.Hint != "one of technical" {
		t.Errorf("statistics on a domain: %+v", err)
	}
	if err := domain.CheckRights(Technical); err != nil {
		t.Error(err)
	}
	if err := domain.CheckRights(0); err != nil {
		t.Error(err)
	}
	if err := domain.CheckUsage(UsageUser); message(err) != `"domain" has no usage roles` {
		t.Errorf("usage on a domain: %v", err)
	}
	if err := domain.CheckUsage(NoUsage); err != nil {
		t.Error(err)
	}
	drive, _ := CategoryByCode("drive")
	if err := drive.CheckUsage(UsageAdmin); err != nil {
		t.Error(err)
	}
}

func TestValidateCategories(t *testing.T) {
	good := Category{Code: "crm", Synonyms: []string{"customers"}, Label: "CRM", Rights: Technical}
	if err := ValidateCategories([]Category{good, {Code: "wiki", Label: "Wiki", Usage: true, Group: "web-domains"}}); err != nil {
		t.Error(err)
	}
	for want, edit := range map[string]func(*Category){
		`category "C R M" is not valid`:                      func(c *Category) { c.Code = "C R M" },
		`"drive" is the built-in category "drive"`:           func(c *Category) { c.Code = "drive" },
		`"vps" is the built-in category "cloud"`:             func(c *Category) { c.Synonyms = []string{"vps"} },
		`"crm" already names category 1 of the file`:         func(c *Category) { c.Synonyms = []string{"crm"} },
		`the label is empty`:                                 func(c *Category) { c.Label = "" },
		`label_fr "a\x1b" holds`:                             func(c *Category) { c.LabelFR = "a\x1b" },
		`group "Web & Domains" is not valid`:                 func(c *Category) { c.Group = "Web & Domains" },
		`category "crm" offers neither rights nor usage`:     func(c *Category) { c.Rights = 0 },
		`category "crm" can't name its products by domains`:  func(c *Category) { c.Domains = true },
		`category "crm" describes rights it does not offer`:  func(c *Category) { c.Descriptions = []RightText{{Statistics, "see", "voir"}} },
		`description "\u202e" holds the invisible character`: func(c *Category) { c.Descriptions = []RightText{{Technical, "\u202e", ""}} },
		`a description of category "crm" is too long`:        func(c *Category) { c.Descriptions = []RightText{{Technical, strings.Repeat("a", 301), ""}} },
	} {
		c := good
		edit(&c)
		err := ValidateCategories([]Category{c})
		if e, ok := err.(*Error); !ok || !strings.HasPrefix(e.Msg, want) || e.Kind != KindUsage || len(e.Rows) != 1 || e.Rows[0].Row != 1 {
			t.Errorf("%+v, want %q", err, want)
		}
	}
	bad := Category{Code: "mail", Label: "", Rights: Technical}
	err := ValidateCategories([]Category{good, bad, good})
	if e, ok := err.(*Error); !ok || e.Msg != "the categories have 4 mistakes" || len(e.Rows) != 4 || e.Rows[0].Row != 2 || e.Rows[3].Row != 3 {
		t.Errorf("got %+v", err)
	}
}

func TestCategoryAsJSON(t *testing.T) {
	in := `{"code":"crm","label":"CRM","label_fr":"","group":"own","rights":["technical"],"usage":true,"synonyms":[],
"descriptions":[{"rights":["technical"],"en":"change it","fr":"le modifier"}]}`
	var c Category
	if err := json.Unmarshal([]byte(in), &c); err != nil {
		t.Fatal(err)
	}
	if en, _ := c.Describe(Technical); en != "change it" || c.Rights != Technical || !c.Usage {
		t.Errorf("got %+v", c)
	}
	for _, c := range Builtin() {
		b, err := json.Marshal(c)
		var back Category
		if err != nil || strings.Contains(string(b), "null") || json.Unmarshal(b, &back) != nil || !reflect.DeepEqual(c, back) {
			t.Errorf("%s, %v; back %+v", b, err, back)
		}
	}
}
