package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Masks;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges an HTTP answer: whether it comes, its status, headers and body, how long each phase of it
 * took and how long the certificate holds. In HTTP/1.1, on a connection of its own, since only
 * there does each phase belong to one request. A component, so that one for all checks remembers
 * which files do not answer.
 */
@DetectorType(
        id = "http",
        title = "HTTP",
        description =
                "Judges status, headers, body, latency by phase and certificate of an HTTP address.")
@Needs(secrets = true, network = "*", files = "/")
@Component(service = Detector.class)
public final class Http implements Detector<Http.Config> {

    /** What to ask and what to expect. */
    public record Config(
            @Doc("Address, http or https") URI target,
            @Doc("HTTP method") @Default("GET") @Matches("[A-Z]{1,20}") String method,
            @Doc("Request headers") Map<String, String> headers,
            @Doc("Request headers that are secret, such as Authorization") @Secret
                    Map<String, String> secretHeaders,
            @Doc("Body of the request; empty for none") @Default("") String body,
            @Doc("Judge what a redirect leads to, at most ten of them, instead of the redirect")
                    @Default("true")
                    boolean followRedirects,
            @Doc("Status codes that are fine: codes, ranges and classes, as 200,204,3xx,400-404")
                    @Default("200-399")
                    String status,
            @Doc("Warn when the whole takes longer") Optional<Duration> warnAfter,
            @Doc("Critical when the whole takes longer") Optional<Duration> criticalAfter,
            @Doc("Regular expression (RE2) of each header that has to be there")
                    Map<String, String> expectHeaders,
            @Doc("Regular expression (RE2) to be found in the body") Optional<String> bodyMatches,
            @Doc("Regular expression (RE2) that must not be found in the body")
                    Optional<String> bodyLacks,
            @Doc("What has to be at places of a JSON body") List<JsonExpectation> json,
            @Doc("JSON Schema, as JSON, that the body has to fit") Optional<String> jsonSchema,
            @Doc("Bytes of the body that are read; what comes after is not judged")
                    @Default("1048576")
                    @Range(min = 0, max = 67108864)
                    long maxBody,
            @Doc("Warn when a certificate expires sooner") @Default("P30D")
                    Duration certificateWarn,
            @Doc("Critical when a certificate expires sooner") @Default("P7D")
                    Duration certificateCritical,
            @Doc("VERIFIED, or INSECURE to take any certificate, which each verdict then says")
                    @Default("VERIFIED")
                    Trust trust,
            @Doc("File of PEM certificates to trust instead of those that Java trusts")
                    Optional<Path> caFile) {}

    private final Names names;
    private final PathCalls calls = new PathCalls();

    /** Asks where the system asks. */
    @Activate
    public Http() {
        this(new Names());
    }

    Http(Names names) {
        this.names = names;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        StatusCodes fine = StatusCodes.parse("status", config.status());
        var expected = AnswerChecks.of(config);
        HttpAddress address = HttpAddress.of(config.target());
        Report report = new Report(Masks.of(config.secretHeaders().values()));
        Phases phases = new Phases();
        try (Limit limit = Limit.of(context)) {
            var walk = new HttpWalk(config, names, limit, phases, context, calls);
            Optional<HttpExchange.Answer> answered = walk.go(address, report);
            Duration took = phases.total();
            report.measure("latency.seconds", took);
            answered.ifPresent(answer -> judge(answer, took, config, fine, expected, report));
        } catch (Unreachable e) {
            report.measure("latency.seconds", phases.total());
            report.say(CRITICAL, "%s", e.getMessage());
        } catch (PathCalls.NoAnswer e) {
            report.say(UNKNOWN, "%s %s", config.caFile().get(), e.getMessage());
        }
        phases.tell(report);
        if (config.trust() == Trust.INSECURE) {
            report.always("certificates are NOT verified: trust is INSECURE");
        }
        return report.verdict();
    }

    private static void judge(
            HttpExchange.Answer answer,
            Duration took,
            Config config,
            StatusCodes fine,
            AnswerChecks expected,
            Report report) {
        report.measure("status", answer.status());
        report.measure("body.bytes", answer.body().length);
        if (fine.contain(answer.status())) {
            report.say(OK, "answered %d in %s", answer.status(), Words.took(took));
        } else {
            report.say(
                    CRITICAL,
                    "answered %d in %s; expected %s",
                    answer.status(),
                    Words.took(took),
                    fine);
        }
        report.slow("the answer", took, config.warnAfter(), config.criticalAfter());
        expected.judge(answer, report);
    }
}
