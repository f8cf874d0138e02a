package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Judges whether a host answers echo requests, by the system's {@code ping}, which has the right to
 * send them. Where it has not, nothing is said of the host.
 */
@DetectorType(
        id = "icmp",
        title = "Ping",
        description = "Judges whether a host answers echo requests: lost packets and round trips.")
@Needs(network = "*", processes = "ping")
public final class Icmp implements Detector<Icmp.Config> {

    /** Whom to ping and what to expect. */
    public record Config(
            @Doc("Name or address of the host") String target,
            @Doc("Packets to send") @Default("3") @Range(min = 1, max = 100) int count,
            @Doc("Time between two packets; less than PT0.2S is for root only") @Default("PT0.2S")
                    Duration interval,
            @Doc("Warn when more than this part of the packets is lost")
                    @Default("0")
                    @Range(min = 0, max = 1)
                    double warnLoss,
            @Doc("Critical when more than this part of the packets is lost")
                    @Default("0.5")
                    @Range(min = 0, max = 1)
                    double criticalLoss,
            @Doc("Warn when the average round trip takes longer") Optional<Duration> warnAfter,
            @Doc("Critical when the average round trip takes longer")
                    Optional<Duration> criticalAfter) {}

    private final Names names;
    private final String program;

    /** With the {@code ping} of the system. */
    public Icmp() {
        this(new Names(), "ping");
    }

    Icmp(Names names, String program) {
        this.names = names;
        this.program = program;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws InterruptedException {
        Findings findings = new Findings();
        try (Limit limit = Limit.of(context)) {
            InetAddress address = names.find(host(config.target()), limit).getFirst();
            judge(ping(address, config, limit, context), address, config, findings);
        } catch (Unreachable e) {
            findings.add(CRITICAL, "%s", e.getMessage());
        } catch (IOException e) {
            findings.add(
                    UNKNOWN,
                    "there is no %s to ask with: install it, on Debian with apt-get install iputils-ping, or use the detector tcp",
                    program);
        }
        return findings.verdict();
    }

    private static String host(String target) {
        String host = target.strip().toLowerCase(Locale.ROOT);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    private PingOutput ping(InetAddress address, Config config, Limit limit, CheckContext context)
            throws IOException, InterruptedException {
        double seconds = Math.max(1, Math.floor(limit.left().toMillis() / 1000.0));
        var builder =
                new ProcessBuilder(
                        program,
                        address instanceof Inet6Address ? "-6" : "-4",
                        "-n",
                        "-c",
                        String.valueOf(config.count()),
                        "-i",
                        String.format(Locale.ROOT, "%.3f", config.interval().toNanos() / 1e9),
                        "-w",
                        String.format(Locale.ROOT, "%.0f", seconds),
                        address.getHostAddress());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();
        limit.guard(() -> process.destroyForcibly());
        try {
            process.getOutputStream().close();
            String said;
            try {
                said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                said = "";
            }
            process.waitFor(limit.leftMillis(), TimeUnit.MILLISECONDS);
            if (!limit.passed()) {
                context.cancellation().check();
            }
            return PingOutput.read(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private void judge(PingOutput output, InetAddress address, Config config, Findings findings) {
        String host = address.getHostAddress();
        if (output.sent() == 0) {
            findings.add(UNKNOWN, "%s", why(output, host));
            return;
        }
        double loss = output.loss();
        findings.measure("packet.loss.ratio", loss);
        List<Duration> trips = output.trips();
        if (!trips.isEmpty()) {
            findings.measure("latency.seconds", trips.get(1));
            findings.measure("rtt.min.seconds", trips.get(0));
            findings.measure("rtt.avg.seconds", trips.get(1));
            findings.measure("rtt.max.seconds", trips.get(2));
        }
        String lost =
                "%d of %d packets to %s got lost"
                        .formatted(output.sent() - output.received(), output.sent(), host);
        if (loss > config.criticalLoss()) {
            findings.add(CRITICAL, "%s", lost);
        } else if (loss > config.warnLoss()) {
            findings.add(WARN, "%s", lost);
        }
        if (!trips.isEmpty()) {
            findings.add(
                    OK,
                    "%s answered %d of %d packets, in %s on average",
                    host,
                    output.received(),
                    output.sent(),
                    Words.took(trips.get(1)));
            findings.slow("a round trip", trips.get(1), config.warnAfter(), config.criticalAfter());
        }
    }

    private String why(PingOutput output, String host) {
        return output.forbidden()
                ? "this system does not let %s send echo requests (%s): give it the right with setcap cap_net_raw+p on its file, or allow the group by the sysctl net.ipv4.ping_group_range"
                        .formatted(program, Words.quoted(output.said()))
                : "%s did not tell of any packet to %s: %s"
                        .formatted(program, host, Words.quoted(output.said()));
    }
}
