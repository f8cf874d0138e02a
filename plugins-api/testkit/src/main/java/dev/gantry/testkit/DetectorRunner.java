package dev.gantry.testkit;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a detector look once and keeps its verdict. Each runner hands a verdict to its next look as
 * the previous one. A look that is still busy after a minute of real time fails the test.
 */
public final class DetectorRunner {
    private final TestClock clock;
    private final RecordBinder binder = new RecordBinder();
    private final TestSettings settings = new TestSettings(binder);
    private final RecordedMetrics metrics = new RecordedMetrics();
    private Map<String, String> labels = Map.of();
    private Duration timeout;
    private Verdict previous;

    DetectorRunner(TestClock clock) {
        this.clock = clock;
    }

    /** The clock that detectors are handed. */
    public TestClock clock() {
        return clock;
    }

    /** The labels of the check. */
    public DetectorRunner labels(Map<String, String> all) {
        labels = Map.copyOf(all);
        return this;
    }

    /**
     * The plugin's settings from now on, also for a look that is under way; until then all have
     * their defaults.
     *
     * @param settings a record with {@link dev.gantry.api.config.Settings}
     */
    public DetectorRunner with(Record settings) {
        this.settings.give(settings);
        return this;
    }

    /** How much virtual time a look has. */
    public DetectorRunner timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /** The metrics of all looks of the test. */
    public RecordedMetrics metrics() {
        return metrics;
    }

    /** The verdict before the next one; {@code null} for none. */
    public DetectorRunner previous(Verdict verdict) {
        previous = verdict;
        return this;
    }

    /** Inspects with a configuration by name; defaults are filled in. */
    @SuppressWarnings("unchecked")
    public <C extends Record> Inspection inspect(Detector<C> detector, Map<String, ?> config) {
        Class<?> type = RecordBinder.input(detector, Detector.class);
        return inspect(detector, (C) binder.bind(config, type));
    }

    /** As {@link #inspect(Detector, Map)}, with a configuration as an operator sends it: JSON. */
    public <C extends Record> Inspection inspect(Detector<C> detector, String json) {
        return inspect(detector, binder.members(json));
    }

    /** Inspects. */
    public <C extends Record> Inspection inspect(Detector<C> detector, C config) {
        Instant deadline = timeout == null ? null : clock.peek().plus(timeout);
        var cancellation = new TestCancellation(clock, null, deadline, null);
        var log = new TestLog(clock, line -> {});
        var spans = new TestSpans();
        var context =
                new TestCheckContext(
                        clock,
                        log,
                        settings,
                        metrics,
                        cancellation,
                        Optional.ofNullable(deadline),
                        labels,
                        Optional.ofNullable(previous),
                        spans);
        Call.Answer<Verdict> answer;
        AutoCloseable watch = clock.onMove(cancellation::look);
        try (watch) {
            answer = Call.of(detector, () -> detector.inspect(config, context));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        if (answer.value() != null) {
            previous = answer.value();
        }
        return new Inspection(
                answer.value(),
                answer.thrown(),
                log.lines(),
                spans.recorded(),
                new Secrets(config, settings.read())
                        .in(
                                Said.by(
                                        log.lines(),
                                        List.of(),
                                        answer.value(),
                                        answer.thrown(),
                                        spans.recorded(),
                                        metrics)));
    }
}
