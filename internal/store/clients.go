package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// Clients lists the clients of the caller's organization, also those to be and those that were, in the order of their slugs. A
// collaborator sees those they are assigned to.
func (s *Store) Clients(ctx context.Context, c org.Caller) (out []org.PartnerRow, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActEnter)
		if err != nil {
			return err
		}
		out, err = t.clientsOf(ctx, a)
		return err
	})
	return out, err
}

func (t *tx) clientsOf(ctx context.Context, a org.Actor) ([]org.PartnerRow, error) {
	if a.Verdict(org.ActEnter) != org.Assigned {
		return t.partnerRows(ctx, clientRows+` ORDER BY c.slug`, a.Org.ID)
	}
	return t.partnerRows(ctx, clientRows+` AND p.state = 'active' AND EXISTS (SELECT 1 FROM assignments x WHERE x.subject_id = p.subject_id AND x.user_id = ?2) ORDER BY c.slug`,
		a.Org.ID, a.User)
}

// AddClients makes organizations for clients, owned by the caller, each with the partnership active, all or nothing; with
// keepGoing the good ones of a batch. Both consents are in one hand. The very same client again is no change.
func (s *Store) AddClients(ctx context.Context, req org.Request, clients []org.NewClient, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActClients, name: "client.add", object: clientsObject(clients), input: clients}
	return s.change(ctx, req, op, func(a *act) error {
		if _, err := a.isPartner(ctx, a.Org); err != nil {
			return err
		}
		return eachRow(ctx, a, clients, keepGoing, func(n org.NewClient) error { return a.addClient(ctx, n) })
	})
}

func clientsObject(clients []org.NewClient) string {
	if len(clients) == 1 {
		return clients[0].Slug
	}
	return fmt.Sprintf("%d clients", len(clients))
}

func (a *act) addClient(ctx context.Context, n org.NewClient) error {
	if same, err := a.sameClient(ctx, n); same || err != nil {
		return err
	}
	o, err := org.Organization{Slug: n.Slug, Name: n.Name, Kind: "company", Country: a.Org.Country, Currency: a.Org.Currency, Locale: a.Org.Locale,
		Timezone: a.Org.Timezone}.Checked()
	if err != nil {
		return err
	}
	owner, err := a.person(ctx)
	if err != nil {
		return err
	}
	owner.Role = org.Owner
	home := a.Org
	defer func() { a.Org, a.logs = home, nil }()
	if a.Org, err = a.addOrg(ctx, o); err != nil {
		return err
	}
	a.logs = []org.OrgID{a.Org.ID}
	a.set.Changes[len(a.set.Changes)-1].Chains = a.logs // it has no log before it is there
	if _, err := a.addMember(ctx, owner); err != nil {
		return err
	}
	p := org.Partnership{ClientID: a.Org.ID, Client: a.Org.Slug, PartnerID: home.ID, Partner: home.Slug, State: org.PartnershipActive, AskedBy: org.PartnerSide,
		Access: n.Access, Payment: n.Payment, By: a.Email, ByUser: a.User, Created: a.time(), Expires: a.time().Add(offerLives), Started: new(a.time())}
	a.Org = home
	a.between(p)
	_, err = a.putPartnership(ctx, org.Partnership{}, p)
	return err
}

// sameClient says that the client is there already, described alike, and the caller's own.
func (a *act) sameClient(ctx context.Context, n org.NewClient) (bool, error) {
	o, err := a.orgNamed(ctx, n.Slug)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p, err := a.pair(ctx, o.ID, a.Org.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil // the slug is taken, as adding will say
	}
	if err != nil {
		return false, err
	}
	if p.State == org.PartnershipActive && o.Name == n.Name && p.Access == n.Access && p.Payment == n.Payment {
		return true, nil
	}
	return false, org.Errorf(org.KindConflict, org.CodeExists, "there is a client %q already, described otherwise", n.Slug).
		WithHint("'orgctl client list' shows it; what it gives is changed inside it, with 'orgctl partner edit %s --org %s'", a.Org.Slug, n.Slug)
}

// AssignClient lets a collaborator of the caller's organization into a client, or not any more. Owners and admins may enter
// every client anyway.
func (s *Store) AssignClient(ctx context.Context, req org.Request, user, client string, in bool) (org.ChangeSet, error) {
	op := operation{action: org.ActClients, name: "client.assign", object: client, input: user}
	if !in {
		op.name = "client.unassign"
	}
	return s.change(ctx, req, op, func(a *act) error {
		p, err := a.across(ctx, a.Org.ID, org.PartnerSide, client)
		if err != nil {
			return err
		}
		m, err := a.member(ctx, a.Org.ID, user)
		if err != nil {
			return err
		}
		a.between(p)
		if !in {
			return a.dropAssigned(ctx, assignmentSelect+` WHERE p.subject_id = ?1 AND x.user_id = ?2`, p.ID, m.User)
		}
		if p.State != org.PartnershipActive {
			return org.Errorf(org.KindConflict, org.CodeConflict, "%q is no client: the partnership is %s", client, p.Shown(a.time())).
				WithHint("'orgctl client list' shows yours")
		}
		if err := assignable(m); err != nil {
			return err
		}
		return a.assign(ctx, p, m)
	})
}

func assignable(m org.Member) error {
	switch {
	case m.Role.Manages():
		return org.Errorf(org.KindDenied, org.CodeRoleHasRights, "%q is %s and may enter every client", m.Email, m.Role.WithArticle()).
			WithHint("only collaborators are assigned")
	case m.Role == org.External:
		return org.Errorf(org.KindDenied, org.CodeNotAuthorized, "%q is an external: they enter no client", m.Email).
			WithHint("make them a collaborator first: orgctl user role %s --role collaborator", m.Email)
	}
	return nil
}

// assign lets somebody in. Who is assigned already is no change.
func (a *act) assign(ctx context.Context, p org.Partnership, m org.Member) error {
	res, err := a.ExecContext(ctx, `INSERT INTO assignments (subject_id, user_id, partner_id, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (subject_id, user_id) DO NOTHING`,
		p.ID, m.User, p.PartnerID, a.now)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); n == 0 || err != nil {
		return err
	}
	a.record(org.Change{Action: "add", Kind: "assignment", Ref: p.Client + " " + m.Email, Chains: p.Both(),
		After: org.Assignment{ID: p.ID, ClientID: p.ClientID, Client: p.Client, Partner: p.Partner, User: m.Email, UserID: m.User, Created: a.time()}})
	return nil
}

// dropAssignments takes a member who goes out of every client of the organization.
func (a *act) dropAssignments(ctx context.Context, m org.Member) error {
	return a.dropAssigned(ctx, assignmentSelect+` WHERE x.partner_id = ?1 AND x.user_id = ?2 ORDER BY p.subject_id`, a.Org.ID, m.User)
}

// dropAssigned ends the assignments that a query finds.
func (a *act) dropAssigned(ctx context.Context, query string, args ...any) error {
	var found []org.Assignment
	rows, err := a.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	if err := each(rows, func() error {
		x, err := scanAssignment(rows)
		found = append(found, x)
		return err
	}); err != nil {
		return err
	}
	for _, x := range found {
		p, err := a.partnershipByID(ctx, x.ID)
		if err != nil {
			return err
		}
		a.between(p)
		if _, err := a.ExecContext(ctx, `DELETE FROM assignments WHERE subject_id = ?1 AND user_id = ?2`, x.ID, x.UserID); err != nil {
			return err
		}
		a.record(org.Change{Action: "remove", Kind: "assignment", Ref: x.Client + " " + x.User, Before: x, Chains: p.Both(),
			Takes: fmt.Sprintf("%s can't enter %s any more", x.User, x.Client)})
	}
	return nil
}
