package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

const productColumns = `p.id, p.category_id, p.name, p.label, p.price, p.currency, p.period, p.paid_from, p.paid_until, p.created_at`

func scanProduct(row scanner, cat org.Catalog) (org.Product, error) { return productReader(cat)(row) }

// productReader reads products, row after row in the same place. Those of one category share what is said of it.
func productReader(cat org.Catalog) func(scanner) (org.Product, error) {
	var p org.Product
	var category org.CategoryID
	var price sql.NullInt64
	var currency, from, until sql.NullString
	var period string
	var created int64
	dest := []any{(*int64)(&p.ID), (*int64)(&category), &p.Name, &p.Label, &price, &currency, &period, &from, &until, &created}
	known := map[org.CategoryID]org.Category{}
	return func(row scanner) (_ org.Product, err error) {
		if err = row.Scan(dest...); err != nil {
			return p, err
		}
		p.Created, p.Price, p.Period = fromMicros(created), nil, org.Period{}
		if price.Valid {
			p.Price = &org.Money{Minor: price.Int64, Currency: org.Currency(currency.String)}
		}
		if period != "" {
			if p.Period, err = org.ParsePeriod(period); err != nil {
				return p, err
			}
		}
		if p.From, err = dateOrNil(from); err != nil {
			return p, err
		}
		if p.Until, err = dateOrNil(until); err != nil {
			return p, err
		}
		var ok bool
		if p.Category, ok = known[category]; !ok {
			p.Category, err = cat.ByID(category)
			known[category] = p.Category
		}
		return p, err
	}
}

func dateOrNil(text sql.NullString) (*org.Date, error) {
	if !text.Valid {
		return nil, nil
	}
	d, err := org.ParseDate(text.String)
	return &d, err
}

// product finds a product by category/name or id:42.
func (t *tx) product(ctx context.Context, id org.OrgID, cat org.Catalog, ref string) (org.Product, error) {
	notFound := org.NotFound("product", ref).WithHint("'orgctl product list' shows what is here")
	r, err := org.ParseProductRef(ref)
	if err != nil {
		return org.Product{}, err
	}
	var row asked
	if r.ID != 0 {
		row = t.row(ctx, `SELECT `+productColumns+` FROM products p WHERE p.org_id = ?1 AND p.id = ?2`, id, r.ID)
	} else {
		c, err := cat.Lookup(r.Category)
		if err != nil {
			return org.Product{}, err
		}
		name, err := org.ParseProductName(c, r.Name)
		if err != nil {
			return org.Product{}, err
		}
		row = t.row(ctx, `SELECT `+productColumns+` FROM products p WHERE p.org_id = ?1 AND p.category_id = ?2 AND p.name = ?3`, id, c.ID, name)
	}
	p, err := scanProduct(row, cat)
	if errors.Is(err, sql.ErrNoRows) {
		return p, notFound
	}
	return p, err
}

// productRows are the products of an organization in the order in which they are shown; category 0 means all.
const productRows = `SELECT ` + productColumns + ` FROM products p JOIN categories c ON c.id = p.category_id
WHERE p.org_id = ?1 + 0 AND (?2 = 0 OR p.category_id = ?2 + 0) ORDER BY c.code, p.name`

// products lists all products of a category, or of every one.
func (t *tx) products(ctx context.Context, id org.OrgID, cat org.Catalog, category org.CategoryID) ([]org.Product, error) {
	return t.productsBy(ctx, cat, productRows, id, category)
}
