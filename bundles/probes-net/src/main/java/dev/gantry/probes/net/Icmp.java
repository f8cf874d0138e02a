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
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

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

    /** For the program to start and to say what it saw. */
    private static final Duration TO_END = Duration.ofMillis(100);

    /** Milliseconds to wait for the last packet; 0 would be for ever. */
    private static final long LEAST = 50;

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
        Report report = new Report();
        try (Limit limit = Limit.of(context)) {
            InetAddress address = names.find(host(config.target()), limit).getFirst();
            judge(ping(address, config, limit, context), address, config, report);
        } catch (Unreachable e) {
            report.say(CRITICAL, "%s", e.getMessage());
        } catch (IOException e) {
            report.say(
                    UNKNOWN,
                    "there is no %s to ask with: install it, on Debian with apt-get install iputils-ping, or use the detector tcp",
                    program);
        }
        return report.verdict();
    }

    private static String host(String target) {
        String host = target.strip().toLowerCase(Locale.ROOT);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    private PingOutput ping(InetAddress address, Config config, Limit limit, CheckContext context)
            throws IOException, InterruptedException {
        Duration sending = config.interval().multipliedBy(config.count() - 1L);
        if (sending.plus(TO_END).compareTo(limit.length()) >= 0) {
            throw new IllegalArgumentException(
                    "`count` and `interval`: to send %d packets takes %s, and a look may take %s"
                            .formatted(
                                    config.count(),
                                    Words.took(sending),
                                    Words.took(limit.length())));
        }
        Duration patience = limit.left().minus(sending).minus(TO_END);
        var builder =
                new ProcessBuilder(
                        program,
                        address instanceof Inet6Address ? "-6" : "-4",
                        "-n",
                        "-c",
                        String.valueOf(config.count()),
                        "-i",
                        String.format(Locale.ROOT, "%.3f", config.interval().toNanos() / 1e9),
                        "-W",
                        seconds(patience),
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

    /**
     * For {@code -W}: how long the last packet is waited for. With {@code -w} more packets than
     * {@code count} would be sent where one gets lost, until the time is over. Whole seconds where
     * there are any, since not every {@code ping} takes a part of one.
     */
    private static String seconds(Duration patience) {
        return patience.toSeconds() > 0
                ? String.valueOf(patience.toSeconds())
                : String.format(Locale.ROOT, "%.3f", Math.max(LEAST, patience.toMillis()) / 1e3);
    }

    private void judge(PingOutput output, InetAddress address, Config config, Report report) {
        String host = address.getHostAddress();
        if (output.sent() == 0) {
            report.say(UNKNOWN, "%s", why(output, host));
            return;
        }
        double loss = output.loss();
        report.measure("packet.loss.ratio", loss);
        List<Duration> trips = output.trips();
        if (!trips.isEmpty()) {
            report.measure("latency.seconds", trips.get(1));
            report.measure("rtt.min.seconds", trips.get(0));
            report.measure("rtt.avg.seconds", trips.get(1));
            report.measure("rtt.max.seconds", trips.get(2));
        }
        String lost =
                "%d of %d packets to %s got lost"
                        .formatted(output.sent() - output.received(), output.sent(), host);
        if (loss > config.criticalLoss()) {
            report.say(CRITICAL, "%s", lost);
        } else if (loss > config.warnLoss()) {
            report.say(WARN, "%s", lost);
        }
        if (!trips.isEmpty()) {
            report.say(
                    OK,
                    "%s answered %d of %d packets, in %s on average",
                    host,
                    output.received(),
                    output.sent(),
                    Words.took(trips.get(1)));
            report.slow("a round trip", trips.get(1), config.warnAfter(), config.criticalAfter());
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
