package dev.gantry.spi.meter;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.io.OutputStream;

/** All meters as text, for a scraper. Thread-safe. */
@ProviderType
public interface Scrape {

    /**
     * The meters in the format that fits {@code accept} best: Prometheus text 0.0.4 by default.
     * Callers that come together may be given the same bytes.
     *
     * @param accept value of the request's {@code Accept} header, or {@code null}
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if it takes too long
     */
    Exposition scrape(String accept);

    /** The media type that {@link #scrape} and {@link #write} answer with. */
    default String contentType(String accept) {
        return "text/plain; version=0.0.4; charset=utf-8";
    }

    /**
     * Writes the meters to somebody who may read slowly. What memory holds is bounded however many
     * do so at one time.
     *
     * @param accept value of the request's {@code Accept} header, or {@code null}
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE}, before anything is written,
     *     if too many scrapes are being answered, or it takes too long
     */
    default void write(String accept, OutputStream out) throws IOException {
        out.write(scrape(accept).body());
    }

    /**
     * Text with its media type.
     *
     * @param body not to be changed
     */
    record Exposition(String contentType, byte[] body) {}
}
