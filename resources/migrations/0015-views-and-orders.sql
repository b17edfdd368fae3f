-- Views of the queue: a filter with its order under a name.
CREATE TABLE saved_view (
  id         INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  filter     TEXT NOT NULL,                 -- JSON of ViewFilter
  sort       TEXT NOT NULL,                 -- ReviewSort
  created_at INTEGER NOT NULL,
  UNIQUE (dataset_id, name)
) STRICT;

-- Further orders of the queue. The first two follow the newest trained model; what it has not scored is last.
ALTER TABLE standing ADD COLUMN by_hardness REAL NOT NULL DEFAULT 1e9;
ALTER TABLE standing ADD COLUMN by_uncertainty REAL NOT NULL DEFAULT 1e9;
-- How many proposals for items of the same category there were before it.
ALTER TABLE standing ADD COLUMN by_turn INTEGER NOT NULL DEFAULT 0;

UPDATE standing SET by_hardness = -h.value, by_uncertainty = abs(h.value - 0.5)
FROM hardness AS h WHERE h.proposal_id = standing.proposal_id;
UPDATE standing SET by_turn = n.turn
FROM (
  SELECT t.proposal_id, row_number() OVER (PARTITION BY f.dataset_id, f.category ORDER BY t.proposal_id) - 1 AS turn
  FROM standing AS t JOIN facet AS f ON f.id = t.facet_id
) AS n
WHERE n.proposal_id = standing.proposal_id;

CREATE INDEX standing_by_hardness ON standing (dataset_id, state, by_hardness, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_uncertainty ON standing (dataset_id, state, by_uncertainty, proposal_id, facet_id, annotator);
CREATE INDEX standing_by_turn ON standing (dataset_id, state, by_turn, proposal_id, facet_id, annotator);
CREATE INDEX facet_by_category ON facet (dataset_id, category);

CREATE TRIGGER hardness_comes AFTER INSERT ON hardness BEGIN
  UPDATE standing SET by_hardness = -new.value, by_uncertainty = abs(new.value - 0.5)
  WHERE proposal_id = new.proposal_id;
END;
CREATE TRIGGER hardness_goes AFTER DELETE ON hardness BEGIN
  UPDATE standing SET by_hardness = 1e9, by_uncertainty = 1e9 WHERE proposal_id = old.proposal_id;
END;

DROP TRIGGER proposal_stands;
CREATE TRIGGER proposal_stands AFTER INSERT ON proposal BEGIN
  INSERT INTO facet (dataset_id, generator, model, flags, category)
  SELECT new.dataset_id, new.generator, new.model, new.flags, coalesce(i.category, '')
  FROM item AS i
  WHERE i.id = new.item_id AND NOT EXISTS (
    SELECT 1 FROM facet AS f
    WHERE f.dataset_id = new.dataset_id AND f.generator = new.generator AND f.model = new.model
      AND f.flags = new.flags AND f.category = coalesce(i.category, '')
  );
  INSERT INTO standing (
    proposal_id, dataset_id, item_id, facet_id, by_risk, by_balance, by_contrast, by_chance, by_turn
  )
  SELECT new.id, new.dataset_id, new.item_id, f.id,
    coalesce(-new.false_negative_risk, 1e9), coalesce(new.balance, 1e9),
    coalesce(
      min(coalesce(new.contrast_text, new.contrast_image), coalesce(new.contrast_image, new.contrast_text)), 1e9
    ),
    ((new.id * 1103515245 % 2147483647) * (new.id * 1103515245 % 2147483647 + 12345)) % 2147483647,
    (
      SELECT coalesce(sum(y.count), 0)
      FROM facet AS g CROSS JOIN tally AS y ON y.facet_id = g.id
      WHERE g.dataset_id = new.dataset_id AND g.category = coalesce(i.category, '')
    )
  FROM item AS i
  JOIN facet AS f ON f.dataset_id = new.dataset_id AND f.generator = new.generator AND f.model = new.model
    AND f.flags = new.flags AND f.category = coalesce(i.category, '')
  WHERE i.id = new.item_id;
END;
