-- Places of concurrency keys, which nodes have together. Times are in ms since 1970 by the clock of
-- the database; a row of another term than its node has now, or of a node without a lease, counts
-- for nothing.
CREATE TABLE key_place (
  run BIGINT PRIMARY KEY,
  ticket BIGINT NOT NULL,
  tenant TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  node INTEGER NOT NULL,
  term BIGINT NOT NULL,
  most INTEGER NOT NULL,
  asked BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  held BOOLEAN NOT NULL
);
CREATE INDEX key_place_key ON key_place (tenant, key);
