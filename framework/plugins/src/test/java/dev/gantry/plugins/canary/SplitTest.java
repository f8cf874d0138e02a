package dev.gantry.plugins.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.CanarySpec;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class SplitTest {
    private static final String SHA = "c0ffee".repeat(10) + "0000";
    private static final String OTHER = "decade".repeat(10) + "0000";

    private static CanarySpec spec(String tenant, Map<String, String> labels, Integer... steps) {
        return new CanarySpec(List.of(steps), tenant, labels, Duration.ofMinutes(5), 50);
    }

    private static Selection work(String id) {
        return new Selection(null, id, "default", Map.of());
    }

    /** Ids as runs have them: long numbers that grow by one. */
    private static String id(int i) {
        return "01k%022d".formatted(i);
    }

    @Test
    void sharesEvenly() {
        Split[] splits = new Split[100];
        for (int percent = 1; percent <= 100; percent++) {
            splits[percent - 1] = Split.of(SHA, spec(null, Map.of(), percent), 0);
        }
        int works = 100_000;
        long[] places = new long[100];
        for (int i = 0; i < works; i++) {
            int place = 0;
            while (!splits[place].takes(work(id(i)))) {
                place++;
            }
            places[place]++;
        }
        double square = 0;
        for (long seen : places) {
            square += Math.pow(seen - works / 100.0, 2) / (works / 100.0);
        }
        // chi-square with 99 degrees of freedom: 148 is exceeded by one in a thousand
        assertTrue(square < 148, "chi-square " + square);
    }

    @Test
    void keepsWorkOnItsSideAsTheShareGrows() {
        CanarySpec spec = spec(null, Map.of(), 5, 25, 50);
        for (int i = 0; i < 10_000; i++) {
            boolean before = false;
            for (int step = 0; step < 3; step++) {
                boolean now = Split.of(SHA, spec, step).takes(work(id(i)));
                assertTrue(now || !before, id(i) + " left the canary");
                assertEquals(now, Split.of(SHA, spec, step).takes(work(id(i))));
                before = now;
            }
        }
    }

    @Test
    void choosesOtherWorkForAnotherCanary() {
        CanarySpec spec = spec(null, Map.of(), 10);
        Set<String> one = new HashSet<>();
        Set<String> both = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            if (Split.of(SHA, spec, 0).takes(work(id(i)))) {
                one.add(id(i));
                if (Split.of(OTHER, spec, 0).takes(work(id(i)))) {
                    both.add(id(i));
                }
            }
        }
        assertTrue(one.size() > 900 && one.size() < 1100, "of 10,000: " + one.size());
        assertTrue(both.size() < 150, "both canaries take " + both.size());
    }

    @Test
    void leavesWorkOfNobodyToTheControl() {
        assertFalse(Split.of(SHA, spec(null, Map.of(), 99), 0).takes(Selection.NEW));
        assertTrue(Split.of(SHA, spec(null, Map.of(), 100), 0).takes(Selection.NEW));
    }

    @Test
    void takesAllWorkOfOneTenant() {
        Split split = Split.of(SHA, spec("acme", Map.of(), 1), 0);
        assertEquals(100, split.percent());
        for (int i = 0; i < 1000; i++) {
            assertTrue(split.takes(new Selection(null, id(i), "acme", Map.of())));
            assertFalse(split.takes(new Selection(null, id(i), "other", Map.of())));
        }
    }

    @Test
    void takesWorkWithAllOfTheLabels() {
        Split split = Split.of(SHA, spec(null, Map.of("site", "b", "beta", "yes"), 1), 0);
        assertTrue(
                split.takes(
                        new Selection(
                                null, "1", "x", Map.of("site", "b", "beta", "yes", "more", "z"))));
        assertFalse(split.takes(new Selection(null, "1", "x", Map.of("site", "b"))));
        assertFalse(split.takes(new Selection(null, "1", "x", Map.of("site", "a", "beta", "yes"))));
    }
}
