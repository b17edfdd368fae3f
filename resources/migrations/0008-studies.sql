-- A study compares arms fairly: its plan is written down, with a hash, before anything is trained, and never changes.

CREATE TABLE study (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  plan        TEXT NOT NULL,                -- JSON of StudyPlan
  hash        TEXT NOT NULL,                -- SHA-256 over the canonical plan and the content of what it names
  state       TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'finished', 'stopped', 'failed')),
  explanation TEXT,
  conclusion  TEXT,                         -- the sentence of a finished study
  version     TEXT NOT NULL,                -- of the studio
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER
) STRICT;

CREATE TRIGGER study_plan_is_final BEFORE UPDATE OF plan, hash ON study
BEGIN SELECT RAISE(ABORT, 'the plan of a study never changes'); END;

-- The data sets of a study, which stay as long as it does.
CREATE TABLE study_replication (
  study_id   INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,              -- in the plan's list
  dataset_id INTEGER NOT NULL REFERENCES dataset (id),
  PRIMARY KEY (study_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX study_replication_by_dataset ON study_replication (dataset_id);

-- Trainings that were put into the queue. The key makes that idempotent: no training can be there twice.
CREATE TABLE study_trial (
  study_id    INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  replication INTEGER NOT NULL,
  arm         TEXT NOT NULL,
  stage       TEXT NOT NULL CHECK (stage IN ('tuning', 'final')),
  point       TEXT NOT NULL,                -- JSON: what it has of the arm's grid, in the plan's order of settings
  seed        INTEGER NOT NULL,
  run_id      INTEGER NOT NULL REFERENCES run (id),
  attempts    INTEGER NOT NULL DEFAULT 1,   -- begun; failures count until somebody resumes the study
  PRIMARY KEY (study_id, replication, arm, stage, point, seed)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX study_trial_by_run ON study_trial (run_id);

-- What a data set is made of never changes, so its hash is taken once.
CREATE TABLE dataset_hash (
  dataset_id INTEGER PRIMARY KEY REFERENCES dataset (id) ON DELETE CASCADE,
  hash       TEXT NOT NULL                  -- SHA-256 over items and interactions, without row ids
) STRICT;
