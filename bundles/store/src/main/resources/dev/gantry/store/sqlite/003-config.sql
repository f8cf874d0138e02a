-- Every version of the configuration of plugins. Times are in ms since 1970.
CREATE TABLE plugin_config (
  plugin TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  PRIMARY KEY (plugin, version)
) WITHOUT ROWID;
