-- Revisions that ran something, named once: rows of runs hold the number.
CREATE TABLE provider (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE
);

-- state: 0 open; finished with 1 success, 2 failure, 3 error, 4 timeout, 5 cancelled, 6 skipped.
-- started and finished are below zero while they are not known. While a run is open, started is
-- set only when an attempt was noted to run. Times are in ms since 1970.
-- Pages keep room, so that a run ends on the page that it began on.
CREATE TABLE run (
  id BIGINT PRIMARY KEY,
  due BIGINT NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT NOT NULL,
  provider BIGINT NOT NULL,
  state INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  task TEXT NOT NULL,
  tenant TEXT NOT NULL,
  params TEXT NOT NULL,
  spec TEXT,
  output TEXT,
  error TEXT,
  detail TEXT,
  cancel TEXT,
  phases TEXT
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000);
CREATE INDEX run_open ON run (due, id) WHERE state = 0;

-- Open runs that have to stay on the revision that they started on.
CREATE INDEX run_pinned ON run (provider) WHERE state = 0 AND provider <> 0;

CREATE TABLE run_key (
  tenant TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  run BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (tenant, key)
);

-- Attempts that ended while their run went on; the last one is in the run's row.
CREATE TABLE attempt (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run BIGINT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  counted INTEGER NOT NULL,
  due BIGINT NOT NULL,
  provider BIGINT NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT NOT NULL,
  error TEXT,
  phases TEXT
);
CREATE INDEX attempt_run ON attempt (run);

CREATE TABLE run_log (
  run BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  level TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (run, seq)
);

CREATE TABLE schedule (
  id TEXT COLLATE "C" PRIMARY KEY,
  spec TEXT NOT NULL,
  version BIGINT NOT NULL,
  created BIGINT NOT NULL,
  next_fire BIGINT NOT NULL,
  last_fire BIGINT NOT NULL,
  last_run BIGINT NOT NULL
);

CREATE TABLE detection (
  id TEXT COLLATE "C" PRIMARY KEY,
  spec TEXT NOT NULL,
  version BIGINT NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE verdict (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  detection TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX verdict_detection ON verdict (detection, id);

CREATE TABLE revision (
  sha256 TEXT COLLATE "C" PRIMARY KEY,
  plugin TEXT COLLATE "C" NOT NULL,
  name TEXT,
  version TEXT,
  file TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  detail TEXT,
  offers TEXT,
  since BIGINT NOT NULL
);

CREATE TABLE route (
  plugin TEXT COLLATE "C" PRIMARY KEY,
  sha256 TEXT NOT NULL
);

-- What a person decided about a plugin. Flags are 0 or 1.
CREATE TABLE policy (
  plugin TEXT COLLATE "C" PRIMARY KEY,
  enabled INTEGER NOT NULL,
  pin TEXT,
  attempts INTEGER NOT NULL,
  previous TEXT,
  canary TEXT
);

-- A plugin's history. Times are in ms since 1970.
CREATE TABLE note (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at BIGINT NOT NULL,
  plugin TEXT COLLATE "C" NOT NULL,
  version TEXT,
  sha256 TEXT,
  what TEXT NOT NULL,
  text TEXT,
  author TEXT NOT NULL
);
CREATE INDEX note_plugin ON note (plugin, id);
CREATE INDEX note_at ON note (at);

-- Every version of the configuration of plugins. Times are in ms since 1970.
CREATE TABLE plugin_config (
  plugin TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  author TEXT NOT NULL,
  PRIMARY KEY (plugin, version)
);

-- What the attempts of a revision took since it first ran. Times are in nanoseconds.
CREATE TABLE revision_usage (
  sha256 TEXT COLLATE "C" PRIMARY KEY,
  plugin TEXT NOT NULL,
  version TEXT NOT NULL,
  started BIGINT NOT NULL,
  succeeded BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  abandoned BIGINT NOT NULL,
  measured BIGINT NOT NULL,
  attempt_time BIGINT NOT NULL,
  queue_time BIGINT NOT NULL,
  cpu_time BIGINT NOT NULL,
  allocated_bytes BIGINT NOT NULL,
  log_bytes BIGINT NOT NULL
);
