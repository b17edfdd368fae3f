-- Jobs and runs name their states alike: "done" is "finished" and "cancelled" is "stopped" from here on. The column is
-- replaced in place: dropping the table would delete the proposals that refer to it.

ALTER TABLE job RENAME COLUMN state TO former_state;
ALTER TABLE job ADD COLUMN state TEXT NOT NULL DEFAULT 'running'
  CHECK (state IN ('running', 'paused', 'finished', 'stopped', 'failed'));
UPDATE job SET state = CASE former_state WHEN 'done' THEN 'finished' WHEN 'cancelled' THEN 'stopped' ELSE former_state END;
ALTER TABLE job DROP COLUMN former_state;
