-- A list of values is made into a table at each change of a row; two comparisons are not.
DROP INDEX run_dead;
CREATE INDEX run_dead ON run (id) WHERE state > 1 AND state < 5;
