package store

import (
	"context"
	"fmt"

	"orgctl/internal/org"
)

// near is what is known of the rows of a file at hand, so that nothing is asked row by row.
type near struct {
	held map[slot]*org.Grant // what those hold whose subjects are in it
	of   map[org.SubjectID]struct{}
}

func (n near) knows(s org.SubjectID) bool {
	_, ok := n.of[s]
	return ok
}

// maxKnown is how many holders are remembered of a file that names ever others.
const maxKnown = 20_000

// look finds the holders of the next rows of a file, and what they hold. What comes by flags is asked for one by one.
func (g *granting) look(ctx context.Context, changes []org.GrantChange) error {
	if !g.req.Rows {
		return nil
	}
	if len(g.known) > maxKnown && !g.req.Inform {
		clear(g.known)
	}
	if err := g.meet(ctx, changes); err != nil {
		return err
	}
	subjects := g.turn(changes)
	read := heldReader()
	for _, query := range []string{grantsOfMany, rulesOfMany} {
		err := ask(ctx, g.tx, listQuery{text: query}, subjects, func(row scanner) error {
			held, err := read(row)
			g.held[slot{held.Subject, held.Product, held.Category, held.Temporary}] = &held
			return err
		})
		if err != nil {
			return err
		}
	}
	return g.lookWider(ctx, subjects)
}

// turn makes the holders of the next rows those at hand, and returns whom nothing is known of. Of the others, the rows before may have
// left what is not written yet.
func (g *granting) turn(changes []org.GrantChange) (fresh []org.SubjectID) {
	before := g.near
	g.near = near{held: map[slot]*org.Grant{}, of: map[org.SubjectID]struct{}{}}
	for _, c := range changes {
		h, ok := g.known[c.Holder()]
		if !ok || g.knows(h.subject) {
			continue
		}
		g.of[h.subject] = struct{}{}
		if !before.knows(h.subject) {
			fresh = append(fresh, h.subject)
		}
	}
	for s, held := range before.held {
		if g.knows(s.subject) {
			g.held[s] = held
		}
	}
	return fresh
}

const grantsOfMany = `SELECT 0, 0, ` + grantTail + `, g.product_id, 0, g.temporary, g.subject_id
FROM grants g LEFT JOIN users u ON u.id = g.created_by WHERE g.subject_id IN ` + oneOfMany

const rulesOfMany = `SELECT g.future, g.since, ` + grantTail + `, 0, g.category_id, g.temporary, g.subject_id
FROM rules g LEFT JOIN users u ON u.id = g.created_by WHERE g.subject_id IN ` + oneOfMany

// meet finds the members that the rows name by e-mail. Who is not found is looked for again when their row comes, which says why.
func (g *granting) meet(ctx context.Context, changes []org.GrantChange) error {
	refs := map[string][]org.Holder{} // by key: somebody may be written in several ways
	var keys []string
	for _, c := range changes {
		ref := c.Holder()
		if _, ok := g.known[ref]; ok || ref.User == "" || ref.Team != "" || ref.Partner != "" {
			continue
		}
		if _, byID, err := org.ParseID(ref.User); byID || err != nil {
			continue
		}
		email, err := org.ParseEmail(ref.User)
		if err != nil {
			continue
		}
		g.known[ref] = holder{} // so that each is asked for once
		if refs[email.Key] == nil {
			keys = append(keys, email.Key)
		}
		refs[email.Key] = append(refs[email.Key], ref)
	}
	for _, all := range refs {
		for _, ref := range all {
			delete(g.known, ref)
		}
	}
	return g.peopleBy(ctx, g.Org.ID, keys, func(m org.Member) {
		for _, ref := range refs[m.Key] {
			if m.Subject != 0 {
				g.known[ref] = holderOf(m)
			}
		}
	})
}

// lookWider notes who has nothing beside single grants of their own, which is most people.
func (g *granting) lookWider(ctx context.Context, subjects []org.SubjectID) error {
	some := map[org.SubjectID]struct{}{}
	for s := range g.held {
		if s.rule() {
			some[s.subject] = struct{}{}
		}
	}
	err := ask(ctx, g.tx, listQuery{text: `SELECT member_id FROM team_members WHERE member_id IN ` + oneOfMany}, subjects, func(row scanner) error {
		var id int64
		err := row.Scan(&id)
		some[org.SubjectID(id)] = struct{}{}
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range subjects {
		if _, ok := some[id]; ok {
			continue
		}
		if _, ok := g.wider[id]; !ok {
			g.wider[id] = nil
		}
	}
	return nil
}

// at is what stands in a slot; nil if nothing does.
func (g *granting) at(ctx context.Context, s slot) (*org.Grant, error) {
	if g.knows(s.subject) {
		return g.held[s], nil
	}
	return g.grantAt(ctx, s)
}

// addLater has a grant written with the next ones. Most are without end and reason.
func (g *granting) addLater(s slot, a org.Grant) {
	if g.plain == nil {
		same := fmt.Sprintf(", org_id=%d, created_by=%d, created_at=%d", g.Org.ID, g.User, g.now)
		g.plain = g.added.table("grants", "subject_id, product_id, rights, usage, temporary=0"+same)
		g.whole = g.added.table("grants", "subject_id, product_id, rights, usage, temporary, valid_from, valid_to, reason, ticket"+same)
	}
	subject, product, rights, usage := int64(s.subject), int64(s.product), int64(a.Rights), int64(a.Usage) // which are bound fastest
	if !s.temporary && a.Reason == "" && a.Ticket == "" {
		g.added.add(g.plain, subject, product, rights, usage)
		return
	}
	g.added.add(g.whole, subject, product, rights, usage, s.temporary, micros(a.From), micros(a.Until), a.Reason, a.Ticket)
}
