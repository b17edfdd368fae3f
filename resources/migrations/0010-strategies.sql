-- Prompts came to those of the paper, one strategy each; which there are is the studio's matter from here on. A failed item keeps
-- every answer to the prompt that it failed on.

CREATE TABLE prompt_template (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  builtin INTEGER NOT NULL CHECK (builtin IN (0, 1)),
  UNIQUE (kind, name)
) STRICT;
INSERT INTO prompt_template SELECT id, kind, name, builtin FROM template;

CREATE TABLE prompt_template_version (
  template_id INTEGER NOT NULL REFERENCES prompt_template (id) ON DELETE CASCADE,
  version     INTEGER NOT NULL,
  system      TEXT NOT NULL,
  prompt      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (template_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO prompt_template_version SELECT template_id, version, system, prompt, created_at FROM template_version;

DROP TABLE template_version;
DROP TABLE template;
ALTER TABLE prompt_template RENAME TO template;
ALTER TABLE prompt_template_version RENAME TO template_version;

ALTER TABLE job_item ADD COLUMN answers TEXT;  -- JSON of texts: what the model said, the repaired answer last
UPDATE job_item SET answers = json_array(raw_answer) WHERE raw_answer IS NOT NULL;
ALTER TABLE job_item DROP COLUMN raw_answer;
