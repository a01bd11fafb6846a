-- A row of the log with many changes keeps them compressed, as zlib: then changes is empty. The hash is of the text.

ALTER TABLE log ADD COLUMN packed BLOB NOT NULL DEFAULT x'';
