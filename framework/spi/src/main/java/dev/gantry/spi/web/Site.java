package dev.gantry.spi.web;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.Optional;

/**
 * Pages for people. Registered as a service, it is asked for every address that is none of the
 * API's, and answers anybody: nothing in it is secret. Thread-safe.
 */
@ConsumerType
public interface Site {

    /**
     * Where its addresses begin, without a slash at the end. Of several sites the one with the
     * longest is asked first.
     */
    default String root() {
        return "";
    }

    /**
     * The file at an address.
     *
     * @param path decoded and without dots, begins with a slash
     * @param navigation whether a browser asks for a page, not for a part of one
     * @return empty where there is none
     */
    Optional<WebFile> find(String path, boolean navigation);
}
