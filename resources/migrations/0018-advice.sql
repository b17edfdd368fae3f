-- What prompts of a data set tell the model of earlier rejections, as a person put it; without a row, what is suggested holds.
CREATE TABLE advice (
  dataset_id INTEGER PRIMARY KEY REFERENCES dataset (id) ON DELETE CASCADE,
  lines      TEXT NOT NULL,                 -- JSON of string[]
  updated_at INTEGER NOT NULL
) STRICT;
