-- The words by which queries find it are those of SQLite, to which a list of values is dear.
DROP INDEX run_dead;
CREATE INDEX run_dead ON run (id) WHERE state > 1 AND state < 5;
