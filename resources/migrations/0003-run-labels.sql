-- A run can have a name of its own, tags and notes, and waits for its test where it was stopped while it was paused.

ALTER TABLE run ADD COLUMN name TEXT;                                -- NULL: named by model, snapshot and seed
ALTER TABLE run ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';          -- JSON array of strings
ALTER TABLE run ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN stop_requested INTEGER NOT NULL DEFAULT 0 CHECK (stop_requested IN (0, 1));
