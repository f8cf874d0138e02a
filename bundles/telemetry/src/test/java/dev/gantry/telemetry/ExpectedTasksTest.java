package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ExpectedTasksTest {
    private final PrometheusMeters meters = new PrometheusMeters();
    private final Offers offers = new Offers();

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void whatIsOfferedIsThereAtZeroBeforeAnyRunEnds() {
        offers.add("mail.send", true);
        offers.add("mail.gone", false);
        ExpectedTasks expected = new ExpectedTasks(meters, offers, 1000);
        assertEquals(4, lines("gantry_runs_finished_total{").size(), lines("gantry").toString());
        for (String result : List.of("success", "failure", "error", "timeout")) {
            assertTrue(
                    lines("gantry_runs_finished_total{")
                            .contains(
                                    "gantry_runs_finished_total{result=\""
                                            + result
                                            + "\",task=\"mail.send\"} 0.0"));
        }
        assertEquals(
                List.of("gantry_dead_letters_total{task=\"mail.send\"} 0.0"),
                lines("gantry_dead_letters_total{"));

        offers.add("mail.read", true);
        expected.changed(Kind.TASK, "mail.read");
        expected.changed(Kind.DETECTOR, "mail.box");
        expected.changed(Kind.TASK, "mail.gone");
        assertEquals(8, lines("gantry_runs_finished_total{").size());

        RunMetrics metrics = new RunMetrics(meters);
        metrics.on(SampleEvents.finished("r1", "mail.send", RunResult.FAILURE));
        expected.changed(Kind.TASK, "mail.send");
        assertTrue(
                lines("gantry_runs_finished_total{")
                        .contains(
                                "gantry_runs_finished_total{result=\"failure\","
                                        + "task=\"mail.send\"} 1.0"));
        assertEquals(8, lines("gantry_runs_finished_total{").size());
        assertEquals(12, lines("gantry_queue_runs_finished_total{").size(), "classes have no end");
    }

    @Test
    void manyTaskTypesLeaveHalfOfTheSeriesForWhatHappens() {
        for (int i = 0; i < 1000; i++) {
            offers.add("task." + i, true);
        }
        new ExpectedTasks(meters, offers, 1000);
        assertEquals(500, lines("gantry_runs_finished_total{").size());
        assertEquals(125, lines("gantry_dead_letters_total{").size());
        int bytes = lines("gantry_").stream().mapToInt(line -> line.length() + 1).sum();
        assertTrue(bytes < 60_000, bytes + " bytes");

        RunMetrics metrics = new RunMetrics(meters);
        metrics.on(SampleEvents.finished("r1", "task.999", RunResult.CANCELLED));
        assertTrue(
                lines("gantry_runs_finished_total{")
                        .contains(
                                "gantry_runs_finished_total{result=\"cancelled\","
                                        + "task=\"task.999\"} 1.0"));
    }

    private List<String> lines(String start) {
        return new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    /** What plugins offer. */
    private static final class Offers implements Catalog {
        private final List<Contribution> all = new ArrayList<>();

        void add(String id, boolean available) {
            all.add(
                    new Contribution(
                            Kind.TASK,
                            id,
                            "",
                            "",
                            SampleEvents.FILES,
                            "{}",
                            null,
                            null,
                            null,
                            available,
                            available ? null : "its plugin is gone"));
        }

        @Override
        public List<Contribution> list(Kind kind) {
            return List.copyOf(all);
        }

        @Override
        public Optional<Contribution> find(Kind kind, String id) {
            return all.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public List<FieldError> validate(Kind kind, String id, String json) {
            return List.of();
        }

        @Override
        public Lease lease(Kind kind, String id, Selection selection) {
            throw new AssertionError("nobody works here");
        }

        @Override
        public int limit(String plugin) {
            return 0;
        }
    }
}
