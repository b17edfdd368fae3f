-- A snapshot may come from a file: its negatives then stand for themselves, without a proposal of this workspace. A note says what
-- a snapshot is for.

ALTER TABLE snapshot ADD COLUMN note TEXT NOT NULL DEFAULT '';

CREATE TABLE new_snapshot_negative (
  snapshot_id     INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
  place           INTEGER NOT NULL,         -- from 1: by proposal, or as the file had it
  proposal_id     INTEGER REFERENCES proposal (id) ON DELETE CASCADE,
  item_id         INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  edited          INTEGER NOT NULL CHECK (edited IN (0, 1)),
  decision_id     INTEGER,
  visual_positive TEXT NOT NULL,
  text            TEXT NOT NULL,
  visual          TEXT NOT NULL,
  attributes      TEXT NOT NULL,
  proposed        TEXT,                     -- JSON of AttributeChange[] before an edit
  origin          TEXT CHECK ((origin IS NULL) = (proposal_id IS NOT NULL)), -- JSON of NegativeOrigin
  PRIMARY KEY (snapshot_id, place)
) STRICT, WITHOUT ROWID;

INSERT INTO new_snapshot_negative (
  snapshot_id, place, proposal_id, item_id, edited, decision_id, visual_positive, text, visual, attributes
)
SELECT snapshot_id, row_number() OVER (PARTITION BY snapshot_id ORDER BY proposal_id), proposal_id, item_id, edited,
  decision_id, visual_positive, text, visual, attributes
FROM snapshot_negative;

DROP TABLE snapshot_negative;
ALTER TABLE new_snapshot_negative RENAME TO snapshot_negative;
CREATE INDEX snapshot_negative_by_proposal ON snapshot_negative (proposal_id);
CREATE INDEX snapshot_negative_by_item ON snapshot_negative (item_id);
