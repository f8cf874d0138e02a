package dev.gantry.probes.net;

import dev.gantry.probes.Words;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;
import org.xbill.DNS.hosts.HostsFileParser;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Finds the addresses of a name: in the file of hosts, then by DNS with the servers and search list
 * of the system. Nothing is kept, so that each inspection sees and measures the whole way; the
 * resolver of the JVM keeps answers, and cannot be stopped.
 */
final class Names {
    private static final Path HOSTS =
            System.getProperty("os.name", "").startsWith("Windows")
                    ? Path.of(
                            System.getenv().getOrDefault("SystemRoot", "C:\\Windows"),
                            "System32\\drivers\\etc\\hosts")
                    : Path.of("/etc/hosts");

    private static final Set<Integer> HELPLESS = Set.of(Rcode.SERVFAIL, Rcode.REFUSED);

    /** How long an address of IPv6 is waited for where there is one of IPv4 already. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Path hosts;
    private final Supplier<Settings> system;

    /**
     * How the system finds names.
     *
     * @param dots from how many on a name is tried as it is first
     */
    record Settings(List<InetSocketAddress> servers, List<Name> search, int dots) {

        /** As they are now; where there is no resolv.conf, as they were when first asked for. */
        static Settings read() {
            var file = new ResolvConfResolverConfigProvider();
            if (file.isEnabled()) {
                file.initialize();
                return new Settings(file.servers(), file.searchPaths(), file.ndots());
            }
            ResolverConfig other = ResolverConfig.getCurrentConfig();
            return new Settings(other.servers(), other.searchPath(), other.ndots());
        }
    }

    /** Those of the system. */
    Names() {
        this(HOSTS, Settings::read);
    }

    /**
     * @param system read once for each name
     */
    Names(Path hosts, Supplier<Settings> system) {
        this.hosts = hosts;
        this.system = system;
    }

    /** The name servers, in the order in which they are asked. */
    List<InetSocketAddress> servers() {
        return system.get().servers();
    }

    /**
     * The addresses, those of IPv4 first; never empty.
     *
     * @throws Unreachable if there are none, with a sentence
     */
    List<InetAddress> find(String host, Limit limit) throws Unreachable {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        Name name = name(host);
        List<InetAddress> known = inHosts(name);
        if (!known.isEmpty()) {
            return known;
        }
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        }
        Settings settings = system.get();
        String why = "";
        for (Name candidate : candidates(name, settings)) {
            try (var six = new Aside(limit, () -> ask(candidate, Type.AAAA, settings, limit))) {
                Message four = ask(candidate, Type.A, settings, limit);
                if (four.getRcode() == Rcode.NXDOMAIN) {
                    why = Rcode.string(Rcode.NXDOMAIN);
                    continue;
                }
                List<InetAddress> found = addresses(four);
                Optional<Message> other = six.answer(found.isEmpty() ? limit.left() : PATIENCE);
                other.ifPresent(message -> found.addAll(addresses(message)));
                if (!found.isEmpty()) {
                    return found;
                }
                why = codes(four, other);
            }
        }
        throw new Unreachable(
                why.equals("NOERROR")
                        ? "the name " + host + " has no address"
                        : "the name " + host + " does not resolve: " + why);
    }

    /** A question that is asked on a thread of its own, which ends with it. */
    private static final class Aside implements AutoCloseable {
        private final FutureTask<Message> asked;
        private final Thread thread;
        private final Limit limit;

        Aside(Limit limit, Callable<Message> question) {
            this.asked = new FutureTask<>(question);
            this.limit = limit;
            this.thread = Thread.ofVirtual().name("probe-names").start(asked);
        }

        /** What came in time; no answer is as good as one without an address. */
        Optional<Message> answer(Duration patience) {
            try {
                return Optional.of(asked.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            } catch (ExecutionException | TimeoutException none) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        /** The thread loses the socket that it waits for. */
        @Override
        public void close() {
            asked.cancel(true);
            limit.join(thread);
        }
    }

    /** What was answered to both, where that is not the same. */
    private static String codes(Message four, Optional<Message> six) {
        String code = Rcode.string(four.getRcode());
        return six.filter(other -> other.getRcode() != four.getRcode())
                .map(other -> code + " for A, " + Rcode.string(other.getRcode()) + " for AAAA")
                .orElse(code);
    }

    /** An address that is written as one. */
    static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Name name(String host) throws Unreachable {
        try {
            return Name.fromString(java.net.IDN.toASCII(host));
        } catch (TextParseException | IllegalArgumentException e) {
            throw new Unreachable(host + " is not the name of a host: " + Words.message(e), e);
        }
    }

    private List<InetAddress> inHosts(Name name) {
        List<InetAddress> found = new ArrayList<>();
        try {
            Name absolute = Name.concatenate(name, Name.root);
            var file = new HostsFileParser(hosts, false);
            for (int type : new int[] {Type.A, Type.AAAA}) {
                file.getAddressForHost(absolute, type).ifPresent(found::add);
            }
        } catch (IOException | IllegalArgumentException noHosts) {
            return List.of();
        }
        return found;
    }

    private static List<Name> candidates(Name name, Settings settings) {
        if (name.isAbsolute()) {
            return List.of(name);
        }
        List<Name> all = new ArrayList<>();
        for (Name suffix : settings.search()) {
            try {
                all.add(Name.concatenate(name, suffix));
            } catch (org.xbill.DNS.NameTooLongException e) {
                // then it is no name
            }
        }
        try {
            Name plain = Name.concatenate(name, Name.root);
            all.add(name.labels() > settings.dots() ? 0 : all.size(), plain);
        } catch (org.xbill.DNS.NameTooLongException e) {
            // then it is no name
        }
        return all;
    }

    /**
     * What the first server says that answers; one that cannot tell or will not is no answer while
     * there is another.
     */
    private static Message ask(Name name, int type, Settings settings, Limit limit)
            throws Unreachable {
        List<InetSocketAddress> all = settings.servers();
        if (all.isEmpty()) {
            throw new Unreachable("this system names no DNS server to find " + name);
        }
        var exchange = new DnsExchange(limit);
        Record question = Record.newRecord(name, type, DClass.IN);
        Message helpless = null;
        Unreachable last = null;
        for (int i = 0; i < all.size(); i++) {
            limit.check("the name " + name + " was not found out");
            if (last != null && Thread.currentThread().isInterrupted()) {
                break;
            }
            try {
                var share = limit.left().dividedBy(all.size() - i);
                Message answer =
                        exchange.ask(Message.newQuery(question), all.get(i), false, share)
                                .message();
                if (!HELPLESS.contains(answer.getRcode())) {
                    return answer;
                }
                helpless = answer;
            } catch (Unreachable e) {
                last = e;
            }
        }
        if (helpless != null) {
            return helpless;
        }
        throw new Unreachable(
                "the name %s was not found out: %s"
                        .formatted(name.toString(true), last.getMessage()),
                last);
    }

    private static List<InetAddress> addresses(Message answer) {
        List<InetAddress> found = new ArrayList<>();
        for (Record each : answer.getSection(Section.ANSWER)) {
            if (each instanceof ARecord a) {
                found.add(a.getAddress());
            } else if (each instanceof AAAARecord aaaa) {
                found.add(aaaa.getAddress());
            }
        }
        return found;
    }
}
