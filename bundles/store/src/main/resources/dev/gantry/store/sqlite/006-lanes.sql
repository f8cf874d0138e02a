-- What open runs are divided by while they wait, named once: their rows hold the number.
-- sla: 0 gold, 1 silver, 2 bronze.
CREATE TABLE lane (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  sla INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  UNIQUE (tenant, sla, priority)
);
INSERT INTO lane (tenant, sla, priority)
  SELECT DISTINCT tenant,
    CASE json_extract(CASE WHEN json_valid(spec) THEN spec END, '$.sla') WHEN 'gold' THEN 0 WHEN 'bronze' THEN 2 ELSE 1 END,
    coalesce(json_extract(CASE WHEN json_valid(spec) THEN spec END, '$.priority'), 0)
  FROM run WHERE state = 0;
ALTER TABLE run ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
UPDATE run SET lane = (
  SELECT l.id FROM lane l WHERE l.tenant = run.tenant
    AND l.sla = CASE json_extract(CASE WHEN json_valid(spec) THEN spec END, '$.sla') WHEN 'gold' THEN 0 WHEN 'bronze' THEN 2 ELSE 1 END
    AND l.priority = coalesce(json_extract(CASE WHEN json_valid(spec) THEN spec END, '$.priority'), 0))
  WHERE state = 0;
DROP INDEX run_open;
CREATE INDEX run_open ON run (lane, due) WHERE state = 0;

-- Bounds that people set; scope is tenant or task, the name * stands for all others.
CREATE TABLE quota (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  spec TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (scope, name)
);
