-- Problems that checks found. Of those that are not resolved a check has one.
CREATE TABLE finding (
  id TEXT COLLATE "C" PRIMARY KEY,
  detection TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  severity TEXT COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  version BIGINT NOT NULL
);

CREATE UNIQUE INDEX finding_open ON finding (detection) WHERE state <> 'resolved';
CREATE INDEX finding_detection ON finding (detection, id);

-- Times in which nothing is found.
CREATE TABLE maintenance (
  id TEXT COLLATE "C" PRIMARY KEY,
  body TEXT NOT NULL
);

-- What checks measured and said, by buckets of so many hours; start is in hours since 1970.
CREATE TABLE check_bucket (
  detection TEXT COLLATE "C" NOT NULL,
  hours INTEGER NOT NULL,
  start BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (detection, hours, start)
);

CREATE INDEX check_bucket_start ON check_bucket (hours, start);

-- What is usual for checks.
CREATE TABLE check_learned (
  detection TEXT COLLATE "C" PRIMARY KEY,
  body BYTEA NOT NULL
);
