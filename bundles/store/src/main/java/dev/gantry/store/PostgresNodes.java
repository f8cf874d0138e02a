package dev.gantry.store;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredRun;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** The nodes that share a schema of PostgreSQL. Thread-safe. */
final class PostgresNodes implements NodeStore {
    private static final long SLOW_MS = 500;

    private final Database database;
    private final PostgresDialect dialect;
    private final PostgresNode node;
    private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();

    /** What a claim took that may be committed. */
    private final AtomicReference<List<ClaimedRun>> doubted = new AtomicReference<>(List.of());

    private PostgresListener ears;

    PostgresNodes(Database database, PostgresDialect dialect, PostgresNode node) {
        this.database = database;
        this.dialect = dialect;
        this.node = node;
    }

    @Override
    public int self() {
        return node.number();
    }

    @Override
    public boolean alone() {
        return false;
    }

    @Override
    public CompletableFuture<NodeBeat> beat(NodeStatus status) {
        long term = node.term().get();
        return database.write(new NodeWrite.Beat(node.number(), term, node.url(), status))
                .thenApply(
                        answer -> {
                            node.term().compareAndSet(term, answer.term());
                            return answer.beat();
                        });
    }

    @Override
    public CompletableFuture<Void> leave() {
        return database.write(new NodeWrite.Leave(node.number()));
    }

    @Override
    public List<StoredNode> nodes() {
        return database.read(NodeRows::all);
    }

    @Override
    public OptionalLong ahead(InstantSource clock) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of("SELECT " + NodeWrite.NOW);
                    long before = clock.millis();
                    try (ResultSet rows = select.executeQuery()) {
                        long after = clock.millis();
                        rows.next();
                        return after - before > SLOW_MS
                                ? OptionalLong.empty()
                                : OptionalLong.of((before + after) / 2 - rows.getLong(1));
                    }
                });
    }

    @Override
    public CompletableFuture<List<ClaimedRun>> claim(NodeClaim wanted) {
        return database.write(new NodeWrite.Claim(node.number(), wanted, doubted))
                .thenApply(
                        claimed -> {
                            doubted.set(List.of());
                            return claimed;
                        });
    }

    @Override
    public CompletableFuture<Boolean> take(long run) {
        return database.write(new NodeWrite.Take(node.number(), run));
    }

    @Override
    public Optional<StoredNode> holder(long run) {
        int owner =
                database.read(
                        on -> {
                            PreparedStatement select =
                                    on.of("SELECT owner FROM run WHERE id = ? AND state = 0");
                            select.setLong(1, run);
                            try (ResultSet rows = select.executeQuery()) {
                                return rows.next() ? rows.getInt(1) : 0;
                            }
                        });
        return nodes().stream().filter(n -> n.number() == owner && n.alive()).findFirst();
    }

    @Override
    public CompletableFuture<Boolean> changeLeft(
            StoredRun read, Lane lane, long due, String params, String spec) {
        return database.write(new NodeWrite.ChangeLeft(read, lane, due, params, spec));
    }

    @Override
    public CompletableFuture<Integer> give(Collection<Long> runs) {
        return database.write(new NodeWrite.Give(List.copyOf(runs)));
    }

    @Override
    public CompletableFuture<Boolean> takePlace(
            long run, long ticket, String tenant, Concurrency key) {
        return database.write(
                new PlaceWrite.Take(node.number(), node.term().get(), run, ticket, tenant, key));
    }

    @Override
    public CompletableFuture<Boolean> givePlace(long run, long ticket) {
        return database.write(new PlaceWrite.Give(node.number(), run, ticket, dialect.channel()));
    }

    @Override
    public List<Long> gone(Collection<Long> runs) {
        return ids(
                "SELECT id FROM run WHERE id = ANY (?) AND NOT (state = 0" + node.mine() + ")",
                runs);
    }

    @Override
    public int owner(long run) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of("SELECT owner FROM run WHERE id = ?");
                    select.setLong(1, run);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next() ? rows.getInt(1) : 0;
                    }
                });
    }

    @Override
    public List<Long> finished(Collection<Long> runs) {
        return ids("SELECT id FROM run WHERE id = ANY (?) AND state > 0", runs);
    }

    private List<Long> ids(String sql, Collection<Long> runs) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(sql);
                    select.setArray(1, on.array("int8", runs.toArray()));
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
    public Map<Long, String> wishes() {
        return database.read(
                on -> {
                    Map<Long, String> found = new HashMap<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT id, cancel FROM run WHERE state = 0"
                                                    + " AND cancel IS NOT NULL"
                                                    + node.mine())
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getLong(1), rows.getString(2));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Void> tell(String topic, String subject) {
        return database.write(new NodeWrite.Tell(dialect.channel(), topic + " " + subject));
    }

    @Override
    public Listening listen(BiConsumer<String, String> listener) {
        listeners.add(listener);
        synchronized (listeners) {
            if (ears == null) {
                ears = new PostgresListener(dialect::listener, this::hear, System::nanoTime);
                ears.start();
            }
        }
        return () -> {
            listeners.remove(listener);
            PostgresListener last = null;
            synchronized (listeners) {
                if (listeners.isEmpty() && ears != null) {
                    last = ears;
                    ears = null;
                }
            }
            if (last != null) {
                last.close();
            }
        };
    }

    private void hear(String text) {
        int space = text.indexOf(' ');
        for (BiConsumer<String, String> listener : listeners) {
            listener.accept(text.substring(0, space), text.substring(space + 1));
        }
    }
}
