-- What was counted for objectives, by buckets of so many minutes; start is in minutes since 1970.
CREATE TABLE slo_count (
  counted TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  start BIGINT NOT NULL,
  node INTEGER NOT NULL,
  good BIGINT NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (counted, minutes, start, node)
);
CREATE INDEX slo_count_start ON slo_count (minutes, start);
