-- What curators say of attributes by name, for the whole catalogue of a data set. A verdict is a new row of a step, so that
-- undo takes it back as it takes back a decision; the newest one about the same name or value counts.

CREATE TABLE attribute_verdict (
  id         INTEGER PRIMARY KEY,
  step_id    INTEGER NOT NULL REFERENCES step (id) ON DELETE CASCADE,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('role', 'name', 'value')),
  attribute  TEXT NOT NULL,
  value      TEXT CHECK ((kind = 'value') = (value IS NOT NULL)),
  verdict    TEXT NOT NULL,                 -- a role; otherwise what the name or value counts as
  CHECK (kind <> 'role' OR verdict IN ('key', 'nuisance', 'undecided'))
) STRICT;
CREATE INDEX attribute_verdict_by_dataset ON attribute_verdict (dataset_id, id);
CREATE INDEX attribute_verdict_by_step ON attribute_verdict (step_id);

-- A snapshot keeps the verdicts on attributes as they stood, and says whether anybody reviewed what it holds.
ALTER TABLE snapshot ADD COLUMN attributes TEXT NOT NULL DEFAULT '{"names":[],"values":[],"roles":[]}'; -- JSON of AttributeScheme
ALTER TABLE snapshot ADD COLUMN which TEXT NOT NULL DEFAULT 'curated' CHECK (which IN ('curated', 'proposed'));
