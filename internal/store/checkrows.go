package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// rowCheck compares the rows of one organization with what its log says they became.
type rowCheck struct {
	*checker
	*replay
	id   org.OrgID
	slug string
	cat  org.Catalog

	page    int64 // the row of the log that changes holds
	changes []org.Change
}

func (c *checker) compare(ctx context.Context, id org.OrgID, slug string, r *replay) error {
	rc := &rowCheck{checker: c, replay: r, id: id, slug: slug}
	looks := []func(context.Context) error{rc.organization, rc.categories, rc.members, rc.invitations, rc.teams, rc.teamMembers, rc.products, rc.grants, rc.tokens, rc.partners, rc.records,
		rc.rates, rc.lost}
	if id == 0 {
		looks = []func(context.Context) error{rc.factors, rc.disabledTokens, rc.users, rc.lost}
	}
	for _, look := range looks {
		if err := look(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (rc *rowCheck) find(object, format string, args ...any) {
	rc.report.Add(org.Finding{Kind: org.FindingRow, Chain: rc.slug, Object: object, Message: fmt.Sprintf(format, args...)})
}

// row compares one row, shown as the log would show it.
func (rc *rowCheck) row(ctx context.Context, t thing, ref string, value any) error {
	rc.report.Rows++
	rc.step(1)
	object := t.kind + " " + ref
	said, ok := rc.said[t]
	if !ok {
		rc.find(object, "it is there, but the log does not say so")
		return nil
	}
	delete(rc.said, t)
	text, err := json.Marshal(value)
	if err != nil || said.sum == maphash.Bytes(rc.seed, text) {
		return err
	}
	logged, err := rc.logged(ctx, said)
	if err != nil {
		return err
	}
	after, _ := logged.After.(json.RawMessage)
	if differs := difference(text, after); differs != "" {
		rc.find(object, "%s", differs)
	}
	return nil
}

// logged fetches what the log says of a thing. The rows of an organization come in nearly the order in which they were
// written, so the last page read is mostly the right one.
func (rc *rowCheck) logged(ctx context.Context, said lastSaid) (org.Change, error) {
	if rc.page != said.seq || rc.changes == nil {
		row := logRow{Seq: said.seq}
		err := rc.QueryRowContext(ctx, `SELECT `+logText+`(changes, packed) FROM log WHERE org_id = ?1 AND seq = ?2`, rc.id, said.seq).Scan(&row.Changes)
		if err != nil {
			return org.Change{}, err
		}
		if rc.changes, err = row.changes(); err != nil {
			return org.Change{}, err
		}
		rc.page = said.seq
	}
	return rc.changes[said.index], nil
}

// difference names what two JSON objects don't have in common; empty: nothing.
func difference(now, logged []byte) string {
	var a, b map[string]any
	if json.Unmarshal(now, &a) != nil || json.Unmarshal(logged, &b) != nil {
		return "it is not what the log says"
	}
	var out []string
	both := maps.Clone(a)
	maps.Copy(both, b)
	for _, k := range slices.Sorted(maps.Keys(both)) {
		if x, y := inWords(a[k]), inWords(b[k]); x != y {
			out = append(out, fmt.Sprintf("%s is %s, but the log says %s", k, x, y))
		}
	}
	return strings.Join(out, "; ")
}

// inWords writes a value so that equal ones are written alike. An empty list is none.
func inWords(v any) string {
	if list, ok := v.([]any); ok && len(list) == 0 {
		v = nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// unreadable makes a finding of a row that this program can't have written. A damaged file is not the row's fault.
func (rc *rowCheck) unreadable(ctx context.Context, kind string, err error) error {
	_, engine := errors.AsType[engineError](err)
	if engine || ctx.Err() != nil || org.KindOf(err) == org.KindUnavailable {
		return err
	}
	rc.find(kind, "a row can't be read: %v", err)
	return nil
}

func (rc *rowCheck) organization(ctx context.Context) error {
	o, err := rc.tx.organization(ctx, rc.id)
	if err != nil {
		return rc.unreadable(ctx, "organization", err)
	}
	said := rc.said[thing{kind: "organization", id: int64(rc.id)}]
	if err := rc.row(ctx, thing{kind: "organization", id: int64(rc.id)}, o.Slug, o); err != nil {
		return err
	}
	var removed bool
	if err := rc.QueryRowContext(ctx, `SELECT removed_at <> 0 FROM organizations WHERE id = ?1`, rc.id).Scan(&removed); err != nil {
		return err
	}
	if removed != said.gone {
		rc.find("organization "+o.Slug, "removed is %v, but the log says %v", removed, said.gone)
	}
	if int64(o.LastProduct) != rc.last {
		rc.find("organization "+o.Slug, "last_product is %d, but the log says %d", o.LastProduct, rc.last)
	}
	return nil
}

func (rc *rowCheck) categories(ctx context.Context) (err error) {
	if rc.cat, err = rc.catalog(ctx, rc.id); err != nil {
		return rc.unreadable(ctx, "category", err)
	}
	for _, c := range rc.cat.All() {
		if !c.Own {
			continue
		}
		if err := rc.row(ctx, thing{kind: "category", id: int64(c.ID)}, c.Code, c); err != nil {
			return err
		}
	}
	return nil
}

func (rc *rowCheck) members(ctx context.Context) error {
	return rc.each(ctx, "user", `SELECT `+memberColumns+` FROM members m JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1`, func(rows *sql.Rows) error {
		m, err := scanMember(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "user", id: int64(m.User)}, m.Email, m)
	})
}

func (rc *rowCheck) invitations(ctx context.Context) error {
	return rc.each(ctx, "invitation", allInvitations, func(rows *sql.Rows) error {
		i, err := scanInvitation(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "invitation", id: int64(i.ID)}, i.Email, i)
	})
}

func (rc *rowCheck) teams(ctx context.Context) error {
	return rc.each(ctx, "team", allTeams, func(rows *sql.Rows) error {
		team, err := scanTeam(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "team", id: int64(team.ID)}, team.Slug, team)
	})
}

func (rc *rowCheck) teamMembers(ctx context.Context) error {
	return rc.each(ctx, "team-member", placesInTeams, func(rows *sql.Rows) error {
		p, err := scanPlace(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "team-member", id: int64(p.Subject), product: int64(p.TeamID)}, p.Team+" "+p.User, p)
	})
}

// partners looks at the partnerships of a client, who of the partners may enter, and at an organization's own profile.
func (rc *rowCheck) partners(ctx context.Context) error {
	err := rc.each(ctx, "partnership", partnershipSelect+` WHERE p.org_id = ?1`, func(rows *sql.Rows) error {
		p, err := scanPartnership(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "partnership", id: int64(p.ID)}, p.Partner, p)
	})
	if err != nil {
		return err
	}
	err = rc.each(ctx, "assignment", assignmentSelect+` WHERE p.org_id = ?1`, func(rows *sql.Rows) error {
		x, err := scanAssignment(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "assignment", id: int64(x.ID), product: int64(x.UserID)}, x.Partner+" "+x.User, x)
	})
	if err != nil {
		return err
	}
	return rc.each(ctx, "partner-profile", profileSelect+` WHERE f.org_id = ?1`, func(rows *sql.Rows) error {
		f, err := scanProfile(rows)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "partner-profile", id: int64(f.ID)}, f.Slug, f)
	})
}

func (rc *rowCheck) products(ctx context.Context) error {
	return rc.each(ctx, "product", `SELECT `+productColumns+` FROM products p WHERE p.org_id = ?1`, func(rows *sql.Rows) error {
		p, err := scanProduct(rows, rc.cat)
		if err != nil {
			return err
		}
		return rc.row(ctx, thing{kind: "product", id: int64(p.ID)}, p.Ref(), p)
	})
}

// standing are the grants of every subject of an organization, also of those that are no members. The two tables are walked
// one after the other: joined as one, they would be read as a whole for every organization.
const standing = `SELECT 0, 0, ` + standingTail + `, g.product_id, 0, g.temporary, coalesce(u.email, ''), coalesce(t.slug, ''), coalesce(po.slug, ''), s.id, coalesce(p.name, ''), coalesce(p.category_id, 0)
FROM subjects s CROSS JOIN grants g ON g.subject_id = s.id LEFT JOIN products p ON p.id = g.product_id ` + standingJoins + `
UNION ALL
SELECT g.future, g.since, ` + standingTail + `, 0, g.category_id, g.temporary, coalesce(u.email, ''), coalesce(t.slug, ''), coalesce(po.slug, ''), s.id, '', g.category_id
FROM subjects s CROSS JOIN rules g ON g.subject_id = s.id ` + standingJoins

const standingTail = `g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, coalesce(b.email, ''), g.created_at`

const standingJoins = `LEFT JOIN members m ON m.subject_id = s.id LEFT JOIN users u ON u.id = m.user_id
LEFT JOIN teams t ON t.subject_id = s.id
LEFT JOIN partnerships ps ON ps.subject_id = s.id LEFT JOIN organizations po ON po.id = ps.partner_id
LEFT JOIN users b ON b.id = g.created_by
WHERE s.org_id = ?1`

func (rc *rowCheck) grants(ctx context.Context) error {
	return rc.each(ctx, "grant", standing, func(rows *sql.Rows) error {
		r, err := rc.scanRecord(rows, rc.cat)
		if err != nil {
			return err
		}
		t := thing{"grant", int64(r.SubjectID), int64(r.ProductID), int64(r.CategoryID), r.Temporary}
		return rc.row(ctx, t, r.Holder().String()+" "+writtenScope(r), r)
	})
}

func writtenScope(r org.GrantRecord) string {
	switch {
	case r.Product != nil:
		return *r.Product
	case r.Category != nil:
		return *r.Category + "/@" + r.Scope
	}
	return "@" + r.Scope
}

// each shows every row of a query to fn; what it can't read is a finding.
func (rc *rowCheck) each(ctx context.Context, kind, query string, fn func(*sql.Rows) error) error {
	rows, err := rc.QueryContext(ctx, query, rc.id)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		if err := fn(rows); err != nil {
			return rc.unreadable(ctx, kind, err)
		}
		return nil
	})
}

// lost names what the log knows of and no row is left of.
func (rc *rowCheck) lost(ctx context.Context) error {
	left := slices.SortedFunc(maps.Values(rc.said), func(a, b lastSaid) int {
		return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.index, b.index))
	})
	for _, said := range left {
		c, err := rc.logged(ctx, said)
		if err != nil {
			return err
		}
		rc.find(c.Kind+" "+c.Ref, "it is gone, and the log does not say so")
	}
	return nil
}
