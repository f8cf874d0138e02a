package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

class CheckServiceTest {
    @TempDir Path home;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** Alone; who listens cannot stop doing so. */
    private final Leadership deaf =
            new Leadership() {
                @Override
                public boolean leading() {
                    return true;
                }

                @Override
                public boolean alone() {
                    return true;
                }

                @Override
                public NodeStore.Listening listen(BiConsumer<String, String> listener) {
                    return () -> {
                        calls.add("ears");
                        throw new IllegalStateException("the store is away");
                    };
                }
            };

    private final Assessor assessor =
            new Assessor() {
                @Override
                public CheckVerdict assess(Check check, CheckVerdict said) {
                    return said;
                }

                @Override
                public void judged(Check check, CheckVerdict verdict) {}

                @Override
                public void forget(String check) {}

                @Override
                public void end() {
                    calls.add("assessor");
                    throw new IllegalArgumentException("it knows nothing");
                }
            };

    private BundleContext context() {
        return (BundleContext)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {BundleContext.class},
                        (self, method, given) ->
                                method.getName().equals("getProperty")
                                                && given[0].equals("gantry.home")
                                        ? home.toString()
                                        : null);
    }

    @Test
    void everyPartIsReleasedWhateverTheOthersThrow() {
        CheckService service =
                new CheckService(
                        context(),
                        new World.Disk(),
                        new World.Types(),
                        new Surroundings(
                                deaf, new World.Stream(), new Numbers(), new World.Spans()),
                        assessor);
        IllegalStateException failure = assertThrows(IllegalStateException.class, service::stop);
        assertEquals("the store is away", failure.getMessage());
        assertEquals("it knows nothing", failure.getSuppressed()[0].getMessage());
        assertEquals(List.of("ears", "assessor"), calls);
        assertTrue(service.missing().isPresent(), "its timer has ended");
    }
}
