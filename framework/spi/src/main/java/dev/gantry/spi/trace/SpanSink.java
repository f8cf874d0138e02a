package dev.gantry.spi.trace;

import org.osgi.annotation.versioning.ProviderType;

/** Takes the spans that plugins open, and those of inspections. Thread-safe. */
@ProviderType
public interface SpanSink {

    /** Takes none. */
    SpanSink NONE =
            new SpanSink() {
                @Override
                public boolean on() {
                    return false;
                }

                @Override
                public void add(WorkSpans spans) {
                    // nobody records them
                }

                @Override
                public void add(InspectionSpan span) {
                    // nobody records it
                }
            };

    /** Whether traces are recorded at all; cheap. */
    boolean on();

    /** Takes spans; never blocks. */
    void add(WorkSpans spans);

    /** Takes the span of an inspection; never blocks. */
    void add(InspectionSpan span);
}
