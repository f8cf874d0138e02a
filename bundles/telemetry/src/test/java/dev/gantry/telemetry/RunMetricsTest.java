package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class RunMetricsTest {
    private final PrometheusMeters meters = new PrometheusMeters();
    private final RunMetrics metrics = new RunMetrics(meters);

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void isThereBeforeAnythingHappened() {
        assertHas("gantry_runs_started_total 0.0");
        assertHas("gantry_schedule_missed_total 0.0");
        assertHas("gantry_retry_wait_seconds_count 0");
    }

    @Test
    void aRunIsCountedOnceHoweverManyAttemptsItTakes() {
        metrics.on(SampleEvents.running("r1", "files.cleanup", 1));
        metrics.on(attempt(Attempt.State.FAILED));
        metrics.on(SampleEvents.running("r1", "files.cleanup", 2));
        metrics.on(attempt(Attempt.State.SUCCEEDED));
        metrics.on(SampleEvents.finished("r1", "files.cleanup", RunResult.SUCCESS));

        assertHas("gantry_runs_started_total 1.0");
        assertHas("gantry_runs_finished_total{result=\"success\",task=\"files.cleanup\"} 1.0");
        assertHas("gantry_run_wait_seconds_sum{task=\"files.cleanup\"} 0.02");
        assertHas("gantry_run_wait_seconds_bucket{task=\"files.cleanup\",le=\"0.005\"} 0");
        assertHas("gantry_run_wait_seconds_bucket{task=\"files.cleanup\",le=\"0.025\"} 1");
        String labels = "{result=\"success\",task=\"files.cleanup\"} ";
        assertHas("gantry_run_duration_seconds_sum" + labels + "0.3");
        assertHas("gantry_run_duration_seconds_count" + labels + "1");
        assertHas("gantry_tenant_runs_finished_total{result=\"success\",tenant=\"default\"} 1.0");
        assertHas("gantry_tenant_run_duration_seconds_sum{tenant=\"default\"} 0.3");
        assertHas("gantry_tenant_run_wait_seconds_sum{tenant=\"default\"} 0.02");
        assertHas("gantry_queue_runs_finished_total{queue=\"silver\",result=\"success\"} 1.0");
        assertHas("gantry_queue_run_duration_seconds_sum{queue=\"silver\"} 0.3");
        assertHas("gantry_queue_run_wait_seconds_sum{queue=\"silver\"} 0.02");
        assertHas("gantry_attempt_duration_seconds_sum{plugin=\"files\",version=\"1.2.0\"} 0.6");
        assertHas(
                "gantry_attempts_total{plugin=\"files\",result=\"failed\",task=\"files.cleanup\","
                        + "version=\"1.2.0\"} 1.0");
        assertHas(
                "gantry_attempts_total{plugin=\"files\",result=\"succeeded\","
                        + "task=\"files.cleanup\",version=\"1.2.0\"} 1.0");
    }

    @Test
    void aRunThatNeverStartedHasNoDuration() {
        metrics.on(SampleEvents.cancelledInQueue("r1", "files.cleanup"));

        assertHas("gantry_runs_finished_total{result=\"cancelled\",task=\"files.cleanup\"} 1.0");
        assertFalse(text(null).contains("gantry_run_duration_seconds"));
        assertHas("gantry_runs_started_total 0.0");
    }

    @Test
    void countsRunsThatWaitForAPerson() {
        for (RunResult result : RunResult.values()) {
            metrics.on(SampleEvents.finished("r1", "files.cleanup", result));
        }
        assertHas("gantry_dead_letters_total{task=\"files.cleanup\"} 3.0");
    }

    @Test
    void schedulesAndChecks() {
        Instant now = SampleEvents.CREATED;
        metrics.on(new Event.ScheduleChanged(now, "nightly", "fired", "r1", now));
        metrics.on(new Event.ScheduleChanged(now, "nightly", "missed", null, now, 3));
        metrics.on(new Event.ScheduleChanged(now, "nightly", "skipped", null, now));
        metrics.on(new Event.CheckJudged(now, "c1", "http.endpoint", "warn", "ok", "slow"));
        metrics.on(new Event.CheckJudged(now, "c2", "http.endpoint", "warn", "warn", "slow"));
        metrics.on(
                new Event.PluginChanged(
                        now, "files", "1.2.0", "ab", "files.jar", RevisionState.ACTIVE, null));

        assertHas("gantry_schedule_missed_total 3.0");
        assertHas("gantry_schedule_skipped_total 1.0");
        assertHas("gantry_check_verdicts_total{detector=\"http.endpoint\",verdict=\"warn\"} 2.0");
    }

    @Test
    void attemptsOfVersionsThatAreGoneForLongAreForgotten() {
        for (int minor = 0; minor < 7; minor++) {
            RevisionRef ref = new RevisionRef("files", "1." + minor + ".0", "ab" + minor);
            metrics.on(SampleEvents.attemptOn(ref));
            metrics.on(
                    new Event.PluginChanged(
                            SampleEvents.CREATED,
                            "files",
                            ref.version(),
                            ref.sha256(),
                            "files.jar",
                            RevisionState.RETIRED,
                            "replaced"));
        }
        String text = new String(meters.scrape(null).body(), StandardCharsets.UTF_8);
        for (int minor = 0; minor < 7; minor++) {
            assertEquals(minor >= 2, text.contains("version=\"1." + minor + ".0\""), minor + text);
        }
        metrics.on(SampleEvents.attemptOn(new RevisionRef("files", "1.0.0", "ab0")));
        text = new String(meters.scrape(null).body(), StandardCharsets.UTF_8);
        assertTrue(text.contains("version=\"1.0.0\"} 1.0"), text);
    }

    @Test
    void aFloodOfTaskTypesIsFolded() {
        for (int i = 0; i < 2000; i++) {
            metrics.on(SampleEvents.finished("r" + i, "task." + i, RunResult.SUCCESS));
        }
        assertHas("gantry_runs_finished_total{result=\"success\",task=\"task.999\"} 1.0");
        assertHas("gantry_runs_finished_total{result=\"_other\",task=\"_other\"} 1000.0");
    }

    @Test
    void aFloodOfTenantsHidesNobodyWhoWasThere() {
        for (int i = 0; i < 5000; i++) {
            metrics.on(SampleEvents.ofTenant("tenant-" + i));
        }
        metrics.on(SampleEvents.ofTenant("tenant-0"));
        assertHas("gantry_tenant_run_duration_seconds_count{tenant=\"tenant-0\"} 2");
        assertHas("gantry_tenant_run_duration_seconds_count{tenant=\"_other\"} 4000");
    }

    @Test
    void whatIsCountedHasNoTraceUntilItIsSaidToBeKept() {
        var attempt = attempt(Attempt.State.FAILED);
        var run = SampleEvents.finished("r1", "files.cleanup", RunResult.FAILURE);
        metrics.on(attempt);
        metrics.on(run);
        assertFalse(text("application/openmetrics-text").contains("trace_id"));
        metrics.of(attempt, SampleEvents.TRACE);
        metrics.of(run);
        String open = text("application/openmetrics-text");
        for (String start :
                List.of(
                        "gantry_run_duration_seconds_bucket{result=\"failure\"",
                        "gantry_runs_finished_total{result=\"failure\"",
                        "gantry_dead_letters_total{",
                        "gantry_attempts_total{")) {
            assertTrue(
                    open.lines()
                            .anyMatch(
                                    line ->
                                            line.startsWith(start)
                                                    && line.contains(SampleEvents.TRACE)),
                    start + open);
        }
        assertTrue(
                open.contains(
                        "gantry_runs_finished_total{result=\"failure\",task=\"files.cleanup\"} 1.0"),
                open);
    }

    @Test
    void retriesAndBreakersAreCounted() {
        metrics.on(SampleEvents.retried("r1", "files.cleanup", Duration.ofSeconds(30)));
        metrics.on(new Event.TargetChanged(SampleEvents.CREATED, "crm", "opened"));
        assertHas("gantry_retries_total{task=\"files.cleanup\"} 1.0");
        assertHas("gantry_retry_wait_seconds_sum 30.0");
        assertHas("gantry_breaker_changes_total{state=\"opened\",target=\"crm\"} 1.0");
    }

    @Test
    void aRetiredVersionIsForgottenAWhileLater() {
        metrics.on(attempt(Attempt.State.SUCCEEDED));
        metrics.on(retired(SampleEvents.CREATED));
        metrics.on(new Event.TargetChanged(SampleEvents.CREATED.plusSeconds(290), "x", "opened"));
        assertTrue(text(null).contains("version=\"1.2.0\""));
        metrics.on(new Event.TargetChanged(SampleEvents.CREATED.plusSeconds(300), "x", "opened"));
        assertFalse(text(null).contains("version=\"1.2.0\""), text(null));
    }

    private static Event.PluginChanged retired(Instant at) {
        return new Event.PluginChanged(
                at, "files", "1.2.0", "ab", "files.jar", RevisionState.RETIRED, "replaced");
    }

    @Test
    void aRunCostsNextToNothing() {
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Event> events =
                List.of(
                        SampleEvents.running("r1", "files.cleanup", 1),
                        attempt(Attempt.State.SUCCEEDED),
                        SampleEvents.finished("r1", "files.cleanup", RunResult.SUCCESS));
        int runs = 20_000;
        for (int i = 0; i < runs; i++) {
            events.forEach(metrics::on);
        }
        long before = bean.getThreadAllocatedBytes(Thread.currentThread().threadId());
        for (int i = 0; i < runs; i++) {
            for (Event event : events) {
                metrics.on(event);
            }
        }
        long each =
                (bean.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before) / runs;
        assertTrue(each <= 200, each + " bytes a run");
    }

    @Test
    void allThatIsShownIsInTheReference() throws Exception {
        metrics.on(SampleEvents.running("r1", "files.cleanup", 1));
        metrics.on(SampleEvents.retried("r1", "files.cleanup", Duration.ofSeconds(1)));
        metrics.on(SampleEvents.finished("r1", "files.cleanup", RunResult.FAILURE));
        metrics.on(new Event.TargetChanged(SampleEvents.CREATED, "crm", "opened"));
        metrics.on(new Event.CheckJudged(SampleEvents.CREATED, "c1", "x", "ok", null, null));

        String reference =
                Files.readString(Path.of("../../distribution/docs/reference/metrics.md"));
        List<String> shown =
                new String(meters.scrape(null).body(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("# TYPE gantry_"))
                        .map(line -> line.split(" ")[2])
                        .toList();
        assertEquals(19, shown.size(), shown.toString());
        for (String name : shown) {
            assertTrue(reference.contains("| `" + name + "` |"), name);
        }
    }

    private static Event.AttemptFinished attempt(Attempt.State state) {
        return SampleEvents.attempt("r1", "files.cleanup", state, "00f067aa0ba902b7", null);
    }

    private String text(String accept) {
        return new String(meters.scrape(accept).body(), StandardCharsets.UTF_8);
    }

    private void assertHas(String line) {
        String text = text(null);
        assertTrue(text.lines().anyMatch(line::equals), line + " is not in\n" + text);
    }
}
