package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

// deal finds the partnership that applies to an order of a product in the actor's organization: the one that whoever orders came
// in by; else, for the client's own orders, the partner with full access, or of those with the technical right on the product the
// one that has had it for the longest.
func (a *act) deal(ctx context.Context, p org.Product) (partnership, error) {
	if a.As != "" {
		by, err := a.partnershipByID(ctx, a.Member.Entry.Subject)
		return partnership{org.Deal{Access: by.Access, PartnerPays: by.Payment == org.PartnerSide, OrderedBy: org.ByPartner}, by.PartnerID}, err
	}
	const bestFor = partnershipSelect + ` LEFT JOIN grants g ON g.subject_id = p.subject_id AND g.product_id = ?2 AND g.rights & 1 <> 0
WHERE p.org_id = ?1 AND p.state = 'active' AND (p.access = 'full' OR g.product_id IS NOT NULL)
ORDER BY p.access = 'limited', g.created_at, p.subject_id LIMIT 1`
	with, err := scanPartnership(a.QueryRowContext(ctx, bestFor, a.Org.ID, p.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return partnership{Deal: org.Deal{OrderedBy: org.ByClient}}, nil
	}
	return partnership{org.Deal{Access: with.Access, PartnerPays: with.Payment == org.PartnerSide, OrderedBy: org.ByClient, Technical: true}, with.PartnerID}, err
}
