-- What a person decided about a plugin. Flags are 0 or 1.
CREATE TABLE policy (
  plugin TEXT PRIMARY KEY,
  enabled INTEGER NOT NULL,
  pin TEXT,
  attempts INTEGER NOT NULL,
  previous TEXT,
  canary TEXT
) WITHOUT ROWID;

-- A plugin's history. Times are in ms since 1970.
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  plugin TEXT NOT NULL,
  version TEXT,
  sha256 TEXT,
  what TEXT NOT NULL,
  text TEXT,
  author TEXT NOT NULL
);
CREATE INDEX note_plugin ON note (plugin, id);
CREATE INDEX note_at ON note (at);

-- Open runs that have to stay on the revision that they started on.
CREATE INDEX run_pinned ON run (provider) WHERE state = 0 AND provider <> 0;
