package dev.gantry.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PaceTest {
    private final List<Duration> rests = new ArrayList<>();
    private final Pace pace = new Pace(rests::add);

    private void deleted(long busyMs, long waitedMs) {
        pace.deleted(Duration.ofMillis(busyMs), Duration.ofMillis(waitedMs));
    }

    @Test
    void takesMoreWhileItIsQuickAndLessWhenItIsSlow() {
        for (int i = 0; i < 100; i++) {
            deleted(1, 1);
        }
        assertEquals(Pace.MOST, pace.size());
        for (int i = 0; i < 100; i++) {
            deleted(50, 50);
        }
        assertEquals(Pace.LEAST, pace.size());
    }

    @Test
    void restsLongerTheLongerOthersKeepItWaiting() {
        deleted(0, 0);
        deleted(1, 10);
        deleted(1, 10_000);
        assertEquals(
                List.of(Duration.ofMillis(2), Duration.ofMillis(40), Duration.ofMillis(500)),
                rests);
    }
}
