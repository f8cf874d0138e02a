package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks a real nginx, and ports with faults. */
@GantryTest
@Timeout(120)
class HttpTest {
    private static World world;

    private DetectorRunner detectors;

    @BeforeAll
    static void start() throws Exception {
        world = World.make();
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void now(DetectorRunner runner) {
        runner.clock().set(Instant.now());
        detectors = runner;
    }

    private Inspection look(String url, Map<String, ?> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("target", url);
        return detectors.inspect(new Http(), config);
    }

    private Inspection look(String path, Object... more) {
        Map<String, Object> config = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return look(path.startsWith("/") ? world.nginx.url(path) : path, config);
    }

    @Test
    void tellsHowLongEachPhaseTook() {
        Inspection look = look("/ok");
        assertThat(look)
                .ok()
                .firstBecause("answered 200 in ")
                .measured("status", 200)
                .measured("body.bytes", 11)
                .measured("redirects", 0)
                .unmeasured("phase.tls.seconds");
        Map<String, Double> all = look.verdict().measurements();
        double sum = 0;
        for (String phase : List.of("dns", "connect", "first_byte", "transfer")) {
            sum += all.get("phase." + phase + ".seconds");
        }
        assertTrue(sum > 0 && sum <= all.get("latency.seconds"), all.toString());
    }

    @Test
    void judgesTheStatus() {
        assertThat(look("/busy")).critical().firstBecause("answered 503 in ");
        assertThat(look("/busy")).because("expected 200–399");
        assertThat(look("/busy", "status", "2xx,503")).ok();
        assertThat(look("/none", "status", "400-404")).ok();
        assertThat(look("/ok", "status", "204")).critical().because("expected 204");
        assertThat(look("/ok", "status", "fine")).error(IllegalArgumentException.class);
    }

    @Test
    void followsRedirectsAsFarAsTheyLead() {
        assertThat(look("/moved")).ok().measured("status", 200).measured("redirects", 1);
        assertThat(
                        look(
                                "/moved",
                                "followRedirects",
                                false,
                                "expectHeaders",
                                Map.of("location", "/ok$")))
                .ok()
                .measured("status", 302);
        assertThat(look("/round")).critical().firstBecause("more than 10 redirects");
    }

    @Test
    void takesSecretsToNobodyElse() {
        Map<String, String> secret = Map.of("Authorization", "Bearer top-secret-1");
        Inspection here =
                look(
                        "/echo",
                        "secretHeaders",
                        secret,
                        "bodyMatches",
                        "authorization \\[Bearer top-secret-1]");
        assertThat(here).ok().keptSecrets("secretHeaders");
        Inspection told =
                look("/echo", "secretHeaders", secret, "json", List.of(Map.of("path", "$.a")));
        assertThat(told)
                .critical()
                .because("it begins with \"authorization [***]")
                .keptSecrets("secretHeaders");
        String word = "0123456789".repeat(20);
        var cut = look("/echo", "secretHeaders", Map.of("Authorization", word), "jsonSchema", "{}");
        assertThat(cut).critical();
        assertFalse(cut.verdict().toString().contains("0123456789"), cut.verdict().toString());
        // localhost is not 127.0.0.1
        assertThat(look("/away", "secretHeaders", secret, "bodyMatches", "authorization \\[]"))
                .ok();
        assertThat(look("/away", "headers", secret, "bodyMatches", "authorization \\[]")).ok();
        assertThat(look("http://user:pw@127.0.0.1:1/")).error(IllegalArgumentException.class);
    }

    @Test
    void sendsWhatItIsTold() throws Exception {
        var heard = new CompletableFuture<List<String>>();
        try (Faulty server =
                Faulty.talking(
                        socket -> {
                            heard.complete(Faulty.readHead(socket));
                            Faulty.write(
                                    socket, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n");
                        })) {
            assertThat(
                            look(
                                    "http://" + server.at() + "/a%20b?c=d",
                                    "method",
                                    "PUT",
                                    "body",
                                    "grüße",
                                    "headers",
                                    Map.of("host", "shop.example", "X-One", "1")))
                    .ok()
                    .measured("status", 204);
        }
        List<String> head = heard.get(10, TimeUnit.SECONDS);
        assertEquals("PUT /a%20b?c=d HTTP/1.1", head.getFirst());
        assertTrue(head.contains("host: shop.example"), head.toString());
        assertTrue(head.contains("X-One: 1"), head.toString());
        assertTrue(head.contains("Content-Length: 7"), head.toString());
        assertTrue(
                head.stream().anyMatch(line -> line.startsWith("traceparent: ")), head.toString());
        assertTrue(head.stream().noneMatch(line -> line.startsWith("Host:")), head.toString());
    }

    @Test
    void judgesHeadersAndBody() {
        assertThat(look("/json", "expectHeaders", Map.of("x-version", "^7\\."))).ok();
        assertThat(look("/json", "expectHeaders", Map.of("x-version", "^8")))
                .critical()
                .firstBecause("header x-version is \"7.2\", which does not match ^8");
        assertThat(look("/json", "expectHeaders", Map.of("x-other", ".")))
                .critical()
                .firstBecause("has no header x-other");
        assertThat(look("/ok", "bodyMatches", "all is (well|fine)")).ok();
        assertThat(look("/ok", "bodyMatches", "unicorn"))
                .critical()
                .firstBecause("nothing in the body of 11 bytes matches unicorn");
        assertThat(look("/ok", "bodyLacks", "well")).critical().firstBecause("the body holds well");
    }

    @Test
    void judgesWhatJsonMeans() {
        assertThat(
                        look(
                                "/json",
                                "json",
                                List.of(
                                        Map.of("path", "$.state", "is", "up"),
                                        Map.of("path", "$.orders[*].total", "min", 1, "max", 20),
                                        Map.of("path", "$.queue", "measure", "queue.length"))))
                .ok()
                .measured("queue.length", 17);
        assertThat(look("/json", "json", List.of(Map.of("path", "$.state", "is", "down"))))
                .critical()
                .firstBecause("$.state is \"up\", expected \"down\"");
        assertThat(
                        look(
                                "/json",
                                "json",
                                List.of(Map.of("path", "$.orders[?(@.id > 1)].total", "max", 15))))
                .critical()
                .firstBecause("$.orders[?(@.id > 1)].total is \"20\", more than 15");
        assertThat(look("/json", "json", List.of(Map.of("path", "$.nothing"))))
                .critical()
                .firstBecause("there is nothing at $.nothing in the body");
        assertThat(look("/ok", "json", List.of(Map.of("path", "$.state"))))
                .critical()
                .firstBecause("the body is no JSON");
        assertThat(look("/ok", "json", List.of(Map.of("path", "$.["))))
                .error(IllegalArgumentException.class);
    }

    @Test
    void takesNoExpressionThatCanGoOnForEver() {
        Map<String, String> slow = Map.of("path", "$.orders[?(@.name =~ /(x+x+)+y/)]");
        assertThat(look("/json", "json", List.of(slow))).error(IllegalArgumentException.class);
        assertThat(look("/json", "json", List.of(Map.of("path", "$.orders[?(@.id != '=~')]"))))
                .ok();
    }

    @Test
    void judgesTheShapeOfJson() {
        String schema =
                """
                {"type":"object","required":["state","version"],
                 "properties":{"queue":{"maximum":10},"state":{"pattern":"^(up|down)$"}}}
                """;
        assertThat(look("/json", "jsonSchema", schema))
                .critical()
                .because("version")
                .because("at /queue");
        assertThat(look("/json", "jsonSchema", "{\"required\":[\"state\"]}")).ok();
        assertThat(look("/json", "jsonSchema", "[1")).error(IllegalArgumentException.class);
        assertThat(look("/json", "jsonSchema", "{\"$ref\":\"http://127.0.0.1:1/none\"}"))
                .error(IllegalArgumentException.class);
    }

    @Test
    void readsNoMoreThanItMay() {
        assertThat(look("/big", "maxBody", 1000, "bodyLacks", "x"))
                .warn()
                .firstBecause("longer than 1000 bytes")
                .measured("body.bytes", 1000);
    }

    @Test
    void findsFaultWithWhatIsSlow() throws Exception {
        try (Faulty server = Faulty.slow(Duration.ofMillis(200))) {
            String url = "http://" + server.at() + "/";
            assertThat(look(url, "warnAfter", "PT0.1S"))
                    .warn()
                    .firstBecause("longer than 100 ms")
                    .measured("phase.first_byte.seconds", 0.2, 60);
            assertThat(look(url, "warnAfter", "PT0.05S", "criticalAfter", "PT0.1S")).critical();
            assertThat(look(url, "warnAfter", "PT1M")).ok();
        }
    }

    @Test
    void saysWhyThereIsNoAnswer() throws Exception {
        int closed = Peer.freePort();
        assertThat(look("http://127.0.0.1:" + closed + "/"))
                .critical()
                .firstBecause(
                        "connection to 127.0.0.1:%d refused: nothing listens there"
                                .formatted(closed));
        assertThat(look("/gone")).critical().firstBecause("broke off without an answer");
    }

    @Test
    void judgesWhatIsPacked() {
        Map<String, String> packed = Map.of("Accept-Encoding", "gzip");
        assertThat(
                        look(
                                "/packed",
                                "headers",
                                packed,
                                "expectHeaders",
                                Map.of("content-encoding", "gzip"),
                                "json",
                                List.of(Map.of("path", "$.state", "is", "up"))))
                .ok()
                .measured("body.bytes", 14);
    }

    @Test
    void aServerBehindThatIsDown() {
        assertThat(look("/behind")).critical().firstBecause("answered 502 in ");
    }

    @Test
    void neverWaitsLongerThanTheCheckMayTake() throws Exception {
        detectors.timeout(Duration.ofMillis(600));
        try (Faulty halfOpen = Faulty.halfOpen();
                Faulty dropping = Faulty.dropping()) {
            assertThat(look("http://" + halfOpen.at() + "/"))
                    .critical()
                    .firstBecause("no answer from " + halfOpen.at() + " within 540 ms");
            assertThat(look("http://" + dropping.at() + "/"))
                    .critical()
                    .firstBecause("no connection to " + dropping.at() + " within 5");
            assertThat(look("https://" + halfOpen.at() + "/"))
                    .critical()
                    .firstBecause("no TLS handshake with " + halfOpen.at() + " within 540 ms");
        }
        detectors.timeout(Duration.ofMillis(300));
        assertThat(look("/big"))
                .critical()
                .firstBecause("answered 200, but not the whole body within");
    }

    @Test
    void judgesTheCertificateAsWell() throws Exception {
        String url = "https://" + world.nginx.secure("good") + "/";
        assertThat(look(url, "caFile", world.root(), "bodyMatches", "^secure$"))
                .ok()
                .because("certificate holds for 89 days")
                .measured("phase.tls.seconds", 0.000001, 60)
                .measured("certificate.remaining.seconds", 86400 * 89, 86400 * 90);
        assertThat(look("https://" + world.nginx.secure("soon") + "/", "caFile", world.root()))
                .warn()
                .firstBecause("certificate of soon expires in 19 days");
        assertThat(look("https://" + world.nginx.secure("urgent") + "/", "caFile", world.root()))
                .critical()
                .measured("status", 200);
    }

    @Test
    void sendsNothingToWhomItDoesNotTrust() throws Exception {
        assertThat(look("https://" + world.nginx.secure("good") + "/"))
                .critical()
                .firstBecause("certificate of good is not trusted: its root root is not among")
                .because("was not asked, since it is not trusted")
                .unmeasured("status");
        assertThat(
                        look(
                                "https://" + world.nginx.secure("wrong-name") + "/",
                                "caFile",
                                world.root()))
                .critical()
                .firstBecause("certificate is for other.example, not for localhost")
                .unmeasured("status");
        assertThat(look("https://" + world.nginx.secure("expired") + "/", "trust", "INSECURE"))
                .ok()
                .measured("status", 200)
                .measured("certificate.remaining.seconds", -86400 * 31, -86400 * 29)
                .because("certificates are NOT verified: trust is INSECURE");
    }

    @Test
    void leavesNothingBehind() throws Exception {
        String secure = world.nginx.secure("good");
        assertUnloads(Http.class, Map.of("target", world.nginx.url("/moved")));
        assertUnloads(Http.class, Map.of("target", "https://" + secure + "/"));
        assertUnloads(Tls.class, Map.of("target", secure));
        assertUnloads(Dns.class, Map.of("target", "a.test", "server", "127.0.0.1:1"));
    }

    @Test
    void stopsAtOnceWhenCancelled() throws Exception {
        var asked = new CompletableFuture<Void>();
        detectors.timeout(Duration.ofHours(1));
        var clock = detectors.clock();
        asked.thenRun(() -> clock.advance(Duration.ofHours(2)));
        try (Faulty halfOpen = Faulty.talking(socket -> asked.complete(null))) {
            assertThat(look("http://" + halfOpen.at() + "/"))
                    .error(dev.gantry.api.context.CancelledException.class);
        }
    }
}
