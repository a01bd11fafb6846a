package store

import (
	"context"

	"orgctl/internal/org"
)

// OpenOffers are the partnerships in which the caller's organization has something to answer, in the order in which they began.
// Only owners answer: nobody else has any.
func (s *Store) OpenOffers(ctx context.Context, c org.Caller) (out []org.Partnership, err error) {
	err = s.read(ctx, func(t *tx) error {
		out = nil
		a, err := t.actor(ctx, c)
		if err != nil || a.May(org.ActAuthorize) != nil {
			return err
		}
		rows, err := t.QueryContext(ctx, partnershipSelect+` WHERE p.org_id = ?1 AND (p.state = 'pending' OR p.payment_offer <> '')
UNION ALL `+partnershipSelect+` WHERE p.partner_id = ?1 AND (p.state = 'pending' OR p.payment_offer <> '')
ORDER BY 1`, a.Org.ID)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			p, err := scanPartnership(rows)
			side := org.ClientSide
			if p.PartnerID == a.Org.ID {
				side = org.PartnerSide
			}
			if err == nil && p.Awaits(side, t.time()) {
				out = append(out, p)
			}
			return err
		})
	})
	return out, err
}
