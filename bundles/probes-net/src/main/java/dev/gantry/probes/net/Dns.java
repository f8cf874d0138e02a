package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Matches;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Judges the answer of a DNS server: whether it comes, its code, its records. */
@DetectorType(
        id = "dns",
        title = "DNS",
        description = "Judges the answer of a DNS server: code, records, time and DNSSEC.")
@Needs(network = "*")
public final class Dns implements Detector<Dns.Config> {

    /** How answers are compared with what is expected. */
    public enum Match {
        /** One of the expected is among the answers. */
        ANY,
        /** All of the expected are among the answers. */
        ALL,
        /** All of the expected are the answers, and there are no others. */
        EXACT
    }

    /** How a server is asked. */
    public enum Transport {
        /** Over UDP, and over TCP where the answer does not fit. */
        UDP,
        /** Over TCP. */
        TCP
    }

    /** What to ask whom, and what to expect. */
    public record Config(
            @Doc("Name to ask for, taken as a whole; for PTR an address as well") String target,
            @Doc("Type of the records") @Default("A") RecordType type,
            @Doc("Server to ask, as host or host:port; by default those of the system in turn")
                    Optional<String> server,
            @Doc("UDP, which goes on over TCP where the answer does not fit, or TCP")
                    @Default("UDP")
                    Transport transport,
            @Doc("Code that the answer has to have, as NOERROR or NXDOMAIN")
                    @Default("NOERROR")
                    @Matches("[A-Z0-9]{1,20}")
                    String rcode,
            @Doc("Expected data of records, as 192.0.2.1 or 10 mail.acme.com; none for any answer")
                    List<String> expect,
            @Doc("ANY, ALL or EXACT of the expected data") @Default("ANY") Match match,
            @Doc("The server has to say that it verified the answer by DNSSEC") @Default("false")
                    boolean authenticated,
            @Doc("Warn when the answer takes longer") Optional<Duration> warnAfter,
            @Doc("Critical when the answer takes longer") Optional<Duration> criticalAfter) {}

    private static final int SHOWN = 6;
    private static final int LONGEST = 100;

    private final Names names;

    /** Asks where the system asks. */
    public Dns() {
        this(new Names());
    }

    Dns(Names names) {
        this.names = names;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) {
        if (Rcode.value(config.rcode()) < 0) {
            throw new IllegalArgumentException(
                    "`rcode`: %s is no code of DNS, as NOERROR, NXDOMAIN, SERVFAIL or REFUSED"
                            .formatted(config.rcode()));
        }
        Record question = Record.newRecord(name(config), config.type().number(), DClass.IN);
        Report report = new Report();
        Phases phases = new Phases();
        try (Limit limit = Limit.of(context)) {
            List<InetSocketAddress> servers = servers(config, limit);
            phases.begin();
            var answer = ask(question, servers, config, limit);
            phases.end("query");
            judge(answer, config, report);
        } catch (Unreachable e) {
            report.say(CRITICAL, "%s", e.getMessage());
        }
        phases.tell(report);
        return report.verdict();
    }

    private static Name name(Config config) {
        try {
            if (config.type() == RecordType.PTR) {
                Optional<InetAddress> address = Names.literal(config.target());
                if (address.isPresent()) {
                    return ReverseMap.fromAddress(address.get());
                }
            }
            return Name.fromString(java.net.IDN.toASCII(config.target()), Name.root);
        } catch (TextParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "`target`: %s is no name of DNS: %s"
                            .formatted(config.target(), Words.message(e)),
                    e);
        }
    }

    private List<InetSocketAddress> servers(Config config, Limit limit) throws Unreachable {
        if (config.server().isPresent()) {
            Target server = Target.parse("server", config.server().get(), 53);
            return names.find(server.host(), limit).stream()
                    .map(address -> new InetSocketAddress(address, server.port()))
                    .limit(1)
                    .toList();
        }
        List<InetSocketAddress> all = names.servers();
        if (all.isEmpty()) {
            throw new Unreachable("this system names no DNS server; name one as `server`");
        }
        return all;
    }

    private record Answered(
            Message message, boolean tcp, InetSocketAddress server, Duration took) {}

    private static Answered ask(
            Record question, List<InetSocketAddress> servers, Config config, Limit limit)
            throws Unreachable {
        var exchange = new DnsExchange(limit);
        Unreachable last = null;
        for (int i = 0; i < servers.size(); i++) {
            limit.check("no answer from a DNS server");
            Message query = Message.newQuery(question);
            // RFC 6840, section 5.7: asks to be told whether the answer was verified
            query.getHeader().setFlag(Flags.AD);
            long start = System.nanoTime();
            try {
                var answer =
                        exchange.ask(
                                query,
                                servers.get(i),
                                config.transport() == Transport.TCP,
                                limit.left().dividedBy(servers.size() - i));
                return new Answered(
                        answer.message(),
                        answer.tcp(),
                        servers.get(i),
                        Duration.ofNanos(System.nanoTime() - start));
            } catch (Unreachable e) {
                last = e;
            }
        }
        throw last;
    }

    private static void judge(Answered answer, Config config, Report report) {
        Message message = answer.message();
        report.measure("latency.seconds", answer.took());
        report.measure("rcode", message.getRcode());
        boolean verified = message.getHeader().getFlag(Flags.AD);
        report.measure("authenticated", verified ? 1 : 0);
        String server = DnsExchange.shown(answer.server());
        String code = Rcode.string(message.getRcode());
        if (!code.equals(config.rcode())) {
            report.say(
                    CRITICAL,
                    "%s answered %s for %s %s in %s; expected %s",
                    server,
                    code,
                    config.target(),
                    config.type(),
                    Words.took(answer.took()),
                    config.rcode());
        }
        List<Record> records =
                message.getSection(Section.ANSWER).stream()
                        .filter(each -> each.getType() == config.type().number())
                        .toList();
        report.measure("records", records.size());
        records.stream()
                .mapToLong(Record::getTTL)
                .min()
                .ifPresent(ttl -> report.measure("ttl.seconds", ttl));
        List<String> data = records.stream().map(Dns::data).toList();
        if (code.equals("NOERROR") && config.rcode().equals("NOERROR")) {
            judgeData(data, config, report);
        }
        if (config.authenticated() && !verified) {
            report.say(CRITICAL, "%s did not verify %s by DNSSEC", server, config.target());
        }
        report.say(
                OK,
                "%s answered %s%s in %s%s",
                server,
                code,
                data.isEmpty() ? "" : " with " + shown(data),
                Words.took(answer.took()),
                answer.tcp() ? ", over TCP" : "");
        report.slow("the answer", answer.took(), config.warnAfter(), config.criticalAfter());
    }

    private static void judgeData(List<String> data, Config config, Report report) {
        if (data.isEmpty()) {
            report.say(CRITICAL, "%s has no record of type %s", config.target(), config.type());
            return;
        }
        List<String> expected = config.expect().stream().map(Dns::normal).toList();
        List<String> missing = expected.stream().filter(each -> !data.contains(each)).toList();
        List<String> others = data.stream().filter(each -> !expected.contains(each)).toList();
        boolean fits =
                expected.isEmpty()
                        || switch (config.match()) {
                            case ANY -> missing.size() < expected.size();
                            case ALL -> missing.isEmpty();
                            case EXACT -> missing.isEmpty() && others.isEmpty();
                        };
        if (!fits) {
            report.say(
                    CRITICAL,
                    "%s %s is %s; expected %s %s",
                    config.target(),
                    config.type(),
                    shown(data),
                    config.match().name().toLowerCase(Locale.ROOT)
                            + (config.match() == Match.EXACT ? "ly" : " of"),
                    shown(expected));
        }
    }

    private static String data(Record each) {
        return normal(each.rdataToString());
    }

    /** Without case, quotes and the dot of the root at the end of each name. */
    private static String normal(String data) {
        String text = data.strip().replace("\"", "").toLowerCase(Locale.ROOT);
        Optional<InetAddress> address = Names.literal(text);
        if (address.isPresent()) {
            return address.get().getHostAddress();
        }
        return text.replaceAll("(?<=\\S)\\.(?=\\s|$)", "");
    }

    private static String shown(List<String> data) {
        String first =
                data.stream()
                        .limit(SHOWN)
                        .map(each -> Words.cut(each, LONGEST))
                        .collect(Collectors.joining(", "));
        return data.size() <= SHOWN ? first : first + " and " + (data.size() - SHOWN) + " more";
    }
}
