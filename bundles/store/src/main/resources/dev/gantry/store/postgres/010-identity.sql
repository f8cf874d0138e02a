-- Tokens and sessions, by hashes of their secrets. Times are in ms since 1970; 0 for never.
CREATE TABLE token (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  grants TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE TABLE login (
  hash TEXT PRIMARY KEY,
  credential TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  grants TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
-- Grows with each change to them.
CREATE TABLE identity_version (version BIGINT NOT NULL);
INSERT INTO identity_version VALUES (1);
-- What was changed and by whom; each entry holds the hash of the one before it.
CREATE TABLE audit (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  credential TEXT NOT NULL,
  remote TEXT NOT NULL,
  operation TEXT NOT NULL,
  target TEXT NOT NULL,
  tenant TEXT NOT NULL,
  status INTEGER NOT NULL,
  detail TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
-- Where the chain begins (the last entry that was deleted) and where it ends.
CREATE TABLE audit_end (place TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL);
INSERT INTO audit_end VALUES ('first', 0, '');
INSERT INTO audit_end VALUES ('last', 0, '');
