-- Billing: the books of organizations. Records are only ever appended; names are those of their day, so that nothing that
-- happens later changes one. Clients and products are named and not referred to: slugs are never given again, and a product
-- may go while its records stay.

CREATE TABLE billing_records (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id       INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT, -- whose book it is in
  date         TEXT    NOT NULL, -- a civil date, as all here
  client       TEXT    NOT NULL DEFAULT '', -- a slug
  client_name  TEXT    NOT NULL DEFAULT '',
  kind         TEXT    NOT NULL CHECK (kind IN ('order', 'renewal', 'discount', 'cashback', 'payment', 'refund', 'topup', 'payout')),
  product      TEXT    NOT NULL DEFAULT '', -- category/name
  label        TEXT    NOT NULL DEFAULT '',
  category     TEXT    NOT NULL DEFAULT '',
  period_start TEXT    NOT NULL DEFAULT '', -- both ends included
  period_end   TEXT    NOT NULL DEFAULT '',
  list_price   INTEGER, -- amounts in minor units
  discount     INTEGER CHECK (discount BETWEEN 0 AND 10000), -- in basis points
  amount       INTEGER NOT NULL, -- signed: what is owed is positive
  tax          INTEGER,
  currency     TEXT    NOT NULL CHECK (currency IN ('CHF', 'EUR')),
  paid_by      TEXT    NOT NULL DEFAULT '' CHECK (paid_by IN ('', 'client', 'partner')),
  ordered_by   TEXT    NOT NULL DEFAULT '' CHECK (ordered_by IN ('', 'client', 'partner')),
  reference    TEXT    NOT NULL,
  order_id     INTEGER REFERENCES billing_records (id) ON DELETE RESTRICT, -- written with it, perhaps in another book
  created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX billing_by_date ON billing_records (org_id, date, id);
CREATE INDEX billing_by_client ON billing_records (org_id, client, date, id);
CREATE INDEX billing_by_reference ON billing_records (org_id, reference);
CREATE INDEX billing_by_order ON billing_records (order_id) WHERE order_id IS NOT NULL;

CREATE TRIGGER billing_records_stay BEFORE DELETE ON billing_records
BEGIN SELECT RAISE (ABORT, 'billing records are never removed'); END;
CREATE TRIGGER billing_records_as_they_are BEFORE UPDATE ON billing_records
BEGIN SELECT RAISE (ABORT, 'billing records are never changed'); END;

-- What a partner gets of the list price, per category.
CREATE TABLE billing_rates (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id     INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
  category   TEXT    NOT NULL, -- the code
  rate       INTEGER NOT NULL CHECK (rate BETWEEN 1 AND 3500), -- in basis points
  created_at INTEGER NOT NULL,
  CONSTRAINT billing_rates_category_unique UNIQUE (org_id, category)
) STRICT;

-- The first day of what was ordered: periods are counted from there.
ALTER TABLE products ADD COLUMN paid_from TEXT;
