package dev.gantry.sample.web;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import javax.net.ssl.SSLException;

/**
 * Judges an HTTP endpoint the way a person would: does it answer, is the answer the right one, soon
 * enough, and how long will its certificate hold. Each thing that is wrong is a reason of its own.
 *
 * <p>A server that cannot be reached is a critical verdict. An exception is thrown only where the
 * configuration is wrong, which says nothing of the server.
 */
@DetectorType(
        id = "http.endpoint",
        title = "HTTP endpoint",
        description = "Judges status, latency, body and certificate of an HTTP endpoint.")
public final class Endpoint implements Detector<Endpoint.Config> {

    /** What to ask and what to expect. */
    public record Config(
            @Doc("Address, http or https") URI url,
            @Doc("HTTP method") @Default("GET") @Matches("GET|HEAD|OPTIONS|POST") String method,
            @Doc("Request headers") Map<String, String> headers,
            @Doc("Status codes that are fine") @Default("[200]") @Length(min = 1)
                    Set<Integer> status,
            @Doc("An answer slower than this is a warning") @Default("PT1S") Duration warnAfter,
            @Doc("An answer slower than this is critical") @Default("PT5S") Duration criticalAfter,
            @Doc("Give up after this; no answer is critical") @Default("PT10S") Duration timeout,
            @Doc("Text that the body must contain; empty for any body") @Default("")
                    String contains,
            @Doc("Regular expression to be found in the body; empty for any body") @Default("")
                    String pattern,
            @Doc("Judge what a redirect leads to, instead of the redirect") @Default("true")
                    boolean followRedirects,
            @Doc("Warn when the certificate expires within so many days")
                    @Default("14")
                    @Range(min = 0, max = 3650)
                    int certificateDays,
            @Doc("File of PEM certificates to trust instead of those of the platform")
                    Optional<Path> trusted) {}

    private static final int MAX_BODY = 1024 * 1024;
    private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    @Override
    public Verdict inspect(Config config, CheckContext context)
            throws IOException, GeneralSecurityException, InterruptedException {
        Pattern pattern = compiled(config.pattern());
        var certificates = CertificateRecorder.trusting(config.trusted());
        var exchange =
                new Exchange(
                        config.followRedirects(),
                        config.timeout(),
                        MAX_BODY,
                        certificates.context());
        var findings = new Findings();
        try {
            var question =
                    new Exchange.Question(config.method(), config.url(), config.headers(), "");
            judge(exchange.ask(question, context), config, pattern, findings);
        } catch (HttpTimeoutException e) {
            findings.add(
                    CRITICAL, "no answer from %s within %s", at(config), text(config.timeout()));
        } catch (SSLException e) {
            findings.add(CRITICAL, "no secure connection to %s: %s", at(config), e.getMessage());
        } catch (ConnectException e) {
            findings.add(CRITICAL, "cannot connect to %s: %s", at(config), why(e));
        } catch (IOException e) {
            findings.add(CRITICAL, "%s broke off: %s", at(config), why(e));
        }
        certificates
                .seen()
                .ifPresent(seen -> judge(seen, config, context.clock().instant(), findings));
        return findings.verdict();
    }

    private static void judge(
            Exchange.Answer answer, Config config, Pattern pattern, Findings findings) {
        findings.measure("latency.seconds", answer.took().toNanos() / 1e9);
        if (!config.status().contains(answer.status())) {
            findings.add(
                    CRITICAL,
                    "status is %d, expected %s",
                    answer.status(),
                    config.status().size() == 1
                            ? config.status().iterator().next()
                            : "one of " + config.status().stream().sorted().toList());
        }
        String body = answer.text();
        if (!body.contains(config.contains())) {
            findings.add(CRITICAL, "body does not contain \"%s\"", config.contains());
        }
        if (!pattern.matcher(body).find()) {
            findings.add(CRITICAL, "nothing in the body matches %s", config.pattern());
        }
        if (answer.took().compareTo(config.criticalAfter()) > 0) {
            findings.add(CRITICAL, slow(answer.took(), config.criticalAfter()));
        } else if (answer.took().compareTo(config.warnAfter()) > 0) {
            findings.add(WARN, slow(answer.took(), config.warnAfter()));
        } else {
            findings.add(OK, "answered %d in %s", answer.status(), text(answer.took()));
        }
    }

    private static void judge(
            X509Certificate certificate, Config config, Instant now, Findings findings) {
        Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
        findings.measure("certificate.days", left.toSeconds() / SECONDS_PER_DAY);
        long days = left.toDays();
        if (left.isNegative()) {
            findings.add(CRITICAL, "certificate expired %d days ago", -days);
        } else if (days < config.certificateDays()) {
            findings.add(
                    WARN,
                    "certificate expires in %d days, less than %d",
                    days,
                    config.certificateDays());
        } else {
            findings.add(OK, "certificate holds for %d days", days);
        }
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "`pattern`: %s is no regular expression: %s"
                            .formatted(pattern, e.getDescription()),
                    e);
        }
    }

    private static String slow(Duration took, Duration limit) {
        return "answered in %s, slower than %s".formatted(text(took), text(limit));
    }

    private static String at(Config config) {
        String host = config.url().getHost();
        return config.url().getPort() < 0 ? host : host + ":" + config.url().getPort();
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : "%s s".formatted(millis / 1000.0);
    }

    private static String why(IOException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException) {
                return "its name does not resolve";
            }
        }
        return failure.getMessage() == null ? "connection refused" : failure.getMessage();
    }
}
