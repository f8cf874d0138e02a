package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a node that shares its store does, and when. */
@Timeout(60)
class MembershipTest {
    @TempDir Path folder;
    private EngineFixture gantry;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void begin() throws InterruptedException {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.aroundNodes =
                its ->
                        (NodeStore)
                                Proxy.newProxyInstance(
                                        NodeStore.class.getClassLoader(),
                                        new Class<?>[] {NodeStore.class},
                                        (proxy, method, arguments) -> answer(method.getName()));
        gantry.restart();
    }

    private Object answer(String method) {
        asked.add(method);
        return switch (method) {
            case "self" -> 1;
            case "alone" -> false;
            case "beat" -> CompletableFuture.completedFuture(new NodeBeat(false, true, List.of()));
            case "claim" -> CompletableFuture.completedFuture(List.of());
            case "wishes" -> Map.of();
            case "finished", "gone" -> List.of();
            case "listen" -> (NodeStore.Listening) () -> {};
            default -> CompletableFuture.completedFuture(null);
        };
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private long times(String method) {
        return asked.stream().filter(method::equals).count();
    }

    @Test
    void aClockThatIsPutBackDelaysNothing() {
        Membership membership = gantry.engine.membership();
        long start = -5_000_000;
        membership.pass(start);
        assertEquals(1, times("claim"));
        gantry.clock.advance(Duration.ofHours(-1));
        membership.pass(start + 500);
        assertEquals(1, times("claim"));
        membership.pass(start + 2000);
        assertEquals(2, times("claim"));
        assertEquals(2, times("beat"));
        assertEquals(2, times("wishes"));
    }
}
