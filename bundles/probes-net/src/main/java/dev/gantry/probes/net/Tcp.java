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
import dev.gantry.api.schema.Range;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Judges whether a port takes connections, and, if asked for, what it says over them. A component,
 * so that one for all checks remembers which files do not answer.
 */
@DetectorType(
        id = "tcp",
        title = "TCP port",
        description = "Judges whether a port takes connections, how fast, and what it answers.")
@Needs(network = "*", files = "/")
@Component(service = Detector.class)
public final class Tcp implements Detector<Tcp.Config> {

    /** Where to connect and what to expect. */
    public record Config(
            @Doc("host:port; an address of IPv6 in brackets, as [::1]:22") String target,
            @Doc("Text to send once connected") Optional<String> send,
            @Doc("Regular expression (RE2) to be found in what the port says")
                    Optional<String> expect,
            @Doc("Bytes of what the port says that are read at most")
                    @Default("65536")
                    @Range(min = 1, max = 1048576)
                    int maxBytes,
            @Doc("Speak TLS") @Default("false") boolean tls,
            @Doc("VERIFIED, or INSECURE to take any certificate, which each verdict then says")
                    @Default("VERIFIED")
                    Trust trust,
            @Doc("File of PEM certificates to trust instead of those that Java trusts")
                    Optional<Path> caFile,
            @Doc("Warn when the whole takes longer") Optional<Duration> warnAfter,
            @Doc("Critical when the whole takes longer") Optional<Duration> criticalAfter) {}

    private final Names names;
    private final PathCalls calls = new PathCalls();

    /** Asks where the system asks. */
    @Activate
    public Tcp() {
        this(new Names());
    }

    Tcp(Names names) {
        this.names = names;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        Target target = Target.parse("target", config.target(), 0);
        Optional<Regex> expected = config.expect().map(text -> Regex.of("expect", text));
        Report report = new Report();
        Phases phases = new Phases();
        try (Limit limit = Limit.of(context);
                Line line = Line.connect(target, names, limit, phases)) {
            boolean trusted = !config.tls() || believes(line, config, context, report);
            if (trusted) {
                talk(line, config, expected, limit, phases);
            }
            Duration took = phases.total();
            report.measure("latency.seconds", took);
            report.say(OK, "%s in %s", happened(config, expected), Words.took(took));
            report.slow("the connection", took, config.warnAfter(), config.criticalAfter());
        } catch (Unreachable e) {
            report.measure("latency.seconds", phases.total());
            report.say(CRITICAL, "%s", e.getMessage());
        } catch (PathCalls.NoAnswer e) {
            report.say(UNKNOWN, "%s %s", config.caFile().get(), e.getMessage());
        }
        phases.tell(report);
        if (config.tls() && config.trust() == Trust.INSECURE) {
            report.always("certificates are NOT verified: trust is INSECURE");
        }
        return report.verdict();
    }

    private static String happened(Config config, Optional<Regex> expected) {
        return expected.map(regex -> "answered with what matches " + regex)
                .orElse(config.send().isPresent() ? "connected and sent" : "connected");
    }

    private boolean believes(Line line, Config config, CheckContext context, Report report)
            throws Exception {
        Handshake handshake = line.secure(line.target().host());
        if (config.trust() == Trust.INSECURE) {
            return true;
        }
        var chain = new Chain(handshake.chain(), context.clock().instant());
        Chain.Path path =
                chain.judgeIdentity(
                        Trust.anchors(config.caFile(), calls, context),
                        handshake.rightName(),
                        line.target().host(),
                        report);
        var needed = new Chain.Needed(Duration.ZERO, Duration.ZERO);
        chain.judgeValidity(path.decisive(), needed, report);
        return path.trusted();
    }

    private static void talk(
            Line line, Config config, Optional<Regex> expected, Limit limit, Phases phases)
            throws Unreachable {
        var heard = new ByteArrayOutputStream();
        try {
            phases.begin();
            if (config.send().isPresent()) {
                line.out().write(config.send().get().getBytes(StandardCharsets.UTF_8));
                line.out().flush();
            }
            if (expected.isPresent()) {
                listen(line, config, expected.get(), heard);
                phases.end("answer");
            }
        } catch (IOException e) {
            String said =
                    heard.size() == 0
                            ? "nothing"
                            : Words.quoted(heard.toString(StandardCharsets.UTF_8));
            throw limit.explain(
                    e,
                    "%s said %s, and nothing that matches %s"
                            .formatted(
                                    line.target(), said, expected.map(Regex::toString).orElse("")),
                    "%s broke off after it said %s: %s"
                            .formatted(line.target(), said, Words.message(e)));
        }
    }

    /** Until what was heard matches. */
    private static void listen(
            Line line, Config config, Regex expected, ByteArrayOutputStream heard)
            throws IOException {
        InputStream in = line.in();
        byte[] buffer = new byte[8192];
        while (true) {
            int count =
                    in.read(buffer, 0, Math.min(buffer.length, config.maxBytes() - heard.size()));
            if (count > 0) {
                heard.write(buffer, 0, count);
                if (in.available() > 0 && heard.size() < config.maxBytes()) {
                    continue;
                }
                if (expected.in(heard.toString(StandardCharsets.UTF_8))) {
                    return;
                }
            }
            boolean full = heard.size() >= config.maxBytes();
            if (count < 0 || full) {
                String said = heard.toString(StandardCharsets.UTF_8);
                throw new Unreachable(
                        "%s said %s%s, which does not match %s"
                                .formatted(
                                        line.target(),
                                        said.isEmpty() ? "nothing" : Words.quoted(said),
                                        full
                                                ? " and more than %d bytes"
                                                        .formatted(config.maxBytes())
                                                : " and closed",
                                        expected));
            }
        }
    }
}
