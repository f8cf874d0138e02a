package dev.gantry.plugins.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.RevisionRef;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class LeakWatchTest {
    private static final RevisionRef HELLO =
            new RevisionRef("acme.hello", "1.0.0", "0123456789abcdef".repeat(4));
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Collects for real, but tells what the test wants of all else. */
    private static final class TestJvm implements Jvm {
        private final HotSpot real = new HotSpot();
        private long young;
        private long halves;
        private long full;
        private boolean beside;
        private int asked;
        private int dumps;
        private boolean deaf;
        private Map<Thread, List<String>> stacks = Map.of();

        @Override
        public Collections collections() {
            return new Collections(young, halves, full);
        }

        @Override
        public int tenuring() {
            return 3;
        }

        @Override
        public void collect() {
            asked++;
            if (deaf) {
                return;
            }
            real.collect();
            if (beside) {
                young++;
                halves += 2;
            } else {
                full++;
            }
        }

        @Override
        public long used() {
            return 1000;
        }

        @Override
        public void dump(Path file) throws IOException {
            dumps++;
            real.dump(file);
        }

        @Override
        public Map<Thread, List<String>> stacks() {
            return stacks;
        }
    }

    @TempDir Path folder;
    private final ManualClock clock = new ManualClock();
    private final TestJvm jvm = new TestJvm();
    private final List<Leak> found = new ArrayList<>();
    private final List<RevisionRef> collected = new ArrayList<>();
    private boolean busy;

    private LeakWatch watch(Duration interval, long limit) {
        return new LeakWatch(
                new LeakSettings(interval, limit, folder),
                clock,
                () -> busy,
                type -> Optional.empty(),
                found::add,
                collected::add,
                jvm);
    }

    private static ClassLoader loader() {
        return new ClassLoader(null) {};
    }

    private static List<ClassLoader> fifty() {
        return IntStream.range(0, 50)
                .mapToObj(i -> loader())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void pass(LeakWatch watch, Duration time) throws InterruptedException {
        clock.advance(time);
        watch.tick();
    }

    @Test
    void asksOnceInAnIntervalForAllOfThem() throws Exception {
        LeakWatch watch = watch(INTERVAL, 0);
        List<ClassLoader> held = fifty();
        held.forEach(loader -> watch.watch(loader, HELLO));
        pass(watch, LeakWatch.GRACE.minusMillis(1));
        assertEquals(0, jvm.asked);
        pass(watch, Duration.ofMillis(1));
        assertEquals(1, jvm.asked);
        pass(watch, INTERVAL.minusMillis(1));
        assertEquals(1, jvm.asked);
        assertEquals(List.of(), watch.leaks());
        held.clear();
        pass(watch, Duration.ofMillis(1));
        assertEquals(2, jvm.asked);
        assertEquals(0, watch.watched());
        pass(watch, INTERVAL);
        assertEquals(2, jvm.asked);
        assertEquals(List.of(), found);
        assertEquals(List.of(), collected);
    }

    @Test
    void tellsOfALeakOnceAndTakesItBack() throws Exception {
        LeakWatch watch = watch(INTERVAL, 0);
        ClassLoader held = loader();
        watch.watch(held, HELLO);
        watch.watch(null, HELLO);
        pass(watch, LeakWatch.GRACE);
        pass(watch, INTERVAL);
        assertEquals(found, watch.leaks());
        assertEquals(
                List.of(
                        new Leak(
                                HELLO,
                                clock.instant().minus(INTERVAL).minus(LeakWatch.GRACE),
                                "its classes are still held, and nothing tells by what: allow a"
                                        + " heap dump with gantry.plugins.leak.dump.limit, which is"
                                        + " 0 bytes (the heap has 1000 in use)",
                                "")),
                found);
        Reference.reachabilityFence(held);
        held = null;
        pass(watch, INTERVAL);
        assertEquals(2, jvm.asked);
        assertEquals(1, watch.leaks().size());
        pass(watch, INTERVAL.multipliedBy(LeakWatch.SELDOM));
        assertEquals(3, jvm.asked);
        assertEquals(List.of(), watch.leaks());
        while (collected.isEmpty()) {
            watch.tick();
        }
        assertEquals(List.of(HELLO), collected);
        assertEquals(1, found.size());
    }

    @Test
    void seesNoLeakWhereNobodyCollects() throws Exception {
        LeakWatch watch = watch(Duration.ZERO, 0);
        ClassLoader held = loader();
        watch.watch(held, HELLO);
        pass(watch, Duration.ofDays(1));
        assertEquals(0, jvm.asked);
        LeakWatch unheard = watch(INTERVAL, 0);
        jvm.deaf = true;
        unheard.watch(held, HELLO);
        for (int i = 0; i < 5; i++) {
            pass(unheard, INTERVAL);
        }
        assertEquals(5, jvm.asked);
        assertEquals(List.of(), unheard.leaks());
        jvm.full += 2;
        watch.tick();
        assertEquals(1, watch.leaks().size());
        Reference.reachabilityFence(held);
    }

    @Test
    void countsCollectionsBesideTheWorkOnceItIsOld() throws Exception {
        jvm.beside = true;
        LeakWatch watch = watch(INTERVAL, 0);
        ClassLoader held = loader();
        watch.watch(held, HELLO);
        for (int i = 0; i < 4; i++) {
            pass(watch, INTERVAL);
            assertEquals(List.of(), watch.leaks());
        }
        pass(watch, INTERVAL);
        assertEquals(1, watch.leaks().size());
        assertEquals(5, jvm.asked);
        Reference.reachabilityFence(held);
    }

    @Test
    void makesNoHeapDumpWhileSomebodyWaits() throws Exception {
        LeakWatch watch = watch(INTERVAL, 1000);
        ClassLoader held = loader();
        watch.watch(held, HELLO);
        busy = true;
        pass(watch, LeakWatch.GRACE);
        pass(watch, INTERVAL);
        assertEquals(0, jvm.dumps);
        assertEquals(List.of(), watch.leaks());
        assertEquals(List.of(), found);
        busy = false;
        watch.tick();
        assertEquals(1, jvm.dumps);
        assertTrue(
                found.getFirst()
                        .sentence()
                        .startsWith("its classes are still held by a local variable of the thread"),
                found.getFirst().sentence());
        assertTrue(
                found.getFirst().sentence().contains(" at dev.gantry.plugins.leak.LeakWatchTest."),
                found.getFirst().sentence());
        for (int i = 0; i < 50; i++) {
            pass(watch, INTERVAL);
        }
        assertEquals(1, jvm.dumps);
        assertEquals(1, found.size());
        Reference.reachabilityFence(held);
    }

    @Test
    void whatGoesByItselfIsNoLeak() throws Exception {
        LeakWatch watch = watch(INTERVAL, 1000);
        Reference<ClassLoader> held = new SoftReference<>(loader());
        watch.watch(held.get(), HELLO);
        pass(watch, LeakWatch.GRACE);
        pass(watch, INTERVAL);
        assertEquals(1, jvm.dumps);
        assertEquals(1, watch.watched());
        assertEquals(List.of(), watch.leaks());
        assertEquals(List.of(), found);
        for (int i = 0; i < 50; i++) {
            pass(watch, INTERVAL);
        }
        assertEquals(1, jvm.dumps);
        Reference.reachabilityFence(held);
    }

    @Test
    void makesNoHeapDumpOfALargeHeap() throws Exception {
        LeakWatch watch = watch(INTERVAL, 999);
        ClassLoader held = loader();
        watch.watch(held, HELLO);
        pass(watch, LeakWatch.GRACE);
        pass(watch, INTERVAL);
        assertEquals(0, jvm.dumps);
        assertEquals(1, found.size());
        Reference.reachabilityFence(held);
    }

    @Test
    void makesHeapDumpsSeldom() throws Exception {
        LeakWatch watch = watch(INTERVAL, 1000);
        ClassLoader first = loader();
        ClassLoader second = loader();
        watch.watch(first, HELLO);
        pass(watch, LeakWatch.GRACE);
        watch.watch(second, HELLO);
        pass(watch, INTERVAL);
        assertEquals(1, found.size());
        pass(watch, INTERVAL);
        assertEquals(1, watch.leaks().size());
        assertEquals(1, jvm.dumps);
        pass(watch, INTERVAL.multipliedBy(LeakWatch.SELDOM));
        assertEquals(2, jvm.dumps);
        assertEquals(2, found.size());
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(second);
    }

    @Test
    void needsNoHeapDumpForAThread() throws Exception {
        LeakWatch watch = watch(INTERVAL, 1000);
        ClassLoader held = loader();
        Thread thread = new Thread(() -> {}, "acme-timer");
        thread.setContextClassLoader(held);
        jvm.stacks =
                Map.of(
                        thread,
                        List.of(
                                "java.lang.Object.wait(Object.java)",
                                "acme.Foo.run(Foo.java:12)",
                                "java.lang.Thread.run(Thread.java:1)"));
        watch.watch(held, HELLO);
        pass(watch, LeakWatch.GRACE);
        pass(watch, INTERVAL);
        assertEquals(
                "its classes are still held by the thread \"acme-timer\" (its context class"
                        + " loader), running acme.Foo.run(Foo.java:12): end that thread in"
                        + " @Deactivate",
                found.getFirst().sentence());
        assertEquals(0, jvm.dumps);
        assertNotNull(held);
    }

    @Test
    void removesTheDumpThatAnEarlierEndLeft() throws Exception {
        Path left = Files.writeString(folder.resolve("leak.hprof"), "left");
        try (LeakWatch watch =
                new LeakWatch(
                        new LeakSettings(INTERVAL, 0, folder),
                        clock,
                        () -> false,
                        type -> Optional.empty(),
                        found::add,
                        collected::add)) {
            assertTrue(Files.notExists(left));
            assertEquals(0, watch.watched());
        }
    }
}
