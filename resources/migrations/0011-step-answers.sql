-- What a model answered to the steps of an item that is still worked on: a crash or a pause loses the answers in flight, and no others.
-- The item's end takes them away; a proposal has them in its provenance.

CREATE TABLE step_answer (
  job_id     INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  step       TEXT NOT NULL,
  provenance TEXT NOT NULL,                  -- JSON of StepProvenance
  PRIMARY KEY (job_id, item_id, step),
  FOREIGN KEY (job_id, item_id) REFERENCES job_item (job_id, item_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
