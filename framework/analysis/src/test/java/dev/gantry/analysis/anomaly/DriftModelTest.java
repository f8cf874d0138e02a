package dev.gantry.analysis.anomaly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

final class DriftModelTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final int DAY = 24 * 12;

    private final DriftModel model = new DriftModel();
    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void aSlowDriftIsSeenUnderLargeDays() {
        feed(0, 10 * DAY, 3);
        Drift drift = model.drift().orElseThrow();
        assertEquals(3, drift.perDay(), 0.3);
        assertTrue(drift.sure());
        assertEquals(9, drift.days(), "whole days before the hour under way");
    }

    @Test
    void noiseAndDaysAloneAreNoDrift() {
        feed(0, 14 * DAY, 0);
        Drift drift = model.drift().orElseThrow();
        assertEquals(0, drift.perDay(), 1);
        assertFalse(drift.sure());
    }

    @Test
    void spikesAndAnOutageOfHoursAreNoDrift() {
        for (int i = 0; i < 14 * DAY; i++) {
            add(i, i % 1000 < 3 ? 5_000 : i > 13 * DAY && i < 13 * DAY + 60 ? 0 : value(i, 0));
        }
        Drift drift = model.drift().orElseThrow();
        assertEquals(0, drift.perDay(), 1);
        assertFalse(drift.sure());
    }

    @Test
    void onlyTheLastTwoWeeksCount() {
        feed(0, 30 * DAY, 10);
        for (int i = 30 * DAY; i < 45 * DAY; i++) {
            add(i, value(i, 0));
        }
        assertEquals(0, model.drift().orElseThrow().perDay(), 1);
    }

    @Test
    void fewerThanThreeDaysSayNothing() {
        assertEquals(Optional.empty(), model.drift());
        feed(0, 3 * DAY, 3);
        assertEquals(Optional.empty(), model.drift(), "the last hour is under way");
        add(3 * DAY, 100);
        assertEquals(3, model.drift().orElseThrow().days());
        assertFalse(model.drift().orElseThrow().sure());
    }

    @Test
    void gapsAreFilledAndTooManyAreNot() {
        for (int i = 0; i < 12 * DAY; i++) {
            if (i % DAY > DAY / 4) {
                add(i, value(i, 3));
            }
        }
        add(12 * DAY, value(12 * DAY, 3));
        assertEquals(3, model.drift().orElseThrow().perDay(), 0.5);
        DriftModel seldom = new DriftModel();
        for (int i = 0; i < 12 * DAY; i += DAY / 4) {
            seldom.add(at(i), 1);
        }
        assertEquals(Optional.empty(), seldom.drift());
    }

    @Test
    void aGapOfMonthsBeginsAnewAndWhatIsOlderIsLeftOut() {
        feed(0, 14 * DAY, 10);
        feed(200 * DAY, 5 * DAY, 0);
        add(3, 1e9);
        Drift drift = model.drift().orElseThrow();
        assertEquals(4, drift.days());
        assertEquals(0, drift.perDay(), 3);
    }

    @Test
    void aClockThatGoesBackAddsToItsHour() {
        feed(0, 5 * DAY, 3);
        byte[] before = model.snapshot();
        add(4 * DAY, 200);
        assertFalse(Arrays.equals(before, model.snapshot()));
        assertEquals(4, model.drift().orElseThrow().days());
    }

    @Test
    void itIsSureFromTheSixthDayOnAndOneDayMayBeAnything() {
        assertTrue(DriftModel.drift(new double[] {1, 2, 3, 4, 5, 6}).sure());
        assertFalse(DriftModel.drift(new double[] {1, 2, 3, 4, 5}).sure());
        assertEquals(-2, DriftModel.drift(new double[] {10, 8, 6, 400, 2, 0}).perDay());
    }

    @Test
    void itSurvivesARestartAndRefusesWhatIsNoNumber() {
        feed(0, 10 * DAY, 3);
        DriftModel restored = DriftModel.restore(model.snapshot());
        assertEquals(model.drift(), restored.drift());
        assertArrayEquals(model.snapshot(), restored.snapshot());
        assertTrue(model.snapshot().length <= 4_200);
        assertThrows(IllegalArgumentException.class, () -> model.add(START, Double.NaN));
        model.add(at(10 * DAY), Double.MAX_VALUE);
        model.add(at(10 * DAY), Double.MAX_VALUE);
        model.drift();
    }

    private void feed(int from, int count, double perDay) {
        for (int i = from; i < from + count; i++) {
            add(i, value(i, perDay));
        }
    }

    private double value(int i, double perDay) {
        return 500
                + perDay * i / DAY
                + 100 * Math.sin(2 * Math.PI * i / DAY)
                + 5 * random.nextGaussian();
    }

    private void add(int i, double value) {
        model.add(at(i), value);
    }

    private static Instant at(int i) {
        return START.plusSeconds(300L * i);
    }
}
