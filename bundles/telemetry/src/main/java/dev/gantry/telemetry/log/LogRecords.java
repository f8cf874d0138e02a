package dev.gantry.telemetry.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

import dev.gantry.telemetry.otlp.Origin;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Makes records in the form of OpenTelemetry of lines. For one thread. */
final class LogRecords {
    private static final int MOST_SCOPES = 1000;
    private static final int LONGEST_STACK = 16_000;

    /** What is known of the work that a line is about, and how it is named in spans. */
    private static final Map<String, AttributeKey<String>> ABOUT =
            Map.of(
                    "run", AttributeKey.stringKey("gantry.run.id"),
                    "task", AttributeKey.stringKey("gantry.task.type"),
                    "plugin", AttributeKey.stringKey("gantry.plugin.id"),
                    "revision", AttributeKey.stringKey("gantry.plugin.sha256"),
                    "tenant", AttributeKey.stringKey("gantry.tenant"));

    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("gantry.attempt");
    private static final AttributeKey<String> THREAD = AttributeKey.stringKey("thread.name");
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> SAID = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> STACK =
            AttributeKey.stringKey("exception.stacktrace");

    private final Origin origin;
    private final Map<String, InstrumentationScopeInfo> scopes = new HashMap<>();

    LogRecords(Origin origin) {
        this.origin = origin;
    }

    LogRecordData of(ILoggingEvent event) {
        Map<String, String> about = event.getMDCPropertyMap();
        Instant at = event.getInstant();
        return new LogRecord(
                origin.resource(),
                scope(event.getLoggerName()),
                at.getEpochSecond() * 1_000_000_000L + at.getNano(),
                span(about.get("trace"), about.get("span")),
                severity(event.getLevel()),
                event.getLevel().toString(),
                event.getFormattedMessage(),
                attributes(event, about));
    }

    /** By convention the logger is the scope. */
    private InstrumentationScopeInfo scope(String logger) {
        if (scopes.size() == MOST_SCOPES) {
            scopes.clear();
        }
        return scopes.computeIfAbsent(logger, InstrumentationScopeInfo::create);
    }

    private static SpanContext span(String trace, String span) {
        return trace == null || span == null
                ? SpanContext.getInvalid()
                : SpanContext.create(trace, span, TraceFlags.getDefault(), TraceState.getDefault());
    }

    private static Severity severity(Level level) {
        return switch (level.toInt()) {
            case Level.TRACE_INT -> Severity.TRACE;
            case Level.DEBUG_INT -> Severity.DEBUG;
            case Level.INFO_INT -> Severity.INFO;
            case Level.WARN_INT -> Severity.WARN;
            default -> Severity.ERROR;
        };
    }

    private static Attributes attributes(ILoggingEvent event, Map<String, String> about) {
        AttributesBuilder attributes = Attributes.builder();
        ABOUT.forEach(
                (name, key) -> {
                    String value = about.get(name);
                    if (value != null) {
                        attributes.put(key, value);
                    }
                });
        String attempt = about.get("attempt");
        if (attempt != null) {
            attributes.put(ATTEMPT, Long.parseLong(attempt));
        }
        attributes.put(THREAD, event.getThreadName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            attributes.put(TYPE, thrown.getClassName());
            if (thrown.getMessage() != null) {
                attributes.put(SAID, thrown.getMessage());
            }
            String stack = ThrowableProxyUtil.asString(thrown);
            attributes.put(STACK, stack.substring(0, Math.min(stack.length(), LONGEST_STACK)));
        }
        return attributes.build();
    }
}
