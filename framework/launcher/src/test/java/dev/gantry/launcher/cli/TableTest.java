package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class TableTest {
    private final Times times =
            new Times(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));

    @Test
    void alignsAndShowsADashForNothing() {
        assertEquals(
                List.of("ID    NAME  WHY", "long  é     -", "-     b c   x y"),
                new Table("ID", "NAME", "WHY")
                        .row("long", "é", "")
                        .row(null, "b c", "x\n  y")
                        .lines());
    }

    @Test
    void agesAreBrief() {
        assertEquals("12s ago", times.relative("2025-12-31T23:59:48Z"));
        assertEquals("3m ago", times.relative("2025-12-31T23:56:30Z"));
        assertEquals("in 5h", times.relative("2026-01-01T05:00:00Z"));
        assertEquals("3d ago", times.relative("2025-12-29T00:00:00Z"));
        assertEquals("", times.relative(""));
        assertEquals("1.5s", times.between("2025-12-31T23:59:58.5Z", ""));
        assertEquals("250ms", times.between("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.25Z"));
        assertEquals("", times.between("", ""));
    }

    @Test
    void durationsAreShortOrIso() {
        assertEquals(Optional.of(Duration.ofMillis(500)), Times.parse("500ms"));
        assertEquals(Optional.of(Duration.ofDays(2)), Times.parse("2d"));
        assertEquals(Optional.of(Duration.ofSeconds(90)), Times.parse("PT1M30S"));
        assertEquals(Optional.empty(), Times.parse("files.cleanup"));
    }
}
