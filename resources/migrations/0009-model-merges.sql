-- Merges of attribute names and values that a language model proposed: suggestions, which count only once a curator decides
-- them. A model that is asked again about the same name or value replaces what was said of it.

CREATE TABLE model_merge (
  id         INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  attribute  TEXT,                           -- null: the merge is of names
  term       TEXT NOT NULL,
  counts_as  TEXT NOT NULL,
  reason     TEXT NOT NULL,
  model      TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX model_merge_by_term ON model_merge (dataset_id, coalesce(attribute, ''), term);
