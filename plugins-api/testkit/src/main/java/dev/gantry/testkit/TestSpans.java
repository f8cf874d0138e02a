package dev.gantry.testkit;

import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The spans of one piece of work, in the order in which they were opened. Thread-safe. */
final class TestSpans {
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

    private final TraceContext root;
    private final List<Opened> all = new ArrayList<>();
    private final Map<Thread, Opened> innermost = new ConcurrentHashMap<>();

    TestSpans(String tracestate, String baggage) {
        root = new TraceContext(TRACE_ID, "b7ad6b7169203331", true, tracestate, baggage);
    }

    TestSpans() {
        this("", "");
    }

    TraceContext here() {
        Opened open = innermost.get(Thread.currentThread());
        return open == null ? root : open.trace();
    }

    synchronized Span open(String name, Span.Kind kind) {
        Opened span = new Opened(name, kind, innermost.get(Thread.currentThread()), all.size());
        all.add(span);
        innermost.put(Thread.currentThread(), span);
        return span;
    }

    synchronized List<RecordedSpan> recorded() {
        return all.stream().map(Opened::recorded).toList();
    }

    private final class Opened implements Span {
        private final String name;
        private final Kind kind;
        private final Opened above;
        private final int number;
        private final Thread thread = Thread.currentThread();
        private final Map<String, Object> attributes = new LinkedHashMap<>();
        private Throwable failure;
        private boolean closed;

        Opened(String name, Kind kind, Opened above, int number) {
            this.name = name;
            this.kind = kind;
            this.above = above;
            this.number = number;
        }

        @Override
        public Span attribute(String key, String value) {
            return put(key, value);
        }

        @Override
        public Span attribute(String key, long value) {
            return put(key, value);
        }

        @Override
        public Span attribute(String key, double value) {
            return put(key, value);
        }

        @Override
        public Span attribute(String key, boolean value) {
            return put(key, value);
        }

        private synchronized Span put(String key, Object value) {
            if (!closed && value != null) {
                attributes.put(key, value);
            }
            return this;
        }

        @Override
        public synchronized Span error(Throwable thrown) {
            if (!closed) {
                failure = thrown;
            }
            return this;
        }

        @Override
        public TraceContext trace() {
            return new TraceContext(
                    TRACE_ID,
                    "%016x".formatted(number + 1L),
                    true,
                    root.tracestate(),
                    root.baggage());
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            Opened outer = above;
            while (outer != null && outer.isClosed()) {
                outer = outer.above;
            }
            if (outer == null) {
                innermost.remove(thread, this);
            } else {
                innermost.replace(thread, this, outer);
            }
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        private synchronized RecordedSpan recorded() {
            return new RecordedSpan(
                    name,
                    kind,
                    above == null ? "" : above.name,
                    Map.copyOf(attributes),
                    failure,
                    closed);
        }
    }
}
