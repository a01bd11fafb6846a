package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

const profileSelect = `SELECT f.org_id, o.slug, f.name, f.email, f.active, f.created_at FROM partner_profiles f CROSS JOIN organizations o ON o.id = f.org_id`

func scanProfile(row scanner) (p org.PartnerProfile, err error) {
	var created int64
	err = row.Scan(&p.ID, &p.Slug, &p.Name, &p.Email, &p.Active, &created)
	p.Created = fromMicros(created)
	return p, err
}

// profile is how an organization presents itself as a partner; sql.ErrNoRows: not at all.
func (t *tx) profile(ctx context.Context, id org.OrgID) (org.PartnerProfile, error) {
	return scanProfile(t.QueryRowContext(ctx, profileSelect+` WHERE f.org_id = ?1`, id))
}

// isPartner refuses an organization without an active profile.
func (t *tx) isPartner(ctx context.Context, o org.Organization) (org.PartnerProfile, error) {
	p, err := t.profile(ctx, o.ID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) || p.Active {
		return p, err
	}
	return p, org.Errorf(org.KindDenied, org.CodeNotPartner, "%q is no partner", o.Slug).
		WithHint("an owner of it makes it one with 'orgctl partner profile edit --active'; 'orgctl partner search' finds partners")
}

// PartnerProfile is the profile of the caller's organization.
func (s *Store) PartnerProfile(ctx context.Context, c org.Caller) (p org.PartnerProfile, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActSeePartners)
		if err != nil {
			return err
		}
		p, err = t.profile(ctx, a.Org.ID)
		if errors.Is(err, sql.ErrNoRows) {
			err = org.Errorf(org.KindNotFound, org.CodeNotFound, "%q has no partner profile", a.Org.Slug).
				WithHint("an owner makes one with 'orgctl partner profile edit --name NAME --email EMAIL'")
		}
		return err
	})
	return p, err
}

// EditPartnerProfile makes the caller's organization a partner, or changes how it presents itself. Partnerships that there
// are stay when the profile is put to rest; no new ones begin.
func (s *Store) EditPartnerProfile(ctx context.Context, req org.Request, edit org.ProfileEdit) (org.ChangeSet, error) {
	op := operation{action: org.ActClients, name: "partner.profile.edit", input: edit}
	return s.change(ctx, req, op, func(a *act) error {
		before, err := a.profile(ctx, a.Org.ID)
		fresh := errors.Is(err, sql.ErrNoRows)
		if err != nil && !fresh {
			return err
		}
		if fresh {
			before = org.PartnerProfile{ID: a.Org.ID, Slug: a.Org.Slug, Name: a.Org.Name, Email: a.Email, Active: true, Created: a.time()}
		}
		after, err := edit.Apply(before)
		if err != nil || after == before && !fresh {
			return err
		}
		change := org.Change{Action: "edit", Kind: "partner-profile", Ref: a.Org.Slug, Before: before, After: after}
		if fresh {
			change.Action, change.Before = "add", nil
		}
		a.record(change)
		_, err = a.ExecContext(ctx, `INSERT INTO partner_profiles (org_id, name, email, active, search, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (org_id) DO UPDATE SET name = excluded.name, email = excluded.email, active = excluded.active, search = excluded.search`,
			after.ID, after.Name, after.Email, after.Active, after.Search(), micros(after.Created))
		return err
	})
}

// SearchPartners lists the active partners of the store whose name or e-mail holds a text, whatever its case and accents.
// Whoever may authorize partners may look for one.
func (s *Store) SearchPartners(ctx context.Context, c org.Caller, text string) (out []org.PartnerProfile, err error) {
	err = s.read(ctx, func(t *tx) error {
		out = nil
		a, err := t.allowed(ctx, c, org.ActSeePartners)
		if err != nil {
			return err
		}
		rows, err := t.QueryContext(ctx, profileSelect+` WHERE f.active = 1 AND o.removed_at = 0 AND f.org_id <> ?1 AND instr(f.search, ?2) > 0 ORDER BY f.name, o.slug`,
			a.Org.ID, org.FoldSearch(text))
		if err != nil {
			return err
		}
		return each(rows, func() error {
			p, err := scanProfile(rows)
			out = append(out, p)
			return err
		})
	})
	return out, err
}
