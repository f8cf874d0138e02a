-- The latest run of each key that submits go together by; kind is singleton, debounce or batch.
CREATE TABLE run_join (
  kind TEXT NOT NULL,
  tenant TEXT NOT NULL,
  task TEXT NOT NULL,
  name TEXT NOT NULL,
  run BIGINT NOT NULL,
  PRIMARY KEY (kind, tenant, task, name)
);
