package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"orgctl/internal/org"
)

// StartExport decides what an export of the caller's book holds and writes it into the log, before the first row goes out:
// nothing leaves the store unseen. With count it says how many rows there will be.
func (s *Store) StartExport(ctx context.Context, req org.Request, f org.BookFilter, count bool) (plan org.ExportPlan, err error) {
	_, err = s.change(ctx, req, operation{action: org.ActExport, name: "export.clients", input: f}, func(a *act) error {
		plan = org.ExportPlan{Org: a.Org, Filter: f}
		if plan.Filter.Clients, err = a.exported(ctx, f.Clients); err != nil {
			return err
		}
		a.record(plan.Filter.Change())
		if plan.Filter.Through, err = a.through(ctx, f.Through); err != nil || !count {
			return err
		}
		where, args := inBook(a.Org.ID, plan.Filter)
		return a.QueryRowContext(ctx, `SELECT count(*) FROM billing_records WHERE `+where, args...).Scan(&plan.Rows)
	})
	return plan, err
}

// through is the last record of an export: the one given, which must be in the book, or the last one there is.
func (a *act) through(ctx context.Context, id org.RecordID) (org.RecordID, error) {
	if id == 0 {
		next, err := a.nextRecord(ctx)
		return next - 1, err
	}
	var book org.OrgID
	err := a.QueryRowContext(ctx, `SELECT org_id FROM billing_records WHERE id = ?1`, id).Scan(&book)
	if errors.Is(err, sql.ErrNoRows) || err == nil && book != a.Org.ID {
		return 0, noRecord(id)
	}
	return id, err
}

func noRecord(id org.RecordID) error {
	return org.Errorf(org.KindNotFound, org.CodeNotFound, "no record %d in the book", id).WithHint("'orgctl billing list' shows what is in it; a manifest has it as last_record")
}

// exported are the clients that an export is of: those asked for, if the person may have them, or all of theirs. None means the
// whole book.
func (a *act) exported(ctx context.Context, asked []string) ([]string, error) {
	theirs, all, err := a.exportable(ctx, a.Actor)
	if err != nil || all && len(asked) == 0 {
		return nil, err
	}
	if len(asked) == 0 {
		return theirs, nil
	}
	var out []string
	for _, slug := range asked {
		ok := slices.Contains(theirs, slug)
		if all {
			if ok, err = a.knowsClient(ctx, a.Org, slug); err != nil {
				return nil, err
			}
		}
		if !ok {
			return nil, org.NotFound("client", slug).WithHint("'orgctl client list' shows yours")
		}
		out = append(out, slug)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// exportable are the clients that the person may export: all of them, or those they are assigned to.
func (t *tx) exportable(ctx context.Context, a org.Actor) (theirs []string, all bool, err error) {
	if a.Verdict(org.ActExport) != org.AssignedBill {
		return nil, true, nil
	}
	clients, err := t.clientsOf(ctx, a)
	if err != nil {
		return nil, false, err
	}
	for _, c := range clients {
		theirs = append(theirs, c.Client)
	}
	if len(theirs) == 0 {
		err = org.Errorf(org.KindDenied, org.CodeDenied, "you are assigned to no client").WithHint("ask an owner of %q", a.Org.Slug)
	}
	return theirs, false, err
}

// knowsClient says whether an organization has anything to do with a client: it has records of it, is or was its partner, or
// is it itself.
func (t *tx) knowsClient(ctx context.Context, book org.Organization, slug string) (ok bool, err error) {
	if slug == book.Slug {
		return true, nil
	}
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM billing_records WHERE org_id = ?1 AND client = ?2)
  OR EXISTS (SELECT 1 FROM partnerships p CROSS JOIN organizations c ON c.id = p.org_id WHERE p.partner_id = ?1 AND c.slug = ?2)`, book.ID, slug).Scan(&ok)
	return ok, err
}

// clientsInBook are the clients of a book with the last name that each had, without reading every record.
const clientsInBook = `WITH RECURSIVE c (client) AS (
  SELECT min(client) FROM billing_records WHERE org_id = ?1 AND client <> ''
  UNION ALL
  SELECT (SELECT min(r.client) FROM billing_records r WHERE r.org_id = ?1 AND r.client > c.client) FROM c WHERE c.client IS NOT NULL)
SELECT client, (SELECT r.client_name FROM billing_records r WHERE r.org_id = ?1 AND r.client = c.client ORDER BY r.date DESC, r.id DESC LIMIT 1)
FROM c WHERE client IS NOT NULL ORDER BY client`

// ClientsToExport lists the clients that the caller may export, by slug.
func (s *Store) ClientsToExport(ctx context.Context, c org.Caller) (out []org.ClientInBook, err error) {
	err = s.read(ctx, func(t *tx) error {
		out = nil
		a, err := t.allowed(ctx, c, org.ActExport)
		if err != nil {
			return err
		}
		theirs, all, err := t.exportable(ctx, a)
		if err != nil {
			return err
		}
		rows, err := t.QueryContext(ctx, clientsInBook, a.Org.ID)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var in org.ClientInBook
			if err := rows.Scan(&in.Slug, &in.Name); err != nil {
				return err
			}
			if all || slices.Contains(theirs, in.Slug) {
				out = append(out, in)
			}
			return nil
		})
	})
	return out, err
}

// StartAccessExport allows an export of who may do what and writes it into the log.
func (s *Store) StartAccessExport(ctx context.Context, req org.Request) (in org.Organization, err error) {
	_, err = s.change(ctx, req, operation{action: org.ActSeeAccess, name: "export.access"}, func(a *act) error {
		in = a.Org
		a.record(org.Change{Action: "add", Kind: "export", Ref: "access", After: struct{}{}})
		return nil
	})
	return in, err
}
