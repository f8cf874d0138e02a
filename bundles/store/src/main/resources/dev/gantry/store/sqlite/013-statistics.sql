-- What became of runs, by buckets of so many minutes; start is in minutes since 1970.
CREATE TABLE run_statistics (
  minutes INTEGER NOT NULL,
  start INTEGER NOT NULL,
  node INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (minutes, start, node)
);

-- Runs by their ends: what a crash left uncounted is counted from here.
CREATE INDEX run_finished ON run (finished) WHERE state > 0;
