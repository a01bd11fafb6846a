package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"orgctl/internal/org"
)

// generatedPerTransaction is from how many rows on a transaction ends: an organization is never cut.
const generatedPerTransaction = 50_000

// Generate makes a store of the size that the sample says, through the schema and the log that every store has. Everything
// in it follows from the sample, times included, but for the store's own log and the session of the first owner. step is
// told how many users were added, and may be nil.
func (f File) Generate(ctx context.Context, req org.Request, sample org.Sample, step func(int64)) (org.ChangeSet, error) {
	set := org.ChangeSet{Changed: true, DryRun: req.DryRun, Changes: []org.Change{madeStore(f.path, sample)}}
	if err := Vacant(f.path); err != nil || req.DryRun {
		return set, err
	}
	if step == nil {
		step = func(int64) {}
	}
	err := Place{Path: f.path}.create(func(path string) error {
		if err := newFile(path); err != nil {
			return err
		}
		s := &Store{path: path, opt: f.opt}
		err := s.generate(ctx, req, sample, step)
		if err = errors.Join(err, s.Close()); err != nil {
			return storeError(err, path)
		}
		return syncFile(path)
	})
	return set, err
}

// parts makes so many parts, in transactions of a bearable size.
func (s *Store) parts(ctx context.Context, g *generator, n int, part func(t *tx, i int) error) error {
	for i := 0; i < n; {
		err := s.transact(ctx, func(t *tx) error {
			for ; i < n && g.rows.rows < generatedPerTransaction; i++ {
				if err := part(t, i); err != nil {
					return err
				}
			}
			return g.rows.flush(ctx, t)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// together makes what organizations have with each other: partners, and the books of the years that follow.
func (s *Store) together(ctx context.Context, g *generator) error {
	err := s.parts(ctx, g, len(g.companies), func(t *tx, i int) error { return g.companies[i].becomePartner(ctx, t, i) })
	if err != nil {
		return err
	}
	if err := s.parts(ctx, g, len(g.companies), func(t *tx, i int) error { return g.companies[i].takePartners(ctx, t) }); err != nil {
		return err
	}
	for year := range renewals {
		err := s.parts(ctx, g, len(g.companies), func(t *tx, i int) error { return g.companies[i].billYear(ctx, t, firstYear+year) })
		if err != nil {
			return err
		}
	}
	return s.parts(ctx, g, (g.want.Records+importedAtOnce-1)/importedAtOnce, func(t *tx, i int) error {
		return g.companies[0].importHistory(ctx, t, i)
	})
}

func madeStore(path string, sample org.Sample) org.Change {
	return org.Change{Action: "add", Kind: "store", Ref: path, After: sample}
}

func (s *Store) generate(ctx context.Context, req org.Request, sample org.Sample, step func(int64)) (err error) {
	if s.writer, err = openBuilder(s.path); err != nil {
		return err
	}
	if err := s.transact(ctx, func(t *tx) error { return migrate(ctx, t) }); err != nil {
		return err
	}
	g := newGenerator(req, sample)
	sizes := sample.Sizes(g.chance.IntN)
	err = s.parts(ctx, g, len(sizes), func(t *tx, i int) error {
		defer step(int64(sizes[i]))
		return g.organization(ctx, t, sizes[i])
	})
	if err != nil {
		return err
	}
	if err := s.together(ctx, g); err != nil {
		return err
	}
	if err := s.transact(ctx, func(t *tx) error { return g.finish(ctx, t, s.path) }); err != nil {
		return err
	}
	if err := errors.Join(s.leaveWriting(), s.measure(ctx)); err != nil {
		return err
	}
	_, err = s.writer.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

// generator is a running generation.
type generator struct {
	*act   // of the organization that is being made
	req    org.Request
	want   org.Sample
	chance chance
	rows   bulk
	into   generatedTables
	names  naming
	shop   []org.Category // what products are made of

	number  int // of organizations made so far
	invited org.InvitationID
	booked  org.RecordID
	rate    int64
	user    org.UserID
	subject org.SubjectID
	product org.ProductID
	outside []org.Member // externals who also work elsewhere
	first   org.Actor    // the owner of the first organization

	companies []*company // all of them, with what the steps after them need
	partners  []*company // those that have clients
}

// generatedTables are those that are filled in bulk.
type generatedTables struct {
	users, subjects, members, invitations, products, teams, places, profiles, partnerships, assignments, grants, rules, rates, records *bulkTable
}

func newGenerator(req org.Request, s org.Sample) *generator {
	g := &generator{req: req, want: s, chance: newChance(s.Seed, 0), names: newNaming(), shop: shop()}
	g.into = generatedTables{
		users:    g.rows.table("users", "id, email, email_key, password, created_at"),
		subjects: g.rows.table("subjects", "id, org_id, kind"),
		members: g.rows.table("members",
			"org_id, user_id, subject_id, role, state, first_name, last_name, locale, billing, notify_billing, notify_products, created_at"),
		invitations: g.rows.table("invitations", "id, org_id, user_id, inviter_id, role, strict, silent, known, created_at, sent_at, expires_at"),
		products:    g.rows.table("products", "id, org_id, category_id, name, label, price, currency, period, paid_from, paid_until, created_at"),
		teams:       g.rows.table("teams", "subject_id, org_id, slug, name, colour, leader_id, created_at"),
		places:      g.rows.table("team_members", "member_id, team_id, org_id, created_at"),
		profiles:    g.rows.table("partner_profiles", "org_id, name, email, active, search, created_at"),
		partnerships: g.rows.table("partnerships",
			"subject_id, org_id, partner_id, state, asked_by, access, payment, by_user, created_at, expires_at, started_at"),
		assignments: g.rows.table("assignments", "subject_id, user_id, partner_id, created_at"),
		grants: g.rows.table("grants",
			"subject_id, product_id, temporary, org_id, rights, usage, valid_from, valid_to, reason, ticket, created_by, created_at"),
		rules: g.rows.table("rules",
			"subject_id, category_id, temporary, org_id, rights, usage, valid_from, valid_to, reason, ticket, created_by, created_at, future, since"),
		rates: g.rows.table("billing_rates", "id, org_id, category, rate, created_at"),
		records: g.rows.table("billing_records", `id, org_id, date, client, client_name, kind, product, label, category, period_start, period_end,
  list_price, discount, amount, currency, paid_by, ordered_by, reference, order_id, created_at`),
	}
	return g
}

// logged writes what was recorded since the last time into the organization's log, as one operation; the next is an hour
// later.
func (g *generator) logged(ctx context.Context, name, object string) error {
	if len(g.set.Changes) == 0 && len(g.beside) == 0 {
		return nil
	}
	g.by, g.set.Changed = opKey{g.User, g.Org.ID}, true
	g.doing, g.id = operation{name: name, object: object}, 0
	err := g.keep(ctx)
	clear(g.set.Changes)
	g.set, g.told, g.beside = org.ChangeSet{Changes: g.set.Changes[:0]}, nil, nil
	g.now += time.Hour.Microseconds()
	return err
}

// finish opens the session of the first owner and writes down in the store's own log what made all this.
func (g *generator) finish(ctx context.Context, t *tx, path string) error {
	a := &act{tx: t, req: g.req, Actor: g.first}
	if err := a.addSession(ctx, g.want.Session, g.first.Org.ID); err != nil {
		return err
	}
	a.Actor = org.Actor{Email: fileOwner}
	a.record(madeStore(path, g.want))
	a.set.Changed, a.doing = true, operation{name: "store.generate", object: path}
	return a.keep(ctx)
}

// chance draws what is not said. Every organization has its own, so that one can change without changing the others.
type chance struct{ *rand.Rand }

func newChance(seed uint64, organization int) chance {
	return chance{rand.New(rand.NewPCG(seed, uint64(organization)))} //nolint:gosec // nothing secret is drawn
}

// in says yes in so many of a hundred cases.
func (c chance) in(percent int) bool { return c.IntN(100) < percent }

// between draws a number from a to b.
func (c chance) between(a, b int) int { return a + c.IntN(b-a+1) }

// one draws from a list.
func one[T any](c chance, list []T) T { return list[c.IntN(len(list))] }
