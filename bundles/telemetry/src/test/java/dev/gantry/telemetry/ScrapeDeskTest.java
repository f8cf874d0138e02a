package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;
import dev.gantry.telemetry.series.ReadCell;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class ScrapeDeskTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger made = new AtomicInteger();

    private ScrapeDesk desk(int most) {
        return new ScrapeDesk(
                most, LONG, (type, reading) -> new byte[] {(byte) made.incrementAndGet()});
    }

    @Test
    void thoseThatComeTogetherShareOne() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ScrapeDesk desk =
                new ScrapeDesk(
                        100,
                        LONG,
                        (type, reading) -> {
                            begun.countDown();
                            await(go);
                            return new byte[] {(byte) made.incrementAndGet()};
                        });
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> all = new ArrayList<>();
            all.add(callers.submit(() -> desk.take("text")));
            begun.await();
            CountDownLatch there = new CountDownLatch(99);
            for (int i = 1; i < 100; i++) {
                all.add(
                        callers.submit(
                                () -> {
                                    there.countDown();
                                    return desk.take("text");
                                }));
            }
            there.await();
            go.countDown();
            for (Future<byte[]> one : all) {
                one.get();
            }
        }
        int together = made.get();
        assertTrue(together < 50, together + " were made for 100");
        desk.take("text");
        desk.take("text");
        assertEquals(together + 2, made.get(), "later ones are made anew");
    }

    @Test
    void slowReadersDoNotFillTheMemory() throws Exception {
        ScrapeDesk desk = desk(100);
        CountDownLatch go = new CountDownLatch(1);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                CountDownLatch reads = new CountDownLatch(1);
                callers.submit(
                        () -> {
                            desk.serve("text", new SlowReader(reads, go, seen));
                            return null;
                        });
                reads.await();
            }
            go.countDown();
        }
        assertEquals(4, made.get());
        assertEquals(Set.of(1, 2, 3, 4), seen);
        desk.serve("text", OutputStream.nullOutputStream());
        assertEquals(5, made.get());
    }

    @Test
    void beyondTheLimitTheyAreRefusedUntilOneIsRead() throws Exception {
        ScrapeDesk desk = desk(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch reads = new CountDownLatch(1);
        Thread slow =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        desk.serve(
                                                "text",
                                                new SlowReader(
                                                        reads, go, ConcurrentHashMap.newKeySet()));
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                });
        reads.await();
        var refused =
                assertThrows(
                        GantryException.class,
                        () -> desk.serve("text", OutputStream.nullOutputStream()));
        assertEquals(GantryException.Code.UNAVAILABLE, refused.code());
        assertTrue(refused.getMessage().contains("gantry.metrics.scrapes"));
        go.countDown();
        slow.join();
        desk.serve("text", OutputStream.nullOutputStream());
    }

    /** Says that it was given something, and waits. */
    private static final class SlowReader extends OutputStream {
        private final CountDownLatch reads;
        private final CountDownLatch go;
        private final Set<Integer> seen;

        SlowReader(CountDownLatch reads, CountDownLatch go, Set<Integer> seen) {
            this.reads = reads;
            this.go = go;
            this.seen = seen;
        }

        @Override
        public void write(int one) {
            seen.add(one);
            reads.countDown();
            await(go);
        }
    }

    @Test
    void oneThatFailsGivesItsPlaceBack() {
        ScrapeDesk desk =
                new ScrapeDesk(
                        1,
                        LONG,
                        (type, reading) -> {
                            throw new IllegalArgumentException("broken");
                        });
        assertThrows(IllegalStateException.class, () -> desk.take("text"));
        var again = assertThrows(IllegalStateException.class, () -> desk.take("text"));
        assertEquals("broken", again.getCause().getMessage());
    }

    @Test
    void aPluginThatKeepsAScrapeWaitingIsNotAskedAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        MeterSettings usual = MeterSettings.usual(100);
        var meters =
                new PrometheusMeters(
                        new MeterSettings(
                                usual.limits(), usual.allowed(), 10, Duration.ofMillis(300)),
                        InstantSource.system());
        meters.counter("gantry_x_total", "x").increment();
        scrapeUntilQuick(meters);
        meters.plugin(new RevisionRef("acme.mail", "1.0.0", "ab".repeat(32)))
                .gauge(
                        "open",
                        "Connections",
                        () -> {
                            await(never);
                            return 1;
                        });
        try (var log = new CapturedLog(ReadCell.class)) {
            var late = assertThrows(GantryException.class, () -> meters.scrape(null));
            assertTrue(late.getMessage().contains("gantry.metrics.timeout"), late.getMessage());
            assertTrue(
                    log.warnings()
                            .getFirst()
                            .startsWith(
                                    "The gauge gantry_plugin_mail_open of plugin acme.mail did not"
                                            + " answer in time"),
                    log.warnings().toString());
        }
        String text = new String(meters.scrape(null).body(), StandardCharsets.UTF_8);
        assertTrue(text.contains("gantry_x_total 1.0"));
        never.countDown();
        meters.close();
    }

    /** The first scrape binds the meters of the JVM, which takes a moment. */
    private static void scrapeUntilQuick(PrometheusMeters meters) {
        for (int i = 0; i < 100; i++) {
            try {
                meters.scrape(null);
                return;
            } catch (GantryException e) {
                assertTrue(e.retryable());
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
