package dev.gantry.probes.service;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/** A driver as another plugin may bring it; behind it is SQLite in memory. */
final class TestDriver implements Driver {
    private final Driver real = new org.sqlite.JDBC();

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        return acceptsURL(url) ? real.connect("jdbc:sqlite::memory:", properties) : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith("jdbc:test:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
