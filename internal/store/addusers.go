package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// AddUsers records people as members, active at once, all or nothing; with keepGoing the good ones of a batch. Somebody
// with a login keeps it. A member who is described alike already is no change, one who is not a conflict.
func (s *Store) AddUsers(ctx context.Context, req org.Request, people []org.NewMember, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "user.add", object: peopleObject(people), input: people}
	return s.change(ctx, req, op, func(a *act) error {
		in, err := a.arriving(ctx)
		if err != nil {
			return err
		}
		return eachOf(ctx, a, people, keepGoing, batch[org.NewMember]{look: in.look, row: in.add, put: &in.rows})
	})
}

func peopleObject(people []org.NewMember) string {
	if len(people) == 1 {
		return people[0].Email.Shown
	}
	return fmt.Sprintf("%d users", len(people))
}

// arrivals are people being made members.
type arrivals struct {
	*act
	rows                     bulk
	users, subjects, members *bulkTable
	user                     org.UserID // the last ids given out
	subject                  org.SubjectID
	met                      map[string]org.Member // whoever the store knows of those at hand, by key; without a subject, they are not here
}

func (a *act) arriving(ctx context.Context) (*arrivals, error) {
	in := &arrivals{act: a, met: map[string]org.Member{}}
	in.users = in.rows.table("users", fmt.Sprintf("id, email, email_key, created_at=%d", a.now))
	in.subjects = in.rows.table("subjects", fmt.Sprintf("id, org_id=%d, kind='member'", a.Org.ID))
	in.members = in.rows.table("members", fmt.Sprintf(
		"org_id=%d, user_id, subject_id, role, first_name, last_name, locale, billing, notify_billing, notify_products, created_at=%d", a.Org.ID, a.now))
	err := a.QueryRowContext(ctx, `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'users'), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'subjects'), 0)`).
		Scan(&in.user, &in.subject)
	return in, err
}

// look finds those that the store knows, and keeps those in mind that came in with the rows before.
func (in *arrivals) look(ctx context.Context, people []org.NewMember) error {
	before := in.met
	in.met = make(map[string]org.Member, len(people))
	keys := make([]string, 0, len(people))
	for _, p := range people {
		if m, ok := before[p.Email.Key]; ok {
			in.met[p.Email.Key] = m
			continue
		}
		keys = append(keys, p.Email.Key)
	}
	return in.peopleBy(ctx, in.Org.ID, keys, func(m org.Member) { in.met[m.Key] = m })
}

func (in *arrivals) add(_ context.Context, p org.NewMember) error {
	if err := in.CanGive(p.Role); err != nil {
		return err
	}
	met := in.met[p.Email.Key]
	switch {
	case met.Subject != 0 && met.State == org.Pending:
		return invitedAlready(met)
	case met.Subject != 0:
		return sameMember(met, p)
	}
	m, err := p.MemberEdit.Apply(org.Member{Email: p.Email.Shown, Key: p.Email.Key, Role: p.Role, Locale: in.Org.Locale, Created: in.time()})
	if err != nil {
		return err
	}
	if err := in.CanMark(org.Member{}, m); err != nil {
		return err
	}
	if met.User == 0 {
		in.user++
		met.User, met.Email = in.user, m.Email
		in.rows.add(in.users, met.User, p.Email.Shown, p.Email.Key)
		in.record(newLogin(met.User, p.Email))
	}
	in.subject++
	m.User, m.Email, m.Subject = met.User, met.Email, in.subject
	in.rows.add(in.subjects, m.Subject)
	in.rows.add(in.members, m.User, m.Subject, int(m.Role), m.FirstName, m.LastName, m.Locale, m.Billing, m.NotifyBilling, m.NotifyProducts)
	in.record(org.Change{Action: "add", Kind: "user", Ref: m.Email, After: m})
	in.met[m.Key] = m
	return nil
}

// sameMember refuses to describe a member anew by adding them. What was not stated agrees with everything.
func sameMember(m org.Member, p org.NewMember) error {
	as, err := p.MemberEdit.Apply(m)
	if err != nil {
		return err
	}
	exists := org.Errorf(org.KindConflict, org.CodeExists, "%q is a member already, %s", m.Email, m.Role.WithArticle())
	switch {
	case m.Role != p.Role:
		return exists.WithHint("change the role with 'orgctl user role %s --role %s'", m.Email, p.Role)
	case as != m:
		return exists.WithHint("change what is different with 'orgctl user edit %s'", m.Email)
	}
	return nil
}

// loginOf finds the login of an e-mail, or makes one without a password.
func (a *act) loginOf(ctx context.Context, email org.Email) (id org.UserID, shown string, err error) {
	st, err := a.stmt(ctx, `SELECT id, email FROM users WHERE email_key = ?1`)
	if err != nil {
		return 0, "", err
	}
	err = st.QueryRowContext(ctx, email.Key).Scan(&id, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = a.addLogin(ctx, email, "")
		return id, email.Shown, err
	}
	return id, shown, err
}
