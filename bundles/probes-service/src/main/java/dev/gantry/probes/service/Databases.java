package dev.gantry.probes.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Finds the driver for a URL. Drivers are used as they are, not by the JDK's list of drivers, which
 * would keep this plugin in memory for ever: what they enter there when they are loaded is taken
 * out again.
 *
 * @param others what other plugins offer
 */
record Databases(List<Driver> others) {
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final String SQLITE = "jdbc:sqlite:";

    /** Opens a connection. */
    interface Opening {
        /** Opens one that only reads. */
        Connection open(Properties properties) throws SQLException;
    }

    /**
     * A database.
     *
     * @param inNativeCode whether its driver is native code, which no interrupt reaches
     */
    record Database(Opening opening, boolean inNativeCode) {}

    /**
     * The database of a URL; empty if no driver takes it.
     *
     * @throws SQLException if it may not be opened
     */
    Optional<Database> of(String url) throws SQLException {
        if (url.startsWith(POSTGRES)) {
            return Optional.of(new Database(properties -> postgres(url, properties), false));
        }
        if (isSqlite(url)) {
            SqliteFile file = SqliteFile.of(url.substring(SQLITE.length()));
            return Optional.of(new Database(properties -> sqlite(url, file, properties), true));
        }
        for (Driver driver : others) {
            if (driver.acceptsURL(url)) {
                return Optional.of(
                        new Database(
                                properties ->
                                        Optional.ofNullable(driver.connect(url, properties))
                                                .orElseThrow(
                                                        () ->
                                                                new SQLException(
                                                                        "the driver does not take"
                                                                                + " this URL")),
                                false));
            }
        }
        return Optional.empty();
    }

    /**
     * The file that a URL names, without a look at it; empty if it names none.
     *
     * @throws SQLException if it may not be opened
     */
    static Optional<Path> file(String url) throws SQLException {
        List<Path> named =
                isSqlite(url) ? SqliteFile.named(url.substring(SQLITE.length())) : List.of();
        return named.isEmpty() ? Optional.empty() : Optional.of(named.getLast());
    }

    private static boolean isSqlite(String url) {
        return url.regionMatches(true, 0, SQLITE, 0, SQLITE.length());
    }

    /** A URL without what comes after {@code ?}, where passwords are. */
    static String shown(String url) {
        int parameters = url.indexOf('?');
        String plain = parameters < 0 ? url : url.substring(0, parameters);
        return plain.replaceAll("//[^/@]*@", "//");
    }

    private static Connection postgres(String url, Properties properties) throws SQLException {
        properties.putIfAbsent("ApplicationName", "Gantry check");
        properties.putIfAbsent("connectTimeout", "0"); // the look's own time ends it
        properties.putIfAbsent("loginTimeout", "0");
        properties.putIfAbsent("cancelSignalTimeout", "2");
        properties.putIfAbsent("readOnly", "true");
        org.postgresql.Driver driver = new org.postgresql.Driver();
        forget();
        Connection connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("expected jdbc:postgresql://host:port/database");
        }
        return connection;
    }

    private static Connection sqlite(String url, SqliteFile file, Properties properties)
            throws SQLException {
        if (file.path().filter(path -> !Files.isRegularFile(path)).isPresent()) {
            throw new SQLException("there is no file " + file.path().get());
        }
        properties.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY: it makes no file
        properties.setProperty("limit_attached", "0"); // a query opens no other file
        properties.putIfAbsent("busy_timeout", "2000");
        org.sqlite.JDBC driver = new org.sqlite.JDBC();
        forget();
        return driver.connect(url, properties);
    }

    /** Takes the drivers of this plugin out of the JDK's list. */
    private static void forget() {
        try (Stream<Driver> listed = DriverManager.drivers()) {
            for (Driver each :
                    listed.filter(
                                    driver ->
                                            driver instanceof org.postgresql.Driver
                                                    || driver instanceof org.sqlite.JDBC)
                            .toList()) {
                DriverManager.deregisterDriver(each);
            }
        } catch (SQLException | SecurityException gone) {
            return;
        }
    }
}
