package dev.gantry.probes.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same targets asked by Gantry's detectors and by Prometheus' blackbox exporter: both have to
 * say the same of each, and to have waited as long in each phase. Of each figure the least of five
 * looks counts, since what else the machine does only adds to it (one look where the target is not
 * well); both then agree within {@link #NEAR}.
 */
@GantryTest
@Timeout(300)
class OracleTest {
    private static final int LOOKS = 5;

    /** Seconds by which two figures may differ. */
    private static final double NEAR = 0.05;

    private static final Map<String, String> PHASES =
            Map.of(
                    "dns", "probe_http_duration_seconds:resolve",
                    "connect", "probe_http_duration_seconds:connect",
                    "tls", "probe_http_duration_seconds:tls",
                    "first_byte", "probe_http_duration_seconds:processing",
                    "transfer", "probe_http_duration_seconds:transfer");

    @TempDir Path folder;

    private final List<String> table = new ArrayList<>();
    private final List<String> apart = new ArrayList<>();
    private DetectorRunner detectors;
    private Blackbox oracle;

    private void compare(
            String what, Detector<?> detector, Map<String, ?> more, String module, String target)
            throws Exception {
        Map<String, Object> config = new HashMap<>(more);
        config.putIfAbsent("target", target);
        Map<String, Double> ours = new HashMap<>();
        Map<String, Double> theirs = new HashMap<>();
        Verdict verdict = null;
        boolean good = true;
        for (int i = 0; i < LOOKS && good; i++) {
            verdict = detectors.inspect(detector, config).verdict();
            verdict.measurements().forEach((name, value) -> ours.merge(name, value, Math::min));
            oracle.probe(module, target)
                    .forEach((name, value) -> theirs.merge(name, value, Math::min));
            good = verdict.status() == Status.OK || verdict.status() == Status.WARN;
        }
        boolean theySay = theirs.get("probe_success") == 1;
        String row =
                "%-22s %-9s %-8s"
                        .formatted(what, verdict.status(), theySay ? "success" : "failure");
        Map<String, String> pairs = new LinkedHashMap<>();
        if (module.startsWith("http")) {
            for (String phase : List.of("dns", "connect", "tls", "first_byte", "transfer")) {
                pairs.put("phase." + phase + ".seconds", PHASES.get(phase));
            }
        }
        if (good) {
            pairs.put("latency.seconds", "probe_duration_seconds");
        }
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            Double our = ours.get(pair.getKey());
            Double their = theirs.get(pair.getValue());
            if (our != null && their != null && good) {
                row += String.format(Locale.ROOT, "  %7.1f/%-7.1f", our * 1000, their * 1000);
                if (Math.abs(our - their) > NEAR) {
                    apart.add(what + ": " + pair.getKey() + " " + our + ", theirs " + their);
                }
            } else if (module.startsWith("http")) {
                row += "  %15s".formatted("");
            }
        }
        table.add(row + "  " + verdict.reasons().getFirst());
        if (good != theySay) {
            apart.add(what + ": " + verdict + ", theirs " + theirs);
        }
        if (ours.containsKey("certificate.remaining.seconds")
                && theirs.containsKey("probe_ssl_earliest_cert_expiry")) {
            double left =
                    theirs.get("probe_ssl_earliest_cert_expiry") - Instant.now().getEpochSecond();
            assertEquals(left, ours.get("certificate.remaining.seconds"), 120, what);
        }
    }

    @Test
    void agreesWithTheBlackboxExporter(DetectorRunner runner) throws Exception {
        Peer.require("prometheus-blackbox-exporter");
        detectors = runner.timeout(Duration.ofSeconds(2));
        List<Integer> ports = Peer.freePorts(2);
        int dns = ports.getFirst();
        int closed = ports.getLast();
        try (World world = World.make();
                Peer dnsmasq = DnsPeers.dnsmasq(folder, dns);
                Faulty slow = Faulty.slow(Duration.ofMillis(300));
                Faulty halfOpen = Faulty.halfOpen();
                Faulty resetting = Faulty.resetting();
                Faulty dropping = Faulty.dropping();
                Faulty pong =
                        Faulty.talking(
                                socket -> {
                                    socket.getInputStream().readNBytes(4);
                                    Faulty.write(socket, "PONG\n");
                                    socket.close();
                                });
                Blackbox exporter = Blackbox.start(folder, world.certificates.root())) {
            oracle = exporter;
            detectors.clock().set(Instant.now());
            http(world, slow, halfOpen, resetting, dropping, closed);
            tcp(halfOpen, resetting, dropping, pong, closed);
            tls(world);
            names(dns, closed);
        } finally {
            print();
        }
        assertTrue(table.size() > 30, "targets");
        assertEquals(List.of(), apart);
    }

    private void http(
            World world,
            Faulty slow,
            Faulty halfOpen,
            Faulty resetting,
            Faulty dropping,
            int closed)
            throws Exception {
        var http = new Http();
        Map<String, String> targets = new LinkedHashMap<>();
        for (String path :
                List.of("/ok", "/busy", "/none", "/moved", "/round", "/gone", "/big", "/json")) {
            targets.put("http " + path, world.nginx.url(path));
        }
        targets.put("http slow", "http://" + slow.at() + "/");
        targets.put("http half open", "http://" + halfOpen.at() + "/");
        targets.put("http reset", "http://" + resetting.at() + "/");
        targets.put("http dropped", "http://" + dropping.at() + "/");
        targets.put("http refused", "http://127.0.0.1:" + closed + "/");
        for (String certificate : List.of("good", "soon", "expired", "self-signed", "wrong-name")) {
            targets.put("https " + certificate, "https://" + world.nginx.secure(certificate) + "/");
        }
        for (Map.Entry<String, String> each : targets.entrySet()) {
            Map<String, String> trust = Map.of("caFile", world.root());
            compare(each.getKey(), http, trust, "http", each.getValue());
        }
        Map<String, String> regex = Map.of("bodyMatches", "all is well");
        compare("http regex", http, regex, "http_regex", world.nginx.url("/ok"));
        compare("http other regex", http, regex, "http_regex", world.nginx.url("/json"));
    }

    private void tcp(Faulty halfOpen, Faulty resetting, Faulty dropping, Faulty pong, int closed)
            throws Exception {
        var tcp = new Tcp();
        compare("tcp open", tcp, Map.of(), "tcp", halfOpen.at());
        compare("tcp localhost", tcp, Map.of(), "tcp", "localhost:" + halfOpen.port());
        compare("tcp refused", tcp, Map.of(), "tcp", "127.0.0.1:" + closed);
        compare("tcp dropped", tcp, Map.of(), "tcp", dropping.at());
        Map<String, String> ping = Map.of("send", "PING\n", "expect", "^PONG");
        compare("tcp answer", tcp, ping, "tcp_answer", pong.at());
        compare("tcp no answer", tcp, ping, "tcp_answer", halfOpen.at());
        compare("tcp reset", tcp, ping, "tcp_answer", resetting.at());
    }

    private void tls(World world) throws Exception {
        for (String each :
                List.of(
                        "good",
                        "soon",
                        "expired",
                        "future",
                        "old-issuer",
                        "self-signed",
                        "wrong-name",
                        "client",
                        "good/alone")) {
            Map<String, String> trust = Map.of("caFile", world.root());
            compare("tls " + each, new Tls(), trust, "tls", world.nginx.secure(each));
        }
        compare("tls not spoken", new Tls(), Map.of(), "tls", "127.0.0.1:" + world.nginx.port());
    }

    private void names(int dns, int closed) throws Exception {
        String server = "127.0.0.1:" + dns;
        Map<String, Object> www =
                Map.of("target", "www.acme.test", "server", server, "expect", List.of("192.0.2.1"));
        compare("dns", new Dns(), www, "dns", server);
        Map<String, Object> none = Map.of("target", "none.acme.test", "server", server);
        compare("dns no name", new Dns(), none, "dns_none", server);
        String nobody = "127.0.0.1:" + closed;
        Map<String, Object> refused = Map.of("target", "www.acme.test", "server", nobody);
        compare("dns refused", new Dns(), refused, "dns", nobody);
        compare("icmp", new Icmp(), Map.of("count", 1), "icmp", "127.0.0.1");
    }

    private void print() {
        System.out.println(
                "target                 Gantry    exporter  ms ours/theirs: http dns, connect, tls,"
                        + " first byte, transfer; total");
        table.forEach(System.out::println);
    }
}
