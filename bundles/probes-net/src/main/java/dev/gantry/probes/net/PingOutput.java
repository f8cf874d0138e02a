package dev.gantry.probes.net;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ping} prints, that of iputils, BusyBox, BSD and macOS.
 *
 * @param sent packets; 0 if it sent none
 * @param received different answers
 * @param trips shortest, average and longest round trip; empty if nothing came back
 * @param said all of it
 */
record PingOutput(int sent, int received, List<Duration> trips, String said) {
    private static final Pattern COUNTS =
            Pattern.compile("(\\d{1,6}) packets transmitted, (\\d{1,6}) (?:packets )?received");
    private static final Pattern TRIPS =
            Pattern.compile("(?:rtt|round-trip) min/avg/max\\S* = ([\\d.]+)/([\\d.]+)/([\\d.]+)");
    private static final List<String> FORBIDDEN =
            List.of(
                    "permission denied",
                    "operation not permitted",
                    "are you root",
                    "lacking privilege");

    static PingOutput read(String said) {
        Matcher counts = COUNTS.matcher(said);
        if (!counts.find()) {
            return new PingOutput(0, 0, List.of(), said);
        }
        Matcher trips = TRIPS.matcher(said);
        return new PingOutput(
                Integer.parseInt(counts.group(1)),
                Integer.parseInt(counts.group(2)),
                trips.find()
                        ? List.of(
                                millis(trips.group(1)),
                                millis(trips.group(2)),
                                millis(trips.group(3)))
                        : List.of(),
                said);
    }

    private static Duration millis(String text) {
        return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e6));
    }

    /** The part of the packets that got lost, from 0 to 1. */
    double loss() {
        return Math.max(0, (double) (sent - received) / sent);
    }

    /** Whether it was kept from sending. */
    boolean forbidden() {
        String lower = said.toLowerCase(Locale.ROOT);
        return FORBIDDEN.stream().anyMatch(lower::contains);
    }
}
