package dev.gantry.telemetry.metric;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.Scrape;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** One group of metrics in a Pushgateway: that of this instance. For one thread. */
final class Pushgateway implements AutoCloseable {
    static final String URL = "gantry.telemetry.push.url";
    private static final Logger LOG = LoggerFactory.getLogger(Pushgateway.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final URI group;
    private final String login;
    private final Scrape scrape;
    private final Meters.Counter undelivered;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private boolean failing;

    /**
     * @param url base address; a user and its password in it are sent as basic authentication
     * @throws IllegalArgumentException if the address is none
     */
    Pushgateway(
            String url, String job, String instance, Scrape scrape, Meters.Counter undelivered) {
        this.scrape = scrape;
        this.undelivered = undelivered;
        URI base;
        try {
            base = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (base.getHost() == null || !http) {
            throw refused();
        }
        login =
                base.getUserInfo() == null
                        ? null
                        : "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                base.getUserInfo()
                                                        .getBytes(StandardCharsets.UTF_8));
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        group =
                URI.create(
                        base.getScheme()
                                + "://"
                                + base.getHost()
                                + (base.getPort() < 0 ? "" : ":" + base.getPort())
                                + path
                                + "/metrics/job/"
                                + encoded(job)
                                + "/instance/"
                                + encoded(instance));
    }

    /** Without the value: a password may be in it. */
    private static IllegalArgumentException refused() {
        return new IllegalArgumentException(
                URL + ": expected the address of a Pushgateway such as http://127.0.0.1:9091");
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    void push() throws InterruptedException {
        byte[] text = scrape.scrape(null).body();
        send(
                HttpRequest.newBuilder(group)
                        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .PUT(BodyPublishers.ofByteArray(text)),
                "pushed to");
    }

    /** Takes away what was pushed. */
    void remove() {
        try {
            send(HttpRequest.newBuilder(group).DELETE(), "removed from");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpRequest.Builder request, String what) throws InterruptedException {
        request.timeout(LIMIT);
        if (login != null) {
            request.header("Authorization", login);
        }
        String failure;
        try {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            failure =
                    answer.statusCode() < 300
                            ? null
                            : answer.statusCode() + " " + answer.body().strip();
        } catch (IOException e) {
            failure = e.toString();
        }
        if (failure != null) {
            undelivered.increment();
            if (!failing) {
                LOG.warn(
                        "Metrics cannot be {} {} ({}). Start a Pushgateway there, or correct or"
                                + " remove {}",
                        what,
                        group,
                        failure,
                        URL);
            }
        } else if (failing) {
            LOG.info("Metrics are {} the Pushgateway again", what);
        }
        failing = failure != null;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
