package dev.gantry.store;

import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredRule;
import dev.gantry.spi.store.StoredSpan;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What decides how long runs are kept, in an SQL database. Thread-safe. */
final class SqlRetentionStore implements RetentionStore {
    /** About what a row takes beside its texts, in its indexes too. */
    private static final int ROW = 150;

    private static final String MARK = PayloadRows.MARK;

    /** Where the number of characters begins in what refers to a payload. */
    private static final int AWAY = MARK.length() + "params ".length() + 64 + " ".length() + 1;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final Database database;
    private final String past;

    SqlRetentionStore(Database database) {
        this.database = database;
        String texts =
                Stream.of("params", "spec", "output", "error", "detail", "cancel", "phases")
                        .map(column -> "coalesce(octet_length(r." + column + "), 0)")
                        .collect(Collectors.joining(" + "));
        this.past =
                "SELECT r.id, r.task, r.state, r.finished, "
                        + texts
                        + ", CASE WHEN "
                        + ResultCode.DEAD
                        + " THEN (SELECT count(*) FROM run_handled"
                        + " h WHERE h.run = r.id) ELSE 1 END, CASE WHEN r.finished >= ? THEN"
                        + " (SELECT count(*) FROM run_key k WHERE k.run = r.id) ELSE 0 END, "
                        + database.dialect().member("parent")
                        + ", "
                        + away("params")
                        + ", "
                        + away("output")
                        + " FROM run r WHERE r.id >= ? AND r.id < ? ORDER BY r.id LIMIT ?";
    }

    /** How long what a row refers to is, as text; without a look at what is large in a row. */
    private static String away(String column) {
        return ("CASE WHEN octet_length(r.%1$s) BETWEEN %2$d AND 99"
                        + " AND substr(r.%1$s, 1, %3$d) = '%4$s' THEN substr(r.%1$s, %2$d) END")
                .formatted(column, AWAY, MARK.length(), MARK);
    }

    private static long chars(String away) {
        return away != null && DIGITS.matcher(away).matches() ? Long.parseLong(away) : 0;
    }

    @Override
    public List<StoredRule> rules() {
        return database.read(
                on -> {
                    List<StoredRule> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT task, rule, version, at, author"
                                                    + " FROM retention_rule ORDER BY task")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredRule(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getLong(3),
                                            rows.getLong(4),
                                            rows.getString(5)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Boolean> put(StoredRule rule) {
        return database.write(new RetentionWrite.Put(rule));
    }

    @Override
    public CompletableFuture<Boolean> delete(String task, long version) {
        return database.write(new RetentionWrite.Drop(task, version));
    }

    @Override
    public List<StoredSpan> spans() {
        return database.read(
                on -> {
                    Map<Long, Map<String, StoredSpan.Tally>> tallies = tallies(on);
                    List<StoredSpan> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of("SELECT span, upto, open_runs, at FROM run_span ORDER BY span")
                                    .executeQuery()) {
                        while (rows.next()) {
                            long number = rows.getLong(1);
                            found.add(
                                    new StoredSpan(
                                            number,
                                            rows.getLong(2),
                                            rows.getLong(3),
                                            rows.getLong(4),
                                            tallies.getOrDefault(number, Map.of())));
                        }
                    }
                    return found;
                });
    }

    private static Map<Long, Map<String, StoredSpan.Tally>> tallies(Statements on)
            throws SQLException {
        Map<Long, Map<String, StoredSpan.Tally>> tallies = new HashMap<>();
        try (ResultSet rows =
                on.of("SELECT span, task, runs, bytes FROM run_tally").executeQuery()) {
            while (rows.next()) {
                tallies.computeIfAbsent(rows.getLong(1), span -> new HashMap<>())
                        .put(
                                rows.getString(2),
                                new StoredSpan.Tally(rows.getLong(3), rows.getLong(4)));
            }
        }
        return tallies;
    }

    @Override
    public CompletableFuture<Void> note(List<StoredSpan> spans) {
        return database.write(new RetentionWrite.Note(List.copyOf(spans)));
    }

    @Override
    public CompletableFuture<Void> forget(long span) {
        return database.write(new RetentionWrite.Forget(span));
    }

    @Override
    public List<PastRun> past(long from, long to, long keyed, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(past);
                    select.setLong(1, keyed);
                    select.setLong(2, from);
                    select.setLong(3, to);
                    select.setInt(4, limit);
                    List<PastRun> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new PastRun(
                                            rows.getLong(1),
                                            rows.getString(2),
                                            ResultCode.name(rows.getInt(3)),
                                            rows.getInt(6) > 0,
                                            rows.getInt(7) > 0,
                                            rows.getString(8),
                                            rows.getLong(4),
                                            rows.getLong(5)
                                                    + chars(rows.getString(9))
                                                    + chars(rows.getString(10))
                                                    + ROW));
                        }
                    }
                    return found;
                });
    }

    @Override
    public List<Long> open(List<Long> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        return database.read(
                on -> {
                    List<Long> found = new ArrayList<>();
                    try (PreparedStatement select =
                                    on.once(
                                            "SELECT id FROM run WHERE state = 0 AND id IN "
                                                    + RetentionWrite.Delete.list(runs));
                            ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(rows.getLong(1));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Deleted> delete(List<PastRun> runs) {
        return database.write(new RetentionWrite.Delete(List.copyOf(runs)));
    }

    @Override
    public CompletableFuture<Shrunk> shrink(int pages, double spared) {
        return database.write(new RetentionWrite.Shrink(pages, spared));
    }

    @Override
    public CompletableFuture<Integer> deleteKeys(long before, int limit) {
        return database.write(new RetentionWrite.DeleteKeys(before, limit));
    }

    @Override
    public CompletableFuture<Integer> deleteNotes(long before, int limit) {
        return database.write(new RetentionWrite.DeleteNotes(before, limit));
    }
}
