package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"orgctl/internal/org"
)

// naming is what people and things are called in generated stores.
type naming struct {
	first, last []string
	slugs       map[string]string // of first and last names, as they stand in e-mail addresses
	companies   []string
	things      []string // products and teams
	towns       []town
}

// A town is where an organization may be.
type town struct{ country, city, postalCode string }

func newNaming() naming {
	n := naming{
		first: strings.Fields(`Anna Luca Mia Noah Emma Liam Lea Elias Zoé Hugo Léa Jules Chloé Arthur Giulia Leonardo Sofia Matteo Elena Nino
			Nora Jonas Lina Samuel Ida Oskar Ella Anton Maja Felix Amélie Louis Inès Gabriel Alba Pablo Lucía Martín Vera Jakob`),
		last: strings.Fields(`Müller Meier Schmid Keller Weber Huber Schneider Steiner Fischer Gerber Brunner Baumann Frei Zimmermann Moser Widmer
			Favre Rochat Blanc Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Rossi Russo Ferrari Bianchi Romano
			Colombo Ricci Marino Greco Bruno García Fernández López Sánchez Pérez Novak Horvat Kovač Nowak Wójcik`),
		companies: strings.Fields(`Alpina Nova Helvex Lumen Quarz Rivage Aurora Borea Cadence Delta Ember Fjord Granit Horizon Iris Jura Karst
			Lagune Meridian Noema Orbit Prisma Quint Relais Sirius Tandem Ursa Vento Wega Zenit`),
		things: strings.Fields(`marketing sales finance design support legal research archive media press events shop intranet backup projects
			training board logistics quality studio`),
		towns: []town{
			{"CH", "Genève", "1204"}, {"CH", "Lausanne", "1003"}, {"CH", "Zürich", "8001"}, {"CH", "Bern", "3011"}, {"CH", "Basel", "4051"},
			{"CH", "Lugano", "6900"}, {"FR", "Lyon", "69002"}, {"FR", "Paris", "75011"}, {"DE", "Freiburg", "79098"}, {"IT", "Milano", "20121"},
		},
		slugs: map[string]string{},
	}
	for _, list := range [][]string{n.first, n.last} {
		for _, name := range list {
			n.slugs[name] = org.SlugFrom(name)
		}
	}
	return n
}

// shop is what generated organizations have products of, what they have most of most often.
func shop() []org.Category {
	var out []org.Category
	for times, codes := range []string{"", "ksuite kchat kmeet certificate cloud nas swiss-backup newsletter ticketing video", "web-hosting", "domain", "drive mail"} {
		for code := range strings.FieldsSeq(codes) {
			c, _ := org.CategoryByCode(code) // the codes are the catalog's
			out = append(out, slices.Repeat([]org.Category{c}, times)...)
		}
	}
	return out
}

// describe draws the next organization. The first is the one of the guide, so that its owner is easily found.
func (g *generator) describe() (org.Organization, error) {
	if g.number == 1 {
		return org.Organization{Slug: "acme", Name: "Acme", Country: "CH", City: "Genève", PostalCode: "1204"}.Checked()
	}
	at := one(g.chance, g.names.towns)
	name := fmt.Sprintf("%s %d", one(g.chance, g.names.companies), g.number)
	kind := "company"
	switch n := g.chance.IntN(100); {
	case n < 10:
		kind = "association"
	case n < 15:
		kind = "public-body"
	}
	return org.Organization{
		Name: name, Kind: kind, Country: at.country, City: at.city, PostalCode: at.postalCode,
		Street: fmt.Sprintf("Hauptstrasse %d", g.chance.between(1, 180)), Website: "https://www." + org.SlugFrom(name) + ".example.org",
	}.Checked()
}

// founded is when an organization was made: in 2024, one after the other.
func founded(number int) int64 {
	return time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(number) * time.Minute).UnixMicro()
}

// somebody draws a person whom the organization does not know yet.
func (g *generator) somebody(n int) org.Member {
	first, last := one(g.chance, g.names.first), one(g.chance, g.names.last)
	email := fmt.Sprintf("%s.%s.%d@%s.example.org", g.names.slugs[first], g.names.slugs[last], n, g.Org.Slug)
	return org.Member{Email: email, Key: email, FirstName: first, LastName: last, Locale: g.Org.Locale}
}
