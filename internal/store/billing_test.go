package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

func record(t *testing.T, kind org.RecordKind, amount, reference string) org.Record {
	t.Helper()
	m, err := org.ParseMoney(amount, org.CHF)
	if err != nil {
		t.Fatal(err)
	}
	return org.Record{Kind: kind, Amount: m, Reference: reference, Date: org.Date{Year: 2026, Month: 11, Day: 1}}
}

// order adds drive/a at 347.20 with a volume discount.
func (h *house) order(volume ...org.Percent) org.ChangeSet {
	h.t.Helper()
	n := org.NewProduct{Category: "drive", Name: "a", ProductEdit: org.ProductEdit{Price: price(h.t, "347.20"), Period: &org.Period{N: 1, Unit: 'y'}}, Volume: volume}
	return h.ok(h.AddProducts(h.t.Context(), as(h.olivia), []org.NewProduct{n}, false))
}

// book is the book of a caller, a line for each record.
func (h *house) book(c org.Caller, f org.BookFilter) []string {
	h.t.Helper()
	return refs(h.t, h.Book(h.t.Context(), c, f), func(r org.Record) string {
		return strings.Join([]string{r.Date.String(), r.Client, r.Words(), r.Product, r.Amount.String()}, " ")
	})
}

func (h *house) bookHolds(want ...string) {
	h.t.Helper()
	if got := h.book(h.olivia, org.BookFilter{}); !slices.Equal(got, want) {
		h.t.Errorf("the book holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (h *house) checks() {
	h.t.Helper()
	if report, err := h.check(h.t.Context(), nil); err != nil || len(report.Findings) > 0 {
		h.t.Errorf("found %v, %v", report.Findings, err)
	}
}

func TestOrdersAreInTheBook(t *testing.T) {
	h := newStore(t)
	set := h.order(25_00)
	h.bookHolds("2026-11-22 acme order order-1 drive/a 347.20 CHF", "2026-11-22 acme discount order-1 drive/a -86.80 CHF")
	if got := changes(set); !slices.Equal(got, []string{"add product drive/a", "add billing-record order order-1", "add billing-record discount order-1"}) {
		t.Errorf("got %v", got)
	}
	p, err := h.Product(t.Context(), h.olivia, "drive/a")
	if err != nil || p.Until.String() != "2027-11-21" || p.From.String() != "2026-11-22" {
		t.Errorf("got %+v, %v", p, err)
	}
	h.ok(h.EditProduct(t.Context(), as(h.olivia), "drive/a", org.ProductEdit{Label: new("Archive")}))
	h.ok(h.RemoveProduct(t.Context(), as(h.olivia), "drive/a"))
	h.bookHolds("2026-11-22 acme order order-1 drive/a 347.20 CHF", "2026-11-22 acme discount order-1 drive/a -86.80 CHF")
	h.checks()
}

func TestRenewals(t *testing.T) {
	h := newStore(t)
	h.order()
	until := org.Date{Year: 2027, Month: 11, Day: 21}
	h.same(h.RenewProduct(t.Context(), as(h.olivia), "drive/a", org.Renewal{Until: until}))
	until.Year = 2029
	h.ok(h.RenewProduct(t.Context(), as(h.olivia), "drive/a", org.Renewal{Until: until, Volume: []org.Percent{10_00}, Reference: "R-1"}))
	h.same(h.RenewProduct(t.Context(), as(h.olivia), "drive/a", org.Renewal{Until: until, Volume: []org.Percent{10_00}, Reference: "R-1"}))
	h.bookHolds("2026-11-22 acme order order-1 drive/a 347.20 CHF", "2026-11-22 acme renewal R-1 drive/a 694.40 CHF", "2026-11-22 acme discount R-1 drive/a -69.44 CHF")
	until.Year = 2028
	h.refused(org.CodeConflict)(h.RenewProduct(t.Context(), as(h.olivia), "drive/a", org.Renewal{Until: until}))
	jane := h.addUser("jane@example.org", org.Collaborator)
	until.Year = 2030
	h.refused(org.CodeNotAuthorized)(h.RenewProduct(t.Context(), as(jane), "drive/a", org.Renewal{Until: until}))
	h.wholly(func(c ctx) {
		h.refused(org.CodeValidation)(h.RenewProduct(c, as(h.olivia), "drive/a", org.Renewal{Until: until, Reference: "a\x1bb"}))
	})
	h.checks()
}

// Billing dates are those of the organization's timezone: it is tomorrow in Zurich before it is in London.
func TestBillingDatesAreCivil(t *testing.T) {
	h := newStore(t)
	h.now = time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	h.olivia = h.login("olivia@example.org")
	h.order()
	h.bookHolds("2027-01-01 acme order order-1 drive/a 347.20 CHF")
}

func TestRefunds(t *testing.T) {
	h := newStore(t)
	h.order(25_00)
	add := func(r org.Record) (org.ChangeSet, error) { return h.AddRecord(t.Context(), as(h.olivia), r) }
	h.refused(org.CodeDenied)(add(record(t, org.KindRefund, "260.41", "order-1")))
	h.refused(org.CodeNotFound)(add(record(t, org.KindRefund, "1.00", "order-2")))
	h.ok(add(record(t, org.KindRefund, "200.00", "order-1")))
	h.refused(org.CodeDenied)(add(record(t, org.KindRefund, "60.41", "order-1")))
	h.ok(add(record(t, org.KindRefund, "60.40", "order-1")))
	h.refused(org.CodeDenied)(add(record(t, org.KindRefund, "0.01", "order-1")))
	h.ok(add(record(t, org.KindPayment, "10.00", "P-1")))
	if b, err := h.Balance(t.Context(), h.olivia, org.BookFilter{}); err != nil || len(b) != 1 || b[0].Total.String() != "-10.00 CHF" {
		t.Errorf("got %v, %v", b, err)
	}
	h.refused(org.CodeValidation)(add(record(t, org.KindOrder, "1.00", "X")))
	h.refused(org.CodeValidation)(add(record(t, org.KindPayment, "-1.00", "X")))
	h.checks()
}

// A refund of something that cashback was credited for takes it back in proportion, and in the end wholly.
func TestRefundTakesCashbackBack(t *testing.T) {
	h := newStore(t)
	order, back := record(t, org.KindOrder, "100.00", "A-1"), record(t, org.KindCashback, "-20.00", "A-1")
	h.ok(h.ImportBook(t.Context(), file(h.olivia), []org.Record{order, back}, false))
	for range 3 {
		h.ok(h.AddRecord(t.Context(), as(h.olivia), record(t, org.KindRefund, "33.33", "A-1")))
	}
	h.ok(h.AddRecord(t.Context(), as(h.olivia), record(t, org.KindRefund, "0.01", "A-1")))
	if b, err := h.Balance(t.Context(), h.olivia, org.BookFilter{}); err != nil || b[0].Total.Minor != 0 {
		t.Errorf("got %v, %v", b, err)
	}
	if got := h.strings(`SELECT CAST(amount AS TEXT) FROM billing_records WHERE kind = 'cashback' ORDER BY id`); !slices.Equal(got, []string{"-2000", "667", "666", "667"}) {
		t.Errorf("got %v", got)
	}
}

func TestImportBook(t *testing.T) {
	h := newStore(t)
	imp := func(keepGoing bool, records ...org.Record) (org.ChangeSet, error) {
		return h.ImportBook(t.Context(), file(h.olivia), records, keepGoing)
	}
	order, one, two := record(t, org.KindOrder, "100.00", "A-1"), record(t, org.KindDiscount, "-10.00", "A-1"), record(t, org.KindDiscount, "-9.00", "A-1")
	set := h.ok(imp(false, order, one, two, order))
	if set.Skipped != 1 || len(set.Changes) != 3 {
		t.Errorf("%d skipped, %v", set.Skipped, changes(set))
	}
	set, err := imp(false, order, one, two)
	if err != nil || set.Changed || set.Skipped != 3 {
		t.Errorf("%+v, %v", set, err)
	}
	other := order
	other.Amount.Minor++
	h.wholly(func(ctx) {
		_, err = imp(false, record(t, org.KindPayment, "-5.00", "P-1"), other, one)
		h.fails(org.CodeConflict, err)
		if org.KindOf(err) != org.KindConflict {
			t.Errorf("got %v", err)
		}
	})
	late := record(t, org.KindDiscount, "-1.00", "A-1")
	h.refused(org.CodeConflict)(imp(false, late))
	set, err = imp(true, late, order)
	if err != nil || len(set.Failed) != 1 || set.Failed[0].Row != 1 {
		t.Errorf("%+v, %v", set, err)
	}
	b := record(t, org.KindOrder, "1.00", "B-1")
	c := b
	c.Amount.Minor++
	h.refused(org.CodeConflict)(imp(false, b, c))
	c.Client = "delta"
	h.ok(imp(false, b, c))
	h.refused(org.CodeConflict)(imp(false, record(t, org.KindRefund, "-100.00", "A-1")))
	h.ok(imp(false, record(t, org.KindRefund, "-81.00", "A-1"), record(t, org.KindRefund, "-5.00", "before the book")))
	h.checks()
}

func TestOneSeesOnesOwnBookOnly(t *testing.T) {
	h := newStore(t)
	h.order()
	zoe := account(t, "zoe@example.org", "other")
	h.ok(h.SignUp(t.Context(), org.Request{}, zoe))
	theirs := org.Caller{Session: zoe.Session, Org: "other"}
	if got := h.book(theirs, org.BookFilter{}); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	plan, err := h.StartExport(t.Context(), as(h.olivia), org.BookFilter{}, true)
	if err != nil || plan.Rows != 1 {
		t.Fatalf("%+v, %v", plan, err)
	}
	for _, err := range h.Export(t.Context(), theirs, plan, idLines) {
		h.fails(org.CodeNotFound, err)
	}
	_, err = h.StartExport(t.Context(), as(theirs), org.BookFilter{Through: 1}, false)
	h.fails(org.CodeNotFound, err)
	_, err = h.StartExport(t.Context(), as(theirs), org.BookFilter{Clients: []string{"acme"}}, false)
	h.fails(org.CodeNotFound, err)
	jane, eve := h.addUser("jane@example.org", org.Collaborator), h.addUser("eve@example.org", org.External)
	for _, c := range []org.Caller{jane, eve} {
		for _, err := range h.Book(t.Context(), c, org.BookFilter{}) {
			h.fails(org.CodeNotAuthorized, err)
		}
		_, err := h.Balance(t.Context(), c, org.BookFilter{})
		h.fails(org.CodeNotAuthorized, err)
		_, err = h.Rates(t.Context(), c)
		h.fails(org.CodeNotAuthorized, err)
		h.refused(org.CodeNotAuthorized)(h.SetRate(t.Context(), as(c), "drive", 1))
		h.refused(org.CodeNotAuthorized)(h.ImportBook(t.Context(), as(c), nil, false))
		_, err = h.StartExport(t.Context(), as(c), org.BookFilter{}, false)
		h.fails(org.CodeNotAuthorized, err)
	}
	h.ok(h.EditUser(t.Context(), as(h.olivia), "jane@example.org", org.MemberEdit{Billing: new(true)}))
	if got := h.book(jane, org.BookFilter{}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestRecordsStay(t *testing.T) {
	h := newStore(t)
	h.order()
	h.undone(func(tx *tx) {
		for _, q := range []string{`UPDATE billing_records SET amount = 1`, `DELETE FROM billing_records`} {
			if _, err := tx.Exec(q); err == nil {
				t.Errorf("%s was done", q)
			}
		}
	})
}

// TestCheckFindsEveryColumnOfTheBook changes every column behind the back of the triggers.
func TestCheckFindsEveryColumnOfTheBook(t *testing.T) {
	h := newStore(t)
	h.order(25_00)
	h.ok(h.SetRate(t.Context(), as(h.olivia), "drive", 20_00))
	for table, others := range map[string]map[string]string{
		"billing_records": {"kind": "'payout'", "date": "'2026-01-01'", "period_start": "'2026-01-01'", "period_end": "'2030-01-01'", "currency": "'EUR'",
			"paid_by": "'partner'", "ordered_by": "'partner'", "order_id": "1 - coalesce(order_id, 0)", "org_id": "2", "id": "id + 10", "amount": "amount + 1"},
		"billing_rates": {"org_id": "2", "rate": "1", "id": "id + 10", "created_at": "1"},
	} {
		for _, column := range h.strings(`SELECT name FROM pragma_table_info(?1)`, table) {
			h.undone(func(tx *tx) {
				run(t, tx, `DROP TRIGGER billing_records_as_they_are; DROP TRIGGER billing_records_stay; PRAGMA defer_foreign_keys = ON; PRAGMA ignore_check_constraints = ON`)
				to, ok := others[column]
				if !ok {
					to = map[bool]string{true: "coalesce(" + column + ", 0) + 1", false: column + " || 'x'"}[slices.Contains([]string{"list_price", "discount", "tax", "created_at"}, column)]
				}
				run(t, tx, `UPDATE `+table+` SET `+column+` = `+to+` WHERE id = 1`)
				if r := checked(t, tx); len(r.Findings) == 0 {
					t.Errorf("%s.%s = %s: not found", table, column, to)
				}
				run(t, tx, `PRAGMA ignore_check_constraints = OFF`)
			})
		}
	}
	h.undone(func(tx *tx) {
		run(t, tx, `DROP TRIGGER billing_records_stay; DELETE FROM billing_records WHERE kind = 'discount'`)
		if r := checked(t, tx); len(r.Findings) != 1 || r.Findings[0].Object != "billing-record discount order-1" {
			t.Errorf("found %+v", r.Findings)
		}
	})
}

func TestRates(t *testing.T) {
	h := newStore(t)
	set := func(category string, p org.Percent) (org.ChangeSet, error) {
		return h.SetRate(t.Context(), as(h.olivia), category, p)
	}
	h.ok(set("kdrive", 20_00))
	h.same(set("drive", 20_00))
	h.ok(set("drive", 35_00))
	h.same(set("mail", 0))
	h.refused(org.CodeValidation)(set("drive", 35_01))
	h.refused(org.CodeNotFound)(set("nothing", 1))
	if rates, err := h.Rates(t.Context(), h.olivia); err != nil || len(rates) != 1 || rates[0].Category != "drive" || rates[0].Percent != 35_00 {
		t.Errorf("got %v, %v", rates, err)
	}
	h.checks()
	h.ok(set("drive", 0))
	h.checks()
}

func TestAnUnsettledBookKeepsAnOrganization(t *testing.T) {
	h := newStore(t)
	h.ok(h.AddRecord(t.Context(), as(h.olivia), record(t, org.KindTopup, "10.00", "T-1")))
	in := record(t, org.KindPayout, "5.00", "T-2")
	in = in.In(org.EUR)
	h.ok(h.AddRecord(t.Context(), as(h.olivia), in))
	_, err := h.RemoveOrg(t.Context(), as(h.olivia))
	h.fails(org.CodeNotEmpty, err)
	if !strings.Contains(err.Error(), "a credit of 10.00 CHF and 5.00 EUR unpaid") {
		t.Errorf("got %v", err)
	}
	h.ok(h.AddRecord(t.Context(), as(h.olivia), record(t, org.KindPayout, "10.00", "T-3")))
	h.ok(h.AddRecord(t.Context(), as(h.olivia), record(t, org.KindPayment, "5.00", "T-4").In(org.EUR)))
	h.ok(h.RemoveOrg(t.Context(), as(h.olivia)))
	h.checks()
}

func TestExportsAreReproducible(t *testing.T) {
	h := newStore(t)
	export := func(f org.BookFilter) (out []org.RecordID) {
		plan, err := h.StartExport(t.Context(), as(h.olivia), f, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range h.exported(plan) {
			out = append(out, org.RecordID(id))
		}
		return out
	}
	delta := record(t, org.KindOrder, "1.00", "A-2")
	delta.Client = "delta"
	delta.Date.Day = 3
	h.ok(h.ImportBook(t.Context(), as(h.olivia), []org.Record{delta, record(t, org.KindPayment, "-1.00", "A-1")}, false))
	first := export(org.BookFilter{})
	h.ok(h.ImportBook(t.Context(), as(h.olivia), []org.Record{record(t, org.KindPayment, "-2.00", "A-3")}, false))
	if again := export(org.BookFilter{Through: 2}); !slices.Equal(first, []org.RecordID{2, 1}) || !slices.Equal(first, again) {
		t.Errorf("got %v, then %v", first, again)
	}
	if got := export(org.BookFilter{}); !slices.Equal(got, []org.RecordID{2, 3, 1}) {
		t.Errorf("got %v", got)
	}
	if got := export(org.BookFilter{Clients: []string{"delta"}}); !slices.Equal(got, []org.RecordID{1}) {
		t.Errorf("got %v", got)
	}
	if got := export(org.BookFilter{Kinds: []org.RecordKind{org.KindOrder}, Range: org.DateRange{From: org.Date{Year: 2026, Month: 11, Day: 3}, To: org.Date{Year: 2026, Month: 11, Day: 3}}}); !slices.Equal(got, []org.RecordID{1}) {
		t.Errorf("got %v", got)
	}
	for _, f := range []org.BookFilter{{Clients: []string{"nobody"}}, {Through: 99}} {
		_, err := h.StartExport(t.Context(), as(h.olivia), f, false)
		h.fails(org.CodeNotFound, err)
	}
	if logged := h.logged("acme"); logged[len(logged)-1] != "export.clients olivia@example.org" {
		t.Errorf("logged %v", logged)
	}
	clients, err := h.ClientsToExport(t.Context(), h.olivia)
	if err != nil || len(clients) != 1 || clients[0].Slug != "delta" {
		t.Errorf("got %v, %v", clients, err)
	}
}
