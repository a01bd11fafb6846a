package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// personColumns are a person who comes in by a partnership: as the member they are besides (m), if they have been more than
// invited, else as they call themselves at the partner's (pm), with no role and no subject.
const personColumns = `u.id, coalesce(m.subject_id, 0), u.email, u.email_key, coalesce(m.first_name, pm.first_name), coalesce(m.last_name, pm.last_name),
  coalesce(m.locale, pm.locale), coalesce(m.role, 0), coalesce(m.state, 0), coalesce(m.billing, 0), coalesce(m.notify_billing, 0), coalesce(m.notify_products, 0),
  coalesce(m.created_at, pm.created_at), p.subject_id, o.id, o.slug, p.access`

// bestPath prefers full access, if several partners let somebody in: only one counts.
const bestPath = `p.access = 'limited', p.subject_id`

func scanPerson(row scanner) (org.Member, error) {
	var by org.Entry
	var access string
	m, err := scanMember(also{row, []any{&by.Subject, &by.Org, &by.Partner, &access}})
	if err != nil {
		return m, err
	}
	if by.Subject == 0 {
		return m, nil
	}
	by.Access, err = org.ParsePartnerAccess(access)
	m.Entry = by
	return m, err
}

// also scans more columns behind those that a scan knows.
type also struct {
	row  scanner
	more []any
}

func (a also) Scan(dest ...any) error { return a.row.Scan(append(dest, a.more...)...) }

// insiderBy is the user that an expression names, in the organization ?1: as they come in by a partnership, else as member.
func insiderBy(user string) string {
	return `WITH s AS MATERIALIZED (
SELECT ` + personColumns + `
FROM partnerships p CROSS JOIN members pm ON pm.org_id = p.partner_id AND pm.user_id = ` + user + ` CROSS JOIN users u ON u.id = pm.user_id
CROSS JOIN organizations o ON o.id = p.partner_id LEFT JOIN members m ON m.org_id = p.org_id AND m.user_id = pm.user_id AND m.state <> 1
WHERE p.org_id = ?1 + 0 AND p.state = 'active' AND pm.state = 0
  AND (pm.role >= 3 OR pm.role = 2 AND EXISTS (SELECT 1 FROM assignments x WHERE x.subject_id = p.subject_id AND x.user_id = pm.user_id))
ORDER BY ` + bestPath + ` LIMIT 1
)
SELECT * FROM s
UNION ALL
SELECT ` + memberColumns + `, 0, 0, '', '' FROM members m CROSS JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1 + 0 AND m.user_id = ` + user + `
LIMIT 1`
}

// insiderOf is a member, also one who is only invited, or a partner's person; sql.ErrNoRows: they are neither.
func (t *tx) insiderOf(ctx context.Context, id org.OrgID, user org.UserID) (org.Member, error) {
	return scanPerson(t.row(ctx, insiderBy(`?2 + 0`), id, user))
}

// entering is a member with the partnership that they come in by, too.
func (t *tx) entering(ctx context.Context, id org.OrgID, m org.Member) (org.Member, error) {
	p, err := t.insiderOf(ctx, id, m.User)
	if errors.Is(err, sql.ErrNoRows) || err == nil && p.Entry.Subject == 0 {
		return m, nil
	}
	return p, err
}

// inside is somebody who may enter an organization, as member, by a partnership, or both; sql.ErrNoRows: they may not.
func (t *tx) inside(ctx context.Context, id org.OrgID, user org.UserID) (org.Member, error) {
	m, err := t.insiderOf(ctx, id, user)
	if err == nil && m.State == org.Pending {
		err = sql.ErrNoRows
	}
	return m, err
}

// insider finds a member or a partner's person by e-mail or id:42.
func (t *tx) insider(ctx context.Context, id org.OrgID, ref string) (m org.Member, err error) {
	user, byID, err := org.ParseID(ref)
	if err != nil {
		return m, err
	}
	if byID {
		m, err = t.insiderOf(ctx, id, org.UserID(user))
	} else {
		var email org.Email
		if email, err = org.ParseEmail(ref); err != nil {
			return m, err
		}
		m, err = scanPerson(t.row(ctx, insiderBy(`(SELECT id FROM users WHERE email_key = ?2)`), id, email.Key))
	}
	return m, noUser(ref, err)
}

// allPartnersPeople start from the partnerships of the organization ?1: of a partner's members only the few who may enter are
// looked at.
const allPartnersPeople = `WITH s (subject_id, user_id) AS MATERIALIZED (
  SELECT p.subject_id, pm.user_id FROM partnerships p CROSS JOIN members pm ON pm.org_id = p.partner_id AND pm.role >= 3
  WHERE p.org_id = ?1 + 0 AND p.state = 'active' AND pm.state = 0
  UNION ALL
  SELECT p.subject_id, x.user_id FROM partnerships p CROSS JOIN assignments x ON x.subject_id = p.subject_id
  CROSS JOIN members pm ON pm.org_id = p.partner_id AND pm.user_id = x.user_id
  WHERE p.org_id = ?1 + 0 AND p.state = 'active' AND pm.state = 0 AND pm.role = 2
)
SELECT ` + personColumns + `
FROM s CROSS JOIN partnerships p ON p.subject_id = s.subject_id CROSS JOIN members pm ON pm.org_id = p.partner_id AND pm.user_id = s.user_id
CROSS JOIN users u ON u.id = s.user_id CROSS JOIN organizations o ON o.id = p.partner_id
LEFT JOIN members m ON m.org_id = p.org_id AND m.user_id = s.user_id AND m.state <> 1
ORDER BY u.email_key, ` + bestPath

// partnerPeople are everybody who comes into an organization by a partnership, once each, in the order of their e-mails.
func (t *tx) partnerPeople(ctx context.Context, id org.OrgID) (out []org.Member, err error) {
	err = t.each(ctx, allPartnersPeople, []any{id}, func(row scanner) error {
		m, err := scanPerson(row)
		if n := len(out); n == 0 || out[n-1].User != m.User {
			out = append(out, m)
		}
		return err
	})
	return out, err
}

// everybody streams the members and the partners' people in the order of their e-mails.
func (t *tx) everybody(ctx context.Context, id org.OrgID) (iter.Seq2[org.Member, error], error) {
	partners, err := t.partnerPeople(ctx, id)
	if len(partners) == 0 || err != nil {
		return t.allMembers(ctx, id), err
	}
	return merged(t.allMembers(ctx, id), partners), nil
}

// merged puts the partners' people among the members. Who is both is the one that comes in by the partnership.
func merged(members iter.Seq2[org.Member, error], partners []org.Member) iter.Seq2[org.Member, error] {
	return func(yield func(org.Member, error) bool) {
		left := partners
		for m, err := range members {
			n := 0
			for err == nil && n < len(left) && left[n].Key < m.Key {
				n++
			}
			if !yieldAll(left[:n], yield) {
				return
			}
			if left = left[n:]; err == nil && len(left) > 0 && left[0].User == m.User {
				m, left = left[0], left[1:]
			}
			if !yield(m, err) {
				return
			}
		}
		yieldAll(left, yield)
	}
}

func yieldAll(people []org.Member, yield func(org.Member, error) bool) bool {
	for _, p := range people {
		if !yield(p, nil) {
			return false
		}
	}
	return true
}

// withPartners is merged for a list.
func withPartners(members, partners []org.Member) []org.Member {
	for _, p := range partners {
		i, there := slices.BinarySearchFunc(members, p.Key, func(m org.Member, key string) int { return strings.Compare(m.Key, key) })
		if there {
			members[i] = p
			continue
		}
		members = slices.Insert(members, i, p)
	}
	return members
}
