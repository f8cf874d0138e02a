package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Asks a real dnsmasq, and a server with faults. */
@GantryTest
@Timeout(120)
class DnsTest {
    @TempDir static Path folder;
    private static int port;
    private static Peer dnsmasq;

    @BeforeAll
    static void start() throws Exception {
        port = Peer.freePort();
        dnsmasq = DnsPeers.dnsmasq(folder, port);
    }

    @AfterAll
    static void stop() {
        if (dnsmasq != null) {
            dnsmasq.close();
        }
    }

    private static Inspection look(DetectorRunner detectors, int port, Object... config) {
        Map<String, Object> all = new HashMap<>();
        all.put("server", "127.0.0.1:" + port);
        for (int i = 0; i < config.length; i += 2) {
            all.put((String) config[i], config[i + 1]);
        }
        return detectors.inspect(new Dns(), all);
    }

    @Test
    void knowsAllTypes(DetectorRunner detectors) {
        Map<String, List<String>> expected =
                Map.ofEntries(
                        Map.entry("A www.acme.test", List.of("192.0.2.2", "192.0.2.1")),
                        Map.entry("AAAA www.acme.test", List.of("2001:db8::1")),
                        Map.entry("CNAME shop.acme.test", List.of("www.acme.test.")),
                        Map.entry("MX acme.test", List.of("10 mail.acme.test")),
                        Map.entry("TXT acme.test", List.of("v=spf1 -all")),
                        Map.entry("SRV _ldap._tcp.acme.test", List.of("0 5 389 ldap.acme.test")),
                        Map.entry("PTR 192.0.2.1", List.of("www.acme.test")),
                        Map.entry("CAA acme.test", List.of("0 issue letsencrypt.org")),
                        Map.entry("NS acme.test", List.of("ns1.acme.test")),
                        Map.entry(
                                "SOA acme.test",
                                List.of("ns1.acme.test root.acme.test 7 3600 600 86400 60")),
                        Map.entry("HTTPS acme.test", List.of("1 . alpn=h2")),
                        Map.entry("SVCB _svc.acme.test", List.of("1 svc.acme.test")),
                        Map.entry("TLSA _443._tcp.acme.test", List.of("3 1 1 " + "ab".repeat(32))),
                        Map.entry("DS acme.test", List.of("12345 8 2 " + "cd".repeat(32))),
                        Map.entry("DNSKEY acme.test", List.of("257 3 8 AwEAAavN")),
                        Map.entry(
                                "NAPTR _sip.acme.test",
                                List.of("10 20 \"u\" \"E2U+sip\" \"\" sip.acme.test.")));
        expected.forEach(
                (question, data) -> {
                    String[] parts = question.split(" ");
                    assertThat(
                                    look(
                                            detectors, port, "target", parts[1], "type", parts[0],
                                            "expect", data, "match", "EXACT"))
                            .ok()
                            .firstBecause("127.0.0.1:" + port + " answered NOERROR with ")
                            .measured("rcode", 0)
                            .measured("records", data.size())
                            .measured("latency.seconds", 1e-9, 60);
                });
    }

    @Test
    void comparesAsItIsTold(DetectorRunner detectors) {
        List<Object> cases =
                List.of(
                        List.of("ANY", List.of("192.0.2.1", "192.0.2.9"), true),
                        List.of("ANY", List.of("192.0.2.9"), false),
                        List.of("ALL", List.of("192.0.2.1"), true),
                        List.of("ALL", List.of("192.0.2.1", "192.0.2.9"), false),
                        List.of("EXACT", List.of("192.0.2.1"), false));
        for (Object each : cases) {
            List<?> one = (List<?>) each;
            Inspection look =
                    look(
                            detectors,
                            port,
                            "target",
                            "www.acme.test",
                            "match",
                            one.get(0),
                            "expect",
                            one.get(1));
            if (one.get(2).equals(true)) {
                assertThat(look).ok().measured("ttl.seconds", 0, 60);
            } else {
                assertThat(look).critical().firstBecause("www.acme.test A is 192.0.2.");
            }
        }
    }

    @Test
    void goesOnOverTcpWhereTheAnswerIsLarge(DetectorRunner detectors) {
        assertThat(look(detectors, port, "target", "big.acme.test", "type", "TXT"))
                .ok()
                .because(", over TCP");
        assertThat(look(detectors, port, "target", "www.acme.test", "transport", "TCP"))
                .ok()
                .because(", over TCP");
    }

    @Test
    void judgesTheCode(DetectorRunner detectors) throws Exception {
        assertThat(look(detectors, port, "target", "none.acme.test"))
                .critical()
                .firstBecause("answered NXDOMAIN for none.acme.test A in ")
                .because("expected NOERROR")
                .measured("rcode", 3);
        assertThat(look(detectors, port, "target", "none.acme.test", "rcode", "NXDOMAIN")).ok();
        assertThat(look(detectors, port, "target", "here.acme.test", "type", "AAAA"))
                .critical()
                .firstBecause("here.acme.test has no record of type AAAA");
        assertThat(look(detectors, port, "target", "www.acme.test", "rcode", "FINE"))
                .error(IllegalArgumentException.class);
        assertThat(look(detectors, port, "target", "a..b")).error(IllegalArgumentException.class);
        try (var odd = new DnsPeers.Odd()) {
            assertThat(look(detectors, odd.port(), "target", "ill.test"))
                    .critical()
                    .firstBecause("answered SERVFAIL for ill.test A");
        }
    }

    @Test
    void doesNotTakeAnswersToOtherQuestions(DetectorRunner detectors) throws Exception {
        try (var odd = new DnsPeers.Odd()) {
            assertThat(
                            look(
                                    detectors,
                                    odd.port(),
                                    "target",
                                    "spoofed.test",
                                    "expect",
                                    List.of("192.0.2.7"),
                                    "match",
                                    "EXACT"))
                    .ok()
                    .measured("ttl.seconds", 300);
        }
    }

    @Test
    void asksAgainWhereAPacketGotLost(DetectorRunner detectors) throws Exception {
        try (var odd = new DnsPeers.Odd()) {
            assertThat(look(detectors, odd.port(), "target", "lossy.test", "warnAfter", "PT1S"))
                    .warn()
                    .firstBecause("the answer took 2")
                    .measured("latency.seconds", 1.9, 60);
            assertEquals(2, odd.asked());
        }
    }

    @Test
    void tellsWhetherTheAnswerWasVerified(DetectorRunner detectors) throws Exception {
        try (var odd = new DnsPeers.Odd()) {
            assertThat(
                            look(
                                    detectors,
                                    odd.port(),
                                    "target",
                                    "verified.test",
                                    "authenticated",
                                    true))
                    .ok()
                    .measured("authenticated", 1);
            assertThat(look(detectors, odd.port(), "target", "plain.test", "authenticated", true))
                    .critical()
                    .firstBecause("did not verify plain.test by DNSSEC")
                    .measured("authenticated", 0);
        }
    }

    @Test
    void saysWhyThereIsNoAnswer(DetectorRunner detectors) throws Exception {
        int closed = Peer.freePort();
        assertThat(look(detectors, closed, "target", "www.acme.test"))
                .critical()
                .firstBecause("DNS server 127.0.0.1:" + closed + " refuses: nothing listens");
        detectors.timeout(Duration.ofMillis(500));
        try (var odd = new DnsPeers.Odd()) {
            assertThat(look(detectors, odd.port(), "target", "silent.test"))
                    .critical()
                    .firstBecause(
                            "DNS server 127.0.0.1:" + odd.port() + " did not answer within 4");
            assertEquals(1, odd.asked(), "and is not asked again in the last millisecond");
        }
    }

    @Test
    void namesOfTargetsAreFoundWithoutACache(DetectorRunner detectors) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 in-hosts.test\n");
        var names = names(hosts, port);
        try (Faulty server = Faulty.halfOpen()) {
            for (String host : List.of("in-hosts.test", "here.acme.test", "localhost")) {
                assertThat(
                                detectors.inspect(
                                        new Tcp(names),
                                        Map.of("target", host + ":" + server.port())))
                        .ok()
                        .measured("phase.dns.seconds", 1e-9, 60);
            }
            assertThat(detectors.inspect(new Tcp(names), Map.of("target", "no.acme.test:1")))
                    .critical()
                    .firstBecause("the name no.acme.test does not resolve: NXDOMAIN");
        }
        var nobody = names(hosts, Peer.freePort());
        assertThat(detectors.inspect(new Tcp(nobody), Map.of("target", "a.acme.test:1")))
                .critical()
                .firstBecause("the name a.acme.test was not found out: DNS server 127.0.0.1:");
    }

    private static Names names(Path hosts, int... ports) {
        List<InetSocketAddress> servers =
                IntStream.of(ports)
                        .mapToObj(each -> new InetSocketAddress("127.0.0.1", each))
                        .toList();
        return new Names(hosts, () -> new Names.Settings(servers, List.of(), 1));
    }

    private static List<String> find(DetectorRunner detectors, Names names, String host) {
        List<String> found = new ArrayList<>();
        Detector<Nothing> detector =
                new Detector<>() {
                    @Override
                    public Verdict inspect(Nothing config, CheckContext context) throws Exception {
                        try (Limit limit = Limit.of(context)) {
                            names.find(host, limit)
                                    .forEach(each -> found.add(each.getHostAddress()));
                        }
                        return Verdict.of(Status.OK);
                    }
                };
        assertThat(detectors.inspect(detector, new Nothing())).ok();
        return found;
    }

    record Nothing() {}

    @Test
    void bothKindsOfAddressesAreFound(DetectorRunner detectors) throws Exception {
        Names names = names(folder.resolve("no-hosts"), port);
        List<String> www = find(detectors, names, "www.acme.test");
        assertEquals(Set.of("192.0.2.1", "192.0.2.2"), Set.copyOf(www.subList(0, 2)));
        assertEquals(List.of("2001:db8:0:0:0:0:0:1"), www.subList(2, 3));
        assertEquals(List.of("2001:db8:0:0:0:0:0:6"), find(detectors, names, "six.acme.test"));
        try (var odd = new DnsPeers.Odd()) {
            Names deaf = names(folder.resolve("no-hosts"), odd.port());
            long began = System.nanoTime();
            detectors.timeout(Duration.ofMinutes(1));
            assertEquals(List.of("192.0.2.7"), find(detectors, deaf, "four.acme.test"));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "not held up, took " + took);
        }
    }

    @Test
    void aServerThatCannotTellLeavesItToTheNext(DetectorRunner detectors) throws Exception {
        try (var odd = new DnsPeers.Odd()) {
            Names both = names(folder.resolve("no-hosts"), odd.port(), port);
            assertEquals(List.of("192.0.2.3"), find(detectors, both, "ill.acme.test"));
            Names alone = names(folder.resolve("no-hosts"), odd.port(), odd.port());
            for (var each : Map.of("ill.test", "SERVFAIL", "closed.test", "REFUSED").entrySet()) {
                assertThat(
                                detectors.inspect(
                                        new Tcp(alone), Map.of("target", each.getKey() + ":1")))
                        .critical()
                        .firstBecause(
                                "the name %s does not resolve: %s"
                                        .formatted(each.getKey(), each.getValue()));
            }
        }
    }

    @Test
    void theSystemsSettingsAreReadOncePerLook(DetectorRunner detectors) {
        var reads = new AtomicInteger();
        var servers = List.of(new InetSocketAddress("127.0.0.1", port));
        Names names =
                new Names(
                        folder.resolve("no-hosts"),
                        () -> {
                            reads.incrementAndGet();
                            Name suffix = Name.fromConstantString("none.test.");
                            return new Names.Settings(servers, List.of(suffix), 1);
                        });
        assertEquals(List.of("192.0.2.3"), find(detectors, names, "ill.acme.test"));
        assertEquals(1, reads.get());
        assertThat(detectors.inspect(new Dns(names), Map.of("target", "www.acme.test"))).ok();
        assertEquals(2, reads.get());
    }
}
