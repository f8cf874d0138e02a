package dev.gantry.telemetry.trace;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.Sampling;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.Exemplars;
import dev.gantry.telemetry.otlp.Delivery;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.OtlpSettings.Signal;
import dev.gantry.telemetry.otlp.Outbox;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Takes events and spans of plugins on the publisher's thread, decides on a thread of its own which
 * traces are kept, makes their spans and sends them. Tracing never holds up a run. Thread-safe.
 */
final class TraceExport implements EventListener, SpanSink, AutoCloseable {
    /** How long beyond the time-out of a request its answer is waited for. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Sieve sieve;
    private final Sending sending;
    private final Outbox<Told, SpanData> outbox;
    private final Meters.Counter beyond;

    /** How much is held, and by which rule of sampling it begins. */
    record Holding(Outbox.Limits outbox, Tail.Limits tail, Sampling.Rule rule) {}

    /**
     * @param connect makes the exporter; called at the first span
     * @param exemplars told of what is kept
     */
    TraceExport(
            Holding holding,
            RunSpans spans,
            OtlpSettings settings,
            Function<OtlpSettings, SpanExporter> connect,
            Meters meters,
            Exemplars exemplars) {
        sieve = new Sieve(rule(holding.rule, Threshold.NONE), this::offer);
        sending = new Sending(holding, sieve, spans, settings, connect, meters, exemplars);
        beyond = Delivery.dropped(meters, Signal.TRACES, "limit");
        Outbox.Counters counters = Outbox.Counters.of(meters, Signal.TRACES);
        Delivery<SpanData> delivery =
                new Delivery<>(
                        new Delivery.Named("Traces", "spans", settings.target(Signal.TRACES)),
                        settings.timeout().plus(GRACE),
                        sending::send,
                        counters.undelivered());
        outbox = new Outbox<>("gantry-traces", holding.outbox, sending, delivery, counters);
    }

    private boolean offer(Told told) {
        return outbox.offer(told);
    }

    private static Sieve.Rule rule(Sampling.Rule rule, long threshold) {
        return new Sieve.Rule(rule.target() == 0, threshold, rule.slow());
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.AttemptFinished attempt -> sieve.add(attempt);
            case Event.RunChanged run when run.state() == RunState.FINISHED -> sieve.add(run);
            default -> {}
        }
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public void add(WorkSpans work) {
        if (work.refused() > 0) {
            beyond.add(work.refused());
        }
        sieve.add(new Told.OfWork(work));
    }

    @Override
    public void add(InspectionSpan span) {
        sieve.add(new Told.OfInspection(span));
    }

    /** From now on by another rule. */
    void rule(Sampling.Rule rule) {
        sending.rule = rule;
    }

    /** What there is to tell of it. */
    Figures figures() {
        return sending.figures;
    }

    /** As in {@link Sampling.Status}. */
    record Figures(double offered, double kept, double share, long waiting) {
        static final Figures NONE = new Figures(0, 0, 1, 0);
    }

    /** Sends what is there, as far as that is possible in time. */
    @Override
    public void close() {
        outbox.close();
        sending.close();
    }

    /** What the thread does. */
    private static final class Sending implements Outbox.Work<Told, SpanData>, Tail.Out {
        private final Sieve sieve;
        private final Exemplars exemplars;
        private final RunSpans spans;
        private final Tail tail;
        private final OtlpSettings settings;
        private final Function<OtlpSettings, SpanExporter> connect;
        private final Meters.Counter kept;
        private final Meters.Counter forced;
        private final Meters.Counter left;
        private final Meters.Counter senseless;
        private volatile Sampling.Rule rule;
        private volatile Figures figures = Figures.NONE;
        private volatile SpanExporter exporter;
        private Sampling.Rule known;
        private List<SpanData> batch;

        Sending(
                Holding holding,
                Sieve sieve,
                RunSpans spans,
                OtlpSettings settings,
                Function<OtlpSettings, SpanExporter> connect,
                Meters meters,
                Exemplars exemplars) {
            this.sieve = sieve;
            this.exemplars = exemplars;
            this.spans = spans;
            this.settings = settings;
            this.connect = connect;
            rule = holding.rule;
            known = rule;
            kept = decided(meters, "kept");
            forced = decided(meters, "forced");
            left = decided(meters, "left");
            senseless = Delivery.dropped(meters, Signal.TRACES, "undelivered");
            AdaptiveSampler sampler = new AdaptiveSampler(rule.target(), System.nanoTime());
            tail = new Tail(holding.tail, sampler, rule.slow(), this);
        }

        private static Meters.Counter decided(Meters meters, String decision) {
            return meters.counter(
                    "gantry_telemetry_spans_total",
                    "Spans that sampling decided about",
                    "decision",
                    decision);
        }

        @Override
        public void take(Told told, List<SpanData> into) {
            batch = into;
            tail.add(told, System.nanoTime());
        }

        @Override
        public void look(List<SpanData> into) {
            batch = into;
            long now = System.nanoTime();
            Sampling.Rule next = rule;
            if (!next.equals(known)) {
                known = next;
                tail.rule(next.target(), next.slow(), now);
            }
            int passed = sieve.left();
            if (passed > 0) {
                tail.passed(passed);
            }
            tail.pass(now);
            AdaptiveSampler sampler = tail.sampler();
            sieve.rule(TraceExport.rule(known, Threshold.of(sampler.share(now))));
            figures =
                    new Figures(
                            sampler.offeredRate(),
                            sampler.keptRate(),
                            sampler.share(now),
                            tail.waiting());
        }

        @Override
        public void end(List<SpanData> into) {
            batch = into;
            tail.flush(System.nanoTime());
        }

        @Override
        public int count(Told told) {
            return told.spans();
        }

        @Override
        public long chars(Told told) {
            return told.chars();
        }

        @Override
        public void kept(Told told, long threshold, boolean must) {
            try {
                List<SpanData> made = spans.of(told, threshold);
                batch.addAll(made);
                (must ? forced : kept).add(made.size());
                told.show(exemplars);
            } catch (RuntimeException e) {
                senseless.add(told.spans());
            }
        }

        @Override
        public void left(int spans) {
            left.add(spans);
        }

        @Override
        public void decided(String traceId) {
            sieve.decided(traceId);
        }

        CompletableResultCode send(List<SpanData> sent) {
            SpanExporter made = exporter;
            if (made == null) {
                made = connect.apply(settings);
                exporter = made;
            }
            return made.export(sent);
        }

        void close() {
            SpanExporter made = exporter;
            if (made != null) {
                made.shutdown();
            }
        }
    }
}
