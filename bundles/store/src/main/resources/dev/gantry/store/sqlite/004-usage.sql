-- What the attempts of a revision took since it first ran. Times are in nanoseconds.
CREATE TABLE revision_usage (
  sha256 TEXT PRIMARY KEY,
  plugin TEXT NOT NULL,
  version TEXT NOT NULL,
  started INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  abandoned INTEGER NOT NULL,
  measured INTEGER NOT NULL,
  attempt_time INTEGER NOT NULL,
  queue_time INTEGER NOT NULL,
  cpu_time INTEGER NOT NULL,
  allocated_bytes INTEGER NOT NULL,
  log_bytes INTEGER NOT NULL
) WITHOUT ROWID;
