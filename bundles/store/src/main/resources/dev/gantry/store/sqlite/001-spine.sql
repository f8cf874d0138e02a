-- Revisions that ran something, named once: rows of runs hold the number.
CREATE TABLE provider (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- state: 0 open; finished with 1 success, 2 failure, 3 error, 4 timeout, 5 cancelled, 6 skipped.
-- started and finished are below zero while they are not known: the room is there, so that
-- finishing a run seldom moves its row. While a run is open, started is set only when an attempt
-- was noted to run. Times are in ms since 1970.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL,
  tenant TEXT NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  params TEXT NOT NULL,
  spec TEXT,
  output TEXT,
  error TEXT,
  detail TEXT,
  cancel TEXT,
  phases TEXT
);
CREATE INDEX run_open ON run (due) WHERE state = 0;

CREATE TABLE run_key (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  run INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (tenant, key)
) WITHOUT ROWID;

-- Attempts that ended while their run went on; the last one is in the run's row.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  counted INTEGER NOT NULL,
  due INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  error TEXT,
  phases TEXT
);
CREATE INDEX attempt_run ON attempt (run);

CREATE TABLE run_log (
  run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) WITHOUT ROWID;

CREATE TABLE schedule (
  id TEXT PRIMARY KEY,
  spec TEXT NOT NULL,
  version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  next_fire INTEGER NOT NULL,
  last_fire INTEGER NOT NULL,
  last_run INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE detection (
  id TEXT PRIMARY KEY,
  spec TEXT NOT NULL,
  version INTEGER NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE verdict (
  id INTEGER PRIMARY KEY,
  detection TEXT NOT NULL,
  at INTEGER NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX verdict_detection ON verdict (detection, id);

CREATE TABLE revision (
  sha256 TEXT PRIMARY KEY,
  plugin TEXT NOT NULL,
  name TEXT,
  version TEXT,
  file TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  detail TEXT,
  offers TEXT,
  since INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE route (
  plugin TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL
) WITHOUT ROWID;
