package dev.gantry.spi.meter;

import org.osgi.annotation.versioning.ProviderType;

/** All meters as text, for a scraper. Thread-safe. */
@ProviderType
public interface Scrape {

    /**
     * The meters in the format that fits {@code accept} best: Prometheus text 0.0.4 by default.
     *
     * @param accept value of the request's {@code Accept} header, or {@code null}
     */
    Exposition scrape(String accept);

    /** Text with its media type. */
    record Exposition(String contentType, byte[] body) {}
}
