package store

import (
	"context"
	"encoding/json"
	"fmt"

	"orgctl/internal/org"
)

// inform tells the members whose own grants have changed what they may do now, if the request wants it: one mail each,
// however many scopes it is about. The people of a team are told nothing of what it was given.
func (g *granting) inform(ctx context.Context) error {
	if !g.req.Inform || g.req.DryRun {
		return nil
	}
	people, changes := g.concerned()
	if len(people) > 0 && !g.req.Mail {
		g.set.Notes = append(g.set.Notes, "no mail goes out (mail.delivery is none): nobody was told")
		return nil
	}
	for _, m := range people {
		if m.State == org.Pending {
			g.set.Notes = append(g.set.Notes, fmt.Sprintf("%s was not told: nothing counts before the invitation is accepted", m.Email))
			continue
		}
		told, err := json.Marshal(changes[m.Subject])
		if err != nil {
			return err
		}
		err = g.post(ctx, org.Mail{Kind: org.MailAccess, To: m.Email, Name: m.Name(), Locale: m.Locale,
			Params: map[string]string{"organization": g.Org.Name, "by": g.Email, "changes": string(told)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// concerned are the members whose access was stated anew, in the order of the changes, and what became of each scope.
func (g *granting) concerned() (people []org.Member, changes map[org.SubjectID][]org.AccessChange) {
	members := map[org.SubjectID]org.Member{}
	for _, h := range g.known {
		members[h.subject] = h.member
	}
	changes = map[org.SubjectID][]org.AccessChange{}
	for _, c := range g.set.Changes {
		before, _ := c.Before.(org.GrantRecord)
		after, _ := c.After.(org.GrantRecord)
		subject := max(before.SubjectID, after.SubjectID) // the same, or one of them is not there
		m := members[subject]
		told := org.AccessChanges(before, after)
		if m.User == 0 || len(told) == 0 {
			continue
		}
		if changes[subject] == nil {
			people = append(people, m)
		}
		changes[subject] = append(changes[subject], told...)
	}
	return people, changes
}
