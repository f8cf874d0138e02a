package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

@GantryTest
@Timeout(120)
class TcpTest {
    @TempDir static Path folder;

    private static Inspection look(DetectorRunner detectors, String target, String... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("target", target);
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return detectors.inspect(new Tcp(), config);
    }

    @Test
    void connects(DetectorRunner detectors) throws IOException {
        try (Faulty server = Faulty.halfOpen()) {
            assertThat(look(detectors, server.at()))
                    .ok()
                    .firstBecause("connected in ")
                    .measured("latency.seconds", 1e-9, 60)
                    .measured("phase.connect.seconds", 1e-9, 60);
            assertThat(look(detectors, "localhost:" + server.port())).ok();
            assertThat(look(detectors, server.at(), "criticalAfter", "PT0S"))
                    .critical()
                    .firstBecause("the connection took ");
        }
    }

    @Test
    void asksAndListens(DetectorRunner detectors) throws IOException {
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            int first = socket.getInputStream().read();
                            Faulty.write(socket, first == 'P' ? "+PO" : "-ERR no\r\n");
                            Faulty.write(socket, first == 'P' ? "NG\r\n" : "");
                            socket.close();
                        })) {
            assertThat(look(detectors, server.at(), "send", "PING\r\n", "expect", "^\\+PONG"))
                    .ok()
                    .firstBecause("answered with what matches ^\\+PONG in ")
                    .measured("phase.answer.seconds", 1e-9, 60);
            assertThat(look(detectors, server.at(), "send", "X", "expect", "PONG"))
                    .critical()
                    .firstBecause("said \"-ERR no\" and closed, which does not match PONG");
            assertThat(look(detectors, server.at(), "send", "X", "expect", "("))
                    .error(IllegalArgumentException.class);
        }
        try (Faulty endless =
                Faulty.talking(
                        socket -> {
                            while (true) {
                                Faulty.write(socket, "aaaaaaaaaaaaaaaaaaaaaaaa");
                            }
                        })) {
            assertThat(look(detectors, endless.at(), "expect", "(a*)*b"))
                    .critical()
                    .firstBecause("and more than 65536 bytes, which does not match");
        }
    }

    @Test
    void saysWhyItCannotConnect(DetectorRunner detectors) throws IOException {
        int closed = Peer.freePort();
        assertThat(look(detectors, "127.0.0.1:" + closed))
                .critical()
                .firstBecause("connection to 127.0.0.1:%d refused".formatted(closed));
        detectors.timeout(Duration.ofMillis(500));
        try (Faulty dropping = Faulty.dropping();
                Faulty halfOpen = Faulty.halfOpen()) {
            assertThat(look(detectors, dropping.at()))
                    .critical()
                    .firstBecause("no connection to " + dropping.at() + " within 4");
            assertThat(look(detectors, halfOpen.at(), "expect", "220"))
                    .critical()
                    .firstBecause("said nothing, and nothing that matches 220 within 450 ms");
        }
        for (String wrong : List.of("127.0.0.1", "127.0.0.1:0", "::1:22", "a b:1")) {
            assertThat(look(detectors, wrong)).error(IllegalArgumentException.class);
        }
    }

    @Test
    void saysWhyItCannotConnectToTheFirstAddress(DetectorRunner detectors) throws IOException {
        int closed = Peer.freePort();
        assertThat(look(detectors, "localhost:" + closed))
                .critical()
                .firstBecause("connection to localhost:%d (127.0.0.1) refused".formatted(closed));
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 two\n::1 two\n");
        var names = new Names(hosts, () -> new Names.Settings(List.of(), List.of(), 1));
        Target target = new Target("two", closed);
        Detector<Nothing> detector =
                (config, context) -> {
                    try (Limit limit = Limit.of(context)) {
                        return connect(target, names, limit);
                    }
                };
        assertThat(detectors.inspect(detector, new Nothing())).ok();
    }

    record Nothing() {}

    private static Verdict connect(Target target, Names names, Limit limit) {
        var none =
                assertThrows(
                        Unreachable.class,
                        () -> Line.connect(target, names, limit, new Phases()).close());
        assertTrue(none.getMessage().contains("(127.0.0.1)"), none.getMessage());
        assertEquals(1, none.getSuppressed().length);
        String other = none.getSuppressed()[0].getMessage();
        assertTrue(other.contains("(0:0:0:0:0:0:0:1)"), other);
        return Verdict.of(Status.OK);
    }

    @Test
    void stopsAtOnceWhenCancelled(DetectorRunner detectors, TestClock clock) throws IOException {
        detectors.timeout(Duration.ofHours(1));
        var connected = new CompletableFuture<Void>();
        connected.thenRun(() -> clock.advance(Duration.ofHours(2)));
        try (Faulty server = Faulty.talking(socket -> connected.complete(null))) {
            assertThat(look(detectors, server.at(), "expect", "220"))
                    .error(CancelledException.class);
        }
    }

    @Test
    void manyWaitAtOnceAndLeaveNoThread(DetectorRunner any) throws Exception {
        try (Faulty halfOpen = Faulty.halfOpen();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Object> config = Map.of("target", halfOpen.at(), "expect", "220");
            any.timeout(Duration.ofSeconds(5));
            var looks =
                    IntStream.range(0, 500)
                            .mapToObj(i -> threads.submit(() -> any.inspect(new Tcp(), config)))
                            .toList();
            long began = System.nanoTime();
            for (var look : looks) {
                assertThat(look.get()).critical().firstBecause("said nothing");
            }
            // one after the other they would need 40 minutes
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(Duration.ofMinutes(1)) < 0, took.toString());
        }
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.contains("probe") || name.contains("dnsjava"))
                        .toList());
    }
}
