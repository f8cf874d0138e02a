package dev.gantry.telemetry.trace;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.Sampling;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.Exemplars;
import dev.gantry.telemetry.KeptSettings;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpHttp;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.OtlpSettings.Signal;
import dev.gantry.telemetry.otlp.Outbox;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A trace of each run, by OTLP over HTTP, if the settings say where to. Without that no spans are
 * made and nothing of OpenTelemetry is loaded; exemplars then name any run that its caller traces,
 * as its log does. Thread-safe.
 */
@Component(
        service = {SpanSink.class, Sampling.class},
        immediate = true)
public final class RunTraces implements SpanSink, Sampling {
    private static final Logger LOG = LoggerFactory.getLogger(RunTraces.class);
    private static final String KEPT = "traces.";

    /** On one's own machine that is everything; under load it is a bill that stays small. */
    private static final Rule USUAL = new Rule(100, Duration.ofSeconds(10));

    private final KeptSettings kept;
    private final Rule configuredRule;
    private final String endpoint;
    private final TraceExport export;
    private final ServiceRegistration<EventListener> registration;
    private Rule rule;
    private boolean configured;

    /** Starts to listen if it is set to; a setting that does not fit turns traces off. */
    @Activate
    public RunTraces(
            BundleContext bundle,
            @Reference Meters meters,
            @Reference KeptSettings kept,
            @Reference Exemplars exemplars) {
        Settings settings = new Settings(bundle::getProperty);
        this.kept = kept;
        OtlpSettings otlp = null;
        Rule first = USUAL;
        try {
            first = rule(settings.lookup(), first, "gantry.telemetry.traces.");
            if (OtlpSettings.on(Signal.TRACES, settings)) {
                otlp = OtlpSettings.of(settings);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("There are no traces: {}", e.getMessage());
        }
        configuredRule = first;
        readKept();
        endpoint = otlp != null ? otlp.target(Signal.TRACES).toString() : null;
        if (otlp == null) {
            export = null;
            registration =
                    bundle.registerService(
                            EventListener.class, event -> untraced(event, exemplars), null);
            return;
        }
        export =
                new TraceExport(
                        new TraceExport.Holding(Outbox.Limits.DEFAULT, Tail.Limits.DEFAULT, rule),
                        new RunSpans(Origin.of(settings)),
                        otlp,
                        OtlpHttp::spans,
                        meters,
                        exemplars);
        registration = bundle.registerService(EventListener.class, export, null);
    }

    /** Makes as little garbage as can be. */
    static void untraced(Event event, Exemplars exemplars) {
        switch (event) {
            case Event.RunChanged run
                    when run.state() == RunState.FINISHED
                            && (run.origin() == null || run.origin().sampled()) ->
                    exemplars.of(run);
            case Event.AttemptFinished attempt when attempt.traceparent().endsWith("-01") ->
                    exemplars.of(attempt, Told.traceId(attempt));
            default -> {}
        }
    }

    private void readKept() {
        Map<String, String> set = kept.below(KEPT);
        configured = set.isEmpty();
        rule = configuredRule;
        try {
            rule = rule(set::get, configuredRule, "");
        } catch (IllegalArgumentException e) {
            configured = true;
            LOG.warn("Sampling is that of the configuration: {}", e.getMessage());
        }
    }

    private static Rule rule(UnaryOperator<String> values, Rule otherwise, String prefix) {
        Settings settings = new Settings(values);
        String target = settings.text(prefix + "target", null);
        Duration slow = settings.duration(prefix + "slow", otherwise.slow());
        try {
            return new Rule(target == null ? otherwise.target() : Double.parseDouble(target), slow);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    (prefix.isEmpty() ? KEPT : prefix)
                            + "target: expected 0 for all traces, or 0.1 to 1000000 spans a second,"
                            + " got "
                            + target,
                    e);
        }
    }

    @Override
    public boolean on() {
        return export != null;
    }

    @Override
    public void add(WorkSpans spans) {
        if (export != null) {
            export.add(spans);
        }
    }

    @Override
    public void add(InspectionSpan span) {
        if (export != null) {
            export.add(span);
        }
    }

    @Override
    public synchronized Status status() {
        TraceExport.Figures now = export == null ? TraceExport.Figures.NONE : export.figures();
        return new Status(
                endpoint, rule, configured, now.offered(), now.kept(), now.share(), now.waiting());
    }

    @Override
    public synchronized Status set(Rule next) {
        Map<String, String> values = new HashMap<>();
        values.put(KEPT + "target", Double.toString(next.target()));
        values.put(KEPT + "slow", next.slow().toString());
        kept.put(values);
        return inForce(next, false);
    }

    @Override
    public synchronized Status reset() {
        Map<String, String> values = new HashMap<>();
        values.put(KEPT + "target", null);
        values.put(KEPT + "slow", null);
        kept.put(values);
        return inForce(configuredRule, true);
    }

    private Status inForce(Rule next, boolean isConfigured) {
        rule = next;
        configured = isConfigured;
        if (export != null) {
            export.rule(next);
        }
        LOG.info(
                "Traces: {}, runs are slow from {}",
                next.target() == 0 ? "all" : next.target() + " spans a second",
                next.slow());
        return status();
    }

    /** Sends what is there, for a few seconds at most. */
    @Deactivate
    public void close() {
        registration.unregister();
        if (export != null) {
            export.close();
        }
    }
}
