-- An index over the items of interactions that are written by user takes a random place for each of them: with a million
-- of them, every transaction of an import wrote the whole index anew. Two tables, each written in its own order, only
-- ever grow at their ends. Interactions are never changed, and go with their data set alone: users take the one table
-- with them, items the other.
CREATE TABLE appended_interaction (
  user_id   INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  item_id   INTEGER NOT NULL,
  rating    REAL,
  timestamp REAL,                           -- Unix seconds
  split     INTEGER NOT NULL CHECK (split IN (0, 1, 2)), -- train, validation, test
  PRIMARY KEY (user_id, item_id)
) STRICT, WITHOUT ROWID;
INSERT INTO appended_interaction SELECT user_id, item_id, rating, timestamp, split FROM interaction
  ORDER BY user_id, item_id;

CREATE TABLE item_interaction (
  item_id   INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  user_id   INTEGER NOT NULL,
  timestamp REAL,
  split     INTEGER NOT NULL CHECK (split IN (0, 1, 2)),
  PRIMARY KEY (item_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO item_interaction SELECT item_id, user_id, timestamp, split FROM interaction ORDER BY item_id, user_id;

DROP TABLE interaction;
ALTER TABLE appended_interaction RENAME TO interaction;

-- A trigger opens the full-text index anew for each row; items are added to it by their hundreds instead.
DROP TRIGGER item_search_insert;
