package dev.gantry.plugins.schema;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;

/** Texts that stand for something else: how they are named in a schema, checked and explained. */
enum Format {
    DURATION("format", "duration", Duration.class, "an ISO-8601 duration such as PT10S or P7D") {
        @Override
        void parse(String text) {
            Duration.parse(text);
        }
    },
    INSTANT("format", "date-time", Instant.class, "a point in time such as 2026-01-31T08:00:00Z") {
        @Override
        void parse(String text) {
            Instant.parse(text);
        }
    },
    DATE("format", "date", LocalDate.class, "a date such as 2026-01-31") {
        @Override
        void parse(String text) {
            LocalDate.parse(text);
        }
    },
    TIME("format", "time", LocalTime.class, "a time of day such as 08:30:00") {
        @Override
        void parse(String text) {
            LocalTime.parse(text);
        }
    },
    URI_REFERENCE("format", "uri", URI.class, "a URI such as https://example.org/a") {
        @Override
        void parse(String text) {
            URI.create(text);
        }
    },
    UUID_TEXT("format", "uuid", UUID.class, "a UUID of 36 characters") {
        @Override
        void parse(String text) {
            if (text.length() != 36) {
                throw new IllegalArgumentException("length " + text.length());
            }
            UUID.fromString(text);
        }
    },
    PATH("x-gantry-type", "path", Path.class, "a file system path such as /var/log") {
        @Override
        void parse(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("empty");
            }
            Path.of(text);
        }
    },
    ZONE("x-gantry-type", "zone", ZoneId.class, "a time zone such as Europe/Berlin or UTC") {
        @Override
        void parse(String text) {
            ZoneId.of(text);
        }
    },
    LOCAL_DATE_TIME(
            "x-gantry-type",
            "local-date-time",
            LocalDateTime.class,
            "a date and time without zone such as 2026-01-31T08:00:00") {
        @Override
        void parse(String text) {
            LocalDateTime.parse(text);
        }
    };

    final String keyword;
    final String name;
    final Class<?> type;
    final String expected;

    Format(String keyword, String name, Class<?> type, String expected) {
        this.keyword = keyword;
        this.name = name;
        this.type = type;
        this.expected = expected;
    }

    abstract void parse(String text);

    boolean accepts(String text) {
        try {
            parse(text);
            return true;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    static Format of(Class<?> type) {
        for (Format format : values()) {
            if (format.type == type) {
                return format;
            }
        }
        return null;
    }

    static Format of(String keyword, String name) {
        for (Format format : values()) {
            if (format.keyword.equals(keyword) && format.name.equals(name)) {
                return format;
            }
        }
        return null;
    }
}
