package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.run.TaskLimitInfo;
import dev.gantry.spi.run.TaskLimits;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The limits of task types, and their open runs: those of all types are counted along from the
 * start, as a count that is taken later misses what begins and ends meanwhile. What was open before
 * is counted beside the start, which waits for that only where a limit needs it. Thread-safe.
 */
final class TaskBook implements TaskLimits {
    private static final Logger LOG = LoggerFactory.getLogger(TaskBook.class);

    private final RowCodec codec;
    private final Bulkheads bulkheads;
    private final QuotaRows<TaskLimit> rows;
    private final Map<String, Counted> counted = new ConcurrentHashMap<>();
    private volatile Consumer<String> check = task -> {};
    private final List<Runnable> changed = new CopyOnWriteArrayList<>();

    /** Open runs of a task type. */
    private record Counted(AtomicLong open, Drained drained) {
        Counted() {
            this(new AtomicLong(), new Drained());
        }
    }

    TaskBook(Stores stores, RowCodec codec, Bulkheads bulkheads) {
        this.codec = codec;
        this.bulkheads = bulkheads;
        this.rows =
                new QuotaRows<>(
                        stores.quotas(), "task", "limit of task type", this::json, this::parse);
        CompletableFuture<Void> before = stores.runs().openTasks().thenAccept(this::add);
        before.exceptionally(TaskBook::uncounted);
        rows.names().forEach(this::apply);
        if (rows.names().stream().anyMatch(task -> limit(task).maxOpen() > 0)) {
            Commit.join(before);
        }
    }

    /**
     * @param known throws if there is no such task type
     */
    void onCheck(Consumer<String> known) {
        check = known;
    }

    /**
     * @throws GantryException if there is no such task type
     */
    void known(String task) {
        check.accept(task);
    }

    /**
     * @param then is called when limits have changed
     */
    void onChanged(Runnable then) {
        changed.add(then);
    }

    /** The names of those that have limits. */
    Collection<String> named() {
        return rows.names();
    }

    /** Attempts of a task type that run. */
    int running(String task) {
        return bulkheads.running(task);
    }

    /** Runs in memory that wait for the limits of a task type. */
    int waiting(String task) {
        return bulkheads.waiting(task);
    }

    /** Those of them that wait for its rate. */
    int waitingForRate(String task) {
        return bulkheads.waitingForRate(task);
    }

    /** What is in force. */
    TaskLimit limit(String task) {
        QuotaRows.Row<TaskLimit> row = rows.get(task);
        return row == null ? TaskLimit.NONE : row.bounds();
    }

    private void apply(String task) {
        bulkheads.limit(task, limit(task));
    }

    private static Void uncounted(Throwable failure) {
        LOG.warn(
                "Runs of before this start do not count in the limits of task types on open runs,"
                        + " until the next start",
                failure);
        return null;
    }

    private void add(Map<String, Long> open) {
        open.forEach((task, runs) -> of(task).open().addAndGet(runs));
    }

    private Counted of(String task) {
        Counted known = counted.get(task);
        return known != null ? known : counted.computeIfAbsent(task, key -> new Counted());
    }

    /**
     * A submit asks to be let in, and is counted if it is.
     *
     * @throws GantryException {@code OVERLOADED} if it is not
     */
    void admit(String task) {
        Counted its = of(task);
        long most = limit(task).maxOpen();
        if (its.open().incrementAndGet() > most && most > 0) {
            its.open().decrementAndGet();
            throw new GantryException(
                    GantryException.Code.OVERLOADED,
                    "Task type "
                            + task
                            + " has "
                            + most
                            + " open runs, which is its limit; try again when some are finished, or"
                            + " have it raised",
                    its.drained().untilOne());
        }
    }

    /** A run is over, or was not stored after all. */
    void closed(String task) {
        Counted its = of(task);
        its.open().decrementAndGet();
        its.drained().one();
    }

    /** A run is another node's. */
    void departed(String task) {
        of(task).open().decrementAndGet();
    }

    /** A run of others is this node's. */
    void arrived(String task) {
        of(task).open().incrementAndGet();
    }

    /** A second is over. For one thread. */
    void second() {
        counted.values().forEach(its -> its.drained().second());
    }

    @Override
    public TaskLimitInfo find(String task) {
        check.accept(task);
        TaskLimit limit = limit(task);
        return new TaskLimitInfo(
                task,
                rows.version(task),
                limit,
                running(task),
                waiting(task),
                limit.maxOpen() == 0 ? -1 : of(task).open().get());
    }

    @Override
    public TaskLimitInfo put(String task, TaskLimit limit, OptionalLong ifVersion) {
        check.accept(task);
        rows.put(task, limit, ifVersion);
        apply(task);
        changed.forEach(Runnable::run);
        return find(task);
    }

    @Override
    public void delete(String task, OptionalLong ifVersion) {
        check.accept(task);
        rows.delete(task, ifVersion);
        apply(task);
        changed.forEach(Runnable::run);
    }

    /** Takes over what other nodes changed. */
    void reload() {
        Collection<String> others = rows.reload();
        if (!others.isEmpty()) {
            others.forEach(this::apply);
            changed.forEach(Runnable::run);
        }
    }

    private String json(TaskLimit limit) {
        return codec.mapper()
                .createObjectNode()
                .put("maxRunning", limit.maxRunning())
                .put("maxOpen", limit.maxOpen())
                .put("count", limit.count())
                .put("per", limit.per().toString())
                .toString();
    }

    private TaskLimit parse(String json) {
        JsonNode node = codec.mapper().readTree(json);
        return new TaskLimit(
                node.path("maxRunning").asInt(0),
                node.path("maxOpen").asLong(0),
                node.path("count").asInt(0),
                Duration.parse(node.path("per").asString("PT1S")));
    }
}
