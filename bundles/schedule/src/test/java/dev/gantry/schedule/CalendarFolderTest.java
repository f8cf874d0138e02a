package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class CalendarFolderTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    @TempDir private Path home;
    private Path folder;
    private CalendarFolder calendars;
    private final List<String> changed = new ArrayList<>();
    private boolean used = true;
    private int writes;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(home.resolve("conf/calendars"));
        calendars = open();
    }

    private CalendarFolder open() {
        return new CalendarFolder(home, InstantSource.fixed(NOW));
    }

    @Test
    void aFileIsTakenWhenItIsTheSameOverTwoLooks() throws IOException {
        write("work", "weekdays: [mon, TUESDAY]");
        look();
        assertEquals(Set.of(), calendars.names());
        write("work", "weekdays: [MON]");
        look();
        assertEquals(Set.of(), calendars.names());
        look();
        assertEquals(List.of("work"), changed);
        assertEquals(
                List.of(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 9)),
                calendars.days("work").orElseThrow().next(LocalDate.of(2026, 3, 1), 2));
        write("work", "# the same days\nweekdays: [MON]");
        looks();
        assertEquals(List.of("work"), changed);
    }

    @Test
    void whatCannotBeReadLeavesWhatWasInForceAlsoOverARestart() throws IOException {
        write("work", "weekdays: [MON]");
        looks();
        CalendarDays good = calendars.days("work").orElseThrow();
        write("work", "zone: UTC\nweekdays: [MOO]");
        looks();
        assertEquals(good, calendars.days("work").orElseThrow());
        String problem =
                "conf/calendars/work.yaml, line 2: expected MON, TUE, WED, THU, FRI, SAT or SUN,"
                        + " got MOO";
        assertEquals(problem, calendars.problem("work").orElseThrow());
        calendars = open();
        assertEquals(good, calendars.days("work").orElseThrow());
        assertEquals(problem, calendars.problem("work").orElseThrow());
        write("work", "weekdays: [SUN]");
        looks();
        assertTrue(calendars.problem("work").isEmpty());
        assertFalse(good.equals(calendars.days("work").orElseThrow()));
    }

    @Test
    void aFileThatIsGoneStaysInForceWhileSchedulesReferToIt() throws IOException {
        write("work", "weekdays: [MON]");
        looks();
        Files.delete(folder.resolve("work.yaml"));
        looks();
        assertTrue(calendars.days("work").isPresent());
        assertTrue(calendars.problem("work").orElseThrow().contains("put it back"));
        calendars = open();
        looks();
        assertTrue(calendars.days("work").isPresent());
        used = false;
        looks();
        assertEquals(Set.of(), calendars.names());
        assertEquals(Set.of(), open().names());
    }

    @Test
    void otherFilesAreNoCalendars() throws IOException {
        write("Work Days", "weekdays: [MON]");
        Files.writeString(folder.resolve("work.yml"), "weekdays: [MON]");
        looks();
        assertEquals(Set.of(), calendars.names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    weekdays: [MON             | line 1: it is not YAML
                    {}                         | line 1: it has no days
                    {zone: UTC, zone: UTC}     | line 1: `zone` is there twice; keep one of them
                    days: [MON]                | line 1: days is not known; expected zone
                    include: 2026-01-01        | line 1: expected a list
                    include: [2026-02-30]      | line 1: expected a day as 2026-12-24
                    include: [2026-02-03/2026-02-01] | line 1: 2026-02-03/2026-02-01 ends before
                    include: [13-01]           | line 1: expected a day as 2026-12-24
                    zone: Mars/Base            | line 1: expected a zone such as Europe/Berlin
                    """)
    void saysWhatIsWrong(String text, String message) {
        CalendarFile.UnreadableException e =
                assertThrows(
                        CalendarFile.UnreadableException.class,
                        () -> CalendarFile.read("work", text.strip()));
        assertTrue(e.getMessage().startsWith("conf/calendars/work.yaml, "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void whatIsNestedTooDeeplyIsNoCalendar() {
        CalendarFile.UnreadableException e =
                assertThrows(
                        CalendarFile.UnreadableException.class,
                        () -> CalendarFile.read("work", "include:\n  " + "[".repeat(25_000)));
        assertEquals(
                "conf/calendars/work.yaml, line 2: it is nested too deeply; write it flatter",
                e.getMessage());
    }

    @Test
    void daysAreThoseOfItsZone() throws Exception {
        CalendarDays days =
                CalendarFile.read(
                        "x",
                        """
                        zone: Pacific/Auckland
                        include: [12-30/01-02, 2026-06-01/2026-06-03]
                        exclude: [2026-06-02]
                        """);
        assertTrue(days.contains(Instant.parse("2025-12-29T11:00:00Z")));
        assertFalse(days.contains(Instant.parse("2025-12-29T10:59:59Z")));
        assertTrue(days.contains(Instant.parse("2026-01-02T10:59:59Z")));
        assertFalse(days.contains(Instant.parse("2026-01-02T11:00:00Z")));
        assertEquals(
                List.of(LocalDate.of(2026, 6, 1), LocalDate.of(2026, 6, 3)),
                days.next(LocalDate.of(2026, 1, 3), 2));
    }

    /** Gives each content a time of its own, as an editor does. */
    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), text);
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(++writes)));
    }

    private void looks() {
        look();
        look();
    }

    private void look() {
        calendars.look(name -> used, changed::add);
    }
}
