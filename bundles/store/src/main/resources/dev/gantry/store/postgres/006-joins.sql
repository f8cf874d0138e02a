-- The latest run of each key that submits go together by; kind is singleton, debounce or batch.
CREATE TABLE run_join (
  kind TEXT COLLATE "C" NOT NULL,
  tenant TEXT COLLATE "C" NOT NULL,
  task TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  run BIGINT NOT NULL,
  PRIMARY KEY (kind, tenant, task, name)
);
