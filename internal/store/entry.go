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

// personColumns are somebody as the member they are (m), and as they come in by a partnership, if they do: then as the member
// only if they have been more than invited, else as they call themselves at the partner's (pm), with no role and no subject.
const personColumns = `u.id, coalesce(m.subject_id, 0), u.email, u.email_key, coalesce(m.first_name, pm.first_name), coalesce(m.last_name, pm.last_name),
  coalesce(m.locale, pm.locale), coalesce(m.role, 0), coalesce(m.state, 0), coalesce(m.billing, 0), coalesce(m.notify_billing, 0), coalesce(m.notify_products, 0),
  coalesce(m.created_at, pm.created_at), coalesce(p.subject_id, 0), coalesce(p.partner_id, 0), coalesce(o.slug, ''), coalesce(p.access, '')`

// enters says that a partner's member pm comes into a client by the partnership p.
const enters = `p.state = 'active' AND pm.state = 0
    AND (pm.role >= 3 OR pm.role = 2 AND EXISTS (SELECT 1 FROM assignments x WHERE x.subject_id = p.subject_id AND x.user_id = pm.user_id))`

// waysIn are the partnerships by which a user u comes into the organization ?1. They are found from where the person is a member,
// which is one or two organizations for most, however many partners there are.
const waysIn = `SELECT p.subject_id FROM members pm CROSS JOIN partnerships p ON p.org_id = ?1 + 0 AND p.partner_id = pm.org_id
  WHERE pm.user_id = u.id AND ` + enters + `
`

func scanPerson(row scanner) (org.Member, error) { return personReader()(row) }

// personReader reads people, row after row in the same place.
func personReader() func(scanner) (org.Member, error) {
	var by org.Entry
	var access string
	read := memberReader((*int64)(&by.Subject), (*int64)(&by.Org), &by.Partner, &access)
	return func(row scanner) (org.Member, error) {
		m, err := read(row)
		if err != nil || by.Subject == 0 {
			return m, err
		}
		by.Access, err = org.ParsePartnerAccess(access)
		m.Entry = by
		return m, err
	}
}

// insiders is the user ?2, or of the e-mail ?3, in the organization ?1: as they come in by a partnership, else as member. If
// several partners let somebody in, full access goes before, and only one counts. It is one query for both ways to name somebody:
// most that ask about a person asked for the caller before, and preparing it takes twenty times as long as running it.
const insiders = `SELECT ` + personColumns + ` FROM users u
LEFT JOIN partnerships p ON p.subject_id = (` + waysIn + `ORDER BY p.access = 'limited', p.subject_id LIMIT 1)
LEFT JOIN members pm ON pm.org_id = p.partner_id AND pm.user_id = u.id
LEFT JOIN organizations o ON o.id = p.partner_id
LEFT JOIN members m ON m.org_id = ?1 + 0 AND m.user_id = u.id AND (m.state <> 1 OR p.subject_id IS NULL)
WHERE u.id = coalesce(?2, (SELECT x.id FROM users x WHERE x.email_key = ?3)) AND (m.user_id IS NOT NULL OR p.subject_id IS NOT NULL)`

// insiderOf is a member, also one who is only invited, or a partner's person; sql.ErrNoRows: they are neither.
func (t *tx) insiderOf(ctx context.Context, id org.OrgID, user org.UserID) (org.Member, error) {
	return scanPerson(t.row(ctx, insiders, id, user, nil))
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
		m, err = scanPerson(t.row(ctx, insiders, id, nil, email.Key))
	}
	return m, noUser(ref, err)
}

// partnersPeople are those who come in by one of the partnerships s, which goes before any other they come in by: of a partner's
// members only the few who may enter are looked at.
const partnersPeople = `
SELECT ` + personColumns + ` FROM s CROSS JOIN members pm ON pm.org_id = s.partner_id AND pm.role >= 3` + partnersPerson + `
UNION ALL
SELECT ` + personColumns + ` FROM s CROSS JOIN assignments x ON x.subject_id = s.id
CROSS JOIN members pm ON pm.org_id = s.partner_id AND pm.user_id = x.user_id AND pm.role = 2` + partnersPerson

const partnersPerson = `
CROSS JOIN partnerships p ON p.subject_id = s.id CROSS JOIN organizations o ON o.id = s.partner_id CROSS JOIN users u ON u.id = pm.user_id
LEFT JOIN members m ON m.org_id = ?1 + 0 AND m.user_id = pm.user_id AND m.state <> 1
WHERE pm.state = 0 AND NOT EXISTS (` + waysIn + `AND pm.org_id <> s.partner_id AND (p.access = 'limited', p.subject_id) < (s.limited, s.id))`

const allPartnersPeople = `WITH s (id, partner_id, limited) AS MATERIALIZED (
  SELECT p.subject_id, p.partner_id, p.access = 'limited' FROM partnerships p WHERE p.org_id = ?1 + 0 AND p.state = 'active'
)` + partnersPeople

// partnerPeople are people who come into an organization by a partnership, once each, in the order of their e-mails.
func (t *tx) partnerPeople(ctx context.Context, query string, args ...any) (out []org.Member, err error) {
	read := personReader()
	err = t.each(ctx, query, args, func(row scanner) error {
		m, err := read(row)
		out = append(out, m)
		return err
	})
	slices.SortFunc(out, byKey)
	return out, err
}

func byKey(a, b org.Member) int { return strings.Compare(a.Key, b.Key) }

// everybody streams the members and the partners' people in the order of their e-mails.
func (t *tx) everybody(ctx context.Context, id org.OrgID) (iter.Seq2[org.Member, error], error) {
	partners, err := t.partnerPeople(ctx, allPartnersPeople, id)
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
