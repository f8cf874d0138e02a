package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

class PrometheusMetersTest {
    private final PrometheusMeters meters = new PrometheusMeters(3);

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void countersKeepTheirNamesAndLabels() {
        meters.counter("gantry_runs_finished_total", "Finished runs", "task", "a", "result", "ok")
                .add(2);
        meters.counter("gantry_runs_started_total", "Started runs").increment();

        assertHas("# HELP gantry_runs_finished_total Finished runs");
        assertHas("# TYPE gantry_runs_finished_total counter");
        assertHas("gantry_runs_finished_total{result=\"ok\",task=\"a\"} 2.0");
        assertHas("gantry_runs_started_total 1.0");
    }

    @Test
    void timersAreHistogramsInSeconds() {
        var timer = meters.timer("gantry_run_duration_seconds", "How long runs take");
        timer.record(Duration.ofMillis(2));
        timer.record(Duration.ofSeconds(7));
        timer.record(Duration.ofHours(1));

        assertHas("# TYPE gantry_run_duration_seconds histogram");
        assertHas("gantry_run_duration_seconds_bucket{le=\"0.001\"} 0");
        assertHas("gantry_run_duration_seconds_bucket{le=\"0.0025\"} 1");
        assertHas("gantry_run_duration_seconds_bucket{le=\"300.0\"} 2");
        assertHas("gantry_run_duration_seconds_bucket{le=\"+Inf\"} 3");
        assertHas("gantry_run_duration_seconds_count 3");
        assertHas("gantry_run_duration_seconds_sum 3607.002");
    }

    @Test
    void gaugesKeepTheirNamesTheOnesThatEndInInfoToo() {
        meters.gauge("gantry_queue_depth", "Runs that wait", () -> 42, "queue", "silver");
        meters.gauge(
                "gantry_plugin_info",
                "Active plugins",
                () -> 1,
                "plugin",
                "web",
                "version",
                "1.0.0",
                "hash",
                "abc");
        meters.gauge("gantry_store_bytes", "Size of the store", () -> 4096);

        assertHas("gantry_queue_depth{queue=\"silver\"} 42.0");
        assertHas("gantry_plugin_info{hash=\"abc\",plugin=\"web\",version=\"1.0.0\"} 1");
        assertHas("gantry_store_bytes 4096.0");
    }

    @Test
    void totalsAreCountersThatAreAddedUpAndGo() throws Exception {
        String[] labels = {"plugin", "web", "version", "1.0.0"};
        var one = meters.total("gantry_plugin_log_bytes_total", "Lines", () -> 40, labels);
        var two = meters.total("gantry_plugin_log_bytes_total", "Lines", () -> 2, labels);

        assertHas("# TYPE gantry_plugin_log_bytes_total counter");
        assertHas("gantry_plugin_log_bytes_total{plugin=\"web\",version=\"1.0.0\"} 42.0");
        one.close();
        assertHas("gantry_plugin_log_bytes_total{plugin=\"web\",version=\"1.0.0\"} 2.0");
        two.close();
        assertFalse(text().contains("gantry_plugin_log_bytes"), text());
        assertThrows(
                IllegalArgumentException.class,
                () -> meters.total("gantry_plugin_log_bytes", "Lines", () -> 1));
    }

    @Test
    void aClosedGaugeIsGoneAndGivesItsPlaceToAnother() throws Exception {
        for (int i = 0; i < 10; i++) {
            String label = "q" + i;
            try (var gauge = meters.gauge("gantry_slots", "Slots", () -> 1, "state", label)) {
                assertHas("gantry_slots{state=\"" + label + "\"} 1.0");
            }
        }
        assertFalse(text().contains("gantry_slots"), text());
    }

    @Test
    void theLaterOfTwoEqualGaugesCounts() throws Exception {
        var before = meters.gauge("gantry_store_bytes", "Size", () -> 1);
        var after = meters.gauge("gantry_store_bytes", "Size", () -> 2);
        before.close();
        assertHas("gantry_store_bytes 2.0");
        after.close();
        assertFalse(text().contains("gantry_store_bytes"));
    }

    @Test
    void ofEqualGaugesTheOneThatIsStillOpenCounts() throws Exception {
        var first = constant();
        var second = constant();
        first.close();
        first.close();
        assertHas("gantry_plugin_state{plugin=\"web\"} 1.0");
        second.close();
        assertFalse(text().contains("gantry_plugin_state"));

        var before = meters.gauge("gantry_store_bytes", "Size", () -> 1);
        var after = meters.gauge("gantry_store_bytes", "Size", () -> 2);
        after.close();
        assertHas("gantry_store_bytes 1.0");
        before.close();
        assertFalse(text().contains("gantry_store_bytes"));
    }

    /** The same object each time: a lambda that captures nothing. */
    private AutoCloseable constant() {
        return meters.gauge("gantry_plugin_state", "Revisions", () -> 1, "plugin", "web");
    }

    @Test
    void askingTwiceGivesTheSameMeter() {
        assertSame(
                meters.counter("gantry_x_total", "x", "task", "a"),
                meters.counter("gantry_x_total", "x", "task", "a"));
        assertSame(meters.timer("gantry_x_seconds", "x"), meters.timer("gantry_x_seconds", "x"));
    }

    @Test
    void tooManyCombinationsAreFoldedCountedAndWarnedOfOnce() {
        try (var log = new CapturedLog(Families.class)) {
            for (int i = 0; i < 10; i++) {
                meters.counter("gantry_x_total", "x", "task", "t" + i).increment();
                meters.timer("gantry_x_seconds", "x", "task", "t" + i).record(Duration.ofMillis(1));
                meters.gauge("gantry_y", "y", () -> 1, "task", "t" + i);
            }
            assertEquals(3, log.warnings().size());
            assertTrue(
                    log.warnings()
                            .getFirst()
                            .startsWith("gantry_x_total has more than 3 combinations of [task]"),
                    log.warnings().getFirst());
        }

        assertHas("gantry_x_total{task=\"t2\"} 1.0");
        assertHas("gantry_x_total{task=\"_other\"} 7.0");
        assertHas("gantry_x_seconds_count{task=\"_other\"} 7");
        assertFalse(text().contains("t3"), text());
        assertHas("gantry_metrics_folded_total{metric=\"gantry_x_total\"} 7.0");
        assertHas("gantry_metrics_folded_total{metric=\"gantry_y\"} 7.0");
    }

    @Test
    void oneNameHasOneKindAndOneSetOfLabels() {
        meters.counter("gantry_x_total", "x", "task", "a");

        var other =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> meters.counter("gantry_x_total", "x", "queue", "a"));
        assertEquals(
                "gantry_x_total is a counter with the labels [task] already; gantry_x_total cannot be a"
                        + " counter with [queue]",
                other.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> meters.gauge("gantry_x_total", "x", () -> 1, "task", "a"));
        assertThrows(
                IllegalArgumentException.class,
                () -> meters.gauge("gantry_x", "x", () -> 1, "task", "a"));
        assertThrows(IllegalArgumentException.class, () -> meters.counter("gantry_y", "y"));
        assertThrows(IllegalArgumentException.class, () -> meters.timer("gantry_y_ms", "y"));
        assertThrows(
                IllegalArgumentException.class, () -> meters.counter("gantry_y_total", "y", "a"));
        assertThrows(IllegalArgumentException.class, () -> meters.gauge("Gantry-y", "y", () -> 1));
    }

    @Test
    void jvmAndProcessAreShown() {
        String text = text();
        for (String name :
                List.of(
                        "jvm_memory_used_bytes{",
                        "jvm_threads_live_threads ",
                        "jvm_gc_memory_allocated_bytes_total ",
                        "jvm_classes_loaded_classes ",
                        "jvm_info{",
                        "process_cpu_usage ",
                        "process_uptime_seconds ",
                        "process_files_open_files ",
                        "system_cpu_count ")) {
            assertTrue(text.lines().anyMatch(line -> line.startsWith(name)), name + "\n" + text);
        }
    }

    @Test
    void openMetricsWhenAskedFor() {
        meters.counter("gantry_x_total", "x").increment();
        var exposition =
                meters.scrape(
                        "application/openmetrics-text;version=1.0.0;q=0.5,"
                                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
        String body = new String(exposition.body(), StandardCharsets.UTF_8);

        assertTrue(exposition.contentType().startsWith("application/openmetrics-text"));
        assertTrue(body.contains("# TYPE gantry_x counter\n"), body);
        assertTrue(body.contains("\ngantry_x_total 1.0\n"), body);
        assertTrue(body.endsWith("# EOF\n"), body);
        assertEquals("text/plain; version=0.0.4; charset=utf-8", meters.scrape(null).contentType());
    }

    private String text() {
        return new String(meters.scrape("text/plain").body(), StandardCharsets.UTF_8);
    }

    private void assertHas(String line) {
        String text = text();
        assertTrue(
                text.lines().anyMatch(it -> it.equals(line) || it.equals(line + ".0")),
                line + " is not in\n" + text);
    }
}
