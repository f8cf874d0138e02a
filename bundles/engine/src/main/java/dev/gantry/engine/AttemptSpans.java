package dev.gantry.engine;

import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.trace.SilentSpan;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.spi.trace.WorkSpan;
import dev.gantry.spi.trace.WorkSpans;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The spans that a plugin opens in one attempt, and where its threads are in them. Nothing is
 * allocated before the first. Thread-safe.
 */
final class AttemptSpans {
    private static final int MOST = 1000;
    private static final long MOST_CHARS = 1L << 20;

    private final RunningAttempt attempt;
    private final InstantSource clock;
    private final SpanSink sink;
    private volatile Recording recording;
    private volatile boolean over;
    private Span unrecorded;

    /** What there is once a span was opened. */
    private static final class Recording {
        private final Map<Thread, OpenSpan> innermost = new ConcurrentHashMap<>();
        private final List<OpenSpan> all = new ArrayList<>();
        private int refused;
        private long chars;
    }

    AttemptSpans(RunningAttempt attempt, InstantSource clock, SpanSink sink) {
        this.attempt = attempt;
        this.clock = clock;
        this.sink = sink;
    }

    /** The innermost span that is open on this thread, or where the attempt is. */
    TraceContext here() {
        return at(hereId());
    }

    private String hereId() {
        Recording now = recording;
        OpenSpan open = now == null ? null : now.innermost.get(Thread.currentThread());
        return open == null ? attempt.innerSpan() : open.id();
    }

    /** A span of the attempt's trace. */
    TraceContext at(String span) {
        LiveRun run = attempt.run();
        return Trace.context(run.traceId(), run.spec(), span);
    }

    Span open(String name, Span.Kind kind) {
        if (over || !sink.on() || !Trace.sampled(attempt.run().spec())) {
            return unrecorded();
        }
        String parent = hereId();
        synchronized (this) {
            if (over) {
                return unrecorded();
            }
            Recording now = recording == null ? new Recording() : recording;
            recording = now;
            if (now.all.size() == MOST) {
                now.refused++;
                return unrecorded();
            }
            OpenSpan above = now.innermost.get(Thread.currentThread());
            OpenSpan span = new OpenSpan(this, name, kind, id(), parent, above, clock.instant());
            now.all.add(span);
            now.innermost.put(Thread.currentThread(), span);
            return span;
        }
    }

    private synchronized Span unrecorded() {
        if (unrecorded == null) {
            unrecorded = new SilentSpan(this::here);
        }
        return unrecorded;
    }

    /** A span is over: its thread is again where it was before. */
    void closed(OpenSpan span, Thread thread, OpenSpan above) {
        Recording now = recording;
        OpenSpan outer = above;
        while (outer != null && outer.closed()) {
            outer = outer.above();
        }
        if (outer == null) {
            now.innermost.remove(thread, span);
        } else {
            now.innermost.replace(thread, span, outer);
        }
    }

    /** Whether a further text is kept: a million characters are, of all spans together. */
    synchronized boolean room(String text) {
        recording.chars += text.length();
        return recording.chars <= MOST_CHARS;
    }

    Instant now() {
        return clock.instant();
    }

    /** A text as it may be shown. */
    String masked(String text) {
        return attempt.mask().text(text);
    }

    /**
     * The attempt is over: what it opened is told, and nothing further is recorded.
     *
     * @param at in ms since 1970
     */
    void end(long at) {
        Recording done;
        synchronized (this) {
            over = true;
            done = recording;
        }
        if (done == null) {
            return;
        }
        Instant latest = Instant.ofEpochMilli(at);
        List<WorkSpan> spans = done.all.stream().map(span -> span.told(latest)).toList();
        done.innermost.clear();
        LiveRun run = attempt.run();
        sink.add(
                new WorkSpans(
                        run.traceId(),
                        run.spec().carried().tracestate(),
                        run.name(),
                        run.task(),
                        attempt.number(),
                        attempt.revision(),
                        run.tenant(),
                        spans,
                        done.refused));
    }

    private static String id() {
        long id = ThreadLocalRandom.current().nextLong();
        return java.util.HexFormat.of().toHexDigits(id == 0 ? 1 : id);
    }
}
