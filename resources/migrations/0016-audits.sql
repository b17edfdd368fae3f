-- Planted negatives that are known to be bad. They stand among the proposals, so that nothing in a queue tells them from those.
CREATE TABLE audit (
  proposal_id INTEGER PRIMARY KEY REFERENCES proposal (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL                 -- what is wrong with it
) STRICT;

-- Nothing is proposed twice in one job, so that those of a data set belong to a job of their own, which is listed nowhere.
CREATE TABLE audit_job (
  dataset_id INTEGER PRIMARY KEY REFERENCES dataset (id) ON DELETE CASCADE,
  job_id     INTEGER NOT NULL UNIQUE REFERENCES job (id) ON DELETE CASCADE
) STRICT;

-- What a generator proposed: all that is learned from, measured, exported and counted comes from these two.
CREATE VIEW genuine_proposal AS
SELECT p.* FROM proposal AS p
WHERE NOT EXISTS (SELECT 1 FROM audit AS a WHERE a.proposal_id = p.id);

CREATE VIEW genuine_proposal_state AS
SELECT s.* FROM proposal_state AS s
WHERE NOT EXISTS (SELECT 1 FROM audit AS a WHERE a.proposal_id = s.id);
