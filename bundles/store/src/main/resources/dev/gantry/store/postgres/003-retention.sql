-- How runs of task types are kept that have a rule of their own. Times are in ms since 1970.
CREATE TABLE retention_rule (
  task TEXT COLLATE "C" PRIMARY KEY,
  rule TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  author TEXT NOT NULL
);

-- What is known of finished runs, by spans of ids: how far they were counted, and how many there are.
CREATE TABLE run_span (
  span BIGINT PRIMARY KEY,
  upto BIGINT NOT NULL,
  open_runs BIGINT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE run_tally (
  span BIGINT NOT NULL,
  task TEXT COLLATE "C" NOT NULL,
  runs BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (span, task)
);

CREATE INDEX run_key_run ON run_key (run);
