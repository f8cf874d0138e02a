package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                Map.of(
                        "A www.acme.test", List.of("192.0.2.2", "192.0.2.1"),
                        "AAAA www.acme.test", List.of("2001:db8::1"),
                        "CNAME shop.acme.test", List.of("www.acme.test."),
                        "MX acme.test", List.of("10 mail.acme.test"),
                        "TXT acme.test", List.of("v=spf1 -all"),
                        "SRV _ldap._tcp.acme.test", List.of("0 5 389 ldap.acme.test"),
                        "PTR 192.0.2.1", List.of("www.acme.test"),
                        "CAA acme.test", List.of("0 issue letsencrypt.org"),
                        "NS acme.test", List.of("ns1.acme.test"));
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
            assertThat(look(detectors, odd.port(), "target", "lossy.test"))
                    .ok()
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
        }
    }

    @Test
    void namesOfTargetsAreFoundWithoutACache(DetectorRunner detectors) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 in-hosts.test\n");
        var names =
                new Names(hosts, Optional.of(List.of(new InetSocketAddress("127.0.0.1", port))));
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
        var nobody =
                new Names(
                        hosts,
                        Optional.of(List.of(new InetSocketAddress("127.0.0.1", Peer.freePort()))));
        assertThat(detectors.inspect(new Tcp(nobody), Map.of("target", "a.acme.test:1")))
                .critical()
                .firstBecause("the name a.acme.test was not found out: DNS server 127.0.0.1:");
    }
}
