package dev.gantry.launcher.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

/** Gantry's REST API, as the command line needs it. Thread-safe. */
final class Api implements AutoCloseable {
    /** Reads and writes JSON trees. */
    static final JsonMapper JSON = new JsonMapper();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI base;
    private final Destination destination;
    private final HttpClient client;

    /** The API of a Gantry. Its token is never shown. */
    Api(Destination destination) throws IOException {
        this.destination = destination;
        this.base = destination.url();
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .sslContext(Trust.of(destination))
                        .build();
    }

    /** One segment of a path, or a value of a query. */
    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody(), "application/json", Duration.ZERO);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), "application/json", Duration.ZERO);
    }

    JsonNode post(String path) {
        return send("POST", path, BodyPublishers.noBody(), "application/json", Duration.ZERO);
    }

    /**
     * Sends a document.
     *
     * @param wait how much longer than usual the answer may take
     */
    JsonNode post(String path, JsonNode body, Duration wait) {
        return send("POST", path, json(body), "application/json", wait);
    }

    JsonNode patch(String path, JsonNode body) {
        return send("PATCH", path, json(body), "application/json", Duration.ZERO);
    }

    JsonNode put(String path, JsonNode body) {
        return send("PUT", path, json(body), "application/json", Duration.ZERO);
    }

    /**
     * Replaces a document if it is there in a version.
     *
     * @param version as in its ETag; 0 if there must be none
     */
    JsonNode put(String path, JsonNode body, long version) {
        HttpRequest.Builder request =
                request(path)
                        .method("PUT", json(body))
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .timeout(LIMIT);
        if (version == 0) {
            request.header("If-None-Match", "*");
        } else {
            request.header("If-Match", "\"" + version + "\"");
        }
        return answer(request.build());
    }

    /** Sends a text file. */
    JsonNode text(String path, Path file) {
        try {
            return send(
                    "POST",
                    path,
                    BodyPublishers.ofFile(file),
                    "application/yaml",
                    Duration.ofMinutes(1));
        } catch (FileNotFoundException e) {
            throw new ApiException(ExitCode.USAGE, "there is no file " + file);
        }
    }

    /**
     * Sends a JAR.
     *
     * @param sent told how many bytes are sent so far
     */
    JsonNode upload(String path, Path file, LongConsumer sent) {
        try {
            return send(
                    "POST",
                    path,
                    new Counted(BodyPublishers.ofFile(file), sent),
                    "application/java-archive",
                    Duration.ofMinutes(2));
        } catch (FileNotFoundException e) {
            throw new ApiException(ExitCode.USAGE, "there is no file " + file);
        }
    }

    /**
     * Follows a stream of events until it ends or {@code more} says no.
     *
     * @param lastId goes on after this event; {@code null} to start at the beginning
     */
    void follow(String path, String lastId, Predicate<ServerEvent> more) {
        HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> response = exchange(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response.statusCode(), String.join("\n", lines.toList()));
            }
            EventReader reader = new EventReader();
            for (String line : (Iterable<String>) lines::iterator) {
                Optional<ServerEvent> event = reader.read(line);
                if (event.isPresent() && !more.test(event.get())) {
                    return;
                }
            }
        } catch (UncheckedIOException e) {
            throw new ApiException(ExitCode.UNREACHABLE, "the connection to " + base + " was lost");
        }
    }

    /**
     * A document of any length, as it comes.
     *
     * @param packed whether it is asked for in gzip
     */
    InputStream document(String path, boolean packed) {
        HttpRequest.Builder request = request(path);
        if (packed) {
            request.header("Accept-Encoding", "gzip");
        }
        HttpResponse<InputStream> response =
                exchange(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw refused(response.statusCode(), text);
        } catch (IOException e) {
            throw new ApiException(ExitCode.UNREACHABLE, "the connection to " + base + " was lost");
        }
    }

    /** Where it is. */
    Destination destination() {
        return destination;
    }

    /** Drops all connections. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private JsonNode send(
            String method, String path, BodyPublisher body, String type, Duration wait) {
        HttpRequest.Builder request =
                request(path)
                        .method(method, body)
                        .header("Accept", "application/json")
                        .timeout(LIMIT.plus(wait));
        if (body.contentLength() != 0) {
            request.header("Content-Type", type);
        }
        return answer(request.build());
    }

    private JsonNode answer(HttpRequest request) {
        HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), response.body());
        }
        try {
            return response.body().isEmpty()
                    ? JSON.createObjectNode()
                    : JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new ApiException(
                    ExitCode.FAILED,
                    base + " does not answer as Gantry does; is it another server?");
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        destination
                .token()
                .ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (HttpTimeoutException e) {
            throw new ApiException(ExitCode.UNREACHABLE, base + " did not answer in time");
        } catch (SSLException e) {
            throw new ApiException(
                    ExitCode.UNREACHABLE,
                    base
                            + " is not trusted, or wants a certificate ("
                            + e.getMessage()
                            + "); name the file to trust with --ca, and your own with --client-cert and --client-key");
        } catch (ConnectException e) {
            throw new ApiException(ExitCode.UNREACHABLE, silence());
        } catch (IOException e) {
            throw new ApiException(
                    ExitCode.UNREACHABLE, "the connection to " + base + " was lost (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ExitCode.FAILED, "interrupted");
        }
    }

    private String silence() {
        return destination.here().isPresent()
                ? destination.here().get().silence()
                : "no Gantry answers at "
                        + base
                        + " (named by "
                        + destination.said()
                        + "); start it with: gantry start, or name another";
    }

    private static BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofString(JSON.writeValueAsString(body));
    }

    /** The sentence of a problem document (RFC 9457), or the best that can be made without. */
    private ApiException refused(int status, String body) {
        int exitCode =
                switch (status) {
                    case 400 -> ExitCode.USAGE;
                    case 404 -> ExitCode.NOT_FOUND;
                    case 401, 403, 409, 412, 413, 422, 428, 429 -> ExitCode.REFUSED;
                    default -> ExitCode.FAILED;
                };
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (JacksonException e) {
            problem = JSON.createObjectNode();
        }
        String detail = Nodes.text(problem, "detail");
        if (detail.isEmpty()) {
            detail = Nodes.text(problem, "title");
        }
        if (status == 401) {
            detail =
                    destination.token().isPresent()
                            ? "the token is not valid at "
                                    + base
                                    + "; name another with --token-file"
                            : "a token is needed; name its file with --token-file";
        }
        if (detail.isEmpty()) {
            detail = String.format(Locale.ROOT, "%s answered with status %d", base, status);
        }
        List<String> fields = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            String pointer = Nodes.text(error, "pointer");
            String said = Nodes.text(error, "message");
            if (said.isEmpty()) {
                said = Nodes.text(error, "detail");
            }
            fields.add((pointer.isEmpty() ? "/" : pointer) + ": " + said);
        }
        return new ApiException(exitCode, detail, fields, status == 503);
    }
}
