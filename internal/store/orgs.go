package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"orgctl/internal/org"
)

// AddOrg makes another organization with the caller as its owner. The very same one again is no change.
func (s *Store) AddOrg(ctx context.Context, req org.Request, o org.Organization) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "org.add", object: o.Slug, input: o}, func(a *act) error {
		if same, err := a.ownAlready(ctx, o); same || err != nil {
			return err
		}
		owner, err := a.person(ctx)
		if err != nil {
			return err
		}
		if a.Org, err = a.addOrg(ctx, o); err != nil {
			return err
		}
		a.chain, owner.Role, owner.Locale = a.Org.ID, org.Owner, cmp.Or(owner.Locale, a.Org.Locale)
		_, err = a.addMember(ctx, owner)
		return err
	})
}

// ownAlready says that the organization is there already, described alike, and the caller's.
func (a *act) ownAlready(ctx context.Context, o org.Organization) (bool, error) {
	const q = `SELECT ` + orgColumns + ` FROM organizations
WHERE slug = ?1 AND removed_at = 0 AND id IN (SELECT org_id FROM members WHERE user_id = ?2 AND role = 4 AND state <> 1)`
	found, err := scanOrg(a.QueryRowContext(ctx, q, o.Slug, a.User))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	o.ID, o.Created, o.LastProduct, o.Requires2FA = found.ID, found.Created, found.LastProduct, found.Requires2FA
	a.Org = found
	return o == found, nil
}

// person is the caller as they call themselves where they were last taken in.
func (a *act) person(ctx context.Context) (org.Member, error) {
	m, err := scanMember(a.QueryRowContext(ctx, `SELECT `+memberColumns+` FROM members m JOIN users u ON u.id = m.user_id
WHERE m.user_id = ?1 AND m.state <> 1 ORDER BY m.created_at DESC LIMIT 1`, a.User))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return m, err
	}
	return org.Member{User: a.User, Email: a.Email, FirstName: m.FirstName, LastName: m.LastName, Locale: m.Locale}, nil
}

// EditOrg changes the details of the caller's organization.
func (s *Store) EditOrg(ctx context.Context, req org.Request, edit org.OrgEdit) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: edit.Action(), name: "org.edit", input: edit}, func(a *act) error {
		o, err := edit.Apply(a.Org)
		if err != nil {
			return err
		}
		if edit.Requires2FA != nil {
			if err := a.May(org.ActCompliance); err != nil {
				return err
			}
		}
		if o == a.Org {
			return nil
		}
		if o.Requires2FA && !a.Org.Requires2FA {
			if err := a.wantFactor(ctx); err != nil {
				return err
			}
		}
		a.record(org.Change{Action: "edit", Kind: "organization", Ref: o.Slug, Before: a.Org, After: o})
		a.Org = o
		_, err = a.ExecContext(ctx, `UPDATE organizations SET name = ?2, kind = ?3, street = ?4, postal_code = ?5, city = ?6, country = ?7,
phone = ?8, website = ?9, vat = ?10, currency = ?11, locale = ?12, timezone = ?13, requires_2fa = ?14 WHERE id = ?1`,
			o.ID, o.Name, o.Kind, o.Street, o.PostalCode, o.City, o.Country, o.Phone, o.Website, o.VAT, o.Currency, o.Locale, o.Timezone, o.Requires2FA)
		return err
	})
}

// RemoveOrg ends an organization in which nothing is left. It stays as a tombstone: the slug is never given again, and
// the log is kept.
func (s *Store) RemoveOrg(ctx context.Context, req org.Request) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActRemoveOrg, name: "org.remove"}, func(a *act) error {
		if err := a.removable(ctx); err != nil {
			return err
		}
		teams, err := a.teamsBy(ctx, allTeams, a.Org.ID)
		if err != nil {
			return err
		}
		for _, team := range teams {
			if err := a.dropTeam(ctx, team); err != nil {
				return err
			}
		}
		if err := a.dropOffers(ctx); err != nil {
			return err
		}
		if err := a.dropMember(ctx, a.Member); err != nil {
			return err
		}
		a.record(org.Change{Action: "remove", Kind: "organization", Ref: a.Org.Slug, Before: a.Org,
			Takes: fmt.Sprintf("the organization %s is gone for good, and its slug stays reserved", a.Org.Slug)})
		_, err = a.ExecContext(ctx, `UPDATE organizations SET removed_at = ?2 WHERE id = ?1`, a.Org.ID, a.now)
		return err
	})
}

// removable refuses as long as something is left, and names all of it at once.
func (a *act) removable(ctx context.Context) error {
	var products, others, invited, partners, clients int
	err := a.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM products WHERE org_id = ?1), (SELECT count(*) FROM members WHERE org_id = ?1 AND user_id <> ?2 AND state <> 1),
  (SELECT count(*) FROM members WHERE org_id = ?1 AND state = 1),
  (SELECT count(*) FROM partnerships WHERE org_id = ?1 AND state = 'active'), (SELECT count(*) FROM partnerships WHERE partner_id = ?1 AND state = 'active')`,
		a.Org.ID, a.User).Scan(&products, &others, &invited, &partners, &clients)
	if err != nil {
		return err
	}
	var left, how, what []string
	for _, kind := range []struct {
		n         int
		what, how string
	}{
		{products, "product", "orgctl product remove"}, {others, "other member", "orgctl user remove"},
		{invited, "pending invitation", "orgctl invitation cancel"},
		{partners, "partner", "orgctl partner revoke"}, {clients, "client", "orgctl client leave"},
	} {
		if kind.n > 0 {
			left, how = append(left, count(kind.n, kind.what)), append(how, kind.how)
		}
	}
	open, err := a.unsettled(ctx, a.Org.ID)
	if err != nil {
		return err
	}
	if len(how) > 0 {
		what = append(what, "remove them first: "+strings.Join(how, ", "))
	}
	if len(open) > 0 {
		left, what = append(left, open...), append(what, "settle the book with 'orgctl billing add --kind payment' or payout")
	}
	if len(left) == 0 {
		return nil
	}
	return org.Errorf(org.KindDenied, org.CodeNotEmpty, "%q can't be removed: it still has %s", a.Org.Slug, inSeries(left)).
		WithHint("%s", strings.Join(what, "; "))
}

func inSeries(words []string) string {
	if n := len(words); n > 2 {
		words = []string{strings.Join(words[:n-1], ", "), words[n-1]}
	}
	return strings.Join(words, " and ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Directory streams the people with whom calendars and address books are shared: active members, but no externals.
func (s *Store) Directory(ctx context.Context, c org.Caller) iter.Seq2[org.Member, error] {
	return stream(ctx, s, func(t *tx, yield func(org.Member, error) bool) error {
		a, err := t.allowed(ctx, c, org.ActDirectory)
		if err != nil {
			return err
		}
		for m, err := range t.allMembers(ctx, a.Org.ID) {
			listed := err != nil || (m.State == org.Active && m.Role != org.External)
			if listed && !yield(m, err) {
				return errStopped
			}
		}
		return nil
	})
}
