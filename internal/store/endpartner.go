package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"orgctl/internal/org"
)

// EndPartnership ends an active partnership, as the client or as the partner. Beside the confirmation it takes the password of
// whoever acts: an attempt that compared it. Without one, what would be done is only shown.
func (s *Store) EndPartnership(ctx context.Context, req org.Request, as org.Side, e org.Ending) (org.ChangeSet, error) {
	op := operation{action: org.ActAuthorize, name: "partner.revoke", object: e.With, input: []any{e.With, e.WithCreated}}
	if as == org.PartnerSide {
		op.action, op.name = org.ActClients, "client.leave"
	}
	return s.change(ctx, req, op, func(a *act) error {
		p, err := a.across(ctx, a.Org.ID, as, e.With)
		if err != nil {
			return err
		}
		if p.State != org.PartnershipActive {
			return org.Errorf(org.KindConflict, org.CodeConflict, "there is no partnership with %q to end: it is %s", e.With, p.Shown(a.time())).
				WithHint("an open offer is taken back with 'orgctl partner cancel' or 'orgctl client cancel', or answered with 'partner refuse'")
		}
		a.between(p)
		if req.Confirmed && !req.DryRun {
			if err := a.provedIn(ctx, e.Attempt); err != nil {
				return err
			}
		}
		return a.end(ctx, p, e.WithCreated)
	})
}

// provedIn refuses whoever has not proved to be the person that acts.
func (a *act) provedIn(ctx context.Context, attempt org.LoginAttempt) error {
	if attempt.User != a.User {
		return org.Errorf(org.KindAuth, org.CodeWrongPassword, "this takes your own password").WithHint("--password-file FILE or --password-stdin")
	}
	return a.verified(ctx, attempt)
}

// end takes everything of a partnership: what the partner holds, who was assigned, and the partnership. With created goes what
// its people made in the client, too.
func (a *act) end(ctx context.Context, p org.Partnership, withCreated bool) error {
	made, err := a.madeBy(ctx, p)
	if err != nil {
		return err
	}
	if !withCreated {
		for _, m := range made {
			a.set.Notes = append(a.set.Notes, fmt.Sprintf("%s stays; people of %s made it (--with-created removes it)", m.words, p.Partner))
		}
	}
	err = a.inClient(ctx, p, func(g *granting, h holder) error {
		if withCreated {
			for _, m := range made {
				if err := m.remove(ctx, g); err != nil {
					return err
				}
			}
		}
		return g.takeBut(ctx, h, nil)
	})
	if err != nil {
		return err
	}
	inside, err := a.peopleOf(ctx, p)
	if err != nil {
		return err
	}
	if err := a.dropAssigned(ctx, assignmentSelect+` WHERE p.subject_id = ?1 ORDER BY u.email_key`, p.ID); err != nil {
		return err
	}
	if _, err := a.ExecContext(ctx, `DELETE FROM visits WHERE subject_id = ?1`, p.ID); err != nil {
		return err
	}
	before := p
	p.State, p.Ended, p.Offer = org.PartnershipEnded, new(a.time()), ""
	return a.writePartnership(ctx, before, &p, locksOut(p, inside))
}

func locksOut(p org.Partnership, inside []org.Member) string {
	var people []string
	for _, m := range inside {
		people = append(people, m.Email)
	}
	text := fmt.Sprintf("the partnership of %s with %s (%s access) ends", p.Client, p.Partner, p.Access)
	if len(people) == 0 {
		return text
	}
	return fmt.Sprintf("%s: %s can't enter any more", text, org.NameSome(people, 10))
}

// made is something in a client that a partner's people made and that is still there.
type made struct {
	words  string
	remove func(ctx context.Context, g *granting) error
}

// madeBy finds in the client's log what the partner's people added, and of that what is still there as they added it.
func (a *act) madeBy(ctx context.Context, p org.Partnership) (out []made, err error) {
	type added struct{ kind, after string }
	var all []added
	rows, err := a.QueryContext(ctx, `SELECT j.value ->> 'kind', j.value ->> 'after' FROM log l, json_each(`+logText+`(l.changes, l.packed)) j
WHERE l.org_id = ?1 AND l.partner = ?2 AND j.value ->> 'action' = 'add' AND j.value ->> 'kind' IN ('grant', 'user') ORDER BY l.seq`, p.ClientID, p.Partner)
	if err != nil {
		return nil, err
	}
	if err := each(rows, func() error {
		var one added
		defer func() { all = append(all, one) }()
		return rows.Scan(&one.kind, &one.after)
	}); err != nil {
		return nil, err
	}
	for _, one := range all {
		still := a.grantMade
		if one.kind == "user" {
			still = a.memberMade
		}
		m, there, err := still(ctx, p, []byte(one.after))
		if err != nil {
			return nil, err
		}
		if there {
			out = append(out, m)
		}
	}
	return out, nil
}

// grantMade is a grant that a partner's people gave, if it is still there. Those of the partner itself go with it anyway.
func (a *act) grantMade(ctx context.Context, p org.Partnership, after []byte) (made, bool, error) {
	var r org.GrantRecord
	if err := json.Unmarshal(after, &r); err != nil {
		return made{}, false, err
	}
	at := slot{subject: r.SubjectID, product: r.ProductID, category: r.CategoryID, temporary: r.Temporary}
	if at.rule() == (r.Product != nil) {
		return made{}, false, nil
	}
	if !at.rule() {
		at.category = 0
	}
	now, err := a.grantAt(ctx, at)
	if err != nil || now == nil || !now.CreatedAt.Equal(r.CreatedAt) || at.subject == p.ID {
		return made{}, false, err
	}
	words := "the grant " + strings.TrimSpace(r.Holder().String()+" "+r.Spec())
	return made{words, func(ctx context.Context, g *granting) error {
		now, err := g.grantAt(ctx, at)
		if err != nil || now == nil {
			return err // it went with its member
		}
		h, err := g.holder(ctx, r.Holder())
		if err != nil {
			return err
		}
		where, err := g.placeOf(ctx, *now)
		if err != nil {
			return err
		}
		return g.replace(ctx, h, where, now, org.Grant{})
	}}, true, nil
}

// memberMade is a member whom a partner's people took in, if they are still what a partner can make: whom the client has given
// a higher role since is the client's.
func (a *act) memberMade(ctx context.Context, p org.Partnership, after []byte) (made, bool, error) {
	var was org.Member
	if err := json.Unmarshal(after, &was); err != nil {
		return made{}, false, err
	}
	members, err := a.membersBy(ctx, `SELECT `+memberColumns+` FROM members m CROSS JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1 AND m.user_id = ?2 AND m.subject_id = ?3 AND m.role < 3`,
		p.ClientID, was.User, was.Subject)
	if err != nil || len(members) == 0 {
		return made{}, false, err
	}
	m := members[0]
	return made{fmt.Sprintf("the member %s (%s)", m.Email, m.Role), func(ctx context.Context, g *granting) error { return g.dropMember(ctx, m) }}, true, nil
}
