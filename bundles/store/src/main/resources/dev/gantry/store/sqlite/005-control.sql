-- What people hold back: scope is task, tenant or run; of a run, the name is its number.
-- Times are in ms since 1970.
CREATE TABLE pause (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (scope, name)
);

-- Finished runs that people dealt with; rerun is 0 where there is no other run.
CREATE TABLE run_handled (
  run BIGINT PRIMARY KEY,
  rerun BIGINT NOT NULL,
  reason TEXT,
  author TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX run_dead ON run (id) WHERE state IN (2, 3, 4);

-- When runs have to be over; a row goes once that time has come and its run is over.
CREATE TABLE run_deadline (
  run BIGINT PRIMARY KEY,
  at BIGINT NOT NULL
);
CREATE INDEX run_deadline_at ON run_deadline (at);
