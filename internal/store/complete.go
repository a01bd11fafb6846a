package store

import (
	"context"
	"errors"
	"strings"

	"orgctl/internal/org"
)

// completeAtMost bounds a completion: nobody reads more.
const completeAtMost = 200

// Complete lists what a word may become, as "reference\tdescription", from what the caller may see.
func (s *Store) Complete(ctx context.Context, c org.Caller, what org.Completion, word string) (out []string, err error) {
	err = s.read(ctx, func(t *tx) error {
		out = nil
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		switch what {
		case org.CompleteUser:
			out, err = t.completeUsers(ctx, a, word)
		case org.CompleteProduct:
			out, err = t.completeProducts(ctx, a, word)
		case org.CompleteCategory:
			out, err = t.completeCategories(ctx, a, word)
		case org.CompleteTeam:
			out, err = t.completeTeams(ctx, a, word)
		case org.CompletePartner, org.CompleteClient:
			out, err = t.completeAcross(ctx, a, what, word)
		case org.CompleteInvitation:
			out, err = t.completeInvitations(ctx, a, word)
		}
		return err
	})
	return out, err
}

func (t *tx) completeUsers(ctx context.Context, a org.Actor, word string) (out []string, err error) {
	if a.May(org.ActMembers) != nil {
		return []string{a.Email}, nil
	}
	st, err := t.stmt(ctx, `SELECT u.email, trim(m.first_name || ' ' || m.last_name) FROM users u CROSS JOIN members m ON m.user_id = u.id AND m.org_id = ?1
WHERE u.email_key >= ?2 AND u.email_key < ?2 || char(0x10ffff) ORDER BY u.email_key LIMIT ?3`)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, a.Org.ID, strings.ToLower(word), completeAtMost)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var email, name string
		defer func() { out = append(out, email+"\t"+name) }()
		return rows.Scan(&email, &name)
	})
	return out, err
}

func (t *tx) completeProducts(ctx context.Context, a org.Actor, word string) (out []string, err error) {
	word = strings.ToLower(word)
	if a.Standing.May(org.ActUseProducts) == nil {
		return t.completeAll(ctx, a.Org.ID, word)
	}
	err = t.reach(ctx, a, org.ReachFilter{User: a.Email}, func(e org.EffectiveAccess, _ error) bool {
		if strings.HasPrefix(e.Product.Ref(), word) {
			out = append(out, e.Product.Ref()+"\t"+e.Product.Label)
		}
		return len(out) < completeAtMost
	})
	if errors.Is(err, errStopped) {
		err = nil
	}
	return out, err
}

// completeAll completes products for those who see all of them.
func (t *tx) completeAll(ctx context.Context, id org.OrgID, word string) (out []string, err error) {
	rows, err := t.QueryContext(ctx, `SELECT c.code || '/' || p.name, p.label FROM products p JOIN categories c ON c.id = p.category_id
WHERE p.org_id = ?1 AND substr(c.code || '/' || p.name, 1, length(?2)) = ?2 ORDER BY c.code, p.name LIMIT ?3`, id, word, completeAtMost)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var ref, label string
		defer func() { out = append(out, ref+"\t"+label) }()
		return rows.Scan(&ref, &label)
	})
	return out, err
}

func (t *tx) completeCategories(ctx context.Context, a org.Actor, word string) (out []string, err error) {
	cat, err := t.catalog(ctx, a.Org.ID)
	for _, c := range cat.All() {
		if strings.HasPrefix(c.Code, strings.ToLower(word)) {
			out = append(out, c.Code+"\t"+c.Label)
		}
	}
	return out, err
}

// completeTeams completes slugs of teams: for those who don't manage teams, of their own.
func (t *tx) completeTeams(ctx context.Context, a org.Actor, word string) (out []string, err error) {
	query, args := allTeams, []any{a.Org.ID}
	if a.May(org.ActTeams) != nil {
		query, args = teamsOf, append(args, a.Member.Subject)
	}
	teams, err := t.teamsBy(ctx, query, args...)
	for _, team := range teams {
		if strings.HasPrefix(team.Slug, strings.ToLower(word)) && len(out) < completeAtMost {
			out = append(out, team.Slug+"\t"+team.Name)
		}
	}
	return out, err
}

// completeAcross completes the slugs of partners or of clients. An offer is answered by either side, so that where partners are
// completed, clients that have offered something are, too.
func (t *tx) completeAcross(ctx context.Context, a org.Actor, what org.Completion, word string) (out []string, err error) {
	var rows []org.PartnerRow
	if what == org.CompletePartner && a.May(org.ActSeePartners) == nil {
		if rows, err = t.partnerRows(ctx, partnerRows+` ORDER BY o.slug`, a.Org.ID); err != nil {
			return nil, err
		}
	}
	if a.May(org.ActEnter) == nil {
		clients, err := t.clientsOf(ctx, a)
		if err != nil {
			return nil, err
		}
		for _, c := range clients {
			if what == org.CompleteClient || c.State == org.PartnershipPending {
				rows = append(rows, c)
			}
		}
	}
	for _, r := range rows {
		other := r.Partner
		if r.PartnerID == a.Org.ID {
			other = r.Client
		}
		if strings.HasPrefix(other, strings.ToLower(word)) && len(out) < completeAtMost {
			out = append(out, other+"\t"+r.Name)
		}
	}
	return out, nil
}

// completeInvitations completes the e-mails of those that are not answered.
func (t *tx) completeInvitations(ctx context.Context, a org.Actor, word string) (out []string, err error) {
	if err := a.May(org.ActMembers); err != nil {
		return nil, err
	}
	all, err := t.invitationsBy(ctx, allInvitations, a.Org.ID)
	for _, i := range all {
		if i.State == org.InvitationPending && strings.HasPrefix(strings.ToLower(i.Email), strings.ToLower(word)) && len(out) < completeAtMost {
			out = append(out, i.Email+"\t"+i.Role.String())
		}
	}
	return out, err
}
