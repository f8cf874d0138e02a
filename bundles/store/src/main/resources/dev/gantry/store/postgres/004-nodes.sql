-- Nodes that share this database. Times are in ms since 1970 by its clock; until is 0 where there
-- is no lease.
CREATE TABLE node (
  number INTEGER PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  term BIGINT NOT NULL,
  started BIGINT NOT NULL,
  until BIGINT NOT NULL,
  url TEXT,
  slots INTEGER NOT NULL,
  free INTEGER NOT NULL,
  waiting INTEGER NOT NULL
) WITH (fillfactor = 50);

-- The node that does what only one does.
CREATE TABLE leader (
  name TEXT PRIMARY KEY,
  node INTEGER NOT NULL,
  term BIGINT NOT NULL,
  until BIGINT NOT NULL
) WITH (fillfactor = 50);

-- Whose a run is: a node's number, or 0. New rows are the session's.
ALTER TABLE run ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ALTER COLUMN owner SET DEFAULT
  coalesce(nullif(current_setting('gantry.node', true), ''), '0')::integer;
DROP INDEX run_open;
CREATE INDEX run_open ON run (owner, due, id) WHERE state = 0;
CREATE INDEX run_wish ON run (owner) WHERE state = 0 AND cancel IS NOT NULL;
DROP TABLE IF EXISTS term;
