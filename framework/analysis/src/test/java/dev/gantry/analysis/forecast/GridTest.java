package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

class GridTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    private final List<Sample> samples = new ArrayList<>();

    private void hours(int from, int to, IntToDoubleFunction value) {
        for (int i = from; i < to; i++) {
            samples.add(new Sample(BEGIN.plus(Duration.ofHours(i)), value.applyAsDouble(i)));
        }
    }

    private Grid grid() {
        return Grid.of(samples, Optional.empty()).grid().orElseThrow();
    }

    private String reason() {
        return Grid.of(samples, Optional.empty()).reason();
    }

    @Test
    void aStepHasTheMeanOfItsSamplesInAnyOrder() {
        for (int i = 0; i < 48 * 4; i++) {
            samples.add(new Sample(BEGIN.plus(Duration.ofMinutes(15L * i + 7)), i % 4));
        }
        Collections.shuffle(samples, new Random(1));
        Grid grid = grid();
        assertEquals(Duration.ofHours(1), grid.step());
        assertEquals(BEGIN, grid.at(0));
        assertEquals(BEGIN.plus(Duration.ofHours(48)), grid.at(grid.values().length));
        for (double value : grid.values()) {
            assertEquals(1.5, value, 1e-12);
        }
    }

    @Test
    void aShortGapIsStraightAndALongOneLooksLikeOtherDays() {
        hours(0, 30, i -> i % 24);
        hours(33, 60, i -> i % 24);
        hours(70, 120, i -> 100 + i % 24);
        Grid grid = grid();
        assertArrayEquals(
                new double[] {5, 6, 7, 8, 9}, Arrays.copyOfRange(grid.values(), 29, 34), 1e-12);
        for (int i = 60; i < 70; i++) {
            assertEquals(50 + i % 24, grid.values()[i], 1e-12);
        }
        assertEquals(107, grid.count());
    }

    @Test
    void whatIsNotANumberIsMissing() {
        hours(0, 60, i -> i);
        for (double odd :
                new double[] {
                    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e301
                }) {
            samples.add(new Sample(BEGIN.plus(Duration.ofHours(59)), odd));
            samples.add(new Sample(BEGIN.plus(Duration.ofHours(90)), odd));
        }
        Grid grid = grid();
        assertEquals(60, grid.values().length);
        assertEquals(59, grid.values()[59]);
    }

    @Test
    void whatLiesBeforeAWeekOfNothingIsLeftOut() {
        hours(0, 200, i -> 1);
        hours(200 + 168, 440, i -> 2);
        assertEquals(72, grid().values().length);
        samples.clear();
        hours(0, 200, i -> 1);
        hours(200 + 167, 440, i -> 2);
        assertEquals(440, grid().values().length);
    }

    @Test
    void theLastTwelveWeeksCount() {
        hours(0, 5_000, i -> i);
        Grid grid = grid();
        assertEquals(2_016, grid.values().length);
        assertEquals(4_999, grid.values()[2_015]);
    }

    @Test
    void theStepFollowsTheDistanceOfSamples() {
        for (int i = 0; i < 40; i++) {
            samples.add(new Sample(BEGIN.plus(Duration.ofMinutes(230L * i)), i));
        }
        assertEquals(Duration.ofHours(4), grid().step());
        assertEquals(6, grid().cycle());
        assertEquals(42, grid().week());
        samples.clear();
        for (int i = 0; i < 40; i++) {
            samples.add(new Sample(BEGIN.plus(Duration.ofDays(i)), i));
        }
        assertEquals(Duration.ofDays(1), grid().step());
        assertEquals(7, grid().cycle());
        assertEquals(0, grid().week());
    }

    @Test
    void tooLittleIsSaid() {
        String needed =
                ". A forecast needs at least 24 known steps that span two days or more, at least half of all steps since the last gap of"
                        + " seven days";
        assertEquals("There are no samples" + needed, reason());
        samples.add(new Sample(BEGIN, Double.NaN));
        assertEquals("None of 1 samples is a number" + needed, reason());
        hours(0, 47, i -> i);
        assertEquals("47 of 47 steps of PT1H are known" + needed, reason());
        hours(47, 48, i -> i);
        assertEquals(48, grid().values().length);
        samples.clear();
        for (int i = 0; i < 50; i++) {
            samples.add(new Sample(BEGIN.plus(Duration.ofHours(31L * i)), i));
        }
        assertEquals("The samples lie more than a day apart" + needed, reason());
        samples.clear();
        hours(0, 30, i -> i);
        hours(90, 100, i -> i);
        assertEquals("40 of 100 steps of PT1H are known" + needed, reason());
    }

    @Test
    void timesFarApartTakeNoMemory() {
        hours(0, 60, i -> i);
        samples.add(new Sample(Instant.MIN, 1));
        assertEquals(60, grid().values().length);
        samples.add(new Sample(Instant.MAX, 1));
        assertTrue(reason().startsWith("1 of 1 steps"), reason());
    }
}
