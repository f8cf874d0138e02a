package dev.gantry.itests;

import org.sqlite.SQLiteDataSource;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Runs that were made long ago, in the SQLite file of a Gantry that is stopped. */
final class PastRuns {
    private static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

    private final Path file;

    PastRuns(Path home) {
        this.file = home.resolve("data/gantry.db");
    }

    private Connection open() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /**
     * Adds finished runs, each a second younger than the one before; each with an attempt that
     * failed
     *
     * @param open how many of them, the oldest, are not finished and not due for long
     */
    void add(int count, int open, Duration ago, String task, String params) throws SQLException {
        Instant first = Instant.now().minus(ago);
        try (Connection connection = open();
                PreparedStatement run =
                        connection.prepareStatement(
                                "INSERT INTO run (id, task, tenant, state, due, attempt, started,"
                                        + " finished, provider, params, output) VALUES"
                                        + " (?, ?, 'default', ?, ?, ?, ?, ?, 0, ?, '{}')");
                PreparedStatement attempt =
                        connection.prepareStatement(
                                "INSERT INTO attempt (run, number, state, counted, due, provider,"
                                        + " started, finished) VALUES (?, 1, 'failed', 1, ?, 0, ?,"
                                        + " ?)")) {
            for (int i = 0; i < count; i++) {
                boolean finished = i >= open;
                long at = first.plusSeconds(i).toEpochMilli();
                long id = at - EPOCH.toEpochMilli() << 22;
                long due = finished ? at : Instant.now().plus(Duration.ofDays(9)).toEpochMilli();
                run.setLong(1, id);
                run.setString(2, task);
                run.setInt(3, finished ? 1 : 0);
                run.setLong(4, due);
                run.setInt(5, finished ? 2 : 1);
                run.setLong(6, finished ? at : -due);
                run.setLong(7, finished ? at : -due);
                run.setString(8, params);
                run.executeUpdate();
                attempt.setLong(1, id);
                attempt.setLong(2, at);
                attempt.setLong(3, at);
                attempt.setLong(4, at);
                attempt.executeUpdate();
            }
            connection.commit();
        }
    }

    /** The lines of a packed file, as far as they are whole. */
    static List<String> unpacked(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                lines.add(line);
            }
        } catch (EOFException e) {
            // a member was cut off by the end of its writer
        }
        return lines;
    }

    /** The number that a query gives. */
    long number(String sql) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** How large the file is. */
    long bytes() throws IOException {
        return Files.size(file);
    }

    /** What is wrong with the file; {@code ok} if nothing is. */
    String integrity() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
