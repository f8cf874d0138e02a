-- Problems that checks found. Of those that are not resolved a check has one.
CREATE TABLE finding (
  id TEXT PRIMARY KEY,
  detection TEXT NOT NULL,
  state TEXT NOT NULL,
  severity TEXT NOT NULL,
  body TEXT NOT NULL,
  version INTEGER NOT NULL
) WITHOUT ROWID;

CREATE UNIQUE INDEX finding_open ON finding (detection) WHERE state <> 'resolved';
CREATE INDEX finding_detection ON finding (detection, id);

-- Times in which nothing is found.
CREATE TABLE maintenance (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) WITHOUT ROWID;

-- What checks measured and said, by buckets of so many hours; start is in hours since 1970.
CREATE TABLE check_bucket (
  detection TEXT NOT NULL,
  hours INTEGER NOT NULL,
  start INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (detection, hours, start)
) WITHOUT ROWID;

CREATE INDEX check_bucket_start ON check_bucket (hours, start);

-- What is usual for checks.
CREATE TABLE check_learned (
  detection TEXT PRIMARY KEY,
  body BLOB NOT NULL
);
