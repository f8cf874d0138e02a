package dev.gantry.api.context;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A piece of the work that shows in its trace, with how long it took: from {@link
 * WorkContext#span(String)} until it is closed. What is opened meanwhile on the same thread hangs
 * below it. Spans that are open when the work ends are closed then, and what is said of a closed
 * one is ignored. Where nobody records traces, all of it costs next to nothing. Never blocks and
 * never throws. Thread-safe; close it on the thread that opened it.
 *
 * <pre>{@code
 * try (Span span = context.span("read index")) {
 *     span.attribute("files", read(index));
 * }
 * }</pre>
 */
@ProviderType
public interface Span extends AutoCloseable {

    /**
     * How a span stands to others, in the words of OpenTelemetry. Further ones may come with a
     * minor version of this package: give a {@code switch} over it a default.
     */
    enum Kind {
        /** Work in this process. */
        INTERNAL,
        /** A call to something outside, which waits for the answer. */
        CLIENT,
        /** Something is handed to somebody who works it off later. */
        PRODUCER
    }

    /**
     * Says something of this piece of work; a second value of the same name takes the place of the
     * first. At most 64 names, texts of at most 1,000 characters; secrets of the work are taken
     * out.
     *
     * @param name as in OpenTelemetry's conventions where they have one, such as {@code
     *     server.address}
     */
    Span attribute(String name, String value);

    /** As {@link #attribute(String, String)}, with a whole number. */
    Span attribute(String name, long value);

    /** As {@link #attribute(String, String)}, with a number. */
    Span attribute(String name, double value);

    /** As {@link #attribute(String, String)}, with yes or no. */
    Span attribute(String name, boolean value);

    /** This piece of work failed. Throw as well if the whole work shall count as failed. */
    Span error(Throwable failure);

    /** Where it stands, to be passed on to what is called in it. */
    TraceContext trace();

    /** It is over; without effect when it was already. */
    @Override
    void close();
}
