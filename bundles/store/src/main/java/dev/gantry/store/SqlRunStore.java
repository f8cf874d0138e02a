package dev.gantry.store;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Runs in an SQL database. Thread-safe. */
final class SqlRunStore implements RunStore {
    private static final String COLUMNS = "SELECT " + RunColumns.ALL + " FROM run r";
    private static final String LANE =
            "(SELECT id FROM lane WHERE tenant = ? AND sla = ? AND priority = ?)";
    private static final String PROVIDER = " LEFT JOIN provider p ON p.id = r.provider";

    private static final String ATTEMPTS =
            "SELECT a.run, a.number, a.state, a.counted, a.due, p.name, a.started, a.finished,"
                    + " a.error, a.phases FROM attempt a LEFT JOIN provider p ON p.id = a.provider"
                    + " WHERE a.run IN ";

    private static final String ENDS =
            "SELECT id, CASE WHEN state = 0 THEN 0 ELSE finished END FROM run WHERE id IN ";

    private final Database database;
    private final String open;
    private final String specs;
    private final String nextDue;
    private final String lanes;
    private final String tasks;
    private final String someOpen;

    SqlRunStore(Database database) {
        this.database = database;
        String index = database.dialect().using("run_open");
        String mine = database.dialect().mine();
        this.open =
                COLUMNS
                        + index
                        + PROVIDER
                        + " WHERE r.state = 0"
                        + mine.replace("run.", "r.")
                        + " AND r.lane = "
                        + LANE
                        + " AND (r.due, r.id) > (?, ?) AND r.due <= ?"
                        + " ORDER BY r.due, r.id LIMIT ?";
        this.specs =
                "SELECT id, spec FROM run"
                        + index
                        + " WHERE state = 0 AND replace(spec, ?, '') <> spec";
        this.nextDue =
                "SELECT due FROM run"
                        + index
                        + " WHERE state = 0"
                        + mine
                        + " AND lane = "
                        + LANE
                        + " AND due > ? ORDER BY due LIMIT 1";
        this.someOpen =
                "SELECT count(*) FROM (SELECT 1 FROM " + database.dialect().open() + " LIMIT ?) o";
        this.tasks =
                "SELECT task, count(*) FROM run"
                        + index
                        + " WHERE state = 0"
                        + mine
                        + " GROUP BY task";
        this.lanes =
                "SELECT l.tenant, l.sla, l.priority, c.runs FROM"
                        + " (SELECT lane, count(*) AS runs FROM run"
                        + index
                        + " WHERE state = 0"
                        + mine
                        + " GROUP BY lane) c JOIN lane l ON l.id = c.lane";
    }

    @Override
    public CompletableFuture<Long> insert(NewRun run) {
        return database.write(new RunWrite.Insert(run));
    }

    @Override
    public CompletableFuture<Boolean> stored(long run) {
        return database.write(new RunWrite.Seek(run));
    }

    @Override
    public CompletableFuture<Boolean> finish(RunEnd end) {
        return database.write(new RunWrite.Finish(end));
    }

    @Override
    public CompletableFuture<Boolean> retry(AttemptEnd end) {
        return database.write(new RunWrite.Retry(end, true));
    }

    @Override
    public CompletableFuture<Boolean> restart(AttemptEnd end) {
        return database.write(new RunWrite.Retry(end, false));
    }

    @Override
    public CompletableFuture<Integer> unpin(String plugin) {
        return database.write(new RunWrite.Unpin(plugin));
    }

    @Override
    public CompletableFuture<Void> started(long run, int attempt, String plugin, long at) {
        return database.write(new RunWrite.Started(run, attempt, plugin, at));
    }

    @Override
    public CompletableFuture<Void> detail(long run, String json) {
        return database.write(new RunWrite.Detail(run, json));
    }

    @Override
    public CompletableFuture<Boolean> cancel(long run, String reason) {
        return database.write(new RunWrite.Cancel(run, reason));
    }

    @Override
    public List<StoredRun> open(Lane lane, long afterDue, long afterId, long dueUntil, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(open);
                    Statements.bind(select, 1, lane);
                    select.setLong(4, afterDue);
                    select.setLong(5, afterId);
                    select.setLong(6, dueUntil);
                    select.setInt(7, limit);
                    return runs(select);
                });
    }

    @Override
    public Map<Long, String> openSpecs(String text) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(specs);
                    select.setString(1, text);
                    Map<Long, String> found = new HashMap<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getLong(1), rows.getString(2));
                        }
                    }
                    return found;
                });
    }

    @Override
    public OptionalLong nextDue(Lane lane, long after) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(nextDue);
                    Statements.bind(select, 1, lane);
                    select.setLong(4, after);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next()
                                ? OptionalLong.of(rows.getLong(1))
                                : OptionalLong.empty();
                    }
                });
    }

    @Override
    public Map<Lane, Long> open() {
        return database.read(
                on -> {
                    Map<Lane, Long> found = new HashMap<>();
                    try (ResultSet rows = on.of(lanes).executeQuery()) {
                        while (rows.next()) {
                            found.put(
                                    new Lane(
                                            rows.getString(1),
                                            SlaClass.values()[rows.getInt(2)],
                                            rows.getInt(3)),
                                    rows.getLong(4));
                        }
                    }
                    return found;
                });
    }

    @Override
    public boolean moreOpen(int than) {
        return database.read(on -> more(on, than));
    }

    @Override
    public CompletableFuture<Map<String, Long>> openTasks() {
        return database.readAsOfNow(
                on -> {
                    Map<String, Long> found = new HashMap<>();
                    try (ResultSet rows = on.of(tasks).executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getString(1), rows.getLong(2));
                        }
                    }
                    return found;
                });
    }

    @Override
    public long lastId() {
        return database.read(
                on -> {
                    try (ResultSet rows =
                            on.of("SELECT coalesce(max(id), 0) FROM run").executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                });
    }

    @Override
    public OptionalLong child(long parent, String name) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of("SELECT run FROM run_child WHERE parent = ? AND name = ?");
                    select.setLong(1, parent);
                    select.setString(2, name);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next()
                                ? OptionalLong.of(rows.getLong(1))
                                : OptionalLong.empty();
                    }
                });
    }

    @Override
    public List<Long> openChildren(long parent) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT c.run FROM run_child c JOIN run r ON r.id = c.run"
                                            + " WHERE c.parent = ? AND r.state = 0");
                    select.setLong(1, parent);
                    List<Long> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(rows.getLong(1));
                        }
                    }
                    return found;
                });
    }

    @Override
    public Optional<StoredRun> find(long id) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(COLUMNS + PROVIDER + " WHERE r.id = ?");
                    select.setLong(1, id);
                    return runs(select).stream().findFirst();
                });
    }

    @Override
    public Map<Long, Long> ends(Collection<Long> runs) {
        if (runs.isEmpty()) {
            return Map.of();
        }
        return database.read(
                on -> {
                    Map<Long, Long> found = new HashMap<>();
                    try (PreparedStatement select = on.once(ENDS + in(runs));
                            ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getLong(1), rows.getLong(2));
                        }
                    }
                    return found;
                });
    }

    private static String in(Collection<Long> runs) {
        return runs.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public List<StoredRun> list(RunFilter filter) {
        if (filter.ids() != null && filter.ids().isEmpty()) {
            return List.of();
        }
        Dialect dialect = database.dialect();
        boolean open =
                filter.ids() == null && filter.state() != null && filter.state() == StoredRun.OPEN;
        return database.read(
                on -> {
                    boolean few = open && !more(on, RunSelection.FEW);
                    RunSelection selection = RunSelection.of(filter, dialect, few);
                    String sql = COLUMNS + PROVIDER + selection.clause();
                    try (PreparedStatement select = on.once(sql)) {
                        selection.bind(select);
                        return runs(select);
                    }
                });
    }

    private boolean more(Statements on, int than) throws SQLException {
        PreparedStatement select = on.of(someOpen);
        select.setInt(1, than + 1);
        try (ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1) > than;
        }
    }

    @Override
    public OptionalLong below(long before, int runs) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT id FROM run WHERE id < ? ORDER BY id DESC LIMIT 1 OFFSET ?");
                    select.setLong(1, before == 0 ? Long.MAX_VALUE : before);
                    select.setInt(2, runs - 1);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next()
                                ? OptionalLong.of(rows.getLong(1))
                                : OptionalLong.empty();
                    }
                });
    }

    private static List<StoredRun> runs(PreparedStatement select) throws SQLException {
        List<StoredRun> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            long chars = 0;
            while (chars < MAX_CHARS && rows.next()) {
                StoredRun run = RunColumns.read(rows);
                found.add(run);
                chars += run.chars();
            }
        }
        return found;
    }

    @Override
    public List<AttemptEnd> attempts(long run) {
        return attempts(List.of(run)).getOrDefault(run, List.of());
    }

    @Override
    public Map<Long, List<AttemptEnd>> attempts(Collection<Long> runs) {
        if (runs.isEmpty()) {
            return Map.of();
        }
        return database.read(
                on -> {
                    Map<Long, List<AttemptEnd>> found = new HashMap<>();
                    try (PreparedStatement select =
                                    on.once(ATTEMPTS + in(runs) + " ORDER BY a.run, a.id");
                            ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            AttemptEnd end = RunColumns.attempt(rows);
                            found.computeIfAbsent(end.run(), run -> new ArrayList<>()).add(end);
                        }
                    }
                    return found;
                });
    }
}
