-- A run can be paused, and says how long it has trained without its pauses. SQLite changes no CHECK, so the table is made
-- anew; its series moves as well, since dropping a table deletes what refers to it.

CREATE TABLE new_run (
  id          INTEGER PRIMARY KEY,
  dataset_id  INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  snapshot_id INTEGER REFERENCES snapshot (id),
  config      TEXT NOT NULL,                -- JSON of TrainConfig
  state       TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'finished', 'stopped', 'failed')),
  version     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER,
  -- Time trained is trained_ms and, while its trainer works, the time since training_since. Every epoch
  -- carries the second over into the first, so that a crash loses an epoch's time at most.
  trained_ms  INTEGER NOT NULL DEFAULT 0,
  training_since INTEGER,
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

INSERT INTO new_run (
  id, dataset_id, snapshot_id, config, state, version, created_at, started_at, finished_at, trained_ms,
  backend, device, reason, epoch, loss, best_epoch, seconds_per_epoch, validation, test, error
)
SELECT
  id, dataset_id, snapshot_id, config, state, version, created_at, started_at, finished_at,
  coalesce(finished_at - started_at, 0),
  backend, device, reason, epoch, loss, best_epoch, seconds_per_epoch, validation, test, error
FROM run;

CREATE TABLE new_run_epoch (
  run_id     INTEGER NOT NULL REFERENCES new_run (id) ON DELETE CASCADE,
  epoch      INTEGER NOT NULL,
  loss       REAL NOT NULL,
  seconds    REAL NOT NULL,
  validation TEXT,
  best       INTEGER NOT NULL CHECK (best IN (0, 1)), -- the best validation until then
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

INSERT INTO new_run_epoch (run_id, epoch, loss, seconds, validation, best)
SELECT e.run_id, e.epoch, e.loss, e.seconds, e.validation, coalesce(e.epoch = r.best_epoch, 0)
FROM run_epoch AS e
JOIN run AS r ON r.id = e.run_id;

DROP TABLE run_epoch;
DROP TABLE run;
ALTER TABLE new_run RENAME TO run;
ALTER TABLE new_run_epoch RENAME TO run_epoch;
CREATE INDEX run_by_dataset ON run (dataset_id, id);
