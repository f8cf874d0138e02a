-- What runs were started by other runs, which call each of them by a name of its own.
CREATE TABLE run_child (
  parent BIGINT NOT NULL,
  name TEXT NOT NULL,
  run BIGINT NOT NULL,
  PRIMARY KEY (parent, name)
);
