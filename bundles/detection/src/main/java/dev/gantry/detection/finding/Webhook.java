package dev.gantry.detection.finding;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts what becomes of findings to one address, as CloudEvents 1.0 in structured JSON, one after
 * the other and each until it is taken or was tried {@value #TRIES} times within some minutes. At
 * most {@value #WAITING} wait; what is more, or was tried in vain, is counted and lost, as is what
 * waits when Gantry stops: the API has it all. With a secret each has the header {@code
 * X-Gantry-Signature: sha256=…}, the HMAC of the body in hex. Thread-safe.
 */
public final class Webhook implements EventListener, AutoCloseable {
    static final int WAITING = 1000;
    static final int TRIES = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final URI address;
    private final byte[] secret;
    private final Function<String, Optional<Check>> checks;
    private final Meters.Counter delivered;
    private final Meters.Counter lost;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(WAITING);
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient client;
    private final Thread thread;
    private volatile boolean closed;

    private Webhook(
            URI address, byte[] secret, Function<String, Optional<Check>> checks, Meters meters) {
        this.address = address;
        this.secret = secret;
        this.checks = checks;
        this.delivered =
                meters.counter(
                        "gantry_findings_webhook_total",
                        "Changes of findings by what became of telling them",
                        "result",
                        "delivered");
        this.lost =
                meters.counter(
                        "gantry_findings_webhook_total",
                        "Changes of findings by what became of telling them",
                        "result",
                        "lost");
        this.client =
                address == null ? null : HttpClient.newBuilder().connectTimeout(LIMIT).build();
        this.thread =
                Thread.ofPlatform().daemon().name("gantry-findings-webhook").unstarted(this::work);
    }

    /**
     * As the settings say: {@code gantry.findings.webhook.url} and {@code …webhook.secret}. Without
     * an address it does nothing.
     *
     * @throws IllegalArgumentException if the address is none
     */
    public static Webhook of(
            Settings settings, Function<String, Optional<Check>> checks, Meters meters) {
        String text = settings.text("gantry.findings.webhook.url", null);
        String secret = settings.text("gantry.findings.webhook.secret", null);
        URI address = text == null ? null : address(text);
        byte[] key = secret == null ? null : secret.getBytes(StandardCharsets.UTF_8);
        Webhook webhook = new Webhook(address, key, checks, meters);
        if (address != null) {
            webhook.thread.start();
        }
        return webhook;
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "gantry.findings.webhook.url: expected an address such as"
                        + " https://example.org/hook, got "
                        + text);
    }

    @Override
    public void on(Event event) {
        if (address != null && event instanceof Event.FindingChanged change) {
            if (!queue.offer(body(change))) {
                lost.increment();
            }
        }
    }

    private String body(Event.FindingChanged change) {
        ObjectNode node = json.createObjectNode();
        node.put("specversion", "1.0");
        node.put("id", UUID.randomUUID().toString());
        node.put("source", "/gantry");
        node.put("type", "dev.gantry.finding." + change.change() + ".v1");
        node.put("subject", change.id());
        node.put("time", change.at().toString());
        node.put("datacontenttype", "application/json");
        ObjectNode data = node.putObject("data");
        data.put("check", change.check());
        data.put("severity", change.severity());
        data.put("change", change.change());
        data.put("text", change.text());
        checks.apply(change.check())
                .ifPresent(
                        check -> {
                            data.put("title", check.spec().card().title());
                            data.put("target", check.spec().card().target());
                            ObjectNode labels = data.putObject("labels");
                            new TreeMap<>(check.spec().labels()).forEach(labels::put);
                        });
        return json.writeValueAsString(node);
    }

    private void work() {
        while (!closed) {
            try {
                String body = queue.poll(1, TimeUnit.SECONDS);
                if (body != null) {
                    deliver(body);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void deliver(String body) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        String problem = "";
        for (int tried = 1; tried <= TRIES && !closed; tried++) {
            try {
                HttpResponse<Void> answer =
                        client.send(request(body), HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() / 100 == 2) {
                    delivered.increment();
                    return;
                }
                problem = "it answered " + answer.statusCode();
            } catch (IOException e) {
                problem = e.toString();
            }
            if (tried < TRIES) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = pause.multipliedBy(2);
            }
        }
        lost.increment();
        LOG.warn("{} did not take a change of a finding: {}", address, problem);
    }

    private HttpRequest request(String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(LIMIT)
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (secret != null) {
            request.header("X-Gantry-Signature", "sha256=" + signature(body));
        }
        return request.build();
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (client != null) {
            client.shutdownNow();
        }
    }
}
