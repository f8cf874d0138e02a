package dev.gantry.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

class SloFileTest {
    private static final String FILE = "conf/slos/mail.yaml";

    private static List<Objective> read(String text) throws SloFile.UnreadableException {
        return SloFile.read(FILE, text);
    }

    @Test
    void readsObjectivesWithTheirDefaults() throws Exception {
        List<Objective> read =
                read(
                        """
                        # what we promise
                        objectives:
                          - id: mail-up
                            task: mail.send
                            kind: availability
                            objective: 99.90
                          - id: mail-quick
                            task: mail.*
                            kind: latency
                            threshold: PT2.5S
                            objective: 95
                            window: P7D
                            minimum: 50
                        """);
        assertEquals(
                List.of(
                        new Objective(
                                "mail-up",
                                "mail.send",
                                SloKind.AVAILABILITY,
                                null,
                                new BigDecimal("99.9"),
                                Duration.ofDays(30),
                                10,
                                FILE),
                        new Objective(
                                "mail-quick",
                                "mail.*",
                                SloKind.LATENCY,
                                Duration.ofMillis(2500),
                                new BigDecimal("95"),
                                Duration.ofDays(7),
                                50,
                                FILE)),
                read);
        assertEquals("0.001", read.getFirst().budget().toPlainString());
        assertEquals("0.05", read.getLast().budget().toPlainString());
        assertEquals(List.of(), read("# nothing yet\n"));
        assertEquals(
                "90",
                read("objectives: [{id: a, task: b, kind: availability, objective: 90.0}]")
                        .getFirst()
                        .percent()
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: latency | threshold is missing",
                "kind: latency#threshold: PT3S | the nearest to PT3S: PT2.5S and PT5S",
                "kind: latency#threshold: PT7H | the nearest to PT7H: PT6H",
                "kind: wait#threshold: PT2.5S | the nearest to PT2.5S: PT1S and PT5S",
                "kind: latency#threshold: soon | expected an ISO-8601 duration such as PT5S, got soon",
                "kind: availability#threshold: PT1S | threshold goes with latency and wait only",
                "kind: fast | expected availability, latency or wait, got fast",
                "objective: 100 | above 0 and below 100",
                "objective: 0.0 | above 0 and below 100",
                "objective: most | above 0 and below 100",
                "window: PT30H | expected whole days from P1D to P90D, got PT30H",
                "window: P91D | expected whole days from P1D to P90D, got P91D",
                "minimum: 0 | 1 or more; got 0",
                "id: Mail | expected lower-case letters, digits and dashes",
                "id: rules | rules cannot be an id",
                "task: mail send | expected a task type such as files.cleanup",
                "goal: 3 | goal is not known; expected id, kind, minimum, objective",
            })
    void whatIsWrongIsToldWithItsLine(String wrong, String told) {
        StringBuilder text = new StringBuilder("objectives:\n  -\n");
        List<String> mine = List.of(wrong.split("#"));
        List<String> all =
                List.of("id: mail-up", "task: mail.send", "kind: availability", "objective: 99.9");
        for (String each : all) {
            String key = each.substring(0, each.indexOf(':') + 1);
            if (mine.stream().noneMatch(line -> line.startsWith(key))) {
                text.append("    ").append(each).append('\n');
            }
        }
        mine.forEach(line -> text.append("    ").append(line.strip()).append('\n'));
        String message =
                assertThrows(SloFile.UnreadableException.class, () -> read(text.toString()))
                        .getMessage();
        int lines = (int) text.toString().lines().count();
        String where = told.contains("missing") ? "line 3: " : "line " + lines + ": ";
        assertEquals(
                FILE + ", " + where,
                message.substring(0, FILE.length() + 2 + where.length()),
                text::toString);
        assertEquals(true, message.contains(told), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objectives:#  - id: a#    id: a | line 3: `id` is there twice; keep one of them",
                "objectives:#  - DEEP | line 2: it is nested too deeply; write it flatter",
            })
    void whatIsWrongWithItsYamlIsToldAsWell(String text, String told) {
        String whole = text.replace('#', '\n').replace("DEEP", "[".repeat(25_000));
        assertEquals(
                FILE + ", " + told,
                assertThrows(SloFile.UnreadableException.class, () -> read(whole)).getMessage());
    }

    @Test
    void aFileOfAnotherFormIsRefused() {
        for (String text :
                List.of(
                        "objectives: 3",
                        "- id: x",
                        "objectives:\n  - id: a\n    id: a",
                        "objectives: [",
                        "objectives:\n  - {id: a, task: b, kind: availability, objective: 9}\n"
                                + "  - {id: a, task: b, kind: availability, objective: 9}\n")) {
            String message =
                    assertThrows(SloFile.UnreadableException.class, () -> read(text)).getMessage();
            assertEquals(true, message.matches("(?s)" + FILE + ", line \\d: .*"), message);
        }
    }
}
