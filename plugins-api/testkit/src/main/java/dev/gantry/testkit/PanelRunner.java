package dev.gantry.testkit;

import dev.gantry.api.panel.Panel;

import java.util.Map;
import java.util.Optional;

/**
 * Asks panels for their data. A call that is still busy after a minute of real time fails the test.
 */
public final class PanelRunner {
    private final TestClock clock;
    private final RecordBinder binder = new RecordBinder();
    private final TestSettings settings = new TestSettings(binder);
    private final RecordedMetrics metrics = new RecordedMetrics();

    PanelRunner(TestClock clock) {
        this.clock = clock;
    }

    /** The clock that panels are handed. */
    public TestClock clock() {
        return clock;
    }

    /**
     * The plugin's settings from now on; until then all have their defaults.
     *
     * @param settings a record with {@link dev.gantry.api.config.Settings}
     */
    public PanelRunner with(Record settings) {
        this.settings.give(settings);
        return this;
    }

    /** The metrics of all calls of the test. */
    public RecordedMetrics metrics() {
        return metrics;
    }

    /**
     * Asks with a query by name; defaults are filled in.
     *
     * @throws Exception what the panel threw
     */
    @SuppressWarnings("unchecked")
    public <Q extends Record, D extends Record> D data(Panel<Q, D> panel, Map<String, ?> query)
            throws Exception {
        Class<?> type = RecordBinder.input(panel, Panel.class);
        return data(panel, (Q) binder.bind(query, type));
    }

    /**
     * Asks.
     *
     * @throws Exception what the panel threw
     */
    public <Q extends Record, D extends Record> D data(Panel<Q, D> panel, Q query)
            throws Exception {
        var context =
                new TestCheckContext(
                        clock,
                        new TestLog(clock, line -> {}),
                        settings,
                        metrics,
                        new TestCancellation(clock, null, null, null),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        new TestSpans());
        Call.Answer<D> answer = Call.of(panel, () -> panel.data(query, context));
        switch (answer.thrown()) {
            case null -> {
                return answer.value();
            }
            case Exception thrown -> throw thrown;
            case Error thrown -> throw thrown;
            case Throwable thrown -> throw new AssertionError(thrown);
        }
    }
}
