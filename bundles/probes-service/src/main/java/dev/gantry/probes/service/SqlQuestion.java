package dev.gantry.probes.service;

import dev.gantry.probes.Words;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** One query, over a connection of its own. Cancelled by another thread than the one that asks. */
final class SqlQuestion {
    private static final int MOST_ROWS = 10_000;

    private final Databases.Database database;
    private final Sql.Config config;
    private volatile boolean connected;
    private volatile Statement statement;

    /**
     * What was answered; times in seconds.
     *
     * @param rows how many were read
     * @param more whether there are more than that
     * @param first column of the first row, as text
     * @param numbers of the first row, by column
     * @param problem why there are not all that were wanted
     */
    record Answer(
            double connecting,
            double asking,
            int rows,
            boolean more,
            Optional<String> first,
            Map<String, Double> numbers,
            Optional<String> problem) {}

    SqlQuestion(Databases.Database database, Sql.Config config) {
        this.database = database;
        this.config = config;
    }

    /** Whether the database let it in. */
    boolean connected() {
        return connected;
    }

    /** Connects, asks and closes. */
    Answer ask() throws SQLException {
        Properties properties = new Properties();
        config.user().ifPresent(user -> properties.setProperty("user", user));
        config.password().ifPresent(word -> properties.setProperty("password", word));
        long start = System.nanoTime();
        try (Connection connection = database.opening().open(properties)) {
            connected = true;
            double connecting = since(start);
            readOnly(connection);
            connection.setAutoCommit(false);
            long asked = System.nanoTime();
            try (Statement one = connection.createStatement()) {
                statement = one;
                int limit = config.rowsMax().map(max -> Math.min(max, MOST_ROWS)).orElse(MOST_ROWS);
                one.setMaxRows(limit + 1);
                return answer(one, connecting, asked, limit);
            } finally {
                statement = null;
                rollback(connection);
            }
        }
    }

    /** Ends the query, if it is under way. */
    void cancel() {
        Statement one = statement;
        if (one == null) {
            return;
        }
        // the driver may ask the server for that, over another connection
        Thread cancelling = Thread.ofVirtual().name("probe cancels").start(() -> cancel(one));
        try {
            if (!cancelling.join(Duration.ofMillis(300))) {
                cancelling.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(Statement one) {
        try {
            one.cancel();
        } catch (SQLException over) {
            return;
        }
    }

    /** A driver that cannot do so has at least its transaction rolled back. */
    private static void readOnly(Connection connection) {
        try {
            connection.setReadOnly(true);
        } catch (SQLException cannot) {
            return;
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            return;
        }
    }

    private Answer answer(Statement one, double connecting, long asked, int limit)
            throws SQLException {
        if (!one.execute(config.query())) {
            return new Answer(
                    connecting,
                    since(asked),
                    0,
                    false,
                    Optional.empty(),
                    Map.of(),
                    Optional.of("the query answers nothing; give one that selects"));
        }
        try (ResultSet rows = one.getResultSet()) {
            Optional<String> first = Optional.empty();
            Map<String, Double> numbers = new LinkedHashMap<>();
            Optional<String> problem = Optional.empty();
            int count = 0;
            while (rows.next()) {
                if (count++ == 0) {
                    first = Optional.ofNullable(rows.getString(1));
                    problem = numbers(rows, numbers);
                }
            }
            return new Answer(
                    connecting, since(asked), count, count > limit, first, numbers, problem);
        }
    }

    private Optional<String> numbers(ResultSet row, Map<String, Double> numbers)
            throws SQLException {
        List<String> columns =
                config.measure().isEmpty()
                        ? List.of(row.getMetaData().getColumnLabel(1))
                        : config.measure();
        for (String column : columns) {
            String text;
            try {
                text = row.getString(column);
            } catch (SQLException unknown) {
                return Optional.of("the query answers no column " + Words.line(column, 100));
            }
            try {
                numbers.put(
                        column.toLowerCase(Locale.ROOT), Double.parseDouble(String.valueOf(text)));
            } catch (NumberFormatException e) {
                if (!config.measure().isEmpty()) {
                    return Optional.of(
                            "column %s is no number but %s"
                                    .formatted(column, Words.line(String.valueOf(text), 100)));
                }
            }
        }
        return Optional.empty();
    }

    private static double since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e9;
    }
}
