package dev.gantry.launcher;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A setting that Gantry knows.
 *
 * @param key as in {@code conf/gantry.properties}
 * @param kind what values it takes
 */
public record Setting(String key, Kind kind) {

    /** All of them. The shipped {@code conf/gantry.properties} explains each. */
    public static final List<Setting> KNOWN =
            List.of(
                    new Setting("gantry.store.url", new StoreUrl()),
                    new Setting("gantry.store.user", new Text()),
                    new Setting("gantry.store.password", new Secret()),
                    new Setting("gantry.store.upgrade.copy", new Choice(List.of("true", "false"))),
                    new Setting("gantry.node.name", new Text()),
                    new Setting("gantry.http.host", new Text()),
                    new Setting("gantry.http.port", new Number(0, 65535)),
                    new Setting("gantry.http.url", new Text()),
                    new Setting("gantry.oidc.issuer", new Text()),
                    new Setting("gantry.oidc.client.id", new Text()),
                    new Setting("gantry.oidc.client.secret.file", new Text()),
                    new Setting("gantry.oidc.scopes", new Text()),
                    new Setting("gantry.oidc.name.claim", new Text()),
                    new Setting("gantry.oidc.roles.claim", new Text()),
                    new Setting("gantry.oidc.roles", new Text()),
                    new Setting("gantry.oidc.ca", new Text()),
                    new Setting("gantry.http.tls.certificate", new Text()),
                    new Setting("gantry.http.tls.key", new Text()),
                    new Setting("gantry.http.tls.client.ca", new Text()),
                    new Setting(
                            "gantry.http.tls.client",
                            new Choice(List.of("none", "optional", "required"))),
                    new Setting("gantry.http.tls.client.roles", new Text()),
                    new Setting("gantry.session.idle", new Period()),
                    new Setting("gantry.session.max", new Period()),
                    new Setting("gantry.audit.age", new Period()),
                    new Setting("gantry.http.rate", new Number(0, 1_000_000)),
                    new Setting("gantry.metrics.open", new Choice(List.of("true", "false"))),
                    new Setting("gantry.metrics.series", new Number(10, 1_000_000)),
                    new Setting("gantry.metrics.plugin.series", new Number(10, 1_000_000)),
                    new Setting("gantry.metrics.plugin.labels", new Text()),
                    new Setting("gantry.metrics.native", new Choice(List.of("true", "false"))),
                    new Setting("gantry.metrics.scrapes", new Number(1, 10_000)),
                    new Setting("gantry.metrics.timeout", new Period()),
                    new Setting("gantry.engine.slots", new Number(0, 100_000)),
                    new Setting("gantry.engine.queue.limit", new Number(1, 1_000_000_000)),
                    new Setting("gantry.engine.cancel.grace", new Period()),
                    new Setting("gantry.engine.cancel.abandon", new Period()),
                    new Setting("gantry.engine.drain.timeout", new Period()),
                    new Setting("gantry.engine.payload.inline", new Number(1024, 1L << 20)),
                    new Setting("gantry.engine.payload.max", new Number(1024, 1L << 28)),
                    new Setting("gantry.payload.dir", new Text()),
                    new Setting("gantry.engine.log.lines", new Number(1, 10_000_000)),
                    new Setting("gantry.engine.log.bytes", new Number(1024, 1L << 40)),
                    new Setting("gantry.checks.normal", new Number(1, 100_000)),
                    new Setting("gantry.checks.low", new Number(1, 100_000)),
                    new Setting("gantry.plugins.builtin", new Choice(List.of("true", "false"))),
                    new Setting("gantry.plugins.start.timeout", new Period()),
                    new Setting("gantry.plugins.stop.timeout", new Period()),
                    new Setting("gantry.plugins.drain.timeout", new Period()),
                    new Setting("gantry.plugins.force.timeout", new Period()),
                    new Setting("gantry.plugins.kept", new Number(0, 1000)),
                    new Setting("gantry.plugins.poison.limit", new Number(1, 1000)),
                    new Setting("gantry.plugins.poison.window", new Period()),
                    new Setting("gantry.plugins.leak.interval", new Period()),
                    new Setting("gantry.plugins.leak.dump.limit", new Number(0, Long.MAX_VALUE)),
                    new Setting(
                            "gantry.plugins.accounting.sampling",
                            new Choice(List.of("true", "false"))),
                    new Setting("gantry.trust.policy", new Choice(List.of("any", "signed"))),
                    new Setting("gantry.trust.password", new Secret()),
                    new Setting("gantry.trust.needs", new Text()),
                    new Setting("gantry.retention.age", new Period()),
                    new Setting("gantry.retention.dead.letters", new Period()),
                    new Setting("gantry.retention.runs", new Number(0, Long.MAX_VALUE)),
                    new Setting("gantry.retention.bytes", new Number(0, Long.MAX_VALUE)),
                    new Setting("gantry.retention.keys", new Period()),
                    new Setting("gantry.retention.notes", new Period()),
                    new Setting("gantry.retention.interval", new Period()),
                    new Setting("gantry.retention.archive", new Text()),
                    new Setting("gantry.findings.age", new Period()),
                    new Setting("gantry.findings.webhook.url", new Secret()),
                    new Setting("gantry.findings.webhook.secret", new Secret()),
                    new Setting("gantry.checks.hours.age", new Period()),
                    new Setting("gantry.checks.days.age", new Period()),
                    new Setting("gantry.status.page", new Choice(List.of("true", "false"))),
                    new Setting("gantry.status.title", new Text()),
                    new Setting("gantry.telemetry.labels", new Text()),
                    new Setting("gantry.telemetry.otlp.endpoint", new Text()),
                    new Setting(
                            "gantry.telemetry.otlp.traces", new Choice(List.of("true", "false"))),
                    new Setting(
                            "gantry.telemetry.otlp.metrics", new Choice(List.of("true", "false"))),
                    new Setting("gantry.telemetry.otlp.logs", new Choice(List.of("true", "false"))),
                    new Setting("gantry.telemetry.otlp.headers", new Secret()),
                    new Setting(
                            "gantry.telemetry.otlp.compression",
                            new Choice(List.of("gzip", "none"))),
                    new Setting("gantry.telemetry.otlp.timeout", new Period()),
                    new Setting("gantry.telemetry.otlp.tls.ca", new Text()),
                    new Setting("gantry.telemetry.otlp.tls.certificate", new Text()),
                    new Setting("gantry.telemetry.otlp.tls.key", new Text()),
                    new Setting("gantry.telemetry.service", new Text()),
                    new Setting("gantry.telemetry.environment", new Text()),
                    new Setting("gantry.telemetry.traces.target", new Number(0, 1_000_000)),
                    new Setting("gantry.telemetry.traces.slow", new Period()),
                    new Setting("gantry.telemetry.metrics.interval", new Period()),
                    new Setting("gantry.telemetry.push.url", new Secret()),
                    new Setting("gantry.telemetry.push.job", new Text()),
                    new Setting("gantry.telemetry.push.interval", new Period()),
                    new Setting(
                            "gantry.telemetry.push.remove", new Choice(List.of("true", "false"))),
                    new Setting("gantry.log.format", new Choice(List.of("text", "json"))),
                    new Setting(
                            "gantry.log.level",
                            new Choice(List.of("error", "warn", "info", "debug", "trace"))),
                    new Setting("gantry.dumps.dir", new Text()),
                    new Setting("gantry.dumps.heap", new Choice(List.of("true", "false"))),
                    new Setting("gantry.dumps.kept", new Number(1, 1000)),
                    new Setting("gantry.stop.timeout", new Period()));

    /** What values a setting takes. */
    public sealed interface Kind {}

    /** Any text. */
    public record Text() implements Kind {}

    /** Any text, which is never shown. */
    public record Secret() implements Kind {}

    /** Where PostgreSQL is. Never shown when it is wrong: a password may be in it. */
    public record StoreUrl() implements Kind {
        private static final Pattern FORM =
                Pattern.compile("jdbc:postgresql://[^/?@\\s]+/[^/?@\\s]+(\\?\\S*)?");
        private static final Pattern LOGIN = Pattern.compile("[?&](user|password)=");

        boolean fits(String value) {
            return FORM.matcher(value).matches() && !LOGIN.matcher(value).find();
        }
    }

    /** A whole number within limits. */
    public record Number(long min, long max) implements Kind {}

    /** An ISO-8601 duration. */
    public record Period() implements Kind {}

    /** One of some words. */
    public record Choice(List<String> words) implements Kind {}

    /** The known setting of this key. */
    public static Optional<Setting> of(String key) {
        return KNOWN.stream().filter(known -> known.key.equals(key)).findFirst();
    }

    /** The known key that is most like {@code key}. */
    public static String nearest(String key) {
        String nearest = KNOWN.getFirst().key;
        for (Setting known : KNOWN) {
            if (distance(key, known.key) < distance(key, nearest)) {
                nearest = known.key;
            }
        }
        return nearest;
    }

    /** The environment variable of this setting. */
    public String variable() {
        return key.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
    }

    /** What was expected, if {@code value} is not that. */
    public Optional<String> expected(String value) {
        return switch (kind) {
            case Text _, Secret _ -> Optional.empty();
            case StoreUrl form ->
                    form.fits(value)
                            ? Optional.empty()
                            : Optional.of(
                                    "jdbc:postgresql://host:port/database, with the role in"
                                            + " gantry.store.user and gantry.store.password");
            case Choice(List<String> words) ->
                    words.contains(value)
                            ? Optional.empty()
                            : Optional.of("one of " + String.join(", ", words));
            case Number(long min, long max) ->
                    isNumber(value, min, max)
                            ? Optional.empty()
                            : Optional.of("a whole number from " + min + " to " + max);
            case Period() ->
                    isDuration(value)
                            ? Optional.empty()
                            : Optional.of("an ISO-8601 duration such as PT10S");
        };
    }

    /** Whether a wrong value may be shown. */
    public boolean showable() {
        return !(kind instanceof Secret || kind instanceof StoreUrl);
    }

    private static boolean isNumber(String value, long min, long max) {
        try {
            long number = Long.parseLong(value);
            return number >= min && number <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDuration(String value) {
        try {
            return !Duration.parse(value).isNegative();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** Letters to add, drop or change to get from one text to the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
