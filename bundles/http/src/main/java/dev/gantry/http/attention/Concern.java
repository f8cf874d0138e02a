package dev.gantry.http.attention;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * Something that a person should look at.
 *
 * @param kind one of those in the OpenAPI document
 * @param title what it is, in a few words
 * @param detail one sentence or more
 * @param remedy what to do, in one sentence
 * @param link page of the console
 * @param since when it began, or {@code null} where nobody knows
 */
public record Concern(
        String kind,
        Severity severity,
        String title,
        String detail,
        String remedy,
        String link,
        Instant since) {

    /** The most severe first, of these the newest. */
    public static final Comparator<Concern> ORDER =
            Comparator.comparing(Concern::severity)
                    .thenComparing(Concern::since, Comparator.nullsLast(Comparator.reverseOrder()))
                    .thenComparing(Concern::title);

    /** How bad it is. */
    public enum Severity {
        /** Something does not work. */
        CRITICAL,
        /** Something will not work, or not for all. */
        WARN,
        /** Somebody decided it, and may have forgotten. */
        INFO
    }

    /** Refuses {@code null} but for the time. */
    public Concern {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(remedy, "remedy");
        Objects.requireNonNull(link, "link");
    }

    /** The page of one thing of several. */
    static String page(String of, String name) {
        return of + "/" + encoded(name);
    }

    /** As a part of an address. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
