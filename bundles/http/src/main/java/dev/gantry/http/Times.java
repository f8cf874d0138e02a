package dev.gantry.http;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as callers write them. */
final class Times {
    /** What is expected, for messages. */
    static final String EXPECTED =
            "a time as 2026-03-01T12:00:00Z or with an offset, as 2026-03-01T13:00:00+01:00";

    private Times() {}

    /** The instant; empty if it is none, or one that no schedule can have. */
    static Optional<Instant> parse(String text) {
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            int year = at.atOffset(ZoneOffset.UTC).getYear();
            return year < 1900 || year > 9999 ? Optional.empty() : Optional.of(at);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
