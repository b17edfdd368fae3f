-- Times are milliseconds since 1970 (UTC) unless a comment says otherwise.

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL                       -- JSON
) STRICT;

CREATE TABLE media (
  hash   TEXT PRIMARY KEY,                  -- SHA-256 of the bytes; also the file's name under media/
  bytes  INTEGER NOT NULL,
  width  INTEGER NOT NULL,
  height INTEGER NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('jpeg', 'png', 'webp'))
) STRICT;

CREATE TABLE dataset (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  -- A data set is written in many short transactions, so that a curator's decision never waits for an
  -- import; it exists for everybody else once it is 'ready', and what is left 'importing' at start goes.
  state      TEXT NOT NULL CHECK (state IN ('importing', 'ready')),
  synthetic  INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
  created_at INTEGER NOT NULL,
  options    TEXT NOT NULL,                 -- JSON of the import request
  counts     TEXT NOT NULL                  -- JSON of DatasetCounts, taken when the import ended
) STRICT;

CREATE TABLE item (
  id           INTEGER PRIMARY KEY,
  dataset_id   INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  position     INTEGER NOT NULL,            -- dense from 0 in file order: the row in every matrix
  external_id  TEXT NOT NULL,
  title        TEXT NOT NULL,
  description  TEXT NOT NULL,
  category     TEXT,
  attributes   TEXT NOT NULL,               -- JSON of CatalogueAttribute[]
  image_hash   TEXT REFERENCES media (hash),
  interactions INTEGER NOT NULL DEFAULT 0,
  UNIQUE (dataset_id, external_id),
  UNIQUE (dataset_id, position)
) STRICT;
CREATE INDEX item_by_category ON item (dataset_id, category);
CREATE INDEX item_by_interactions ON item (dataset_id, interactions);
CREATE INDEX item_by_title ON item (dataset_id, title COLLATE NOCASE);
CREATE INDEX item_by_image ON item (image_hash);

CREATE VIRTUAL TABLE item_search USING fts5 (
  external_id, title, category, description, attributes,
  content = 'item', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER item_search_insert AFTER INSERT ON item BEGIN
  INSERT INTO item_search (rowid, external_id, title, category, description, attributes)
  VALUES (new.id, new.external_id, new.title, new.category, new.description, new.attributes);
END;
CREATE TRIGGER item_search_delete AFTER DELETE ON item BEGIN
  INSERT INTO item_search (item_search, rowid, external_id, title, category, description, attributes)
  VALUES ('delete', old.id, old.external_id, old.title, old.category, old.description, old.attributes);
END;

CREATE TABLE user (
  id          INTEGER PRIMARY KEY,
  dataset_id  INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  UNIQUE (dataset_id, external_id),
  UNIQUE (dataset_id, position)
) STRICT;

CREATE TABLE interaction (
  user_id   INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  item_id   INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  rating    REAL,
  timestamp REAL,                           -- Unix seconds
  split     INTEGER NOT NULL CHECK (split IN (0, 1, 2)), -- train, validation, test
  PRIMARY KEY (user_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX interaction_by_item ON interaction (item_id, timestamp);

CREATE TABLE template (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL CHECK (kind IN ('describe', 'mask', 'complete')),
  name    TEXT NOT NULL,
  builtin INTEGER NOT NULL CHECK (builtin IN (0, 1)),
  UNIQUE (kind, name)
) STRICT;

CREATE TABLE template_version (
  template_id INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE,
  version     INTEGER NOT NULL,
  system      TEXT NOT NULL,
  prompt      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (template_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  id          INTEGER PRIMARY KEY,
  dataset_id  INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  state       TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled', 'failed')),
  options     TEXT NOT NULL,                -- JSON of ProposeOptions: frozen, so that a resumed job goes on as it began
  created_at  INTEGER NOT NULL,
  finished_at INTEGER,
  message     TEXT
) STRICT;

CREATE TABLE job_item (
  job_id      INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  item_id     INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'failed')),
  lease       TEXT,                         -- instance of the engine that works on it
  attempts    INTEGER NOT NULL DEFAULT 0,
  error       TEXT,
  raw_answer  TEXT,
  finished_at INTEGER,
  PRIMARY KEY (job_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_item_by_state ON job_item (job_id, state, item_id);
CREATE INDEX job_item_by_item ON job_item (item_id);

-- What a generator said. Never changes.
CREATE TABLE proposal (
  id              INTEGER PRIMARY KEY,
  dataset_id      INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  item_id         INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  job_id          INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  generator       TEXT NOT NULL CHECK (generator IN ('ollama', 'contrast')),
  model           TEXT NOT NULL,
  visual_positive TEXT NOT NULL,
  text            TEXT NOT NULL,
  visual          TEXT NOT NULL,
  attributes      TEXT NOT NULL,            -- JSON of AttributeChange[]
  flags           TEXT NOT NULL,            -- JSON of Flag[]
  contrast_text   REAL,
  contrast_image  REAL,
  balance         REAL,
  cohesion        REAL,
  outside_edits   REAL NOT NULL,
  false_negative_risk REAL,
  provenance      TEXT NOT NULL,            -- JSON of Provenance
  created_at      INTEGER NOT NULL,
  UNIQUE (job_id, item_id)                  -- nothing is proposed twice
) STRICT;
-- Covers every filter and sort of the list, whose own rows are wide (texts, raw answers).
CREATE INDEX proposal_by_dataset ON proposal (
  dataset_id, id, item_id, generator, model, balance, false_negative_risk, contrast_text, contrast_image, flags
);
CREATE INDEX proposal_by_item ON proposal (item_id, generator, model);

CREATE TRIGGER proposal_is_final BEFORE UPDATE ON proposal BEGIN
  SELECT RAISE (ABORT, 'a proposal never changes');
END;

-- Depends on the newest trained model, so it stands apart from the proposal.
CREATE TABLE hardness (
  proposal_id INTEGER PRIMARY KEY REFERENCES proposal (id) ON DELETE CASCADE,
  run_id      INTEGER NOT NULL,
  value       REAL NOT NULL
) STRICT;

-- One act of one person: a decision, a bulk action, or taking one of these back.
CREATE TABLE step (
  id         INTEGER PRIMARY KEY,
  annotator  TEXT NOT NULL,
  undoes     INTEGER UNIQUE REFERENCES step (id) ON DELETE CASCADE,
  dwell      INTEGER,                       -- milliseconds on screen before the decision
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX step_by_annotator ON step (annotator, id);

CREATE TABLE decision (
  id          INTEGER PRIMARY KEY,
  step_id     INTEGER NOT NULL REFERENCES step (id) ON DELETE CASCADE,
  proposal_id INTEGER NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  verdict     TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'skip', 'edit')),
  content     TEXT CHECK ((verdict = 'edit') = (content IS NOT NULL)), -- JSON of NegativeContent
  note        TEXT,
  UNIQUE (step_id, proposal_id)
) STRICT;
CREATE INDEX decision_by_proposal ON decision (proposal_id, id);

-- A proposal with the newest decision that still stands. The decision is looked up per proposal: SQLite would compute
-- a view of all standing decisions whole before it picks one.
CREATE VIEW proposal_state AS
SELECT p.*,
  CASE d.verdict
    WHEN 'accept' THEN 'accepted' WHEN 'edit' THEN 'edited'
    WHEN 'reject' THEN 'rejected' WHEN 'skip' THEN 'skipped' ELSE 'pending'
  END AS state,
  s.annotator AS annotator,
  d.content AS edited_content,
  d.id AS decision_id
FROM proposal AS p
LEFT JOIN decision AS d ON d.id = (
  SELECT newer.id
  FROM decision AS newer
  WHERE newer.proposal_id = p.id
    AND NOT EXISTS (SELECT 1 FROM step AS undo WHERE undo.undoes = newer.step_id)
  ORDER BY newer.id DESC
  LIMIT 1
)
LEFT JOIN step AS s ON s.id = d.step_id;

-- An edit in progress; survives a crash.
CREATE TABLE draft (
  proposal_id INTEGER NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  annotator   TEXT NOT NULL,
  content     TEXT NOT NULL,                -- JSON of NegativeContent
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (proposal_id, annotator)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  proposal_id INTEGER NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  annotator   TEXT NOT NULL,
  text        TEXT NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (proposal_id, annotator)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
  id         INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (dataset_id, name)
) STRICT;

-- A copy, not a reference: later edits of the same proposal leave a snapshot as it was frozen.
CREATE TABLE snapshot_negative (
  snapshot_id     INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
  proposal_id     INTEGER NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  item_id         INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  edited          INTEGER NOT NULL CHECK (edited IN (0, 1)),
  visual_positive TEXT NOT NULL,
  text            TEXT NOT NULL,
  visual          TEXT NOT NULL,
  attributes      TEXT NOT NULL,
  PRIMARY KEY (snapshot_id, proposal_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_negative_by_proposal ON snapshot_negative (proposal_id);
CREATE INDEX snapshot_negative_by_item ON snapshot_negative (item_id);

CREATE TABLE run (
  id          INTEGER PRIMARY KEY,
  dataset_id  INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  snapshot_id INTEGER REFERENCES snapshot (id),
  config      TEXT NOT NULL,                -- JSON of TrainConfig
  state       TEXT NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'stopped', 'failed')),
  version     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER,
  backend     TEXT,
  device      TEXT,
  reason      TEXT,
  -- Last values stand apart from the series, so that a list of hundreds of runs stays one query.
  epoch       INTEGER NOT NULL DEFAULT 0,
  loss        REAL,
  best_epoch  INTEGER,
  seconds_per_epoch REAL,
  validation  TEXT,                         -- JSON of Metrics
  test        TEXT,                         -- JSON of Metrics
  error       TEXT
) STRICT;
CREATE INDEX run_by_dataset ON run (dataset_id, id);

CREATE TABLE run_epoch (
  run_id     INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  epoch      INTEGER NOT NULL,
  loss       REAL NOT NULL,
  seconds    REAL NOT NULL,
  validation TEXT,
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;
