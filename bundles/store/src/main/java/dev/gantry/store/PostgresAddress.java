package dev.gantry.store;

import org.postgresql.Driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Where PostgreSQL is, and who Gantry is there.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, perhaps with further parameters
 * @param user {@code null} for the one that runs this process
 * @param password {@code null} for none; never told
 */
record PostgresAddress(String url, String user, String password) {
    static final String PREFIX = "jdbc:postgresql://";

    PostgresAddress {
        if (!url.startsWith(PREFIX) || Driver.parseURL(url, null) == null) {
            throw new UnusableStoreException(
                    "gantry.store.url: expected jdbc:postgresql://host:port/database");
        }
    }

    /** The URL without parameters. */
    String name() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    /** What the URL says, parameters among it. */
    Properties parameters() {
        return Driver.parseURL(url, null);
    }

    String role() {
        return user == null ? System.getProperty("user.name") : user;
    }

    String database() {
        String rest = name().substring(PREFIX.length());
        return rest.substring(rest.indexOf('/') + 1);
    }

    Connection connect(Properties properties) throws SQLException {
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return new Driver().connect(url, properties);
    }

    @Override
    public String toString() {
        return name();
    }
}
