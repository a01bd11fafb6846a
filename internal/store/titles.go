package store

import (
	"context"

	"orgctl/internal/org"
)

// titles fills in what clients and products are called today, where a record does not say it. What it found once it keeps: files
// name few of them very often.
type titles struct {
	*act
	clients map[string]string // by slug
	labels  map[string]string // by product
}

func (t *titles) named(ctx context.Context, r org.Record) (org.Record, error) {
	if r.Client == "" {
		return r, nil
	}
	if r.ClientName == "" {
		if err := t.readClients(ctx); err != nil {
			return r, err
		}
		r.ClientName = t.clients[r.Client]
	}
	if r.Client != t.Org.Slug || r.Product == "" || r.Label != "" {
		return r, nil
	}
	label, err := t.label(ctx, r.Product)
	r.Label = label
	return r, err
}

// readClients reads the names of those that are or were clients, and of the organization itself. Of others nothing is told.
func (t *titles) readClients(ctx context.Context) error {
	if t.clients != nil {
		return nil
	}
	t.clients = map[string]string{t.Org.Slug: t.Org.Name}
	rows, err := t.QueryContext(ctx, `SELECT c.slug, c.name FROM partnerships p CROSS JOIN organizations c ON c.id = p.org_id WHERE p.partner_id = ?1`, t.Org.ID)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var slug, name string
		err := rows.Scan(&slug, &name)
		t.clients[slug] = name
		return err
	})
}

// label is that of a product of the organization; none if it is gone, and its category perhaps with it.
func (t *titles) label(ctx context.Context, product string) (string, error) {
	if label, ok := t.labels[product]; ok {
		return label, nil
	}
	cat, err := t.catalog(ctx, t.Org.ID)
	if err != nil {
		return "", err
	}
	p, err := t.product(ctx, t.Org.ID, cat, product)
	if err != nil && org.KindOf(err) != org.KindNotFound && org.KindOf(err) != org.KindUsage {
		return "", err
	}
	if t.labels == nil {
		t.labels = map[string]string{}
	}
	if err == nil {
		t.labels[product] = p.Label
	} else {
		t.labels[product] = ""
	}
	return t.labels[product], nil
}
