-- A synthetic data set keeps which world and seed it was made from, and nothing of what decides the choices there.
-- The one world until here was the sample shop.

UPDATE dataset
SET options = json_object(
  'sample', json_object('world', json_object('name', 'shop'), 'seed', options ->> '$.recipe.seed')
)
WHERE synthetic = 1 AND options -> '$.recipe' IS NOT NULL;
