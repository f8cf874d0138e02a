package dev.gantry.spi.trace;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.plugin.RevisionRef;

import java.time.Instant;

/**
 * An inspection that is over: a trace of its own, which has this one span. Immutable.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param check its id
 * @param detector detector type
 * @param plugin who inspected
 * @param reason the first of the verdict, or {@code null}
 * @param errorType class of the exception, {@code timeout}, {@code cancelled} or {@code _OTHER}
 *     where the check itself broke; else {@code null}
 */
public record InspectionSpan(
        String traceId,
        String spanId,
        String check,
        String detector,
        RevisionRef plugin,
        CheckStatus verdict,
        String reason,
        String errorType,
        Instant start,
        Instant end) {}
