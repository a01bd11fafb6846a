package store

import (
	"context"
	"errors"
	"iter"

	"orgctl/internal/org"
)

// Members are listed in the order of their e-mails, of which the store has an index, but not one for each organization. Of an
// organization with few of the store's people one sorts them; of one with many one walks the index and passes over the others, because
// nobody wants to wait for the first of a hundred thousand.
const (
	membersSorted = `SELECT ` + memberColumns + ` FROM members m CROSS JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1 ORDER BY u.email_key`
	membersWalked = `SELECT ` + memberColumns + ` FROM users u CROSS JOIN members m ON m.org_id = ?1 AND m.user_id = u.id ORDER BY u.email_key`
	// A member for each so many people of the store is many. Passing over one costs a tenth of what sorting one does.
	membersAreMany = `SELECT (SELECT count(*) FROM (SELECT 1 FROM members WHERE org_id = ?1 LIMIT (SELECT max(id) / 16 + 1 FROM users))) > (SELECT max(id) / 16 FROM users)`
)

// allMembers streams the members in the order of their e-mails.
func (t *tx) allMembers(ctx context.Context, id org.OrgID) iter.Seq2[org.Member, error] {
	return func(yield func(org.Member, error) bool) {
		many, query := false, membersSorted
		err := t.row(ctx, membersAreMany, id).Scan(&many)
		if many {
			query = membersWalked
		}
		if err == nil {
			read := memberReader()
			err = t.each(ctx, query, []any{id}, func(row scanner) error {
				m, err := read(row)
				if err == nil && !yield(m, nil) {
					return errStopped
				}
				return err
			})
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(org.Member{}, err)
		}
	}
}
