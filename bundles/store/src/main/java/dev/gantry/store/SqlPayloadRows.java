package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PayloadRows;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Looks through the rows of all runs, a part of them at a time, so that nobody waits for a long
 * read and memory holds few. For one thread.
 */
final class SqlPayloadRows implements PayloadRows {
    private static final int PART = 10_000;
    private static final String COLUMNS =
            "SELECT id, CASE WHEN %1$s THEN params END, CASE WHEN %2$s THEN output END FROM run"
                    .formatted(away("params"), away("output"));
    private static final String AWAY =
            " AND (" + away("params") + " OR " + away("output") + ") ORDER BY id";

    private final Statements on;

    SqlPayloadRows(Statements on) {
        this.on = on;
    }

    private static String away(String column) {
        return "substr(" + column + ", 1, " + MARK.length() + ") = '" + MARK + "'";
    }

    @Override
    public List<Row> after(long run) {
        return ask(
                () -> {
                    long from = run;
                    List<Row> found = List.of();
                    for (long upto = end(from); found.isEmpty() && upto > from; upto = end(from)) {
                        PreparedStatement select =
                                on.of(COLUMNS + " WHERE id > ? AND id <= ?" + AWAY);
                        select.setLong(1, from);
                        select.setLong(2, upto);
                        found = rows(select);
                        from = upto;
                    }
                    return found;
                });
    }

    /** The last run of the part that begins above a run; the run itself if it is the last one. */
    private long end(long run) throws SQLException {
        PreparedStatement select =
                on.of(
                        "SELECT max(id) FROM (SELECT id FROM run WHERE id > ? ORDER BY id LIMIT "
                                + PART
                                + ") part");
        select.setLong(1, run);
        try (ResultSet rows = select.executeQuery()) {
            rows.next();
            long last = rows.getLong(1);
            return rows.wasNull() ? run : last;
        }
    }

    @Override
    public List<Row> of(Collection<Long> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        return ask(
                () -> {
                    String ids = String.join(",", runs.stream().map(String::valueOf).toList());
                    try (PreparedStatement select =
                            on.once(COLUMNS + " WHERE id IN (" + ids + ")" + AWAY)) {
                        return rows(select);
                    }
                });
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new Row(rows.getLong(1), rows.getString(2), rows.getString(3)));
            }
        }
        return found;
    }

    private interface Question {
        List<Row> ask() throws SQLException;
    }

    private List<Row> ask(Question question) {
        try {
            List<Row> found = question.ask();
            on.end();
            return found;
        } catch (SQLException e) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "The store cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
