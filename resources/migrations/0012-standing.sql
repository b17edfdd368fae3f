-- What stands of each proposal is kept in a table of its own, with its place in every order of the queue, so that nothing is
-- computed for all proposals when a curator opens, filters or sorts a queue of a million. It can be computed again from
-- decisions and steps at any time.

-- A snapshot names the decision that let a negative through, which later steps no longer have to be compared with.
ALTER TABLE snapshot_negative ADD COLUMN decision_id INTEGER;
UPDATE snapshot_negative SET decision_id = (
  SELECT before.id
  FROM decision AS before
  JOIN step AS taken ON taken.id = before.step_id
  JOIN snapshot AS f ON f.id = snapshot_negative.snapshot_id
  WHERE before.proposal_id = snapshot_negative.proposal_id
    AND before.verdict = CASE snapshot_negative.edited WHEN 1 THEN 'edit' ELSE 'accept' END
    AND f.which = 'curated'
    AND taken.created_at <= f.created_at
    AND NOT EXISTS (
      SELECT 1 FROM step AS undo WHERE undo.undoes = taken.id AND undo.created_at < f.created_at
    )
  ORDER BY before.id DESC
  LIMIT 1
);

DROP VIEW proposal_state;

-- One act of one person. 'decide' and 'bulk' decide proposals and 'attributes' gives verdicts on attributes; the other
-- kinds change whether their target stands. SQLite drops no UNIQUE column, so the table is made anew, and what refers to it.
CREATE TABLE new_step (
  id         INTEGER PRIMARY KEY,
  annotator  TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('decide', 'bulk', 'attributes', 'undo', 'redo', 'revert')),
  target     INTEGER REFERENCES new_step (id) ON DELETE CASCADE
    CHECK ((target IS NULL) = (kind IN ('decide', 'bulk', 'attributes'))),
  standing   INTEGER NOT NULL DEFAULT 1 CHECK (standing IN (0, 1)),
  dataset_id INTEGER REFERENCES dataset (id) ON DELETE SET NULL,
  decisions  INTEGER NOT NULL DEFAULT 0,    -- how many it made, or concerned
  dwell      INTEGER,                       -- milliseconds on screen before the decision
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO new_step (id, annotator, kind, target, standing, dataset_id, decisions, dwell, created_at)
SELECT s.id, s.annotator,
  CASE
    WHEN s.undoes IS NOT NULL THEN 'undo'
    WHEN EXISTS (SELECT 1 FROM attribute_verdict AS v WHERE v.step_id = s.id) THEN 'attributes'
    ELSE 'decide'
  END,
  s.undoes,
  NOT EXISTS (SELECT 1 FROM step AS undo WHERE undo.undoes = s.id),
  coalesce(
    (SELECT p.dataset_id FROM decision AS d JOIN proposal AS p ON p.id = d.proposal_id
     WHERE d.step_id = coalesce(s.undoes, s.id) ORDER BY d.id LIMIT 1),
    (SELECT v.dataset_id FROM attribute_verdict AS v WHERE v.step_id = coalesce(s.undoes, s.id) LIMIT 1)
  ),
  (SELECT count(*) FROM decision AS d WHERE d.step_id = coalesce(s.undoes, s.id)),
  s.dwell, s.created_at
FROM step AS s;

CREATE TABLE new_decision (
  id          INTEGER PRIMARY KEY,
  step_id     INTEGER NOT NULL REFERENCES new_step (id) ON DELETE CASCADE,
  proposal_id INTEGER NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  verdict     TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'skip', 'edit')),
  content     TEXT CHECK ((verdict = 'edit') = (content IS NOT NULL)), -- JSON of NegativeContent
  note        TEXT,
  UNIQUE (step_id, proposal_id)
) STRICT;
INSERT INTO new_decision SELECT id, step_id, proposal_id, verdict, content, note FROM decision;

CREATE TABLE new_attribute_verdict (
  id         INTEGER PRIMARY KEY,
  step_id    INTEGER NOT NULL REFERENCES new_step (id) ON DELETE CASCADE,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('role', 'name', 'value')),
  attribute  TEXT NOT NULL,
  value      TEXT CHECK ((kind = 'value') = (value IS NOT NULL)),
  verdict    TEXT NOT NULL,                 -- a role; otherwise what the name or value counts as
  CHECK (kind <> 'role' OR verdict IN ('key', 'nuisance', 'undecided'))
) STRICT;
INSERT INTO new_attribute_verdict SELECT id, step_id, dataset_id, kind, attribute, value, verdict FROM attribute_verdict;

DROP TABLE attribute_verdict;
DROP TABLE decision;
DROP TABLE step;
ALTER TABLE new_step RENAME TO step;
ALTER TABLE new_decision RENAME TO decision;
ALTER TABLE new_attribute_verdict RENAME TO attribute_verdict;
CREATE INDEX step_by_annotator ON step (annotator, standing, id);
CREATE INDEX step_by_dataset ON step (dataset_id, id);
CREATE INDEX step_by_target ON step (target);
CREATE INDEX decision_by_proposal ON decision (proposal_id, id);
CREATE INDEX attribute_verdict_by_dataset ON attribute_verdict (dataset_id, id);
CREATE INDEX attribute_verdict_by_step ON attribute_verdict (step_id);

-- A bulk action: one verdict on all that a filter lets through, written in many short transactions and gone on with after a
-- crash. `proposal_id` says how far it came.
CREATE TABLE bulk (
  step_id     INTEGER PRIMARY KEY REFERENCES step (id) ON DELETE CASCADE,
  state       TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped')),
  filter      TEXT NOT NULL,                -- JSON of ProposalFilter
  verdict     TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'skip')),
  note        TEXT,
  total       INTEGER NOT NULL,             -- what the filter let through when it began
  passed      INTEGER NOT NULL DEFAULT 0,   -- left alone: somebody decided them since it began
  proposal_id INTEGER NOT NULL DEFAULT 0,
  last_proposal INTEGER NOT NULL            -- newer ones were not looked at by whoever began it
) STRICT;
CREATE INDEX bulk_running ON bulk (step_id) WHERE state = 'running';

-- Steps of many decisions that were just taken back or brought back, and how far `standing` follows.
CREATE TABLE unsettled (
  step_id     INTEGER PRIMARY KEY REFERENCES step (id) ON DELETE CASCADE,
  proposal_id INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What proposals have in common that they can be filtered by.
CREATE TABLE facet (
  id         INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  generator  TEXT NOT NULL,
  model      TEXT NOT NULL,
  flags      TEXT NOT NULL,                 -- JSON of Flag[]
  category   TEXT NOT NULL,                 -- of the item; '' where it has none
  UNIQUE (dataset_id, generator, model, flags, category)
) STRICT;

-- What stands of a proposal: the newest decision of a step that stands. All orders are ascending; an unknown metric is last.
CREATE TABLE standing (
  proposal_id INTEGER PRIMARY KEY REFERENCES proposal (id) ON DELETE CASCADE,
  dataset_id  INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  facet_id    INTEGER NOT NULL REFERENCES facet (id),
  state       TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'edited', 'rejected', 'skipped')),
  annotator   TEXT NOT NULL DEFAULT '',     -- '' while nothing stands
  decision_id INTEGER,
  by_risk     REAL NOT NULL,
  by_balance  REAL NOT NULL,
  by_contrast REAL NOT NULL,
  by_chance   INTEGER NOT NULL              -- a hash of the id: an order that is none, and the same every time
) STRICT;

-- How many proposals stand how.
CREATE TABLE tally (
  facet_id  INTEGER NOT NULL REFERENCES facet (id) ON DELETE CASCADE,
  state     TEXT NOT NULL,
  annotator TEXT NOT NULL,
  count     INTEGER NOT NULL,
  PRIMARY KEY (facet_id, state, annotator)
) STRICT, WITHOUT ROWID;

INSERT INTO facet (dataset_id, generator, model, flags, category)
SELECT DISTINCT p.dataset_id, p.generator, p.model, p.flags, coalesce(i.category, '')
FROM proposal AS p JOIN item AS i ON i.id = p.item_id;

INSERT INTO standing (
  proposal_id, dataset_id, item_id, facet_id, state, annotator, decision_id, by_risk, by_balance, by_contrast, by_chance
)
SELECT p.id, p.dataset_id, p.item_id, f.id,
  CASE d.verdict
    WHEN 'accept' THEN 'accepted' WHEN 'edit' THEN 'edited'
    WHEN 'reject' THEN 'rejected' WHEN 'skip' THEN 'skipped' ELSE 'pending'
  END,
  coalesce(s.annotator, ''), d.id,
  coalesce(-p.false_negative_risk, 1e9), coalesce(p.balance, 1e9),
  coalesce(min(coalesce(p.contrast_text, p.contrast_image), coalesce(p.contrast_image, p.contrast_text)), 1e9),
  ((p.id * 1103515245 % 2147483647) * (p.id * 1103515245 % 2147483647 + 12345)) % 2147483647
FROM proposal AS p
JOIN item AS i ON i.id = p.item_id
JOIN facet AS f ON f.dataset_id = p.dataset_id AND f.generator = p.generator AND f.model = p.model
  AND f.flags = p.flags AND f.category = coalesce(i.category, '')
LEFT JOIN decision AS d ON d.id = (
  SELECT newer.id
  FROM decision AS newer JOIN step AS of ON of.id = newer.step_id
  WHERE newer.proposal_id = p.id AND of.standing = 1
  ORDER BY newer.id DESC
  LIMIT 1
)
LEFT JOIN step AS s ON s.id = d.step_id;

INSERT INTO tally (facet_id, state, annotator, count)
SELECT facet_id, state, annotator, count(*) FROM standing GROUP BY facet_id, state, annotator;

-- Each order of the queue is walked along an index, which answers the filters as well.
CREATE INDEX standing_by_age ON standing (dataset_id, state, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_risk ON standing (dataset_id, state, by_risk, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_balance ON standing (dataset_id, state, by_balance, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_contrast ON standing (dataset_id, state, by_contrast, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_chance ON standing (dataset_id, state, by_chance, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_facet ON standing (facet_id, state, annotator, proposal_id);
CREATE INDEX standing_by_item ON standing (item_id);

DROP INDEX proposal_by_dataset;
CREATE INDEX proposal_by_dataset ON proposal (dataset_id);

CREATE TRIGGER proposal_stands AFTER INSERT ON proposal BEGIN
  INSERT INTO facet (dataset_id, generator, model, flags, category)
  SELECT new.dataset_id, new.generator, new.model, new.flags, coalesce(i.category, '')
  FROM item AS i
  WHERE i.id = new.item_id AND NOT EXISTS (
    SELECT 1 FROM facet AS f
    WHERE f.dataset_id = new.dataset_id AND f.generator = new.generator AND f.model = new.model
      AND f.flags = new.flags AND f.category = coalesce(i.category, '')
  );
  INSERT INTO standing (proposal_id, dataset_id, item_id, facet_id, by_risk, by_balance, by_contrast, by_chance)
  SELECT new.id, new.dataset_id, new.item_id, f.id,
    coalesce(-new.false_negative_risk, 1e9), coalesce(new.balance, 1e9),
    coalesce(
      min(coalesce(new.contrast_text, new.contrast_image), coalesce(new.contrast_image, new.contrast_text)), 1e9
    ),
    ((new.id * 1103515245 % 2147483647) * (new.id * 1103515245 % 2147483647 + 12345)) % 2147483647
  FROM item AS i
  JOIN facet AS f ON f.dataset_id = new.dataset_id AND f.generator = new.generator AND f.model = new.model
    AND f.flags = new.flags AND f.category = coalesce(i.category, '')
  WHERE i.id = new.item_id;
END;

CREATE TRIGGER standing_comes AFTER INSERT ON standing BEGIN
  INSERT INTO tally (facet_id, state, annotator, count) VALUES (new.facet_id, new.state, new.annotator, 1)
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER standing_changes AFTER UPDATE OF state, annotator ON standing
WHEN old.state <> new.state OR old.annotator <> new.annotator BEGIN
  UPDATE tally SET count = count - 1
  WHERE facet_id = old.facet_id AND state = old.state AND annotator = old.annotator;
  INSERT INTO tally (facet_id, state, annotator, count) VALUES (new.facet_id, new.state, new.annotator, 1)
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER standing_goes AFTER DELETE ON standing BEGIN
  UPDATE tally SET count = count - 1
  WHERE facet_id = old.facet_id AND state = old.state AND annotator = old.annotator;
END;

CREATE VIEW proposal_state AS
SELECT p.*, t.state, nullif(t.annotator, '') AS annotator, d.content AS edited_content, t.decision_id,
  d.step_id
FROM proposal AS p
JOIN standing AS t ON t.proposal_id = p.id
LEFT JOIN decision AS d ON d.id = t.decision_id;
