package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.task.Task;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.store.TempStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

@Timeout(60)
class EngineComponentTest {
    private static final String TASK = "a.b";

    @TempDir Path home;
    private final FakeCatalog catalog = new FakeCatalog();
    private final List<CatalogListener> listeners = new CopyOnWriteArrayList<>();
    private final SeenMeters meters = new SeenMeters();
    private final Set<Object> registered = ConcurrentHashMap.newKeySet();
    private Runs runs;

    /** A run that had been at work for a while when the process before this one was killed. */
    private String cutOff() throws Exception {
        try (EngineFixture before = new EngineFixture(home, EngineFixture.SETTINGS)) {
            before.catalog.offer(TASK, () -> null);
            String id = before.submit(TASK);
            before.stored()
                    .started(
                            RunIds.parse(id),
                            1,
                            RowCodec.revision(FakeCatalog.REVISION),
                            before.clock.millis())
                    .join();
            return id;
        }
    }

    /**
     * A framework.
     *
     * @param others what others do as soon as they have the engine
     */
    private BundleContext framework(Consumer<Runs> others) {
        return proxy(
                BundleContext.class,
                (method, arguments) ->
                        switch (method) {
                            case "getProperty" ->
                                    arguments[0].equals("gantry.home") ? home.toString() : null;
                            case "registerService" -> {
                                if (arguments[1] instanceof CatalogListener listener
                                        && arguments[0] == CatalogListener.class) {
                                    listeners.add(listener);
                                }
                                if (arguments[0] == Runs.class) {
                                    runs = (Runs) arguments[1];
                                    others.accept(runs);
                                }
                                registered.add(arguments[0]);
                                yield proxy(
                                        ServiceRegistration.class,
                                        (ended, none) -> registered.remove(arguments[0]));
                            }
                            default -> throw new UnsupportedOperationException(method);
                        });
    }

    private interface Call {
        Object of(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(
                        EngineComponentTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> call.of(method.getName(), arguments)));
    }

    @Test
    void hearsThatAPluginIsBackWhileItsOwnServicesAreBeingTaken() throws Exception {
        String id = cutOff();
        catalog.offer(TASK, () -> (Task<Json, String>) (in, at) -> "done");
        catalog.away(FakeCatalog.REVISION);
        BundleContext context =
                framework(
                        engine -> {
                            EngineFixture.await(
                                    () ->
                                            engine.find(id).orElseThrow().state()
                                                    == RunState.BLOCKED);
                            catalog.back(FakeCatalog.REVISION);
                            listeners.forEach(listener -> listener.changed(Kind.TASK, TASK));
                        });
        try (TempStore store = new TempStore(home.resolve("gantry.db"))) {
            EngineComponent component = component(context, store, new FakeTargets());
            try {
                Run run = runs.whenFinished(id).toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertEquals(RunResult.SUCCESS, run.result());
                assertEquals("\"done\"", run.output());
            } finally {
                component.stop();
            }
        }
    }

    @Test
    void leavesNothingBehindWhenItCannotStart() throws Exception {
        Targets broken =
                proxy(
                        Targets.class,
                        (method, none) -> {
                            assertEquals(Set.of(CatalogListener.class), registered);
                            throw new IllegalStateException(method);
                        });
        try (TempStore store = new TempStore(home.resolve("gantry.db"))) {
            BundleContext context = framework(engine -> {});
            IllegalStateException e =
                    assertThrows(
                            IllegalStateException.class, () -> component(context, store, broken));
            assertEquals("list", e.getMessage());
            assertEquals(List.of(), List.of(e.getSuppressed()));
            assertEquals(Set.of(), registered);
            assertEquals(Map.of(), meters.shown);
        }
    }

    private EngineComponent component(BundleContext context, TempStore store, Targets targets) {
        return new EngineComponent(
                context,
                new EngineStores(store.runs(), store.control(), store.nodes(), store.usages()),
                catalog,
                new EventStream(),
                meters,
                targets,
                new FakeSpans());
    }
}
