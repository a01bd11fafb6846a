package store

import (
	"context"

	"orgctl/internal/org"
)

// CertificateFacts are what a certificate on data protection of the caller's organization says of it.
func (s *Store) CertificateFacts(ctx context.Context, c org.Caller) (out org.CertificateFacts, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActCompliance)
		if err != nil {
			return err
		}
		out = org.CertificateFacts{Org: a.Org, Requester: a.Member}
		out.Categories, err = t.categoriesInUse(ctx, a.Org.ID)
		return err
	})
	return out, err
}

// categoriesInUse are those of which the organization has a product, in the order of the catalog.
func (t *tx) categoriesInUse(ctx context.Context, id org.OrgID) (out []org.Category, err error) {
	cat, err := t.catalog(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := t.QueryContext(ctx, `SELECT DISTINCT category_id FROM products WHERE org_id = ?1`, id)
	if err != nil {
		return nil, err
	}
	used := map[org.CategoryID]bool{}
	err = each(rows, func() error {
		var category org.CategoryID
		err := rows.Scan(&category)
		used[category] = true
		return err
	})
	for _, c := range cat.All() {
		if used[c.ID] {
			out = append(out, c)
		}
	}
	return out, err
}

// IssueCertificate writes into the log that a certificate was made. The document itself is not kept: its hash tells
// whether one that is shown later is the same. Under an --op-id that is known, the document must be the one of then.
func (s *Store) IssueCertificate(ctx context.Context, req org.Request, c org.IssuedCertificate) (org.ChangeSet, error) {
	set, err := s.change(ctx, req, operation{action: org.ActCompliance, name: "dpa.generate", input: c}, func(a *act) error {
		a.record(org.Change{Action: "add", Kind: "certificate", Ref: c.Hash, After: c})
		return nil
	})
	if err == nil && set.Replayed && (len(set.Changes) == 0 || set.Changes[0].Ref != c.Hash) {
		return set, org.Errorf(org.KindConflict, org.CodeOpIDReused, "the certificate has become another since it was made under --op-id %q", req.OpID).
			WithHint("give the new one an --op-id of its own")
	}
	return set, err
}
