package dev.gantry.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rules, by the tool that comes with Prometheus; left out where that is not installed. */
@Timeout(300)
class PromtoolTest {
    private static final List<Objective> ALL =
            List.of(
                    Samples.availability("99.9", 10),
                    objective("all-up", "*", SloKind.AVAILABILITY, null, "99.999", 1),
                    objective("half", "a-b.c", SloKind.AVAILABILITY, null, "50", 3),
                    objective("never", "a.b", SloKind.AVAILABILITY, null, "5", 3),
                    objective(
                            "quick", "mail.*", SloKind.LATENCY, Duration.ofMillis(2500), "99", 100),
                    objective("soon", "mail.send", SloKind.WAIT, Duration.ofMinutes(1), "95", 10),
                    objective(
                            "now", "mail.send", SloKind.WAIT, Duration.ofNanos(100_000), "90", 10));

    @TempDir Path folder;

    private static Objective objective(
            String id,
            String task,
            SloKind kind,
            Duration threshold,
            String percent,
            long minimum) {
        return Samples.objective(id, task, kind, threshold, percent, minimum);
    }

    @BeforeEach
    void installed() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(part -> Files.isExecutable(Path.of(part, "promtool"))),
                "promtool is not installed: apt-get install prometheus");
    }

    private record Ended(int code, String output) {}

    private Ended promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private String write(Objective objective, String rules, String tests) throws IOException {
        Files.writeString(folder.resolve(Rules.file(objective.id())), rules);
        Files.writeString(folder.resolve("test.yaml"), tests);
        return Rules.file(objective.id());
    }

    @Test
    void theRulesOfEachObjectivePassTheirTest() throws Exception {
        for (Objective objective : ALL) {
            String rules =
                    write(objective, Rules.text(List.of(objective)), RuleTests.text(objective));
            Ended checked = promtool("check", "rules", rules);
            assertEquals(0, checked.code, checked.output);
            Ended tested = promtool("test", "rules", "test.yaml");
            assertEquals(0, tested.code, objective.id() + "\n" + tested.output);
        }
    }

    @Test
    void theRulesOfAllGoTogether() throws Exception {
        Files.writeString(folder.resolve("all.yaml"), Rules.text(ALL));
        Ended checked = promtool("check", "rules", "all.yaml");
        assertEquals(0, checked.code, checked.output);
        Files.writeString(folder.resolve("none.yaml"), Rules.text(List.of()));
        checked = promtool("check", "rules", "none.yaml");
        assertEquals(0, checked.code, checked.output);
    }

    @Test
    void theTestFailsWhereARuleIsWrong() throws Exception {
        Objective objective = ALL.getFirst();
        String rules = Rules.text(List.of(objective));
        for (List<String> change :
                List.of(
                        List.of("> 0.0144", "> 1.1"),
                        List.of("> 0.0144", "> 0.006"),
                        List.of("> 0.006", "> 1.1"),
                        List.of("> 0.001\n", "> 1.1\n"),
                        List.of("ratio_5m{slo", "ratio_1h{slo"),
                        List.of("ratio_30m{slo", "ratio_6h{slo"),
                        List.of(
                                "ratio_6h{slo=\"mail-up\"} > 0.001\n",
                                "ratio_3d{slo=\"mail-up\"} > 0.001\n"),
                        List.of("failure|error|timeout", "error|timeout"),
                        List.of(">= 10", ">= 9"),
                        List.of(">= 10", ">= 11"),
                        List.of("severity: page", "severity: sms"))) {
            String wrong = rules.replace(change.getFirst(), change.getLast());
            assertNotEquals(rules, wrong);
            write(objective, wrong, RuleTests.text(objective));
            Ended tested = promtool("test", "rules", "test.yaml");
            assertNotEquals(0, tested.code, change + "\n" + tested.output);
        }
    }

    /** What is expected is what the evaluation says of the same events. */
    @Test
    void prometheusAlertsAsGantryDoesAtEachMinute() throws Exception {
        Random random = new Random(7);
        for (Objective objective : List.of(ALL.get(0), ALL.get(4))) {
            List<RuleTests.Course> courses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                List<RuleTests.Part> parts = new ArrayList<>();
                int minutes = 0;
                while (minutes < 400) {
                    int length = 1 + random.nextInt(60);
                    long total = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextInt(300);
                    long bad = random.nextBoolean() ? 0 : random.nextLong(total / 10 + 1);
                    parts.add(new RuleTests.Part(length, total - bad, bad));
                    minutes += length;
                }
                courses.add(
                        new RuleTests.Course(
                                "course " + i,
                                parts,
                                IntStream.rangeClosed(1, 400).boxed().toList()));
            }
            write(
                    objective,
                    Rules.text(List.of(objective)),
                    new RuleTests(objective).text(courses));
            Ended tested = promtool("test", "rules", "test.yaml");
            assertEquals(0, tested.code, objective.id() + "\n" + tested.output);
        }
    }
}
