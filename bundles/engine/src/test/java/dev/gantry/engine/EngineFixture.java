package dev.gantry.engine;

import dev.gantry.api.task.Task;
import dev.gantry.engine.logs.RunLogFiles;
import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.engine.payload.PayloadKeeper;
import dev.gantry.engine.payload.PayloadLimits;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoreAdmin;
import dev.gantry.store.TempStore;
import dev.gantry.timing.Waiting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** An engine on a real store, with a clock that tests move. */
final class EngineFixture implements AutoCloseable {
    static final EngineSettings SETTINGS =
            new EngineSettings(
                    64, 100_000, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ZERO);

    final ManualClock clock = new ManualClock();
    final FakeCatalog catalog = new FakeCatalog();
    EventStream events = new EventStream();
    RunEngine engine;
    final SeenMeters meters = new SeenMeters();
    final FakeTargets targets = new FakeTargets();
    final FakeSpans spans = new FakeSpans();
    Accounting accounting;
    private final Path file;
    private final EngineSettings settings;
    private final UnaryOperator<RunStore> around;
    private TempStore store;
    RunLogFiles logs;
    PayloadFiles payloads;
    PayloadLimits payloadLimits = PayloadLimits.USUAL;

    /** What is between the engine and what people decided, from the next start on. */
    UnaryOperator<ControlStore> aroundControl = its -> its;

    /** What is between the engine and the other nodes, from the next start on. */
    UnaryOperator<NodeStore> aroundNodes = its -> its;

    /** What is between the engine and its logs from the next start on. */
    UnaryOperator<RunLogStore> aroundLogs = its -> its;

    EngineFixture(Path folder, EngineSettings settings) {
        this(folder, settings, store -> store);
    }

    EngineFixture(Path folder, EngineSettings settings, UnaryOperator<RunStore> around) {
        this.file = folder.resolve("gantry.db");
        this.settings = settings;
        this.around = around;
        open();
    }

    /** On a store one method of which has a trouble. */
    static EngineFixture troubled(Path folder, String method, TroubledStore.Trouble trouble) {
        return new EngineFixture(
                folder, SETTINGS, store -> TroubledStore.around(store, method, trouble));
    }

    private void open() {
        store = new TempStore(file);
        payloads = new PayloadFiles(file.resolveSibling("payloads"), payloadLimits);
        logs = new RunLogFiles(file.resolveSibling("run-logs"));
        store.record(FakeCatalog.REVISION);
        events = new EventStream();
        accounting = new Accounting(store.usages(), meters, metering());
        engine =
                new RunEngine(
                        settings,
                        new Stores(
                                around.apply(store.runs()),
                                aroundControl.apply(store.control()),
                                aroundNodes.apply(store.nodes()),
                                aroundLogs.apply(logs),
                                payloads),
                        catalog,
                        events,
                        clock,
                        new Random(1),
                        accounting);
    }

    private static Metering metering() {
        try {
            return Metering.find();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    EngineFixture start() {
        engine.start(targets, spans);
        return this;
    }

    /** Ends engine and store, and begins anew on the same file; not started. */
    void restart() throws InterruptedException {
        close();
        open();
    }

    /** Begins anew on the same file, after {@link #close}; not started. */
    void reopen() {
        open();
    }

    RunStore stored() {
        return store.runs();
    }

    RetentionStore retention() {
        return store.retention();
    }

    StoreAdmin admin() {
        return store.admin(new PayloadKeeper(payloads, clock));
    }

    RunControl control() {
        return engine.steering();
    }

    void offer(String id, Task<Json, ?> task) {
        catalog.offer(id, () -> task);
    }

    String submit(String task) {
        return submit(RunRequest.of(task, "{}"));
    }

    String submit(RunRequest request) {
        return engine.submit(request).toCompletableFuture().join().id();
    }

    /** So many of one kind, written together. */
    List<String> submit(int runs, RunRequest request) {
        List<CompletableFuture<String>> ids = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            ids.add(
                    engine.submit(request)
                            .toCompletableFuture()
                            .thenApply(submitted -> submitted.id()));
        }
        return ids.stream().map(CompletableFuture::join).toList();
    }

    Run finished(String id) throws Exception {
        return engine.whenFinished(id).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    Run run(String id) {
        return engine.find(id).orElseThrow();
    }

    void awaitState(String id, RunState state) {
        await(() -> run(id).state() == state);
    }

    static RunRequest request(String task, String tenant, SlaClass sla, int priority) {
        return RequestFixture.request(task).tenant(tenant).sla(sla).priority(priority).make();
    }

    static RunRequest delayed(String task, Duration delay) {
        return RequestFixture.request(task).delay(delay).make();
    }

    static void await(BooleanSupplier condition) {
        Waiting.until(condition::getAsBoolean);
    }

    /**
     * Lets the clock go on until a condition holds; after each step, whoever wakes has a moment.
     */
    void pass(Duration step, BooleanSupplier condition) {
        await(
                () -> {
                    clock.advance(step);
                    long moment = System.nanoTime() + 10_000_000;
                    await(() -> condition.getAsBoolean() || System.nanoTime() > moment);
                    return condition.getAsBoolean();
                });
    }

    @Override
    public void close() throws InterruptedException {
        engine.close();
        store.close();
        logs.close();
    }
}
