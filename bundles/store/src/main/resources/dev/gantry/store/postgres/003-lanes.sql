-- What open runs are divided by while they wait, named once: their rows hold the number.
-- sla: 0 gold, 1 silver, 2 bronze.
CREATE TABLE lane (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  sla INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  UNIQUE (tenant, sla, priority)
);
INSERT INTO lane (tenant, sla, priority)
  SELECT DISTINCT tenant COLLATE "C",
    CASE spec::json ->> 'sla' WHEN 'gold' THEN 0 WHEN 'bronze' THEN 2 ELSE 1 END,
    coalesce((spec::json ->> 'priority')::int, 0)
  FROM run WHERE state = 0;
ALTER TABLE run ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;
UPDATE run SET lane = (
  SELECT l.id FROM lane l WHERE l.tenant = run.tenant
    AND l.sla = CASE spec::json ->> 'sla' WHEN 'gold' THEN 0 WHEN 'bronze' THEN 2 ELSE 1 END
    AND l.priority = coalesce((spec::json ->> 'priority')::int, 0))
  WHERE state = 0;
DROP INDEX run_open;
CREATE INDEX run_open ON run (lane, due, id) WHERE state = 0;

-- Bounds that people set; scope is tenant or task, the name * stands for all others.
CREATE TABLE quota (
  scope TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  spec TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (scope, name)
);
