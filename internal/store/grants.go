package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

// A slot is where a grant stands: a subject, a scope, and whether it is the temporary one.
type slot struct {
	subject   org.SubjectID
	product   org.ProductID  // 0 for rules
	category  org.CategoryID // of rules
	temporary bool
}

func (s slot) rule() bool { return s.product == 0 }

const grantTail = `g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, coalesce(u.email, ''), g.created_at`

// grantAt reads what stands in a slot; nil if nothing does.
func (t *tx) grantAt(ctx context.Context, s slot) (*org.Grant, error) {
	query := `SELECT 1, 0, ` + grantTail + ` FROM grants g LEFT JOIN users u ON u.id = g.created_by WHERE g.subject_id = ?1 AND g.product_id = ?2 AND g.temporary = ?3`
	id := int64(s.product)
	if s.rule() {
		query = `SELECT g.future, g.since, ` + grantTail + ` FROM rules g LEFT JOIN users u ON u.id = g.created_by WHERE g.subject_id = ?1 AND g.category_id = ?2 AND g.temporary = ?3`
		id = int64(s.category)
	}
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	g := org.Grant{Subject: s.subject, Product: s.product, Category: s.category, Temporary: s.temporary}
	var future bool
	if err := scanGrant(st.QueryRowContext(ctx, s.subject, id, s.temporary), &g, &future); errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	g.Scope = s.scope(future)
	return &g, nil
}

func (s slot) scope(future bool) org.ScopeKind {
	switch {
	case !s.rule():
		return org.ScopeProduct
	case s.category == org.Everything:
		return org.ScopeEverything
	case future:
		return org.ScopeFuture
	default:
		return org.ScopeAll
	}
}

func scanGrant(row scanner, g *org.Grant, future *bool, more ...any) error {
	return grantReader(g, future, more...)(row)
}

// grantReader reads grants with more columns behind theirs, row after row into the same one.
func grantReader(g *org.Grant, future *bool, more ...any) func(scanner) error {
	var from, until, created int64
	dest := append([]any{future, (*int64)(&g.Since), (*uint8)(&g.Rights), (*uint8)(&g.Usage), &from, &until, &g.Reason, &g.Ticket, &g.CreatedBy, &created}, more...)
	return func(row scanner) error {
		err := row.Scan(dest...)
		g.From, g.Until, g.CreatedAt = fromMicros(from), fromMicros(until), fromMicros(created)
		return err
	}
}

// putGrant writes what shall stand in a slot; an empty grant leaves nothing there.
func (a *act) putGrant(ctx context.Context, s slot, g org.Grant) error {
	if g.Empty() {
		return a.dropGrant(ctx, s)
	}
	future := g.Scope == org.ScopeFuture
	query := `INSERT INTO grants (subject_id, product_id, temporary, org_id, rights, usage, valid_from, valid_to, reason, ticket, created_by, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (subject_id, product_id, temporary) DO UPDATE SET rights = excluded.rights, usage = excluded.usage, valid_from = excluded.valid_from,
  valid_to = excluded.valid_to, reason = excluded.reason, ticket = excluded.ticket`
	args := []any{s.subject, s.product, s.temporary, a.Org.ID, int(g.Rights), int(g.Usage), micros(g.From), micros(g.Until), g.Reason, g.Ticket, a.User, a.now}
	if s.rule() {
		query = `INSERT INTO rules (subject_id, category_id, temporary, org_id, rights, usage, valid_from, valid_to, reason, ticket, created_by, created_at, future, since)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT (subject_id, category_id, temporary) DO UPDATE SET rights = excluded.rights, usage = excluded.usage, valid_from = excluded.valid_from,
  valid_to = excluded.valid_to, reason = excluded.reason, ticket = excluded.ticket, future = excluded.future, since = excluded.since`
		args[1] = s.category
		args = append(args, future, g.Since)
	}
	st, err := a.stmt(ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(ctx, args...)
	return err
}

func (a *act) dropGrant(ctx context.Context, s slot) error {
	query, id := `DELETE FROM grants WHERE subject_id = ?1 AND product_id = ?2 AND temporary = ?3`, int64(s.product)
	if s.rule() {
		query, id = `DELETE FROM rules WHERE subject_id = ?1 AND category_id = ?2 AND temporary = ?3`, int64(s.category)
	}
	st, err := a.stmt(ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(ctx, s.subject, id, s.temporary)
	return err
}

// place is a scope found in the store: the slot it names and how it is written.
type place struct {
	slot
	scope    org.Scope
	category org.Category // zero for everything
	product  org.Product  // zero for rules
}

// locate resolves a scope for a subject. A category that does not exist and a product that does not are errors.
func (t *tx) locate(ctx context.Context, id org.OrgID, cat org.Catalog, subject org.SubjectID, scope org.Scope) (p place, err error) {
	p = place{slot: slot{subject: subject}, scope: scope}
	switch scope.Kind {
	case org.ScopeEverything:
		return p, nil
	case org.ScopeProduct:
		if p.product, err = t.product(ctx, id, cat, scope.String()); err != nil {
			return p, err
		}
		p.category, p.slot.product = p.product.Category, p.product.ID
		p.scope = org.Scope{Kind: org.ScopeProduct, Category: p.category.Code, Product: p.product.Name}
		return p, nil
	}
	if p.category, err = cat.Lookup(scope.Category); err != nil {
		return p, err
	}
	p.slot.category, p.scope.Category = p.category.ID, p.category.Code
	return p, nil
}

// directGrants reads every grant and rule a subject holds by itself.
func (t *tx) directGrants(ctx context.Context, subject org.SubjectID) ([]org.Grant, error) {
	return t.grantsBy(ctx, `SELECT 0, 0, `+grantTail+`, g.product_id, 0, g.temporary, g.subject_id FROM grants g LEFT JOIN users u ON u.id = g.created_by WHERE g.subject_id = ?1
UNION ALL `+subjectRules, subject)
}

// rulesOf reads the rules a subject holds by itself.
func (t *tx) rulesOf(ctx context.Context, subject org.SubjectID) ([]org.Grant, error) {
	return t.grantsBy(ctx, subjectRules, subject)
}

const subjectRules = `SELECT g.future, g.since, ` + grantTail + `, 0, g.category_id, g.temporary, g.subject_id FROM rules g LEFT JOIN users u ON u.id = g.created_by WHERE g.subject_id = ?1`

func (t *tx) grantsBy(ctx context.Context, query string, subject org.SubjectID, more ...any) (out []org.Grant, err error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, append([]any{subject}, more...)...)
	if err != nil {
		return nil, err
	}
	read := heldReader()
	err = each(rows, func() error {
		g, err := read(rows)
		out = append(out, g)
		return err
	})
	return out, err
}

// heldReader reads grants with where they stand and who holds them, and more columns behind that, row after row in the same
// place.
func heldReader(more ...any) func(scanner) (org.Grant, error) {
	var g org.Grant
	var future bool
	more = append([]any{(*int64)(&g.Product), (*int64)(&g.Category), &g.Temporary, (*int64)(&g.Subject)}, more...)
	read := grantReader(&g, &future, more...)
	return func(row scanner) (org.Grant, error) {
		err := read(row)
		g.Scope = slot{product: g.Product, category: g.Category}.scope(future)
		return g, err
	}
}
