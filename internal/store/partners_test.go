package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"orgctl/internal/org"
)

// The people of the market: rita owns reseller, cole is its collaborator; sam owns supplier.
const rita, cole, sam = "rita@example.com", "cole@example.com", "sam@example.com"

// market is a store with acme, its products drive/a and drive/b, and two partners to be.
type market struct {
	*house
	rita, cole, sam org.Caller
}

func newMarket(t *testing.T) *market {
	m := &market{house: newStore(t)}
	m.addProduct("drive/a", "drive/b")
	m.rita, m.sam = m.signUp(rita, "reseller"), m.signUp(sam, "supplier")
	for _, c := range []org.Caller{m.rita, m.sam} {
		m.ok(m.EditPartnerProfile(t.Context(), as(c), org.ProfileEdit{Active: new(true)}))
	}
	m.cole = m.addTo(m.rita, cole, org.Collaborator)
	return m
}

// limited are terms with both rights on some products.
func (m *market) limited(refs ...string) org.PartnerTerms {
	m.t.Helper()
	terms := org.PartnerTerms{Access: org.PartnerLimited, Replace: true}
	for _, ref := range refs {
		spec, err := org.ParseGrantSpec(ref + "=technical+statistics")
		if err != nil {
			m.t.Fatal(err)
		}
		terms.Grants = append(terms.Grants, spec)
	}
	return terms
}

// offered invites a partner; the code is named like its slug.
func (m *market) offered(slug string, terms org.PartnerTerms) {
	m.t.Helper()
	m.ok(m.InvitePartner(m.t.Context(), as(m.olivia), org.Offer{To: slug, Terms: terms, Code: code(slug)}))
}

// partners lets a partner in.
func (m *market) partners(slug string, terms org.PartnerTerms) {
	m.t.Helper()
	m.offered(slug, terms)
	m.ok(m.AcceptPartnership(m.t.Context(), as(map[string]org.Caller{"reseller": m.rita, "supplier": m.sam}[slug]), "", code(slug), org.PartnerTerms{}))
}

func (m *market) pair() org.Partnership {
	m.t.Helper()
	d, err := m.Partner(m.t.Context(), m.olivia, "reseller")
	if err != nil {
		m.t.Fatal(err)
	}
	return d.Partnership
}

// proof is the password of somebody as the command has compared it.
func (m *market) proof(email string) org.LoginAttempt {
	m.t.Helper()
	attempt := org.LoginAttempt{Email: mail(m.t, email), Hash: phc}
	if err := m.reader.QueryRow(`SELECT id FROM users WHERE email = ?1`, email).Scan(&attempt.User); err != nil {
		m.t.Fatal(err)
	}
	return attempt
}

// A code says which offer is meant; the role says who may answer it, and only as long as the offer is open.
func TestOfferCodes(t *testing.T) {
	m := newMarket(t)
	full := org.PartnerTerms{Access: org.PartnerFull}
	answers := func(c ctx, who org.Caller, want org.Code) {
		t.Helper()
		m.refused(want)(m.AcceptPartnership(c, as(who), "", code("reseller"), org.PartnerTerms{}))
		m.refused(want)(m.RefusePartnership(c, as(who), "", code("reseller")))
	}
	m.offered("reseller", full)
	for _, who := range []org.Caller{m.cole, m.sam, m.olivia} {
		m.wholly(func(c ctx) { answers(c, who, org.CodeNotAuthorized) })
	}
	m.ok(m.RefusePartnership(t.Context(), as(m.rita), "", code("reseller")))
	answers(t.Context(), m.rita, org.CodeNotFound)

	m.offered("reseller", full)
	m.ok(m.CancelOffer(t.Context(), as(m.olivia), org.ClientSide, "reseller"))
	answers(t.Context(), m.rita, org.CodeNotFound)

	m.offered("reseller", full)
	m.ok(m.ResendPartner(t.Context(), as(m.olivia), "reseller", code("again")))
	answers(t.Context(), m.rita, org.CodeNotFound)
	m.now = m.now.Add(offerLives)
	m.rita, m.olivia = m.login(rita), m.login("olivia@example.org")
	m.refused(org.CodeConflict)(m.AcceptPartnership(t.Context(), as(m.rita), "", code("again"), org.PartnerTerms{}))
	m.ok(m.ResendPartner(t.Context(), as(m.olivia), "reseller", code("reseller")))
	m.ok(m.AcceptPartnership(t.Context(), as(m.rita), "", code("reseller"), org.PartnerTerms{}))
	answers(t.Context(), m.rita, org.CodeNotFound)
	m.checks()
}

// Ending takes the password of whoever acts, and nobody else's.
func TestEndingTakesOnesOwnPassword(t *testing.T) {
	m := newMarket(t)
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	end := func(who org.Caller, side org.Side, with string, attempt org.LoginAttempt) (org.ChangeSet, error) {
		return m.EndPartnership(t.Context(), as(who), side, org.Ending{With: with, Attempt: attempt})
	}
	m.wholly(func(ctx) {
		m.refused(org.CodeWrongPassword)(end(m.olivia, org.ClientSide, "reseller", org.LoginAttempt{}))
		m.refused(org.CodeWrongPassword)(end(m.olivia, org.ClientSide, "reseller", m.proof(rita)))
		m.refused(org.CodeWrongPassword)(end(m.rita, org.PartnerSide, "acme", m.proof("olivia@example.org")))
		changed := m.proof("olivia@example.org")
		changed.Hash = "another"
		m.refused(org.CodeWrongPassword)(end(m.olivia, org.ClientSide, "reseller", changed))
		m.refused(org.CodeNotFound)(end(m.olivia, org.ClientSide, "supplier", m.proof("olivia@example.org")))
		m.refused(org.CodeNotFound)(end(m.sam, org.PartnerSide, "acme", m.proof(sam)))
	})
	m.ok(end(m.rita, org.PartnerSide, "acme", m.proof(rita)))
	m.checks()
}

// With the partner goes what its people made, but not what the client has made, or made its own since.
func TestEndingWithCreated(t *testing.T) {
	m := newMarket(t)
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	inside := in(m.rita, "acme")
	m.addUser(jane, org.Collaborator)
	m.grant(jane, "drive/a=technical")
	for _, who := range []string{"max@example.org", "mia@example.org"} {
		m.addTo(inside, who, org.Collaborator)
	}
	m.invited(inside, "new@example.org", org.External)
	give := func(by org.Caller, who, text string) {
		t.Helper()
		spec, err := org.ParseGrantSpec(text)
		if err != nil {
			t.Fatal(err)
		}
		m.ok(m.SetGrants(t.Context(), as(by), []org.GrantChange{{User: who, Spec: spec}}, false))
	}
	give(inside, jane, "drive/b=technical")
	give(inside, "max@example.org", "drive/b=technical")
	m.ok(m.SetRole(t.Context(), as(m.olivia), "mia@example.org", org.Admin, false))
	m.addProduct("drive/c")
	give(inside, jane, "drive/c=technical")
	m.grant(jane, "drive/c=none")
	m.now = m.now.Add(time.Minute)
	m.grant(jane, "drive/c=technical") // the client's own since

	set := m.ok(m.EndPartnership(t.Context(), as(m.olivia), org.ClientSide, org.Ending{With: "reseller", WithCreated: true, Attempt: m.proof("olivia@example.org")}))
	people := refs(t, m.Users(t.Context(), m.olivia, org.UserFilter{}), func(u org.Member) string { return u.Email })
	if want := []string{jane, "mia@example.org", "olivia@example.org"}; !slices.Equal(people, want) {
		t.Errorf("left are %q, want %q; changed %q", people, want, changes(set))
	}
	if a, b := m.access(jane, "drive/a"), m.access(jane, "drive/b"); a != "technical use=none" || b != " use=none" {
		t.Errorf("jane has %s and %s", a, b)
	}
	if c := m.access(jane, "drive/c"); c != "technical use=none" {
		t.Errorf("jane has %s on what the client gave her itself", c)
	}
	m.refused(org.CodeNotFound)(m.accept(m.login(jane), org.Reply{Code: code("new@example.org")}))
	m.checks()
}

// What its people brought in from a large file goes, too, though the log keeps that compressed.
func TestEndingWithManyCreated(t *testing.T) {
	m := newMarket(t)
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	var people []org.NewMember
	for i := range 100 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("u%d@example.org", i)), Role: org.Collaborator})
	}
	m.ok(m.AddUsers(t.Context(), as(in(m.rita, "acme")), people, false))
	var packed bool
	if err := m.reader.QueryRow(`SELECT length(packed) > 0 FROM log WHERE org_id = 1 ORDER BY seq DESC LIMIT 1`).Scan(&packed); err != nil || !packed {
		t.Fatalf("the log keeps it compressed: %t, %v", packed, err)
	}
	m.ok(m.EndPartnership(t.Context(), as(m.olivia), org.ClientSide, org.Ending{With: "reseller", WithCreated: true, Attempt: m.proof("olivia@example.org")}))
	if left := refs(t, m.Users(t.Context(), m.olivia, org.UserFilter{}), func(u org.Member) string { return u.Email }); len(left) != 1 {
		t.Errorf("left are %q", left)
	}
	m.checks()
}

// What a partner's people can't have, the client's book, they don't give either: to nobody, themselves included.
func TestPartnersPeopleGiveNoMoreThanTheyHave(t *testing.T) {
	m := newMarket(t)
	m.addUser(rita, org.Collaborator)
	m.addUser(jane, org.Collaborator)
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	inside := as(in(m.rita, "acme"))
	mark := org.MemberEdit{Billing: new(true)}
	waiting := invitation(t, "new@example.org", org.Collaborator)
	m.ok(m.invite(inside.Caller, waiting))
	m.wholly(func(c ctx) {
		m.refused(org.CodeNotAuthorized)(m.EditUser(c, inside, rita, mark))
		m.refused(org.CodeNotAuthorized)(m.EditUser(c, inside, jane, mark))
		m.refused(org.CodeNotAuthorized)(m.AddUsers(c, inside, []org.NewMember{{Email: mail(t, "max@example.org"), Role: org.Collaborator, MemberEdit: mark}}, false))
		marked := invitation(t, "max@example.org", org.Collaborator)
		marked.MemberEdit = mark
		m.refused(org.CodeNotAuthorized)(m.invite(inside.Caller, marked))
		m.refused(org.CodeNotAuthorized)(m.EditInvitation(c, inside, "new@example.org", org.InvitationEdit{MemberEdit: mark}))
		for _, role := range []org.Role{org.Owner, org.Admin} {
			m.refused(org.CodeNotAuthorized)(m.SetRole(c, inside, rita, role, false))
		}
	})
	m.ok(m.EditUser(t.Context(), as(m.olivia), jane, mark))
	m.ok(m.EditUser(t.Context(), inside, jane, org.MemberEdit{Billing: new(false)}))
	m.ok(m.EditUser(t.Context(), as(m.olivia), rita, mark))
	m.ok(m.EditUser(t.Context(), inside, jane, mark)) // rita sees the book as the collaborator that she is, too
}

// That the partner pays takes both, and ends with full access.
func TestPaymentTakesConsent(t *testing.T) {
	m := newMarket(t)
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	pays := org.PartnerTerms{Payment: org.PartnerSide}
	m.ok(m.EditPartner(t.Context(), as(m.olivia), "reseller", pays))
	if p := m.pair(); p.Payment != org.ClientSide || p.Offer != org.ClientSide {
		t.Fatalf("got %+v", p)
	}
	m.refused(org.CodeNotAuthorized)(m.AcceptPartnership(t.Context(), as(m.cole), "acme", [32]byte{}, org.PartnerTerms{}))
	m.refused(org.CodeConflict)(m.AcceptPartnership(t.Context(), as(m.olivia), "reseller", [32]byte{}, org.PartnerTerms{}))
	m.ok(m.RefusePartnership(t.Context(), as(m.rita), "acme", [32]byte{}))
	if p := m.pair(); p.Payment != org.ClientSide || p.Offer != "" {
		t.Fatalf("got %+v", p)
	}
	m.ok(m.RequestClient(t.Context(), as(m.rita), org.Offer{To: "acme", Terms: pays}))
	m.refused(org.CodeConflict)(m.AcceptPartnership(t.Context(), as(m.rita), "acme", [32]byte{}, org.PartnerTerms{}))
	m.ok(m.EditPartner(t.Context(), as(m.olivia), "reseller", pays))
	if p := m.pair(); p.Payment != org.PartnerSide || p.Offer != "" {
		t.Fatalf("got %+v", p)
	}
	m.ok(m.EditPartner(t.Context(), as(m.olivia), "reseller", m.limited()))
	m.ok(m.EditPartner(t.Context(), as(m.olivia), "reseller", org.PartnerTerms{Access: org.PartnerFull}))
	if p := m.pair(); p.Payment != org.ClientSide || p.Offer != "" {
		t.Errorf("got %+v", p)
	}
	m.checks()
}

// Of several partners with a right on a product, the cashback is for the one that has had it the longest, whichever was a
// partner first.
func TestCashbackIsForTheEarliest(t *testing.T) {
	m := newMarket(t)
	for _, c := range []org.Caller{m.rita, m.sam} {
		rate, err := org.ParsePercent("20")
		if err != nil {
			t.Fatal(err)
		}
		m.ok(m.SetRate(t.Context(), as(c), "drive", rate))
	}
	m.partners("reseller", m.limited("drive/b"))
	m.now = m.now.Add(time.Hour)
	m.partners("supplier", m.limited("drive/a"))
	m.now = m.now.Add(time.Hour)
	m.ok(m.EditPartner(t.Context(), as(m.olivia), "reseller", m.limited("drive/a", "drive/b")))
	renew := func() {
		t.Helper()
		m.ok(m.RenewProduct(t.Context(), as(m.olivia), "drive/a", org.Renewal{Period: org.Period{N: 1, Unit: 'y'}, Price: price(t, "100")}))
	}
	renew()
	if r, s := len(m.book(m.rita, org.BookFilter{})), len(m.book(m.sam, org.BookFilter{})); r != 0 || s != 1 {
		t.Errorf("%d records for reseller, %d for supplier", r, s)
	}
	m.ok(m.EditPartner(t.Context(), as(m.olivia), "supplier", m.limited()))
	renew()
	if r, s := len(m.book(m.rita, org.BookFilter{})), len(m.book(m.sam, org.BookFilter{})); r != 1 || s != 1 {
		t.Errorf("%d records for reseller, %d for supplier", r, s)
	}
	m.checks()
}

// A partner sees its clients, and none of theirs: inside one it is no partner of anybody.
func TestNoChainFromClientToClient(t *testing.T) {
	m := newMarket(t)
	m.ok(m.EditPartnerProfile(t.Context(), as(m.olivia), org.ProfileEdit{Active: new(true)}))
	m.ok(m.AddClients(t.Context(), as(m.olivia), []org.NewClient{{Slug: "beta", Name: "Beta", Access: org.PartnerFull, Payment: org.ClientSide}}, false))
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	for _, who := range []org.Caller{in(m.rita, "beta"), in(m.sam, "acme"), in(m.cole, "acme")} {
		_, err := m.Current(t.Context(), who)
		m.fails(org.CodeNotFound, err)
		m.refused(org.CodeNotFound)(m.SwitchOrg(t.Context(), as(who), who.Org))
	}
	_, err := m.Clients(t.Context(), in(m.rita, "acme"))
	m.fails(org.CodeNotAuthorized, err)
	_, err = m.Partner(t.Context(), m.olivia, "supplier")
	m.fails(org.CodeNotFound, err)
	clients, err := m.Clients(t.Context(), m.sam)
	if err != nil || len(clients) != 0 {
		t.Errorf("got %+v, %v", clients, err)
	}
	m.ok(m.AssignClient(t.Context(), as(m.rita), cole, "acme", true))
	if _, err := m.Current(t.Context(), in(m.cole, "acme")); err != nil {
		t.Error(err)
	}
	m.ok(m.EndPartnership(t.Context(), as(m.olivia), org.ClientSide, org.Ending{With: "reseller", Attempt: m.proof("olivia@example.org")}))
	m.partners("reseller", org.PartnerTerms{Access: org.PartnerFull})
	_, err = m.Current(t.Context(), in(m.cole, "acme")) // who was assigned before is not any more
	m.fails(org.CodeNotFound, err)
	m.checks()
}

// A recovered owner is who they were: the partnerships of theirs stay. What a restore brings back are the partnerships, not the
// codes of offers.
func TestPartnershipsAfterRecoveryAndRestore(t *testing.T) {
	m := newMarket(t)
	m.partners("reseller", m.limited("drive/a"))
	m.offered("supplier", org.PartnerTerms{Access: org.PartnerFull})
	m.ok(m.Recover(t.Context(), as(org.Caller{}), org.Recovery{Email: rita, Org: "reseller", Code: code("recover")}))
	m.refused(org.CodeConfirm)(m.Recover(t.Context(), as(org.Caller{}), org.Recovery{Email: rita, Org: "acme", Code: code("more")}))
	if p := m.pair(); p.State != org.PartnershipActive {
		t.Errorf("got %+v", p)
	}
	m.checks()
	from := m.backup("a.db")
	m.ok(m.EndPartnership(t.Context(), as(m.olivia), org.ClientSide, org.Ending{With: "reseller", Attempt: m.proof("olivia@example.org")}))
	m.ok(m.CancelOffer(t.Context(), as(m.olivia), org.ClientSide, "supplier"))
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	restore(t, m.path, from)
	m.open(m.path)
	m.olivia, m.rita, m.sam = m.login("olivia@example.org"), m.login(rita), m.login(sam)
	if n := m.count("partnership_codes"); n != 0 {
		t.Errorf("%d codes came back", n)
	}
	if got := refs(t, m.Products(t.Context(), in(m.rita, "acme"), ""), org.Product.Ref); !slices.Equal(got, []string{"drive/a"}) {
		t.Errorf("reseller sees %q", got)
	}
	m.refused(org.CodeNotFound)(m.AcceptPartnership(t.Context(), as(m.sam), "", code("supplier"), org.PartnerTerms{}))
	m.ok(m.AcceptPartnership(t.Context(), as(m.sam), "acme", [32]byte{}, org.PartnerTerms{}))
	m.checks()
}

// What an offer whose time is over was for is not given by the next one, and its code does not answer that.
func TestAnOfferAnewForgetsTheOneBefore(t *testing.T) {
	m := newMarket(t)
	m.offered("reseller", m.limited("drive/a"))
	m.now = m.now.Add(offerLives + time.Hour)
	m.rita, m.olivia = m.login(rita), m.login("olivia@example.org")
	m.ok(m.InvitePartner(t.Context(), as(m.olivia), org.Offer{To: "reseller", Terms: m.limited("drive/b"), Code: code("anew")}))
	m.refused(org.CodeNotFound)(m.AcceptPartnership(t.Context(), as(m.rita), "", code("reseller"), org.PartnerTerms{}))
	m.ok(m.AcceptPartnership(t.Context(), as(m.rita), "", code("anew"), org.PartnerTerms{}))
	if got := refs(t, m.Products(t.Context(), in(m.rita, "acme"), ""), org.Product.Ref); !slices.Equal(got, []string{"drive/b"}) {
		t.Errorf("reseller sees %q", got)
	}
	m.checks()
}

// Nor does it answer what the partner asks for afterwards.
func TestARequestForgetsTheOfferBefore(t *testing.T) {
	m := newMarket(t)
	m.offered("reseller", m.limited("drive/a"))
	m.now = m.now.Add(offerLives + time.Hour)
	m.rita, m.olivia = m.login(rita), m.login("olivia@example.org")
	m.ok(m.RequestClient(t.Context(), as(m.rita), org.Offer{To: "acme", Terms: m.limited("drive/b"), Code: code("asked")}))
	m.ok(m.AcceptPartnership(t.Context(), as(m.olivia), "reseller", [32]byte{}, org.PartnerTerms{}))
	if got := refs(t, m.Products(t.Context(), in(m.rita, "acme"), ""), org.Product.Ref); slices.Contains(got, "drive/a") {
		t.Errorf("reseller sees %q", got)
	}
	m.checks()
}

// TestLockedAtHomeIsLockedOut: whoever a partner locks comes into none of its clients any more, by whichever way it is asked.
func TestLockedAtHomeIsLockedOut(t *testing.T) {
	m := newMarket(t)
	const pam = "pam@example.com"
	people := map[string]org.Caller{pam: m.addTo(m.rita, pam, org.Admin), cole: m.cole}
	m.partners("reseller", m.limited("drive/a"))
	m.ok(m.AssignClient(t.Context(), as(m.rita), cole, "acme", true))
	look := func(who string) (enters, checked, listed, named bool) {
		_, err := m.Access(t.Context(), in(people[who], "acme"), who, "drive/a", time.Time{})
		enters = err == nil
		_, err = m.Access(t.Context(), m.olivia, who, "drive/a", time.Time{})
		checked = err == nil
		for e, err := range m.Reach(t.Context(), m.olivia, org.ReachFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			listed = listed || e.User == who
		}
		all, err := m.Who(t.Context(), m.olivia, "drive/a", org.Question{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return enters, checked, listed, slices.ContainsFunc(all, func(e org.EffectiveAccess) bool { return e.User == who })
	}
	for who := range people {
		for _, locked := range []bool{false, true, false} {
			if _, err := m.LockUser(t.Context(), as(m.rita), who, locked); err != nil {
				t.Fatal(err)
			}
			enters, checked, listed, named := look(who)
			if enters == locked || checked == locked || listed == locked || named == locked {
				t.Errorf("%s, locked %v: enters %v, is found %v, is listed %v, is named %v", who, locked, enters, checked, listed, named)
			}
		}
	}
}
