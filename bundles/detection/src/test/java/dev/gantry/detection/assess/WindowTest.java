package dev.gantry.detection.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.check.Condition.Aggregate;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class WindowTest {
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private final Window window = new Window(Duration.ofSeconds(100));

    @Test
    void makesOneNumberOfMany() {
        for (int i = 1; i <= 100; i++) {
            window.add(START.plusSeconds(i), i);
        }
        assertEquals(100, window.value(Aggregate.LAST));
        assertEquals(99, window.value(Aggregate.CHANGE));
        assertEquals(50.5, window.value(Aggregate.MEAN));
        assertEquals(1, window.value(Aggregate.MIN));
        assertEquals(100, window.value(Aggregate.MAX));
        assertEquals(50, window.value(Aggregate.MEDIAN));
        assertEquals(90, window.value(Aggregate.P90));
        assertEquals(95, window.value(Aggregate.P95));
        assertEquals(99, window.value(Aggregate.P99));
    }

    @Test
    void forgetsWhatIsOldAndWhatIsYetToCome() {
        window.add(START, 1);
        window.add(START.plusSeconds(101), 2);
        assertEquals(2, window.value(Aggregate.MIN));
        window.add(START.plusSeconds(50), 3);
        assertEquals(3, window.value(Aggregate.MAX));
        assertEquals(0, window.value(Aggregate.CHANGE));
        for (int i = 0; i < 2 * Window.MOST; i++) {
            window.add(START.plusSeconds(50), i);
        }
        assertEquals(Window.MOST, window.value(Aggregate.MIN));
    }

    @Test
    void numbersAreSaidInTheirUnits() {
        assertEquals("412 ms", Words.value("latency.seconds", 0.412));
        assertEquals("1.5 s", Words.value("latency.seconds", 1.5));
        assertEquals("0 s", Words.value("latency.seconds", 0));
        assertEquals("25 µs", Words.value("gc.seconds", 25e-6));
        assertEquals("3.5 d", Words.value("certificate.remaining.seconds", 302_400));
        assertEquals("1.5 GiB", Words.value("disk.free.bytes", 1.5 * (1 << 30)));
        assertEquals("12.5 %", Words.value("free.ratio", 0.125));
        assertEquals("20", Words.value("threads", 20));
        assertEquals("-0.05", Words.value("drift", -0.05));
        assertEquals("1.23e+09", Words.value("requests", 1_234_567_890.0));
    }
}
