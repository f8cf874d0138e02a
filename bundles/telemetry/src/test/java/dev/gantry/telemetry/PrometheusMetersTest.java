package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.config.Settings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

class PrometheusMetersTest {
    private static final String BUDGET = "dev.gantry.telemetry.series.Budget";

    private final PrometheusMeters meters =
            new PrometheusMeters(MeterSettings.usual(3), InstantSource.system());

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
    void tooManyCombinationsAreFoldedCountedAndWarnedOfOnce() throws Exception {
        try (var log = new CapturedLog(Class.forName(BUDGET))) {
            for (int i = 0; i < 10; i++) {
                meters.counter("gantry_x_total", "x", "task", "t" + i).increment();
                meters.timer("gantry_x_seconds", "x", "task", "t" + i).record(Duration.ofMillis(1));
                meters.gauge("gantry_y", "y", () -> 1, "task", "t" + i);
            }
            assertEquals(3, log.warnings().size());
            assertTrue(
                    log.warnings()
                            .getFirst()
                            .startsWith(
                                    "gantry_x_total has 3 combinations of [task], which is the"
                                            + " limit gantry.metrics.series; the label task has 3"
                                            + " values"),
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
                "gantry_x_total is a counter with the labels [task] already; gantry_x_total cannot"
                        + " be a counter with [queue]",
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
                        "process_cpu_time_seconds_total ",
                        "system_cpus ")) {
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
        assertEquals(body.indexOf("# EOF"), body.lastIndexOf("# EOF"), body);
        assertEquals("text/plain; version=0.0.4; charset=utf-8", meters.scrape(null).contentType());
    }

    @Test
    void exemplarsAreInOpenMetricsOnlyAndStayForAWhile() {
        MovedClock clock = new MovedClock();
        var timed = new PrometheusMeters(MeterSettings.usual(10), clock);
        var timer = timed.timer("gantry_x_seconds", "x", "task", "a");
        timer.record(2_000_000);
        timer.exemplar(2_000_000, "a".repeat(32));
        timer.record(2_100_000);
        timer.exemplar(2_100_000, "b".repeat(32));
        timer.record(3_000_000_000L);
        timer.exemplar(3_000_000_000L, "c".repeat(32));
        timed.counter("gantry_y_total", "y").increment();
        timed.counter("gantry_y_total", "y").exemplar("d".repeat(32));

        String open = text(timed, "application/openmetrics-text");
        assertTrue(
                open.contains(
                        "gantry_x_seconds_bucket{task=\"a\",le=\"0.0025\"} 2 # {trace_id=\""
                                + "a".repeat(32)
                                + "\"} 0.002 1772359200.000\n"),
                open);
        assertTrue(open.contains("le=\"5.0\"} 3 # {trace_id=\"" + "c".repeat(32)), open);
        assertTrue(
                open.contains(
                        "gantry_y_total 1.0 # {trace_id=\""
                                + "d".repeat(32)
                                + "\"} 1.0 1772359200.000\n"),
                open);
        assertFalse(text(timed, null).contains("trace_id"));

        clock.now = clock.now.plusSeconds(5);
        timer.exemplar(2_100_000, "e".repeat(32));
        assertTrue(text(timed, "application/openmetrics-text").contains("e".repeat(32)));
    }

    @Test
    void everySeriesHasTheCommonLabelsUnlessItHasItsOwn() throws Exception {
        var meters = new PrometheusMeters(settings("env=prod, region=eu, task=x"), () -> NOW);
        meters.counter("gantry_x_total", "x", "task", "a").increment();
        meters.timer("gantry_x_seconds", "x").record(Duration.ofMillis(1));
        meters.gauges("gantry_z", "z", List.of("state"), rows -> rows.add(3, "up"));
        String text = text(meters, null);
        assertTrue(
                text.contains("gantry_x_total{env=\"prod\",region=\"eu\",task=\"a\"} 1.0"), text);
        assertTrue(text.contains("gantry_z{env=\"prod\",region=\"eu\",state=\"up\",task=\"x\"}"));
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> assertTrue(line.contains("env=\"prod\","), line));
    }

    @Test
    void badSettingsAreRefusedWithTheRemedy() {
        for (String wrong : List.of("prod", "=prod", "env=", "le=1", "a b=c", "__x=y")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> settings(wrong));
            assertTrue(
                    refused.getMessage().startsWith("gantry.telemetry.labels: expected names"),
                    refused.getMessage());
        }
        for (String key : List.of("gantry.metrics.series", "gantry.metrics.timeout")) {
            var settings = new Settings(name -> name.equals(key) ? "PT0S" : null);
            assertThrows(IllegalArgumentException.class, () -> MeterSettings.read(settings));
        }
    }

    @Test
    void labelsThatCannotBeBoundedAreRefused() {
        var refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> meters.counter("gantry_x_total", "x", "run_id", "1"));
        assertTrue(refused.getMessage().contains("run_id has a new value with each"));
    }

    @Test
    void valuesAreEscaped() {
        meters.gauge("gantry_x", "back\\slash\nline \"quoted\"", () -> 1, "task", "a\"b\\c\nd");
        assertHas("gantry_x{task=\"a\\\"b\\\\c\\nd\"} 1");
        assertHas("# HELP gantry_x back\\\\slash\\nline \"quoted\"");
    }

    @Test
    void numbersAreWrittenAsPrometheusReadsThem() {
        double[] numbers = {0, -3, 0.1, 1e15, 1e300, Double.NaN, Double.NEGATIVE_INFINITY};
        List<String> texts = List.of("0.0", "-3.0", "0.1", "1.0E15", "1.0E300", "NaN", "-Inf");
        for (int i = 0; i < numbers.length; i++) {
            double number = numbers[i];
            meters.gauge("gantry_n" + i, "n", () -> number);
            assertHas("gantry_n" + i + " " + texts.get(i));
        }
    }

    private static MeterSettings settings(String labels) {
        return MeterSettings.read(
                new Settings(key -> key.equals("gantry.telemetry.labels") ? labels : null));
    }

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static final class MovedClock implements InstantSource {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static String text(PrometheusMeters meters, String accept) {
        return new String(meters.scrape(accept).body(), StandardCharsets.UTF_8);
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
