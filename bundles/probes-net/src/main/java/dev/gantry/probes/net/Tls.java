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
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Masks;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Judges certificates: those that a server sends, whether they can be verified or not, or those in
 * a file. The earliest that expires decides. Revocation is not looked at. A component, so that one
 * for all checks remembers which files do not answer.
 */
@DetectorType(
        id = "tls",
        title = "Certificate",
        description =
                "Judges validity, issuer and name of the certificates of a server or in a file.")
@Needs(secrets = true, network = "*", files = "/")
@Component(service = Detector.class)
public final class Tls implements Detector<Tls.Config> {

    /** Whose certificates, and how long they have to last. */
    public record Config(
            @Doc(
                            "host:port of a server, or a file: an absolute path or file:/… of PEM, DER, PKCS12 or JKS")
                    String target,
            @Doc("Name to ask for and to find in the certificate; by default the host")
                    Optional<String> serverName,
            @Doc("How the server is asked for TLS: NONE, SMTP, IMAP, POP3 or POSTGRES")
                    @Default("NONE")
                    StartTls startTls,
            @Doc("Warn when a certificate expires sooner") @Default("P30D") Duration warnBefore,
            @Doc("Critical when a certificate expires sooner") @Default("P7D")
                    Duration criticalBefore,
            @Doc("VERIFIED, or INSECURE to judge the validity only, which each verdict then says")
                    @Default("VERIFIED")
                    Trust trust,
            @Doc("File of PEM certificates to trust instead of those that Java trusts")
                    Optional<Path> caFile,
            @Doc("Password of a key store") @Secret Optional<String> password) {}

    private final Names names;
    private final PathCalls calls = new PathCalls();

    /** Asks where the system asks. */
    @Activate
    public Tls() {
        this(new Names());
    }

    Tls(Names names) {
        this.names = names;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        String target = config.target();
        Optional<Path> file =
                target.startsWith("file:")
                        ? Optional.of(Path.of(URI.create(target)))
                        : target.startsWith("/") || target.matches("[A-Za-z]:\\\\.*")
                                ? Optional.of(Path.of(target))
                                : Optional.empty();
        Report report = new Report(Masks.of(config.password().stream().toList()));
        if (file.isPresent()) {
            inFile(file.get(), config, context, report);
        } else {
            ofServer(config, context, report);
        }
        return report.verdict();
    }

    private void inFile(Path file, Config config, CheckContext context, Report report)
            throws Exception {
        try {
            List<X509Certificate> all =
                    calls.call(context, file, () -> CertificateFile.read(file, config.password()));
            var chain = new Chain(all, context.clock().instant());
            report.measure("certificates", all.size());
            chain.judgeValidity(all, needed(config), report);
        } catch (Unreachable e) {
            report.say(UNKNOWN, "%s", e.getMessage());
        } catch (PathCalls.NoAnswer e) {
            report.say(UNKNOWN, "%s %s", file, e.getMessage());
        }
    }

    private void ofServer(Config config, CheckContext context, Report report) throws Exception {
        int usual = config.startTls().port();
        Target target = Target.parse("target", config.target(), usual);
        String name = config.serverName().orElse(target.host());
        Phases phases = new Phases();
        try (Limit limit = Limit.of(context);
                Line line = Line.connect(target, names, limit, phases)) {
            startTls(line, config, limit, phases);
            Handshake handshake = line.secure(name);
            report.measure("latency.seconds", phases.total());
            var chain = new Chain(handshake.chain(), context.clock().instant());
            report.measure("certificates", handshake.chain().size());
            List<X509Certificate> decisive = handshake.chain();
            if (config.trust() == Trust.INSECURE) {
                report.always("issuer and name are NOT verified: trust is INSECURE");
            } else {
                decisive =
                        chain.judgeIdentity(
                                        Trust.anchors(config.caFile(), calls, context),
                                        handshake.rightName(),
                                        name,
                                        report)
                                .decisive();
            }
            chain.judgeValidity(decisive, needed(config), report);
            report.say(
                    OK,
                    "%s presents %s in %s",
                    target,
                    Chain.called(handshake.chain().getFirst()),
                    handshake.protocol());
        } catch (Unreachable e) {
            report.measure("latency.seconds", phases.total());
            report.say(CRITICAL, "%s", e.getMessage());
        } catch (PathCalls.NoAnswer e) {
            report.say(UNKNOWN, "%s %s", config.caFile().get(), e.getMessage());
        }
        phases.tell(report);
    }

    private static void startTls(Line line, Config config, Limit limit, Phases phases)
            throws Unreachable {
        if (config.startTls() == StartTls.NONE) {
            return;
        }
        phases.begin();
        try {
            config.startTls().ask(line.plain());
            phases.end("starttls");
        } catch (IOException e) {
            throw limit.explain(
                    e,
                    line.target() + " did not agree to TLS",
                    "%s does not go on to TLS by %s: %s"
                            .formatted(line.target(), config.startTls(), Words.message(e)));
        }
    }

    private static Chain.Needed needed(Config config) {
        return new Chain.Needed(config.warnBefore(), config.criticalBefore());
    }
}
