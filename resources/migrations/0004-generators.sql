-- The studio's code lists the generators; the database no longer does. "contrast" is named "rule-based" from here on.
-- The column is replaced in place: dropping the table would delete the decisions and snapshots that refer to it.

DROP VIEW proposal_state;
DROP TRIGGER proposal_is_final;
DROP INDEX proposal_by_dataset;
DROP INDEX proposal_by_item;

ALTER TABLE proposal RENAME COLUMN generator TO former_generator;
ALTER TABLE proposal ADD COLUMN generator TEXT NOT NULL DEFAULT '';
UPDATE proposal SET generator = iif(former_generator = 'contrast', 'rule-based', former_generator);
UPDATE proposal SET provenance = json_set(provenance, '$.generator', 'rule-based')
WHERE provenance ->> '$.generator' = 'contrast';
UPDATE proposal SET provenance = json_set(provenance, '$.options.generator', 'rule-based')
WHERE provenance ->> '$.options.generator' = 'contrast';
ALTER TABLE proposal DROP COLUMN former_generator;

UPDATE job SET options = json_set(options, '$.generator', 'rule-based')
WHERE options ->> '$.generator' = 'contrast';

-- Covers every filter and sort of the list, whose own rows are wide (texts, raw answers).
CREATE INDEX proposal_by_dataset ON proposal (
  dataset_id, id, item_id, generator, model, balance, false_negative_risk, contrast_text, contrast_image, flags
);
CREATE INDEX proposal_by_item ON proposal (item_id, generator, model);

CREATE TRIGGER proposal_is_final BEFORE UPDATE ON proposal BEGIN
  SELECT RAISE (ABORT, 'a proposal never changes');
END;

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
